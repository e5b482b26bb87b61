"""The numbers of the page on measurement: how the eight structural dimensions go together, over specs and under edits.

The specs are those of three folders that change seldom. After a change of them or of the score,
`python -m figures.measurement` prints what the page must say.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from figures.plot import Plot, Series
from loop_engineering.les import DIMENSIONS, score
from loop_engineering.lss import Project, Source, Spec, check

__all__ = [
    "CORPUS",
    "PAGE",
    "claims",
    "corpus",
    "correlation",
    "correlation_interval",
    "critical_correlation",
    "effective_dimensions",
    "moved",
    "plots",
    "points",
    "shuffled",
    "without_one_provision",
]

_T = TypeVar("_T")

PAGE = "research/measurement.md"

_ROOT = Path(__file__).resolve().parents[1]

CORPUS = ("taxonomy/specs", "framework/running-example", "standards/examples")
"""The folders of the study: one task at six levels, five versions of one loop, and the standard's examples."""

_SERIES = "framework/running-example"

_NAMES = [dimension.name for dimension in DIMENSIONS]


@cache
def corpus() -> dict[str, Spec]:
    """The specs of the study by path, in order, children resolved; a ValueError where one is not valid."""
    found = {}
    for path in sorted(path for folder in CORPUS for path in (_ROOT / folder).glob("*.yaml")):
        name = path.relative_to(_ROOT).as_posix()
        spec = check(Source(path.read_text("utf-8"), name), project=Project(_ROOT), file=path).spec
        if spec is None:
            raise ValueError(f"{name} is not a valid spec")
        found[name] = spec
    return found


def points(spec: Spec) -> tuple[int, ...]:
    """The points of the eight dimensions, 0 to 100 each, in their order."""
    return tuple(item.earned for item in score(spec).dimensions)


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's coefficient; a ValueError where one of the two does not vary."""
    means = (math.fsum(one) / len(one), math.fsum(other) / len(other))
    pairs = [(x - means[0], y - means[1]) for x, y in zip(one, other, strict=True)]
    scale = math.sqrt(math.fsum(x * x for x, _ in pairs) * math.fsum(y * y for _, y in pairs))
    if scale == 0:
        raise ValueError("a constant correlates with nothing")
    return math.fsum(x * y for x, y in pairs) / scale


def effective_dimensions(correlations: Sequence[float], count: int) -> float:
    """The participation ratio of a correlation matrix from its entries above the diagonal: count^2 / sum of all r^2.

    It is `count` where nothing correlates and 1 where everything is one variable: (sum of eigenvalues)^2 over the sum of
    their squares.
    """
    return count**2 / (count + 2 * math.fsum(r * r for r in correlations))


def critical_correlation(cases: int, quantile: float) -> float:
    """The least |r| that a test of level given by a quantile of Student's t with n - 2 degrees of freedom rejects."""
    return quantile / math.sqrt(cases - 2 + quantile * quantile)


def correlation_interval(r: float, cases: int) -> tuple[float, float]:
    """The 95 % interval of a correlation by Fisher's transformation."""
    middle, half = math.atanh(r), 1.959964 / math.sqrt(cases - 3)
    return math.tanh(middle - half), math.tanh(middle + half)


