"""Numbers and plots of the page on optimization systems: what choosing the best of n by a metric does for the goal.

A candidate has a goal value g and a score m = g + error, and the one with the highest score is taken. Closed forms where
there are any; otherwise E[g of the winner] is the integral of E[g | m] over the distribution F(m)^n of the best score.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "Candidates",
    "claims",
    "expected_best_of_equals",
    "expected_maximum",
    "exploitable",
    "halving",
    "heavy_tailed",
    "normal_split",
    "pass_at_k",
    "plots",
    "reliability",
    "split",
]

PAGE = "fundamentals/05-optimization-systems.md"

MEAN = 0.88
"""Share of fields that a variant of the example extracts rightly, on average over variants."""
SPREAD = 0.02
"""Standard deviation of that share over variants."""
DOCUMENTS = 8000
"""Documents that the example pays to have judged."""
PRICE = 0.01
SPLITS = (10, 20, 40, 80, 160)
_VARIANTS = (4, 5, 6, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100, 128, 160)

TAIL_SCALE = 0.5
EXPLOIT_SHARE = 1 / 400
EXPLOIT_BONUS = 6.0
EXPLOIT_GOAL = -1.0
NOISE = 0.5

GIVEN = [
    "200 variants",
    "50 invoices",
    "88 %",
    "8,000 judgements",
    "0.01 USD",
    "$\\mu = 0.88$",
    "$\\sigma_g = 0.02$",
    "40 variants",
    "200 documents",
    "measured on 200",
    "20 samples",
    "$R = 0.25$",
    "10 variants",
    "winner of 10",
    "0.97",
    "candidate in 400",
    "64 candidates",
    "50 samples",
    "a search over 500",
    "near 100 %",
]


@cache
def expected_maximum(n: int) -> float:
    """The mean of the largest of n independent standard normal values: the integral of 1 - Phi^n above 0, less Phi^n below."""
    step = 0.01
    total = 0.0
    for index in range(-900, 1001):
        z = index * step
        power = math.exp(n * (math.log1p(-_upper(z)) if z > 0 else math.log(_upper(-z))))
        total += ((1 - power) if z > 0 else -power if z < 0 else 0.5 - power) * step
    return total


def _upper(z: float) -> float:
    """The probability that a standard normal value exceeds z."""
    return math.erfc(z / math.sqrt(2)) / 2


def expected_best_of_equals(candidates: int, trials: int, right: float) -> float:
    """The expected best share of successes among candidates that are all equally good, each tried `trials` times."""
    below = 0.0
    mean = 0.0
    before = 0.0
    for successes in range(trials + 1):
        below += math.comb(trials, successes) * right**successes * (1 - right) ** (trials - successes)
        best = min(below, 1.0) ** candidates
        mean += successes * (best - before)
        before = best
    return mean / trials


def reliability(goal_variance: float, error_variance: float) -> float:
    """R, the share of a score's variance that is the goal's."""
    return goal_variance / (goal_variance + error_variance)


@dataclass(frozen=True, slots=True)
class Split:
    """A budget of judgements, shared evenly between so many variants: R, what seems to be gained, and what is."""

    variants: int
    documents: int
    reliability: float
    apparent: float
    true: float


@cache
def split(variants: int, budget: int = DOCUMENTS) -> Split:
    """The example's budget on so many variants. Gains over the average variant, as shares of all fields.

    Exact but for the grid: a variant's goal p is normal (cut at 3.5 standard deviations), its score binomial, and ties
    between the best are broken by lot.
    """
    each = budget // variants
    share = reliability(SPREAD**2, MEAN * (1 - MEAN) / each)
    grid = [index / 2 for index in range(-7, 8)]
    weights = [math.exp(-(z**2) / 2) for z in grid]
    logs = [math.lgamma(count + 1) for count in range(each + 1)]
    first = max(0, int(each * (MEAN - 3.5 * SPREAD) - 9 * math.sqrt(each * 0.16)))
    below = before = score = goal = 0.0
    for right in range(first, each + 1):
        ways = logs[each] - logs[right] - logs[each - right]
        chance = mass = 0.0
        for z, weight in zip(grid, weights, strict=True):
            p = MEAN + SPREAD * z
            density = weight / sum(weights) * math.exp(ways + right * math.log(p) + (each - right) * math.log(1 - p))
            chance += density
            mass += density * p
        below += chance
        best = min(below, 1.0) ** variants
        score += (best - before) * right / each
        goal += (best - before) * mass / chance if chance else 0.0
        before = best
    return Split(variants, each, share, score - MEAN, goal - MEAN)


def normal_split(variants: int, budget: int = DOCUMENTS) -> tuple[float, float]:
    """Apparent and true gain of the same by the formulas for normal values: sigma_m e_n, and R times it."""
    share = reliability(SPREAD**2, MEAN * (1 - MEAN) * variants / budget)
    apparent = SPREAD / math.sqrt(share) * expected_maximum(variants)
    return apparent, share * apparent


@cache
def halving(variants: int, budget: int = DOCUMENTS, runs: int = 600, seed: int = 1) -> float:
    """The mean true gain of successive halving on the example's budget, simulated.

    Every round spends an equal share of the budget on the variants that are left, on new documents, and drops the half
    with the lower total. Numbers of right documents are drawn as normal values with the variance of binomial ones.
    """
    rng = random.Random(seed)
    rounds = math.ceil(math.log2(variants))
    total = 0.0
    for _ in range(runs):
        left = [(0.0, rng.gauss(MEAN, SPREAD)) for _ in range(variants)]
        while len(left) > 1:
            each = budget // rounds // len(left)
            left = [
                (right + rng.gauss(goal * each, math.sqrt(each * max(0.0, goal * (1 - goal)))), goal)
                for right, goal in left
            ]
            left = sorted(left, reverse=True)[: (len(left) + 1) // 2]
        total += left[0][1] - MEAN
    return total / runs


def pass_at_k(samples: int, passed: int, k: int) -> float:
    """The unbiased estimate of the chance that one of k samples passes, 1 - C(n-c, k) / C(n, k) (Chen et al., 2021)."""
    return 1 - math.comb(samples - passed, k) / math.comb(samples, k)


@dataclass(frozen=True, slots=True)
class Candidates:
    """A distribution of scores on a grid: log F at its points, and the mean goal and mean score between them."""

    log_below: Sequence[float]
    goal: Sequence[float]
    score: Sequence[float]

    def winner(self, n: int) -> tuple[float, float]:
        """The expected goal and the expected score of the one with the highest score of n."""
        powers = [math.exp(n * value) for value in self.log_below]
        weights = [after - before for before, after in itertools.pairwise(powers)]
        whole = sum(weights)
        return (
            sum(weight * goal for weight, goal in zip(weights, self.goal, strict=True)) / whole,
            sum(weight * score for weight, score in zip(weights, self.score, strict=True)) / whole,
        )


@cache
def heavy_tailed() -> Candidates:
    """g standard normal; the error has Student's t distribution with 2 degrees of freedom, times `TAIL_SCALE`."""
    goals = [index / 10 for index in range(-60, 61)]
    weights = [math.exp(-(g**2) / 2) / math.sqrt(2 * math.pi) / 10 for g in goals]
    scores = [math.sinh(index / 25) for index in range(-250, 251)]
    log_below = []
    for m in scores:
        above = sum(w * _t_upper((m - g) / TAIL_SCALE) for g, w in zip(goals, weights, strict=True))
        log_below.append(math.log1p(-min(above, 1 - 1e-12)))
    means = []
    middles = [(low + high) / 2 for low, high in itertools.pairwise(scores)]
    for m in middles:
        density = [w * (2 + ((m - g) / TAIL_SCALE) ** 2) ** -1.5 for g, w in zip(goals, weights, strict=True)]
        means.append(sum(g * d for g, d in zip(goals, density, strict=True)) / sum(density))
    return Candidates(log_below, means, middles)


