"""The family of specs of the taxonomy pages, and what the six pages compute from it.

Not a page's own module: the modules of the overview and of the level pages share it. The specs are
`taxonomy/specs/level-1.yaml` to `level-6.yaml`, one task at each level.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from loop_engineering.assess import Assessment, assess
from loop_engineering.bounds import Bounds
from loop_engineering.lss import Source

__all__ = [
    "BAR",
    "FOLDER",
    "SPREAD",
    "above_bar_by_luck",
    "bounds",
    "harmed",
    "minutes",
    "money",
    "reached",
    "reading",
    "row",
    "runs_per_arm",
    "standard_error",
    "upper_tail",
]

FOLDER = Path(__file__).resolve().parents[1] / "taxonomy" / "specs"

BAR = 0.02
"""The gain in nDCG@10 at which the specs of the family stop with success."""

SPREAD = 0.20
"""Assumed standard deviation, over queries, of the change in nDCG@10 that a rule set without effect makes."""


@cache
def reading(level: int) -> Assessment:
    """Every reading of the family's spec at a level, 1 to 6."""
    path = FOLDER / f"level-{level}.yaml"
    return assess(Source(path.read_text("utf-8"), path.name), file=path)


def bounds(level: int) -> Bounds:
    """The worst case of the family's spec at a level."""
    found = reading(level).bounds
    assert found is not None
    return found


def money(usd: float | None) -> str:
    """Dollars and cents."""
    assert usd is not None
    return f"${usd:.2f}"


def minutes(seconds: float | None) -> str:
    """Whole minutes."""
    assert seconds is not None
    assert seconds % 60 == 0
    return f"{seconds / 60:.0f} min"


def row(level: int) -> str:
    """The row of a level in the tables of the pages: what `loopctl bounds` prints, and the structural score."""
    found, score = bounds(level), reading(level).score
    assert score is not None
    assert found.evaluator_calls == found.iterations  # so the tables leave the column out
    cells = (found.iterations, found.worker_calls, money(found.usd))
    times = (minutes(found.seconds), minutes(found.seconds_if_parallel))
    return f"| {level} | {' | '.join(map(str, (*cells, *times)))} | {score.les:.1f} |"


def reached(p: float, attempts: int) -> float:
    """The chance that one of some independent attempts succeeds, each with probability p: 1 - (1 - p)^n."""
    return 1 - (1 - p) ** attempts


def upper_tail(z: float) -> float:
    """The chance that a standard normal variable exceeds z."""
    return math.erfc(z / math.sqrt(2)) / 2


def standard_error(queries: int) -> float:
    """The standard error of a mean change over so many queries, with the assumed `SPREAD`."""
    return SPREAD / math.sqrt(queries)


def above_bar_by_luck(queries: int, looks: int) -> float:
    """The chance that at least one of some independent rule sets without effect measures `BAR` or more."""
    return reached(upper_tail(BAR / standard_error(queries)), looks)


def harmed(q: float, changes: int) -> float:
    """The chance that at least one of some independent changes does harm unnoticed, each with probability q."""
    return reached(q, changes)


def runs_per_arm(p: float, q: float) -> int:
    """Runs of each of two loops that tell success rates p and q apart: two-sided test at 5 %, power 80 %.

    The usual normal approximation with unpooled variances,
    n = (1.9600 + 0.8416)^2 (p (1 - p) + q (1 - q)) / (p - q)^2, rounded up.
    """
    z = 1.959963984540054 + 0.8416212335729143
    return math.ceil(z**2 * (p * (1 - p) + q * (1 - q)) / (p - q) ** 2)
