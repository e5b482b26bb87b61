"""`loopctl score`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from loop_engineering.assess import Assessment
from loop_engineering.cli.inputs import json_option, show_readings, spec_argument, specs
from loop_engineering.cli.terminal import show
from loop_engineering.les import DimensionScore
from loop_engineering.lss.report.excerpt import visible

__all__ = ["lines", "score"]

_BAR = 20
_UNBOUNDED = "; nothing stops this loop, so the score compares with no other"


@click.command()
@spec_argument
@json_option
def score(path: str | None, spec: str | None, name: str | None, as_json: bool) -> None:
    """Score what a loop's design provides for: eight dimensions, and every audit behind them.

    The score is structural: it reads the spec, not a run. What would earn more comes first in each dimension.

    \b
      loopctl score my-loop.yaml
      loopctl score --spec my-loop.yaml --json
    """
    found = specs(path, spec, name, as_json=as_json)
    if as_json:
        show_readings([item.score.as_dict() for item in found if item.score is not None])
        return
    for number, item in enumerate(found):
        show([""] * bool(number))
        show(lines(item))


def lines(item: Assessment) -> Iterator[str]:
    """What the command prints of a valid spec."""
    found = item.score
    assert found is not None
    yield f"{found.loop_name}: LES {found.les:.1f} of 100 (structural{_UNBOUNDED if not found.bounded else ''})"
    yield ""
    for part in found.dimensions:
        filled = round(part.score * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        yield f"  {part.dimension.name:<14} {bar} {part.score:.2f} × {part.dimension.percent:>2} %"
    for part in found.dimensions:
        yield from _dimension(part)


def _dimension(item: DimensionScore) -> Iterator[str]:
    yield ""
    yield f"{item.dimension.name}: {item.earned} of 100 points ({item.dimension.question})"
    incomplete = [result for result in item.audits if result.advice is not None]
    complete = [result for result in item.audits if result.advice is None]
    for result in incomplete + complete:
        yield f"  {result.earned:>3}/{result.audit.possible:<3} {result.audit.title}"
        if result.advice is not None:
            yield f"          → {visible(result.advice)}"
