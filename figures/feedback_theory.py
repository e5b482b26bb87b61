"""Numbers and plots of the page on feedback theory: a loop that corrects a measured miss, late and by a share of it.

The miss e is x minus its target, in percentage points in the page's example; time is counted in rounds. The loop is
e[t+1] = e[t] - k e[t-d], with gain k and a delay of d rounds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "claims",
    "noise_deviation",
    "plots",
    "rounds_to_settle",
    "simulate_noise",
    "stability_bound",
    "stall_round",
    "swing_free_gain",
    "swing_period",
    "trajectory",
]

PAGE = "fundamentals/02-feedback-theory.md"

_START = 6.0  # points above the target, before and at round 0
_BAND = 0.5  # points: a miss this small counts as settled
_SIGMA = 2.0  # points: standard deviation of the audit's error
_SCALE = 20.0  # points at which the score of the example is 0
_LEAST = 0.01  # min_improvement of the stall rule

GIVEN = [
    "means within 0.5 points",
    "$k \\in \\{0.25, 0.6, 1, 1.1\\}$",
    "lowest miss in rounds 0–12",
    "score $1 - |e| / 20$",
    "`min_improvement: 0.01`",
    "At $k = 0.6$",
    "1.17, 0.85, 1.15, 0.84, 1.16, 0.85",
]


def trajectory(gain: float, delay: int, rounds: int, start: float = _START) -> list[float]:
    """The misses e[0] … e[rounds] of e[t+1] = e[t] - gain * e[t-delay], which stood at `start` until round 0."""
    misses = [start] * (delay + 1)
    for _ in range(rounds):
        misses.append(misses[-1] - gain * misses[-1 - delay])
    return misses[delay:]


def stability_bound(delay: int) -> float:
    """The gain below which every miss dies out: 2 sin(pi / (2 (2d + 1))), Levin and May (1976)."""
    return 2 * math.sin(math.pi / (2 * (2 * delay + 1)))


def swing_free_gain(delay: int) -> float:
    """The largest gain without a swing, d^d / (d+1)^(d+1): there two real roots of z^d (1 - z) = k meet."""
    return float(delay**delay / (delay + 1) ** (delay + 1))


def swing_period(gain: float) -> float:
    """Rounds of one swing at a delay of one round; the roots of z^2 - z + k have the angle arccos(1 / (2 sqrt k)).

    Infinite where there is no swing (gain at most 1/4).
    """
    if gain <= 0.25:
        return math.inf
    return 2 * math.pi / math.acos(1 / (2 * math.sqrt(gain)))


def rounds_to_settle(gain: float, delay: int, band: float = _BAND, horizon: int = 400) -> int | None:
    """The first round from which the miss stays within `band` to the end of `horizon` rounds; None if it never does."""
    misses = trajectory(gain, delay, horizon)
    outside = [t for t, miss in enumerate(misses) if abs(miss) > band]
    settled = outside[-1] + 1 if outside else 0
    return settled if settled <= horizon // 2 else None


def noise_deviation(gain: float, delay: int) -> float:
    """Stationary standard deviation of the miss, in units of the judge's own, for a judge with independent errors.

    Delay 0: variance k / (2 - k), from v = (1-k)^2 v + k^2. Delay 1: k (1+k) / ((1-k) (2+k)), the variance of the
    second-order autoregression e[t+1] = e[t] - k e[t-1] - k n[t-1]. Infinite where the loop is not stable.
    """
    if gain >= stability_bound(delay):
        return math.inf
    if delay == 0:
        return math.sqrt(gain / (2 - gain))
    if delay == 1:
        return math.sqrt(gain * (1 + gain) / ((1 - gain) * (2 + gain)))
    raise ValueError("closed form for delays 0 and 1 only")


def simulate_noise(gain: float, delay: int, rounds: int, seed: int) -> float:
    """The standard deviation of the miss that `noise_deviation` gives, from one long seeded run."""
    dice = random.Random(seed)
    misses = [0.0] * (delay + 1)
    for _ in range(rounds):
        misses.append(misses[-1] - gain * (misses[-1 - delay] + dice.gauss(0, 1)))
    kept = misses[200:]
    return math.sqrt(math.fsum(miss * miss for miss in kept) / len(kept))


def stall_round(metric: Sequence[float], window: int, least: float = _LEAST) -> int | None:
    """The first round after which an LSS stall rule is met: the metric is less than `least` above its value
    `window` rounds before. `metric[0]` is the state that the run starts from. None if it never is."""
    return next((t for t in range(window, len(metric)) if metric[t] - metric[t - window] < least), None)


def _scores(gain: float, rounds: int = 60) -> list[float]:
    return [max(0.0, 1 - abs(miss) / _SCALE) for miss in trajectory(gain, 1, rounds)]


def _number(value: float, places: int = 1) -> str:
    return f"{value:.{places}f}".replace("-", "−")


def claims() -> list[str]:
    """Snippets of the page, made from the functions above."""
    swing = ", ".join(f"{miss:g}".replace("-", "−") for miss in trajectory(1.0, 1, 6))
    found = [f"${swing}$".replace("−", "-")]
    for delay in (0, 1, 2, 3, 7):
        found.append(f"| {delay} | {swing_free_gain(delay):.3f} | {stability_bound(delay):.3f} | {4 * delay + 2} |")
    for gain in (0.25, 0.6, 1.0, 1.1):
        misses = trajectory(gain, 1, 12)
        settle = rounds_to_settle(gain, 1)
        period = swing_period(gain)
        deviation = noise_deviation(gain, 1)
        found.append(
            f"| {gain:g} | {math.sqrt(gain) if gain > 0.25 else 0.5:.3f} | "
            f"{'none' if math.isinf(period) else f'{period:.1f} rounds'} | {_number(min(misses))} | "
            f"{'never' if settle is None else f'round {settle}'} | "
            f"{'no limit' if math.isinf(deviation) else f'{_SIGMA * deviation:.2f}'} |"
        )
    found += _stall_claims()
    stable, calm = stability_bound(7), swing_free_gain(7)
    found.append(f"Stable below $2\\sin(\\pi/{4 * 7 + 2}) = {stable:.3f}$, free of swings up to $7^7/8^8 = {calm:.3f}$")
    found.append(f"a swing of {4 * 7 + 2} rounds")
    found.append(_second_answer())
    return found


def _stall_claims() -> list[str]:
    """What the page says of stall rules on the score of the example."""
    swinging, damped = _scores(1.0), _scores(0.6)
    sustained = [stall_round(swinging, window) for window in (1, 2, 3)]
    stops = {window: stall_round(damped, window) for window in (1, 2, 4, 5)}
    misses = [abs(miss) for miss in trajectory(0.6, 1, 60)]
    phase, off = stops[4] or 0, stops[5] or 0
    share = 0.2
    sample = round(share * (1 - share) / (_SIGMA / 100) ** 2)
    return [
        f"about that of a sample of {sample} at a share of {share:.0%}".replace("%", " %"),
        f"windows of 1, 2 and 3 rounds fire in rounds {sustained[0]}, {sustained[1]} and {sustained[2]}",
        f"At $k = 0.6$, windows of 1 and 2 rounds stop the run in round {stops[1]}, at the bottom of its undershoot",
        f"every {swing_period(0.6) / 2:.1f} rounds, and a window of 4",
        f"it fires in round {phase}, when the miss is {misses[phase]:.1f} points",
        f"stops in round {off}, at {misses[off]:.1f} points",
    ]


def _second_answer() -> str:
    """Exercise 2: the gain whose stationary variance is a quarter of the judge's, and how fast it then settles."""
    variance, sigma = 4, 4
    gain = 2 * variance / (sigma**2 + variance)
    rounds = math.ceil(math.log(0.5 / 6) / math.log(1 - gain))
    return (
        f"$v = {variance}$ and $\\sigma^2 = {sigma**2}$, so $k/(2-k) \\le 1/{sigma**2 // variance}$, which is "
        f"$k \\le {gain:g}$. The miss then shrinks by {gain:.0%} a round: a start 6 points off is within 0.5 points after "
        f"$\\lceil \\ln(0.5/6) / \\ln {1 - gain:g} \\rceil = {rounds}$ rounds."
    ).replace("%", " %")


