"""`loopctl bounds`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from loop_engineering.assess import Assessment
from loop_engineering.cli.amounts import count, dollars, seconds
from loop_engineering.cli.inputs import json_option, show_readings, spec_argument, specs
from loop_engineering.cli.terminal import show, table
from loop_engineering.lss.report.excerpt import visible

__all__ = ["bounds", "lines"]


@click.command()
@spec_argument
@json_option
def bounds(path: str | None, spec: str | None, name: str | None, as_json: bool) -> None:
    """Say what one run can come to at worst, and what guarantees that it stops.

    \b
      loopctl bounds my-loop.yaml
      loopctl bounds my-loop.yaml --json
    """
    found = specs(path, spec, name, as_json=as_json)
    if as_json:
        show_readings([item.bounds.as_dict() for item in found if item.bounds is not None])
        return
    for number, item in enumerate(found):
        show([""] * bool(number))
        show(lines(item))


def lines(item: Assessment) -> Iterator[str]:
    """What the command prints of a valid spec."""
    found = item.bounds
    assert found is not None
    yield f"{found.loop_name}: {'must stop' if found.terminates else 'nothing forces it to stop'}"
    yield from (f"  {visible(reason)}" for reason in found.because)
    yield ""
    yield "At worst, one run takes"
    figures = [
        ("iterations", count(found.iterations)),
        ("worker calls", count(found.worker_calls)),
        ("evaluator calls", count(found.evaluator_calls)),
        ("dollars", dollars(found.usd)),
        ("dollars by the workers' budgets alone", dollars(found.usd_without_budget)),
        ("seconds", seconds(found.seconds)),
        ("seconds, side by side where possible", seconds(found.seconds_if_parallel)),
    ]
    yield from (f"  {line}" for line in table(figures, right=(1,)))
    if found.notes or found.not_counted:
        yield ""
    yield from (f"Note: {visible(note)}" for note in found.notes)
    yield from (f"Not counted: {visible(note)}" for note in found.not_counted)
