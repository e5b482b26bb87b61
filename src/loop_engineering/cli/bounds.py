"""`loopctl bounds`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from loop_engineering.bounds import Bounds
from loop_engineering.cli.inputs import json_option, show_readings, spec_argument, specs
from loop_engineering.cli.terminal import show, table
from loop_engineering.lss.report.excerpt import visible

__all__ = ["bounds"]


@click.command()
@spec_argument
@json_option
def bounds(path: str | None, spec: str | None, name: str | None, as_json: bool) -> None:
    """Say what one run can come to at worst, and what guarantees that it stops.

    \b
      loopctl bounds my-loop.yaml
      loopctl bounds my-loop.yaml --json
    """
    found = [item.bounds for item in specs(path, spec, name, as_json=as_json) if item.bounds is not None]
    if as_json:
        show_readings([reading.as_dict() for reading in found])
        return
    for number, reading in enumerate(found):
        show([""] * bool(number))
        show(_lines(reading))


def _lines(found: Bounds) -> Iterator[str]:
    yield f"{found.loop_name}: {'must stop' if found.terminates else 'nothing forces it to stop'}"
    yield from (f"  {visible(reason)}" for reason in found.because)
    yield ""
    yield "At worst, one run takes"
    figures = [
        ("iterations", _count(found.iterations)),
        ("worker calls", _count(found.worker_calls)),
        ("evaluator calls", _count(found.evaluator_calls)),
        ("dollars", _dollars(found.usd)),
        ("dollars by the workers' budgets alone", _dollars(found.usd_without_budget)),
        ("seconds", _seconds(found.seconds)),
        ("seconds, side by side where possible", _seconds(found.seconds_if_parallel)),
    ]
    yield from (f"  {line}" for line in table(figures, right=(1,)))
    if found.notes or found.not_counted:
        yield ""
    yield from (f"Note: {visible(note)}" for note in found.notes)
    yield from (f"Not counted: {visible(note)}" for note in found.not_counted)


def _count(number: int | None) -> str:
    return "unbounded" if number is None else f"{number:,}"


def _dollars(number: float | None) -> str:
    return "unbounded" if number is None else f"${number:,.2f}"


def _seconds(number: float | None) -> str:
    if number is None:
        return "unbounded"
    minutes, seconds = divmod(round(number), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours:,} h" * bool(hours), f"{minutes} min" * bool(minutes), f"{seconds} s" * bool(seconds)]
    spoken = " ".join(part for part in parts if part)
    return f"{number:,.10g} ({spoken})" if number >= 60 else f"{number:,.10g}"
