"""What correcting after every result does to a stable process, and how small waivers add up.

The process: the result of round t is x_t = c_t + d_t + e_t, measured from its target. c is the correction that has
been applied, e noise of variance 1 without memory, and d the drift of the process, a random walk whose steps have
variance `drift`. After each result the correction becomes c - g x; g is the gain.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "best_gain",
    "chance_at_most",
    "claims",
    "control_limits",
    "funnel",
    "plots",
    "unit_cost",
    "variance",
    "waivers_to_half",
]

PAGE = "fundamentals/12-organizational-learning.md"


def funnel(gain: float, rounds: int, seed: int, drift: float = 0.0) -> list[float]:
    """The results of `rounds` rounds, in standard deviations of the noise from the target."""
    rng = random.Random(seed)
    results, correction, wander = [], 0.0, 0.0
    for _ in range(rounds):
        result = correction + wander + rng.gauss(0, 1)
        results.append(result)
        correction -= gain * result
        wander += rng.gauss(0, math.sqrt(drift)) if drift else 0.0
    return results


def variance(gain: float, drift: float = 0.0) -> float:
    """The long-run variance of the results at a gain in (0, 2), in units of the noise; 1 where nothing is corrected.

    What is left uncorrected, p = c + d, follows p' = (1 - g) p - g e + w, so Var p = (g^2 + drift) / (g (2 - g)). At
    gain 0 only a process without drift has a long-run variance.
    """
    if gain == 0 and drift == 0:
        return 1.0
    return 1 + (gain * gain + drift) / (gain * (2 - gain))


def best_gain(drift: float) -> float:
    """The gain with the least variance: the steady gain of a Kalman filter for a random walk (Kalman, 1960)."""
    return (math.sqrt(drift * drift + 4 * drift) - drift) / 2


def control_limits(rate: float, size: int) -> tuple[float, float, float]:
    """The standard error of a pass rate over `size` results, and the three-sigma limits around it (Shewhart, 1931)."""
    sigma = math.sqrt(rate * (1 - rate) / size)
    return sigma, rate - 3 * sigma, min(1.0, rate + 3 * sigma)


def chance_at_most(passed: int, size: int, rate: float) -> float:
    """The probability that at most `passed` of `size` independent results pass, each with probability `rate`."""
    return sum(math.comb(size, k) * rate**k * (1 - rate) ** (size - k) for k in range(passed + 1))


def waivers_to_half(share: float) -> int:
    """After how many waivers, each lowering the standard by `share` of itself, at most half of it is left."""
    return math.ceil(math.log(2) / -math.log(1 - share))


def unit_cost(first: float, ratio: float, number: float) -> float:
    """The cost of the unit of that number when each doubling multiplies the cost by `ratio` (Wright, 1936)."""
    return first * float(number ** math.log2(ratio))


def _spread(results: Sequence[float]) -> float:
    return sum(x * x for x in results) / len(results)


ROUNDS, SEED = 40, 101
DRIFT = 0.1
RATE, SIZE = 0.85, 40
GIVEN = [
    "85 % usually pass",
    "A day with 30 of 40 passing",
    "tolerance of 0.02 against the last accepted score permits any loss in steps of 0.02; against a fixed baseline it permits 0.02",
    "costs 0.80 USD per ten accepted texts, the second 0.68,",
    "first below 0.40 USD",
    "after 52 weeks",
    "then 0.99 of the standard",
]


def plots() -> dict[str, Plot]:
    """One run left alone and one corrected each time; the variance at every gain, with and without drift."""
    left, chased = funnel(0, ROUNDS, SEED), funnel(1, ROUNDS, SEED)
    rounds = [float(number) for number in range(1, ROUNDS + 1)]
    gains = [step / 40 for step in range(57)]
    stable = [variance(g) for g in gains]
    moving = [g for g in gains if g >= 0.05]
    drifting = [variance(g, DRIFT) for g in moving]
    least = best_gain(DRIFT)
    return {
        "organizational-funnel": Plot(
            title="The same forty rounds of noise, left alone and corrected after every result",
            x_label="round",
            y_label="result, in standard deviations from the target",
            series=[
                Series("left alone", rounds, left, "points"),
                Series("corrected by the whole miss", rounds, chased, "points"),
            ],
            rules=[Rule(0, "target")],
            alt=(
                f"Left alone, the results of these forty rounds lie between {min(left):.1f} and {max(left):.1f} standard "
                f"deviations and have a mean square of {_spread(left):.2f}. Corrected after each result they lie between "
                f"{min(chased):.1f} and {max(chased):.1f}, with a mean square of {_spread(chased):.2f}."
            ).replace("-", "\u2212"),
        ),
        "organizational-gain": Plot(
            title="How strongly to correct: the variance of the results at every gain",
            x_label="gain, the share of each miss that is corrected",
            y_label="variance of the results (noise = 1)",
            series=[
                Series("stable process", gains, stable),
                Series(f"drifting process, steps of variance {DRIFT}", moving, drifting),
            ],
            rules=[Rule(1, "noise alone")],
            alt=(
                f"In a stable process every correction adds variance: {variance(0.2):.2f} times the noise at gain 0.2, "
                f"{variance(1):.0f} times at gain 1. In a process that drifts by steps of variance {DRIFT}, the least is "
                f"{variance(least, DRIFT):.2f}, at gain {least:.2f}; gain 1 gives {variance(1, DRIFT):.2f}."
            ),
        ),
    }


def claims() -> list[str]:
    """The numbers of the page."""
    sigma, low, high = control_limits(RATE, SIZE)
    thirty, signal = chance_at_most(30, SIZE, RATE), chance_at_most(math.floor(low * SIZE), SIZE, RATE)
    first = (0.90 - 0.88) / 0.90
    exponent = math.log2(0.68 / 0.80)
    cheap = next(n for n in range(1, 100) if unit_cost(0.80, 0.85, n) < 0.40)
    least = best_gain(DRIFT)
    return [
        f"$\\sqrt{{{RATE} \\times {1 - RATE:.2f} / {SIZE}}} = {sigma:.4f}$",
        f"below ${RATE} - 3 \\times {sigma:.4f} = {low:.3f}$; upwards chance alone reaches {high:.0f}",
        f"Yet 30 or fewer have probability {thirty:.3f}, which makes one such day in {1 / thirty:.0f}, three working weeks",
        f"At {math.floor(low * SIZE)} the rule speaks, and {math.floor(low * SIZE)} or fewer have probability {signal:.4f}",
        f"a gain of 0.2 costs {100 * (variance(0.2) - 1):.0f} % more variance",
        f"$q = {DRIFT}$, the best gain is $k^{{*}} = {least:.2f}$, with {variance(least, DRIFT):.2f} times",
        f"correcting the whole miss gives {variance(1, DRIFT):.2f} times",
        *(f"| {share:.0%} | {waivers_to_half(share)} |".replace("%", " %") for share in (0.01, 0.02, 0.05, 0.10)),
        f"from 0.90 to 0.88, was {100 * first:.1f} % of it",
        f"makes it {0.90 / 2:.2f} in {waivers_to_half(first)} weeks",
        f"With $k = 0.5$ the variance grows by $2 / 1.5 = {variance(0.5):.2f}$ and the standard deviation by "
        f"{math.sqrt(variance(0.5)):.2f}",
        f"$0.68 / 0.80 = {0.68 / 0.80:.2f}$, so {100 * (1 - 0.68 / 0.80):.0f} % are saved",
        f"$0.80\\, n^{{{exponent:.3f}}}$, and the first batch below 0.40 is number {cheap}",
        f"the fourth {unit_cost(0.80, 0.85, 4):.3f}",
        f"$0.99^{{52}} = {0.99**52:.3f}$, and after {waivers_to_half(0.01)} weeks less than half",
    ]