def _t_upper(x: float) -> float:
    """The probability that Student's t with 2 degrees of freedom exceeds x, without cancellation in the upper tail."""
    root = math.sqrt(2 + x * x)
    return 1 / (root * (root + x)) if x > 0 else (1 - x / root) / 2


@cache
def exploitable() -> Candidates:
    """Most candidates have g standard normal and a normal error of `NOISE`; a few have found a gap in the metric.

    A share `EXPLOIT_SHARE` is worth `EXPLOIT_GOAL` each and scores `EXPLOIT_BONUS`, with the same error.
    """
    spread = math.sqrt(1 + NOISE**2)
    scores = [index / 50 for index in range(-350, 501)]
    log_below = []
    for m in scores:
        above = (1 - EXPLOIT_SHARE) * _upper(m / spread) + EXPLOIT_SHARE * _upper((m - EXPLOIT_BONUS) / NOISE)
        log_below.append(math.log1p(-min(above, 1 - 1e-15)))
    middles = [(low + high) / 2 for low, high in itertools.pairwise(scores)]
    goals = []
    for m in middles:
        honest = (1 - EXPLOIT_SHARE) * math.exp(-((m / spread) ** 2) / 2) / spread
        found = EXPLOIT_SHARE * math.exp(-(((m - EXPLOIT_BONUS) / NOISE) ** 2) / 2) / NOISE
        share = found / (honest + found)
        goals.append((1 - share) * m / spread**2 + share * EXPLOIT_GOAL)
    return Candidates(log_below, goals, middles)


def _candidates() -> list[int]:
    return [round(10 ** (index / 8)) for index in range(33)]