def without_one_provision(spec: Spec) -> Iterator[tuple[str, Spec]]:
    """The spec with one provision taken away, each in turn: a limit, a guard, a channel, a judge of several, and so on.

    What a loop cannot be without is left alone: its last worker, evaluator and channel, its goal and its metrics.
    """
    for number, worker in enumerate(spec.workers):
        changed = {
            "timeout_seconds": replace(worker, timeout_seconds=None),
            "cost_budget_usd": replace(worker, cost_budget_usd=None),
            "retries": replace(worker, retries=0),
            "max_tokens": replace(worker, model=replace(worker.model, max_tokens=None)),
        }
        for name, other in changed.items():
            if other != worker:
                workers = (*spec.workers[:number], other, *spec.workers[number + 1 :])
                yield f"/workers/{number}/{name}", replace(spec, workers=workers)
    conditions, limits = spec.termination_conditions, spec.cost_limits
    for number in range(len(conditions.failure)):
        kept = _without(conditions.failure, number)
        changed_conditions = replace(conditions, failure=kept)
        yield f"/termination_conditions/failure/{number}", replace(spec, termination_conditions=changed_conditions)
    for number in range(len(conditions.stall)):
        changed_conditions = replace(conditions, stall=_without(conditions.stall, number))
        yield f"/termination_conditions/stall/{number}", replace(spec, termination_conditions=changed_conditions)
    for number in range(len(spec.safety_constraints)):
        yield (
            f"/safety_constraints/{number}",
            replace(spec, safety_constraints=_without(spec.safety_constraints, number)),
        )
    if len(spec.evaluators) > 1:
        for number in range(len(spec.evaluators)):
            yield f"/evaluators/{number}", replace(spec, evaluators=_without(spec.evaluators, number))
    if len(spec.feedback_channels) > 1:
        for number in range(len(spec.feedback_channels)):
            channels = _without(spec.feedback_channels, number)
            yield f"/feedback_channels/{number}", replace(spec, feedback_channels=channels)
    if spec.optimization_strategy.rollback is not None:
        strategy = replace(spec.optimization_strategy, rollback=None)
        yield "/optimization_strategy/rollback", replace(spec, optimization_strategy=strategy)
    if limits.cumulative_usd > 0:
        yield "/cost_limits/cumulative_usd", replace(spec, cost_limits=replace(limits, cumulative_usd=0))
    if limits.on_approach is not None:
        yield "/cost_limits/on_approach", replace(spec, cost_limits=replace(limits, on_approach=None))
    for name in spec.extensions:
        kept_extensions = {key: value for key, value in spec.extensions.items() if key != name}
        yield f"/extensions/{name}", replace(spec, extensions=kept_extensions)


def moved(spec: Spec) -> list[int]:
    """For each provision taken away, how many dimensions of the score change."""
    before = points(spec)
    return [
        sum(one != other for one, other in zip(before, points(changed), strict=True))
        for _, changed in without_one_provision(spec)
    ]


def _without(items: tuple[_T, ...], number: int) -> tuple[_T, ...]:
    return (*items[:number], *items[number + 1 :])


@cache
def _table() -> dict[str, tuple[int, ...]]:
    return {name: points(spec) for name, spec in corpus().items()}


def _pairs(rows: Sequence[Sequence[int]]) -> dict[tuple[str, str], float]:
    columns = dict(zip(_NAMES, zip(*rows, strict=True), strict=True))
    return {(one, other): correlation(columns[one], columns[other]) for one, other in combinations(_NAMES, 2)}


@cache
def _edits() -> list[int]:
    return [count for spec in corpus().values() for count in moved(spec)]


def shuffled(rows: Sequence[Sequence[int]], times: int, seed: int) -> list[float]:
    """The effective dimensions of tables in which each column is shuffled by itself, sorted: what chance alone gives."""
    draw = random.Random(seed)
    columns = [list(column) for column in zip(*rows, strict=True)]
    found = []
    for _ in range(times):
        for column in columns:
            draw.shuffle(column)
        found.append(effective_dimensions([correlation(*pair) for pair in combinations(columns, 2)], len(columns)))
    return sorted(found)


_T_975 = {13: 2.1604, 18: 2.1009}
"""The quantile of Student's t that leaves 2.5 % above it, by degrees of freedom."""

_SHUFFLES = 199