def plots() -> dict[str, Plot]:
    """The page's plots by name."""
    rounds = 18
    gains = (0.25, 0.6, 1.0, 1.1)
    times = [float(t) for t in range(rounds + 1)]
    runs = {gain: trajectory(gain, 1, rounds) for gain in gains}
    delays = list(range(9))
    grid = [0.02 * n for n in range(1, 50)]
    fresh = [noise_deviation(gain, 0) for gain in grid]
    late = [noise_deviation(gain, 1) for gain in grid if gain <= 0.9]
    return {
        "feedback-bound": Plot(
            "How much gain a delay leaves",
            "delay (rounds)",
            "gain",
            [
                Series("stable below", delays, [stability_bound(delay) for delay in delays], "points"),
                Series("no swing up to", delays, [swing_free_gain(delay) for delay in delays], "points"),
            ],
            f"Both limits fall with the delay: stability from {stability_bound(0):g} without delay to "
            f"{stability_bound(1):g} at one round and {stability_bound(8):.2f} at eight; freedom from swings from "
            f"{swing_free_gain(0):g} to {swing_free_gain(1):g} and {swing_free_gain(8):.3f}.",
        ),
        "feedback-noise": Plot(
            "What a noisy judge does to a loop on target",
            "gain",
            "spread of the miss (judge's own = 1)",
            [
                Series("no delay", grid, fresh),
                Series("delay of one round", grid[: len(late)], late),
            ],
            f"The deviation rises with the gain. At gain 0.5 it is {noise_deviation(0.5, 0):.2f} of the judge's own without "
            f"delay and {noise_deviation(0.5, 1):.2f} with a delay of one round. At one round of delay it passes the "
            f"judge's own near gain {next(gain for gain in grid if noise_deviation(gain, 1) > 1):.2f} and reaches "
            f"{noise_deviation(0.9, 1):.2f} at 0.9.",
            rules=[Rule(1.0, "the judge's own")],
        ),
        "feedback-delay": Plot(
            "The same correction one round late, at four gains",
            "round",
            "miss (percentage points)",
            [Series(f"gain {gain:g}", times, runs[gain]) for gain in gains],
            f"With a delay of one round and a start 6 points above the target, gain 0.25 falls without crossing the "
            f"target, gain 0.6 undershoots to {_number(min(runs[0.6]))} points and dies out, gain 1 repeats 6, 0, −6 "
            f"every six rounds for ever, and gain 1.1 grows to {_number(max(map(abs, runs[1.1])))} points by round "
            f"{rounds}.",
            rules=[Rule(0.0, "target")],
        ),
    }
