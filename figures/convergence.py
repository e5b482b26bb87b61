"""Numbers and plots of the page on convergence: contractions, plateau detection under noise, and the winner's curse.

The plateau part measures a score once a round with independent normal errors. An LSS stall rule with window w and
least improvement delta is met after round t where y[t] - y[t-w] < delta. Its run-length probabilities are computed,
not simulated: the differences that share no measurement are independent, so the rounds fall into w chains.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "a_priori_rounds",
    "check_alarm",
    "claims",
    "cosine_run",
    "expected_maximum",
    "plots",
    "ramp",
    "stall_behaviour",
    "survival",
]

PAGE = "fundamentals/07-convergence.md"

_NORMAL = NormalDist()
_STEP = 0.05  # grid of the numerical integration, in standard deviations
_REACH = 6.0

_SIGMA = 0.02  # standard deviation of one measured score
_GAIN = 0.01  # true gain of a productive round
_LEAST = 0.01  # min_improvement
_PRODUCTIVE = 12  # rounds that improve, before the plateau
_DROP, _LEVEL = (
    0.04,
    0.75,
)  # the rollback, a share of the score before, and a score for which the page says what that is

GIVEN = [
    "gains 0.01 a round for 12 rounds",
    "a standard deviation of 0.02",
    "`min_improvement: 0.01`",
    "closes 20 % of the remaining gap in each round, and its first round gained 0.2 in score",
    "within 0.01 of its limit",
    "$\\delta = 0.02$, on a score with $\\sigma = 0.015$ that gains 0.01 a round",
    "The mean is 0.70 and the best has 0.76",
    "One score has $\\sigma = 0.03$",
    "truly differ by $s = 0.01$",
    "Is 0.76 a surprise",
]


def cosine_run(rounds: int) -> list[float]:
    """x[0] = 1 and x[n+1] = cos x[n], a contraction of [0, 1] with q = sin 1."""
    values = [1.0]
    for _ in range(rounds):
        values.append(math.cos(values[-1]))
    return values


def a_priori_rounds(tolerance: float, q: float, first_step: float) -> int:
    """The least n with q^n / (1 - q) * first_step ≤ tolerance (Banach's bound)."""
    return math.ceil(math.log(tolerance * (1 - q) / first_step) / math.log(q))


def a_posteriori_rounds(tolerance: float, q: float, values: Sequence[float]) -> int:
    """The first n at which q / (1 - q) * |x[n] - x[n-1]| ≤ tolerance."""
    return next(n for n in range(1, len(values)) if q / (1 - q) * abs(values[n] - values[n - 1]) <= tolerance)


def check_alarm(window: int, gain: float, least: float, sigma: float) -> float:
    """Probability that one check of a stall rule is met while the score truly gains `gain` a round."""
    return _NORMAL.cdf((least - window * gain) / (sigma * math.sqrt(2)))


def ramp(productive: int, flat: int, gain: float) -> list[float]:
    """True scores: `productive` rounds that each gain `gain`, then `flat` rounds that gain nothing. Index 0 is the
    state that the run starts from."""
    return [gain * min(t, productive) for t in range(productive + flat + 1)]


@lru_cache(maxsize=1)
def _grid() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Points in standard deviations, and the normal density there."""
    count = round(2 * _REACH / _STEP) + 1
    points = tuple(-_REACH + _STEP * n for n in range(count))
    return points, tuple(_NORMAL.pdf(z) for z in points)


def _cumulated(density: Sequence[float]) -> list[float]:
    total, sums = 0.0, [0.0]
    for before, after in pairwise(density):
        total += (before + after) * _STEP / 2
        sums.append(total)
    return sums


def _shifted(density: Sequence[float], sums: Sequence[float], shift: float) -> list[float]:
    """The cumulated density at each grid point + `shift`, by cubic Hermite interpolation (its slope is the density)."""
    last = len(sums) - 1
    whole = math.floor(shift / _STEP)
    u = shift / _STEP - whole
    h00, h10 = (1 + 2 * u) * (1 - u) ** 2, u * (1 - u) ** 2 * _STEP
    h01, h11 = u * u * (3 - 2 * u), u * u * (u - 1) * _STEP
    found = []
    for n in range(last + 1):
        at = n + whole
        if at < 0:
            found.append(0.0)
        elif at >= last:
            found.append(sums[last])
        else:
            found.append(h00 * sums[at] + h10 * density[at] + h01 * sums[at + 1] + h11 * density[at + 1])
    return found


def survival(window: int, least: float, sigma: float, means: Sequence[float]) -> list[float]:
    """S[t]: probability that the stall rule has not been met after any round up to t.

    Scores are y[t] = means[t] + sigma * n[t] with independent standard normal n[t]. Rounds with the same remainder
    modulo `window` form a chain in which each score must exceed the one before by `least`; chains are independent.
    In a chain, f[t](z) = phi(z) * integral of f[t-w] up to z + (means[t] - means[t-w] - least) / sigma.
    """
    _, normal = _grid()
    density: list[Sequence[float]] = [normal] * window
    mass = [1.0] * window
    result = [1.0]
    for t in range(1, len(means)):
        alive = result[-1]
        if t >= window:
            chain = t % window
            sums = _cumulated(density[chain])
            shift = (means[t] - means[t - window] - least) / sigma
            below = _shifted(density[chain], sums, shift)
            density[chain] = [phi * value for phi, value in zip(normal, below, strict=True)]
            left = _cumulated(density[chain])[-1]
            alive = alive * left / mass[chain] if mass[chain] > 0 else 0.0
            mass[chain] = left
        result.append(alive)
    return result


@lru_cache(maxsize=256)
def stall_behaviour(
    window: int,
    least: float = _LEAST,
    sigma: float = _SIGMA,
    gain: float = _GAIN,
    productive: int = _PRODUCTIVE,
) -> tuple[float, float]:
    """(chance that the rule ends the run while it still gains, mean rounds on the plateau before it ends the others).

    A run gains `gain` a round for `productive` rounds and nothing after. A stop after the last productive round counts
    as false. The mean is over the runs that were not stopped falsely.
    """
    alive = survival(window, least, sigma, ramp(productive, 48, gain))
    kept = alive[productive]
    return 1 - kept, math.fsum(alive[productive:]) / kept


def expected_maximum(count: int) -> float:
    """The mean of the largest of `count` independent standard normal values: integral of z n phi(z) Phi(z)^(n-1)."""
    points, normal = _grid()
    terms = (z * count * phi * _NORMAL.cdf(z) ** (count - 1) for z, phi in zip(points, normal, strict=True))
    return math.fsum(terms) * _STEP


def claims() -> list[str]:
    """Snippets of the page, made from the functions above."""
    found = []
    for window in (2, 3, 4, 5, 6, 8):
        false, late = stall_behaviour(window)
        alarm = check_alarm(window, _GAIN, _LEAST, _SIGMA)
        found.append(f"| {window} | {alarm:.3f} | {_checks(window)} | {false:.3f} | {late:.1f} |")
    return found + _theory_claims() + _tuner_claims() + _exercise_claims()


def _checks(window: int) -> int:
    """Checks of a stall rule in the productive rounds."""
    return _PRODUCTIVE - window + 1


def _theory_claims() -> list[str]:
    """The cosine key, and what a stall rule leaves on a geometric and on a 1/t gap."""
    q = math.sin(1)
    values = cosine_run(200)
    limit = values[-1]
    true = next(n for n, value in enumerate(values) if abs(value - limit) <= 1e-6)
    before = a_priori_rounds(1e-6, q, abs(values[1] - values[0]))
    after = a_posteriori_rounds(1e-6, q, values)
    geometric, harmonic = 0.01 / (0.8**-3 - 1), math.sqrt(0.01 / 3)
    return [
        ", ".join(f"{value:.3f}" for value in values[1:6]),
        f"settles at {limit:.6f}",
        f"$\\sin 1 = {q:.3f}$",
        f"the first asks for {before} rounds and the second is content after {after}; the error is in fact small enough "
        f"after {true}",
        f"has at most {geometric:.3f} to go and a loop with the gap $1/t$ has {harmonic:.3f}",
    ]


def _tuner_claims() -> list[str]:
    """What the worked example and the spec's paragraph say of the search tuner."""
    root = _SIGMA * math.sqrt(2)
    alarm, checks = check_alarm(3, _GAIN, _LEAST, _SIGMA), _checks(3)
    exact, _ = stall_behaviour(3)
    long, late = stall_behaviour(8)
    averaged, soon = stall_behaviour(5, sigma=_SIGMA / 2)
    ten, after = expected_maximum(10), _SIGMA * expected_maximum(28)
    fall = _DROP * _LEVEL
    rollback = _NORMAL.cdf(-fall / (_SIGMA / 2 * math.sqrt(2)))
    window = math.ceil((_LEAST + 2 * root) / _GAIN)
    return [
        f"$f = \\Phi({_LEAST - 3 * _GAIN:.2f} / {root:.4f}) = {alarm:.3f}$. It is checked {checks} times",
        f"$1 - {1 - alarm:.3f}^{{{checks}}} = {1 - (1 - alarm) ** checks:.2f}$",
        f"gives the exact {exact:.3f}",
        f"stops {exact:.0%} of its runs too early. A window of 8 stops {long:.0%}, and pays with {late:.1f} rounds".replace(
            "%", " %"
        ),
        f"5 stops {100 * averaged:.1f} % falsely and stands still for {soon:.1f} rounds",
        f"one check of {1 / _NORMAL.cdf(-2):.0f}",
        f"$({_LEAST:g} + {2 * root:.4f}) / {_GAIN:g}$, so {window}",
        f"{ten:.3f} for $n = 10$, so {_SIGMA * ten:.3f} for the tuner",
        f"For the 28 rounds on the story's plateau it is {after:.3f}",
        f"a score of {_LEVEL} it is {fall:.3f}, and of two equally good versions the second scores lower by more than that "
        f"in {100 * rollback:.1f} % of comparisons",
        f"rollback: {{on_metric_drop: {_DROP}, on_safety_failure: true}}",
    ]


def _exercise_claims() -> list[str]:
    """The three answers."""
    rounds = math.log(0.01 * (1 - 0.8) / 0.2) / math.log(0.8)
    root = 0.015 * math.sqrt(2)
    argument, quantile = (0.02 - 0.04) / root, _NORMAL.inv_cdf(0.01)
    window = (0.02 - quantile * root) / 0.01
    shrink = 0.01**2 / (0.01**2 + 0.03**2)
    spread, largest = math.hypot(0.01, 0.03), expected_maximum(20)
    return [
        "$q = 0.8$ and $d(x_0, x_1) = 0.2$",
        f"$n \\ge \\ln(0.01 \\times 0.2 / 0.2) / \\ln 0.8 = {rounds:.1f}$, that is {math.ceil(rounds)} rounds",
        f"$0.01 \\times 0.2 / 0.8 = {0.01 * 0.2 / 0.8:.4f}$",
        f"$f = \\Phi((0.02 - 0.04) / {root:.4f}) = \\Phi({argument:.3f}) = {_NORMAL.cdf(argument):.3f}$",
        f"at most ${quantile:.3f}$",
        f"$w \\ge (0.02 + {-quantile:.3f} \\times {root:.4f}) / 0.01 = {window:.1f}$, that is {math.ceil(window)}",
        f"$s^2/(s^2 + \\sigma^2) = {shrink:.2f}$, so the estimate is $0.70 + {shrink:.2f} \\times 0.06 = {0.70 + shrink * 0.06:.3f}$",
        f"$\\sqrt{{s^2 + \\sigma^2}} = {spread:.4f}$, and the largest of 20 is expected {largest:.3f} of that above the mean, "
        f"at {0.70 + largest * spread:.3f}",
    ]


def plots() -> dict[str, Plot]:
    """The page's plots by name."""
    return {
        "convergence-cosine": _cosine_plot(),
        "convergence-stall": _stall_plot(),
        "convergence-best": _best_plot(),
    }


def _cosine_plot() -> Plot:
    q = math.sin(1)
    values = cosine_run(200)
    limit, first = values[-1], abs(values[1] - values[0])
    rounds = list(range(1, 61))
    before = [q**n / (1 - q) * first for n in rounds]
    after = [q / (1 - q) * abs(values[n] - values[n - 1]) for n in rounds]
    true = [abs(values[n] - limit) for n in rounds]
    return Plot(
        "Pressing the cosine key: the error, and what each bound promises",
        "round",
        "distance to the fixed point",
        [
            Series("bound before starting", rounds, before),
            Series("bound from the last step", rounds, after),
            Series("true error", rounds, true),
        ],
        f"All three fall in straight lines on a logarithmic axis. After 30 rounds the error is {true[29]:.7f}, the bound "
        f"from the last step says {after[29]:.6f}, and the bound computed before starting {before[29]:.3f}: its factor "
        f"of {q:.3f} a round is worse than the {math.sin(limit):.3f} at which the error really shrinks.",
        y_log=True,
        rules=[Rule(1e-6, "tolerance")],
    )


def _stall_plot() -> Plot:
    windows = (2, 3, 4, 5, 6, 8, 10)
    curves = {
        "one scoring": [stall_behaviour(window) for window in windows],
        "the same, least gain 0": [stall_behaviour(window, 0.0) for window in windows],
        "mean of four": [stall_behaviour(window, sigma=_SIGMA / 2) for window in windows],
    }
    one, _, four = curves.values()
    return Plot(
        "The two mistakes of a stall rule, one point for each window from 2 to 10 rounds",
        "chance of stopping a run that still gains",
        "mean rounds spent on the plateau",
        [Series(name, [false for false, _ in points], [late for _, late in points]) for name, points in curves.items()],
        f"Longer windows trade false stops for rounds on the plateau. With one scoring a round, a window of 3 stops "
        f"{one[1][0]:.2f} of the runs falsely and a window of 8 stops {one[5][0]:.2f}, after {one[5][1]:.1f} rounds on the "
        f"plateau. The mean of four scorings moves the whole curve towards the corner: a window of 5 stops "
        f"{four[3][0]:.2f} falsely after {four[3][1]:.1f} rounds.",
        x_range=(0.0, 1.0),
    )


def _best_plot() -> Plot:
    counts = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40]
    best = [_SIGMA * expected_maximum(count) for count in counts]
    return Plot(
        "The best score so far of a loop that no longer improves",
        "versions scored",
        "excess over the mean (score)",
        [
            Series("best, versions differ", counts, [value * math.sqrt(2) for value in best]),
            Series("best, all equal", counts, best),
            Series("its worth, versions differ", counts, [value / math.sqrt(2) for value in best]),
        ],
        f"With scores that err by {_SIGMA:g} and versions equally good, the best of 10 scores lies {best[7]:.3f} above the "
        f"truth and the best of 40 {best[-1]:.3f}, although nothing improved. Where versions differ by as much as the "
        f"scores err, the best of 40 shows an excess of {best[-1] * math.sqrt(2):.3f} and is worth "
        f"{best[-1] / math.sqrt(2):.3f}, half of it.",
    )
