"""Numbers and plots of the page on control theory: a PID rule around a subtitle file, and what a judge can tell apart.

The plant is y[t+1] = y[t] - u[t] + v: the reading speed above its target, in characters per second (cps), is lowered by
the correction u of a round and raised by what the round adds elsewhere, v. The rule is
u[t] = P m[t] + I (m[0] + ... + m[t]) + D (m[t] - m[t-1]), where m is the reading of y, late by `delay` rounds.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "Gains",
    "Matrix",
    "alias_period",
    "claims",
    "determinant",
    "noise_gain",
    "offset",
    "plots",
    "rank",
    "run",
    "settled",
    "simulated_spread",
    "spread_of_split",
    "stack",
    "stays_calm",
    "times",
]

PAGE = "fundamentals/09-control-theory.md"

_START = 6.0  # cps above the target
_LOAD = 0.8  # cps that a round adds
_MOST = 1.5  # cps that a round can take out without losing content
_BAND = 0.5  # cps around the target that count as settled
_SIGMA = 0.5  # cps: standard deviation of one reading

GIVEN = [
    "6 cps above",
    "0.8 cps",
    "$K_P = 0.5$",
    "$K_I = 0.1$",
    "1.5 cps",
    "within 0.5 cps",
    "standard deviation of 0.5 cps",
    "$A = \\mathrm{diag}(0.9, 0.5)$",
    "40 errors, then 28",
    "$A = \\mathrm{diag}(0.7, 0.7)$",
    "$A = \\mathrm{diag}(0.72, 0.68)$",
    "every 7 days",
    "of 7 days",
    "every 5 days",
    "Every 5 days",
    "mends 40 %",
    "introduce 1.2",
    "works on the 1.2 itself",
    "Mending 60 %",
    "$K_I = 0.2$",
    "$(0.9, 0.5)$",
    "$x_1 + x_2 = 40$ and $0.9 x_1 + 0.5 x_2 = 28$",
    "$0.4\\, y = 1.2$",
]

Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Gains:
    """How strongly a rule answers the present reading, the sum of all readings, and their last change."""

    p: float
    i: float = 0.0
    d: float = 0.0


_P = Gains(0.5)
_PI = Gains(0.5, 0.1)


def run(
    gains: Gains,
    rounds: int,
    *,
    start: float = _START,
    load: float = _LOAD,
    most: float = math.inf,
    hold: bool = False,
    delay: int = 0,
    noise: Sequence[float] = (),
) -> tuple[list[float], list[float]]:
    """The states y[0] ... y[rounds] and the corrections u[0] ... u[rounds-1].

    `most` is the largest correction that a round can make. With `hold` the sum stands still while the correction is cut
    off and the reading pushes further into the limit (conditional integration). `noise` is added to the readings.
    """
    states, made, total, before = [start], [], 0.0, start
    for index in range(rounds):
        reading = states[max(index - delay, 0)] + (noise[index] if noise else 0.0)
        wanted = gains.p * reading + gains.i * (total + reading) + gains.d * (reading - before)
        correction = max(-most, min(most, wanted))
        if not (hold and correction != wanted and reading * wanted > 0):
            total += reading
        before = reading
        made.append(correction)
        states.append(states[-1] - correction + load)
    return states, made


def offset(load: float, gain: float) -> float:
    """Where proportional correction alone comes to rest: what a round adds equals what it takes out, load = gain y."""
    return load / gain


def stays_calm(gains: Gains) -> bool:
    """Whether a deviation dies out, for a prompt verdict and no trend; from the roots of z^2 - (2 - P - I) z + (1 - P).

    Both lie within the unit circle if (Jury) I > 0, P > 0 and 2 P + I < 4. Without the sum, z = 1 - P is the one root.
    """
    if gains.i == 0:
        return 0 < gains.p < 2
    return gains.p > 0 and gains.i > 0 and 2 * gains.p + gains.i < 4


def settled(states: Sequence[float], band: float = _BAND) -> int:
    """The round from which on the state stays within `band` of the target."""
    return max((index for index, state in enumerate(states) if abs(state) > band), default=-1) + 1


def noise_gain(gains: Gains, *, delay: int = 0, rounds: int = 600) -> float:
    """The standard deviation of the corrections that independent noise of standard deviation 1 in the readings causes.

    In a linear loop it is the root of the sum of the squared answers to one disturbed reading.
    """
    before = delay + 1
    pulse = [0.0] * (rounds + before)
    pulse[before] = 1.0
    _, made = run(gains, rounds + before, start=0.0, load=0.0, delay=delay, noise=pulse)
    return math.sqrt(math.fsum(correction**2 for correction in made))


def times(one: Matrix, other: Matrix) -> Matrix:
    """The product of two matrices."""
    columns = list(zip(*other, strict=True))
    return tuple(tuple(math.fsum(a * b for a, b in zip(row, column, strict=True)) for column in columns) for row in one)


def stack(a: Matrix, c: Matrix) -> Matrix:
    """Kalman's observability matrix of two states: C over CA."""
    return (*c, *times(c, a))