def plots() -> dict[str, Plot]:
    """The example's split of a budget, and the goal of the winner under three kinds of error."""
    splits = [split(n) for n in _VARIANTS]
    best = max(splits, key=lambda one: one.true)
    n = sorted(set(_candidates()))
    noise = 1 / math.sqrt(1 + NOISE**2)
    tail = [heavy_tailed().winner(count)[0] for count in n]
    gap = [exploitable().winner(count) for count in n]
    top_tail = max(range(len(n)), key=tail.__getitem__)
    top_gap = max(range(len(n)), key=lambda index: gap[index][0])
    return {
        "optimization-goodhart": Plot(
            title="The goal of the best of n by score, under different errors",
            x_label="candidates, n",
            y_label="value (sd of the goal)",
            series=[
                Series("goal, no error", n, [expected_maximum(count) for count in n]),
                Series("goal, normal error", n, [noise * expected_maximum(count) for count in n]),
                Series("goal, heavy-tailed error", n, tail),
                Series("goal, a gap in the metric", n, [goal for goal, _ in gap]),
                Series("score, a gap in the metric", n, [score for _, score in gap]),
            ],
            rules=[Rule(0, "average candidate")],
            x_log=True,
            alt=(
                f"With no error or a normal one the goal of the winner keeps rising, to {expected_maximum(n[-1]):.1f} and "
                f"{noise * expected_maximum(n[-1]):.1f} at {n[-1]:,} candidates. With a heavy-tailed error it peaks at "
                f"{tail[top_tail]:.1f} near {n[top_tail]} candidates and falls back to {tail[-1]:.1f}. Where one candidate in "
                f"400 exploits a gap it peaks at {gap[top_gap][0]:.1f} near {n[top_gap]} and ends at {gap[-1][0]:.1f}, while "
                f"its score rises to {gap[-1][1]:.1f}."
            ),
        ),
        "optimization-split": Plot(
            title="One budget of 8,000 judgements, split between more or fewer variants",
            x_label="variants compared",
            y_label="gain (points)",
            series=[
                Series("what the score says of the winner", _VARIANTS, [100 * one.apparent for one in splits]),
                Series("what the winner is worth", _VARIANTS, [100 * one.true for one in splits]),
            ],
            x_log=True,
            alt=(
                f"The winner's score rises all the way, from {100 * splits[0].apparent:.1f} points with 4 variants to "
                f"{100 * splits[-1].apparent:.1f} with {_VARIANTS[-1]}. Its true gain rises to {100 * best.true:.1f} points "
                f"at {best.variants} variants and falls to {100 * splits[-1].true:.1f} at {_VARIANTS[-1]}."
            ),
        ),
    }


def claims() -> list[str]:
    """What the page says, from the functions above."""
    equal = expected_best_of_equals(200, 50, MEAN)
    splits = [split(n) for n in SPLITS]
    forty = split(40)
    noise = MEAN * (1 - MEAN) / 200
    quarter = [2 * math.sqrt(0.25) * expected_maximum(n) for n in (10, 40)]
    clean = 1 - 1 / 400
    half = math.log(2) / -math.log(clean)
    return [
        f"{100 * equal:.0f} %",
        *(f"$e_{{{n}}} = {expected_maximum(n):.2f}$" for n in (10, 40, 100, 1000)),
        *(
            f"| {one.variants} | {one.documents} | {one.reliability:.2f} | {100 * one.apparent:.1f} | {100 * one.true:.1f} |"
            for one in splits
        ),
        f"{100 * normal_split(40)[0]:.1f} and {100 * normal_split(40)[1]:.1f} points",
        f"$0.88 \\times 0.12 / 200 = {noise:.6f}$",
        f"$R = 0.0004 / (0.0004 + {noise:.6f}) = {forty.reliability:.2f}$",
        f"$8{{,}}000 \\times 0.01 = {DOCUMENTS * PRICE:.0f}$ USD",
        f"all 40 variants on {DOCUMENTS // math.ceil(math.log2(40)) // 40} documents each",
        f"true gain is {100 * halving(40):.1f} points instead of {100 * forty.true:.1f}",
        f"$1 - \\binom{{17}}{{5}} / \\binom{{20}}{{5}} = {pass_at_k(20, 3, 5):.3f}$",
        f"$1 - (1 - 0.15)^5 = {1 - 0.85**5:.3f}$",
        f"{quarter[0]:.1f} points for 10 and {quarter[1]:.1f} points for 40",
        f"10 variants give {2 * expected_maximum(10):.1f} points",
        f"$0.88 + 0.25 \\times (0.97 - 0.88) = {0.88 + 0.25 * (0.97 - 0.88):.4f}$, so about 90 %, and "
        f"{100 * 0.75 * (0.97 - 0.88):.2f} points",
        f"$(1 - 1/400)^{{64}} = {clean**64:.2f}$",
        f"{100 * (1 - clean**64):.0f} % of the cases",
        f"$\\ln 2 / (-\\ln(1 - 1/400)) = {half:.1f}$, from {math.ceil(half)} candidates on",
        f"{100 * clean**50:.0f} % of such reviews",
        f"from about {max((split(n) for n in _VARIANTS), key=lambda one: one.true).variants} on",
    ]
