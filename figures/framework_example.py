"""The running example of the framework pages: what its invented team counted, what the tools say, and the statistics.

Not a page's own module: the five framework modules share it. All counts are invented for illustration and stand here
once; whatever a page derives from them is computed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loop_engineering.assess import assess
from loop_engineering.lss import Source

__all__ = [
    "FOLDER",
    "FOUND",
    "VERSIONS",
    "Z95",
    "Holdout",
    "Reading",
    "at_least",
    "mcnemar_exact",
    "paired_difference",
    "percent",
    "reading",
    "score_interval",
    "seen",
    "wilson",
]

FOLDER = Path(__file__).parents[1] / "framework" / "running-example"
VERSIONS = ("0.1.0", "0.2.0", "0.3.0", "0.4.0", "1.0.0")
"""One for each phase, in the order of the phases."""

Z95 = 1.959963984540054
"""The quantile of the standard normal distribution that leaves 2.5 % above it."""

TRACES = 60
FOUND: Sequence[tuple[str, int]] = (("F5", 9), ("F2", 5), ("F7", 4), ("F8", 3), ("F12", 1))
"""Of `TRACES` runs of version 0.1.0, how many failed in each mode; the other runs were right."""

CLERKS = (188, 200)
"""Decisions of clerks that two auditors decided alike, of those audited."""

MONTH = 2400
"""Refund requests in a month."""

MOST = 3000
"""The most requests in a month that the design record assumes."""

DESK = 1000
"""Cases that the clerks can decide in a month, as the design record assumes."""


@dataclass(frozen=True, slots=True)
class Holdout:
    """What one version did on the holdout: decisions right, accepted though wrong, handed to a person; dollars spent."""

    right: int
    wrong: int
    handed_over: int
    usd: float

    @property
    def cases(self) -> int:
        """How many there were."""
        return self.right + self.wrong + self.handed_over

    @property
    def usd_per_right(self) -> float:
        """Dollars for each right decision: all that was spent, over the right ones."""
        return self.usd / self.right

    def with_clerks(self) -> tuple[float, float]:
        """The shares of right and wrong decisions when clerks decide what is handed over, as well as they usually do."""
        share = CLERKS[0] / CLERKS[1]
        return (
            (self.right + self.handed_over * share) / self.cases,
            (self.wrong + self.handed_over * (1 - share)) / self.cases,
        )


MEASURED = Holdout(right=249, wrong=15, handed_over=36, usd=31.20)
"""Version 0.3.0."""
IMPROVED = Holdout(right=265, wrong=12, handed_over=23, usd=35.40)
"""Version 0.4.0, on the same cases."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the tools print of one version.

    `calls` are those of workers, retries included; `rules` are its findings that are errors or warnings, sorted."""

    conformance: str
    les: float
    level: int
    iterations: int | None
    usd: float | None
    seconds: float | None
    calls: int | None
    rules: tuple[str, ...]


@cache
def reading(version: str) -> Reading:
    """The readings of one version's file."""
    path = FOLDER / f"{version}.yaml"
    found = assess(Source(path.read_text("utf-8"), path.name), file=path)
    bounds, score, level = found.bounds, found.score, found.level
    if bounds is None or score is None or level is None or found.conformance is None:
        raise ValueError(f"{path} is not a valid spec")
    rules = sorted({item.rule for item in found.checked.findings if item.severity != "info"})
    return Reading(
        found.conformance,
        score.les,
        level.level,
        bounds.iterations,
        bounds.usd,
        bounds.seconds,
        bounds.worker_calls,
        tuple(rules),
    )


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of a proportion, Wilson (1927): the values that a normal test of level z does not reject."""
    return score_interval(successes / trials, trials, z)


def score_interval(share: float, trials: int, z: float = Z95) -> tuple[float, float]:
    """The same from the observed share, which for planning need not be a whole number of successes."""
    square = z * z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = z / (1 + square / trials) * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def at_least(count: int, trials: int, probability: float) -> float:
    """The chance of `count` or more successes in independent trials."""
    return math.fsum(
        math.comb(trials, n) * probability**n * (1 - probability) ** (trials - n) for n in range(count, trials + 1)
    )


def mcnemar_exact(better: int, worse: int) -> float:
    """The two-sided p-value of the paired test, McNemar (1947), by the binomial distribution.

    `better` cases came right only with the new version, `worse` only with the old one; if neither is better, each such
    case is a fair coin.
    """
    total = better + worse
    if total == 0:
        return 1.0
    tail = sum(math.comb(total, n) for n in range(max(better, worse), total + 1))
    return min(1.0, 2 * tail / float(2**total))


def paired_difference(better: int, worse: int, cases: int, z: float = Z95) -> tuple[float, float, float]:
    """The difference of two shares on the same cases, and its interval by the normal approximation."""
    difference = (better - worse) / cases
    error = math.sqrt(better + worse - (better - worse) ** 2 / cases) / cases
    return difference, difference - z * error, difference + z * error


def seen(share: float, runs: int) -> float:
    """The chance that something which happens in a share of runs shows at least once among so many."""
    return 1.0 - (1.0 - share) ** runs


def percent(value: float, places: int = 1) -> str:
    """A share in per cent, as the pages write it."""
    return f"{100 * value:.{places}f} %"