def rank(matrix: Matrix) -> int:
    """The rank, by elimination; entries below 1e-9 count as zero."""
    rows, found = [list(row) for row in matrix], 0
    for column in range(len(rows[0])):
        pivot = max(range(found, len(rows)), key=lambda row: abs(rows[row][column]), default=found)
        if pivot >= len(rows) or abs(rows[pivot][column]) < 1e-9:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for row in range(found + 1, len(rows)):
            share = rows[row][column] / rows[found][column]
            rows[row] = [entry - share * top for entry, top in zip(rows[row], rows[found], strict=True)]
        found += 1
    return found


def determinant(matrix: Matrix) -> float:
    """The determinant of a 2 x 2 matrix."""
    (a, b), (c, d) = matrix
    return a * d - b * c


def spread_of_split(first: float, second: float) -> float:
    """By how much the split of a sum into two kinds is less certain than one reading of the sum.

    The kinds shrink to `first` and `second` of what they were in a round, x1 = (y1 - second y0) / (first - second).
    """
    return math.hypot(1, second) / abs(first - second)


def alias_period(interval: float, period: float) -> float:
    """The period that a rhythm of `period` days seems to have where it is read every `interval` days.

    For intervals between half the period and the period: the frequency that is seen is the difference of the two.
    """
    return 1 / abs(1 / interval - 1 / period)


_SUM: Matrix = ((1.0, 1.0),)


def _diagonal(first: float, second: float) -> Matrix:
    return ((first, 0.0), (0.0, second))


def _late(d: float) -> tuple[float, float]:
    """With a verdict one round late: how far below the target the loop swings, and the spread of its corrections."""
    gains = Gains(_PI.p, _PI.i, d)
    return -min(run(gains, 60, delay=1)[0]), _SIGMA * noise_gain(gains, delay=1)


def _signed(number: float) -> str:
    """Two decimals, with a minus sign instead of a hyphen."""
    return f"{number:.2f}".replace("-", "\N{MINUS SIGN}")


def claims() -> list[str]:
    """The snippets of the page that are computed here."""
    p, pi = run(_P, 12)[0], run(_PI, 12)[0]
    wound, held = run(_PI, 40, most=_MOST)[0], run(_PI, 40, most=_MOST, hold=True)[0]
    deepest = min(wound)
    apart = spread_of_split(0.9, 0.5)
    close = spread_of_split(0.72, 0.68)
    return [
        *(f"| {index} | {_signed(p[index])} | {_signed(pi[index])} |" for index in (0, 1, 2, 3, 6, 9, 12)),
        f"$0.8 / 0.5 = {offset(_LOAD, 0.5):.1f}$",
        f"with $K_P = 0.8$ it would rest at {offset(_LOAD, 0.8):.1f} cps",
        f"falls to {_signed(deepest)} cps in round {wound.index(deepest)}",
        f"from round {settled(wound)} on",
        f"from round {settled(held)} on",
        f"overshoots by less than {math.ceil(-100 * min(held)) / 100:.2f} cps",
        *("| {:.1f} | {:.2f} | {:.2f} |".format(gain, *_late(gain)) for gain in (0.0, 0.2, 0.4, 0.5)),
        f"A round then gains {_MOST - _LOAD:.1f} cps at most",
        f"$x_1 = (28 - 0.5 \\times 40) / (0.9 - 0.5) = {(28 - 0.5 * 40) / (0.9 - 0.5):.0f}$",
        f"determinant is ${determinant(stack(_diagonal(0.9, 0.5), _SUM)):.1f}$",
        f"{apart:.1f} times as uncertain",
        f"{close:.0f} times",
        f"$1.2 / 0.4 = {offset(1.2, 0.4):.0f}$",
        f"$0.2 \\times 9 = {0.2 * 3 * offset(1.2, 0.4):.1f}$",
        f"$1 / (1/5 - 1/7) = {alias_period(5, 7):.1f}$",
        f"less than {7 / 2:.1f} days apart",
        f"$1.2 / 0.6 = {offset(1.2, 0.6):.0f}$",
    ]