class _Study:
    """What is computed of one choice of specs."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.rows = rows
        self.pairs = _pairs(rows)
        self.mean = math.fsum(self.pairs.values()) / len(self.pairs)
        self.effective = effective_dimensions(list(self.pairs.values()), len(_NAMES))
        self.critical = critical_correlation(len(rows), _T_975[len(rows) - 2])
        self.significant = sum(abs(r) > self.critical for r in self.pairs.values())
        chance = shuffled(rows, _SHUFFLES, 16)
        self.chance = chance[len(chance) // 2]
        self.low = chance[math.floor(0.05 * (len(chance) + 1)) - 1]

    def row(self, label: str) -> str:
        """The study as a row of the page's table."""
        cells = (
            f"{len(self.rows)}",
            f"{self.mean:.2f}",
            f"{min(self.pairs.values()):.2f} to {max(self.pairs.values()):.2f}".replace("-", "−"),
            f"{self.significant} of {len(self.pairs)}",
            f"{self.effective:.1f}",
            f"{self.chance:.1f}",
        )
        return f"| {label} | {' | '.join(cells)} |"


@cache
def _studies() -> tuple[_Study, _Study]:
    """All specs, and those that are not versions of one loop."""
    table = _table()
    return (
        _Study(list(table.values())),
        _Study([row for name, row in table.items() if not name.startswith(_SERIES)]),
    )


def claims() -> list[str]:
    """The snippets of the page that are computed here."""
    whole, apart = _studies()
    edits = [count for count in _edits() if count]
    one = edits.count(1)
    strongest = max(whole.pairs, key=lambda pair: whole.pairs[pair])
    weakest = min(whole.pairs, key=lambda pair: whole.pairs[pair])
    opposed = min(apart.pairs, key=lambda pair: apart.pairs[pair])
    fewer, more = correlation_interval(0.5, 50), correlation_interval(0.5, 200)
    return [
        whole.row("all"),
        apart.row("without the five versions"),
        f"The {len(whole.rows)} specs",
        f"{strongest[0]} and {strongest[1]} correlate by {whole.pairs[strongest]:.2f}",
        f"{weakest[0]} and {weakest[1]} by {whole.pairs[weakest]:.2f}",
        f"{opposed[0]} and {opposed[1]} even by −{-apart.pairs[opposed]:.2f}",
        f"95 % of shuffled tables stay above {apart.low:.1f}",
        f"Among {len(apart.rows)}, a single correlation below {apart.critical:.2f} in size",
        f"from {fewer[0]:.2f} to {fewer[1]:.2f} with them and from {more[0]:.2f} to {more[1]:.2f} with 200",
        f"of {len(_edits())} provisions taken away one at a time, {len(edits)} move the score",
        f"{one} of these, or {100 * one / len(edits):.0f} %, move a single dimension",
        f"none moves more than {max(edits)}",
    ]


def plots() -> dict[str, Plot]:
    """The plots of the page by name."""
    whole, apart = _studies()
    order = sorted(whole.pairs, key=lambda pair: whole.pairs[pair])
    places = list(range(1, len(order) + 1))
    return {
        "measurement-correlations": Plot(
            title="Correlations of the structural dimensions, pair by pair",
            x_label="pair of dimensions, by its correlation over all specs",
            y_label="correlation",
            series=[
                Series(f"all {len(whole.rows)} specs", places, [whole.pairs[pair] for pair in order], "points"),
                Series(
                    f"{len(apart.rows)} specs, without the five versions of one loop",
                    places,
                    [apart.pairs[pair] for pair in order],
                    "points",
                ),
            ],
            alt=(
                f"Two rows of {len(order)} points. Over all {len(whole.rows)} specs every pair of dimensions correlates "
                f"positively, from {min(whole.pairs.values()):.2f} to {max(whole.pairs.values()):.2f}. Without the five "
                f"versions of one loop the points scatter between −{-min(apart.pairs.values()):.2f} and "
                f"{max(apart.pairs.values()):.2f}, around a mean of {apart.mean:.2f}."
            ),
            y_range=(-1, 1),
        )
    }


if __name__ == "__main__":
    for line in claims():
        sys.stdout.write(f"{line}\n")
