"""What a gate of n held-out tasks can tell about an edit, and where many gated edits lead.

An edit is tried on tasks that the loop solves or does not solve, before and after. It fixes a task with probability
`fixes` and breaks one with probability `breaks`; the other tasks come out as before. All tasks are independent.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "any_false",
    "claims",
    "drift",
    "even",
    "expected_best",
    "net_change",
    "noise",
    "not_worse",
    "plots",
    "power",
    "true_change",
]

PAGE = "fundamentals/13-self-improving-systems.md"


@cache
def net_change(tasks: int, fixes: float, breaks: float) -> tuple[float, ...]:
    """The probabilities that tasks fixed less tasks broken is -tasks, ..., tasks."""
    chances = [1.0]
    for _ in range(tasks):
        wider = [0.0] * (len(chances) + 2)
        for place, chance in enumerate(chances):
            wider[place] += chance * breaks
            wider[place + 1] += chance * (1 - fixes - breaks)
            wider[place + 2] += chance * fixes
        chances = wider
    return tuple(chances)


def not_worse(tasks: int, fixes: float, breaks: float) -> float:
    """The chance that an edit passes the gate "at least as many tasks solved as before"."""
    return sum(net_change(tasks, fixes, breaks)[tasks:])


def expected_best(edits: int, tasks: int, change: float) -> float:
    """The mean of the best measured gain among `edits` that change nothing on the whole, as a share of the tasks.

    Each edit fixes and breaks with probability `change` / 2 alike.
    """
    chances = net_change(tasks, change / 2, change / 2)
    below, mean = 0.0, 0.0
    for place, chance in enumerate(chances):
        upto = min(1.0, below + chance)
        mean += (place - tasks) * (upto**edits - below**edits)
        below = upto
    return mean / tasks


def power(tasks: int, fixes: float, breaks: float, level: float) -> float:
    """The chance that a one-sided sign test at `level` accepts the edit (exact; McNemar, 1947).

    Of the d tasks that changed, it takes so many fixed ones that a fair coin would show them at most with `level`.
    """
    changed, total = fixes + breaks, 0.0
    share = fixes / changed
    for d in range(tasks + 1):
        weight = _binomial(tasks, d, changed)
        if weight > 1e-12:
            total += weight * sum(_binomial(d, k, share) for k in range(_least_fixed(d, level), d + 1))
    return total


@cache
def _least_fixed(d: int, level: float) -> int:
    tail, k = 0.0, d + 1
    while k > 0 and tail + _binomial(d, k - 1, 0.5) <= level:
        k -= 1
        tail += _binomial(d, k, 0.5)
    return k


def _binomial(n: int, k: int, p: float) -> float:
    return math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)) * p**k * (1 - p) ** (n - k)


def any_false(edits: int, level: float) -> float:
    """The chance that at least one of `edits` worthless edits passes independent tests at `level`."""
    return 1 - (1 - level) ** edits


def noise(tasks: int, change: float) -> float:
    """The standard deviation of the measured difference, as a share, when `change` of the tasks come out otherwise."""
    return math.sqrt(change / tasks)


def true_change(mean: float, spread: float, noisy: float, threshold: float = 0.0) -> float:
    """The mean true change of an edit that was accepted because its measured change reached `threshold`.

    True changes are normal with `mean` and `spread`, and the measurement adds normal noise of deviation `noisy`: the
    regression of the true on the measured change, at the mean of a truncated normal.
    """
    total = math.hypot(spread, noisy)
    z = (mean - threshold) / total
    standard = NormalDist()
    return mean + spread**2 / total * standard.pdf(z) / standard.cdf(z)


def drift(
    edits: int, mean: float, spread: float, noisy: float, seed: int, threshold: float = 0.0
) -> tuple[list[float], list[float]]:
    """The quality that a loop reports and the quality it has after 0, 1, ... `edits` proposals, each from 0."""
    rng = random.Random(seed)
    reported, real = [0.0], [0.0]
    for _ in range(edits):
        change = rng.gauss(mean, spread)
        measured = change + rng.gauss(0, noisy)
        accepted = measured >= threshold
        reported.append(reported[-1] + (measured if accepted else 0.0))
        real.append(real[-1] + (change if accepted else 0.0))
    return reported, real


def even(mean: float, spread: float, change: float) -> int:
    """The least number of held-out tasks with which an edit accepted at "not worse" does no harm on average."""
    return next(tasks for tasks in range(1, 10_000) if true_change(mean, spread, noise(tasks, change)) >= 0)


MEAN, SPREAD, CHANGE = -0.02, 0.03, 0.15
SMALL, LARGE = 50, 400
EDITS, RUNS = 20, 400
GIVEN = [
    "Let $n = 50$",
    "of 15 % of the tasks",
    "sign test at 0.05 accepts",
    "$\\mu = -0.02$",
    "$s = 0.03$",
    "at a level of 0.05",
    "probability 0.05 in its whole life",
    "enforces 10 USD a run",
    "to 200 tasks",
]


@cache
def _mean_drift(tasks: int) -> tuple[list[float], list[float]]:
    """Reported and real quality in points, averaged over the runs."""
    runs = [drift(EDITS, MEAN, SPREAD, noise(tasks, CHANGE), seed) for seed in range(RUNS)]
    return _mean([reported for reported, _ in runs]), _mean([real for _, real in runs])


def _mean(runs: Sequence[Sequence[float]]) -> list[float]:
    return [100 * sum(values) / len(values) for values in zip(*runs, strict=True)]


def plots() -> dict[str, Plot]:
    """Reported and real quality over twenty proposals, with a small and with a large held-out set."""
    proposals = [float(number) for number in range(EDITS + 1)]
    series, ends = [], {}
    for tasks in (SMALL, LARGE):
        reported, real = _mean_drift(tasks)
        series += [
            Series(f"reported, {tasks} tasks", proposals, reported),
            Series(f"real, {tasks} tasks", proposals, real),
        ]
        ends[tasks] = reported[-1], real[-1]
    return {
        "self-improving-drift": Plot(
            title=f"What a loop reports and what it is, over {EDITS} proposed edits (mean of {RUNS} simulated loops)",
            x_label="edits proposed",
            y_label="change of quality, in points",
            series=series,
            rules=[Rule(0, "where it began")],
            alt=(
                f"With {SMALL} tasks the reported quality has risen by {ends[SMALL][0]:.1f} points after {EDITS} "
                f"proposals, while the real one has changed by {ends[SMALL][1]:+.1f}. With {LARGE} tasks it reports "
                f"{ends[LARGE][0]:+.1f} and has {ends[LARGE][1]:+.1f}."
            ).replace("-", "\u2212"),
        )
    }


def claims() -> list[str]:
    """The numbers of the page."""
    edits = (
        ("good: 5 points better", 0.10, 0.05),
        ("worthless", 0.075, 0.075),
        ("harmful: 5 points worse", 0.05, 0.10),
    )
    rows = [
        f"| {name} | {f if f == 0.075 else format(f, '.2f')} | {b if b == 0.075 else format(b, '.2f')} | "
        f"{not_worse(SMALL, f, b):.3f} | {power(SMALL, f, b, 0.05):.3f} |"
        for name, f, b in edits
    ]
    small, large = noise(SMALL, CHANGE), noise(LARGE, CHANGE)
    wider = noise(200, CHANGE)
    return [
        *rows,
        f"with probability {1 - (1 - not_worse(SMALL, 0.05, 0.10)) ** 10:.3f}",
        f"it takes about {LARGE} tasks to accept it with probability {power(LARGE, 0.10, 0.05, 0.05):.2f}",
        f"a gain of {100 * expected_best(20, SMALL, CHANGE):.1f} points on average",
        f"$1 - 0.95^{{20}} = {any_false(20, 0.05):.3f}$",
        f"With {SMALL} tasks $\\eta = {small:.3f}$, and the mean is ${true_change(MEAN, SPREAD, small):.4f}$",
        f"With {LARGE} tasks $\\eta = {large:.3f}$ and the mean is ${true_change(MEAN, SPREAD, large):+.4f}$",
        f"The sign turns at {even(MEAN, SPREAD, CHANGE)} tasks",
        f"$\\alpha_3 = 6 \\times 0.05 / (9 \\pi^2) = {6 * 0.05 / (9 * math.pi**2):.4f}$",
        f"$0.05 / 20 = {0.05 / 20:.4f}$",
        f"$k^2 > 120 / \\pi^2 = {120 / math.pi**2:.1f}$",
        f"$(12 + 1) \\times 10 = {(12 + 1) * 10}$ USD",
        f"$\\eta = \\sqrt{{0.15 / 200}} = {wider:.3f}$, so the gain of $-0.05$ is {0.05 / wider:.2f} standard deviations",
        f"$\\Phi(-{0.05 / wider:.2f}) = {NormalDist().cdf(-0.05 / wider):.3f}$. Exactly it is {not_worse(200, 0.05, 0.10):.3f}",
    ]
