"""`loopctl level`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from loop_engineering.assess import Assessment
from loop_engineering.cli.inputs import json_option, line_of, show_readings, spec_argument, specs
from loop_engineering.cli.terminal import show
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.taxonomy import LEVELS

__all__ = ["level", "lines"]


@click.command()
@spec_argument
@json_option
def level(path: str | None, spec: str | None, name: str | None, as_json: bool) -> None:
    """Say which of the six taxonomy levels a loop is at, and what in the spec shows it.

    \b
      loopctl level my-loop.yaml
      loopctl level patterns/reflection-loop.md --json
    """
    found = specs(path, spec, name, as_json=as_json)
    if as_json:
        show_readings([item.level.as_dict() for item in found if item.level is not None])
        return
    for number, item in enumerate(found):
        show([""] * bool(number))
        show(lines(item))


def lines(item: Assessment) -> Iterator[str]:
    """What the command prints of a valid spec."""
    found = item.level
    assert found is not None
    yield f"{found.loop_name}: level {found.level}, {found.name} ({item.conformance})"
    yield f"  {LEVELS[found.level].deepest}"
    for evidence in found.evidence:
        yield f"  line {line_of(item, evidence.pointer)}: {visible(evidence.because)}  ({visible(evidence.pointer)})"