def plots() -> dict[str, Plot]:
    """The plots of the page by name."""
    return {"control-offset": _offset(), "control-windup": _windup(), "control-derivative": _derivative()}


def _offset() -> Plot:
    rounds = 20
    x = list(range(rounds + 1))
    weak, strong, integral = (run(gains, rounds)[0] for gains in (_P, Gains(0.8), _PI))
    return Plot(
        title="Proportional correction settles beside the target, integral correction on it",
        x_label="round",
        y_label="reading speed above target (cps)",
        series=[
            Series("P, gain 0.5", x, weak),
            Series("P, gain 0.8", x, strong),
            Series("PI, gains 0.5 and 0.1", x, integral),
        ],
        alt=(
            f"Three curves fall from {_START:g} cps. Proportional correction with gain 0.5 levels off at {weak[-1]:.2f} "
            f"cps, with gain 0.8 at {strong[-1]:.2f}. With an integral term the curve dips to {_signed(min(integral))} cps and "
            f"then returns to the target, {_signed(integral[-1])} cps after {rounds} rounds."
        ),
        rules=[Rule(0, "target")],
    )


def _windup() -> Plot:
    rounds = 36
    x = list(range(rounds + 1))
    wound, held = (run(_PI, rounds, most=_MOST, hold=hold)[0] for hold in (False, True))
    return Plot(
        title="Windup: what the sum remembers after the limit no longer binds",
        x_label="round",
        y_label="reading speed above target (cps)",
        series=[Series("the sum always grows", x, wound), Series("the sum is held at the limit", x, held)],
        alt=(
            f"Both curves fall at the same rate while a round can take out no more than {_MOST:g} cps. The one whose sum went on "
            f"growing runs through the target to {_signed(min(wound))} cps in round {wound.index(min(wound))} and is back "
            f"within {_BAND:g} cps in round {settled(wound)}; the one whose sum was held is there in round {settled(held)} and "
            f"overshoots by less than {math.ceil(-100 * min(held)) / 100:.2f} cps."
        ),
        rules=[Rule(0, "target")],
    )


def _derivative() -> Plot:
    weights = [index / 50 for index in range(26)]
    late = [_late(weight) for weight in weights]
    return Plot(
        title="A verdict one round late: what the derivative term buys and what it costs",
        x_label="derivative gain",
        y_label="characters per second (cps)",
        series=[
            Series("overshoot without noise", weights, [swing for swing, _ in late]),
            Series("spread of the corrections from noise", weights, [spread for _, spread in late]),
        ],
        alt=(
            f"As the derivative gain rises from 0 to {weights[-1]:g}, the overshoot falls from {late[0][0]:.2f} to "
            f"{min(swing for swing, _ in late):.2f} cps at best, and the standard deviation of the corrections that "
            f"the noise of the judge causes goes from {late[0][1]:.2f} to {late[-1][1]:.2f} cps."
        ),
    )


def simulated_spread(gains: Gains, rounds: int, seed: int, *, delay: int = 0) -> float:
    """The same as `noise_gain`, from one long run with normal noise."""
    draw = random.Random(seed)
    noise = [draw.gauss(0, 1) for _ in range(rounds)]
    _, made = run(gains, rounds, start=0.0, load=0.0, delay=delay, noise=noise)
    return math.sqrt(math.fsum(correction**2 for correction in made) / rounds)
