"""A search for a root as a loop, and what retrying against a judge that lets wrong work pass comes to."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from figures.plot import Plot, Rule, Series

__all__ = ["GIVEN", "PAGE", "Outcome", "claims", "newton", "plots", "retry", "stalled_at"]

PAGE = "fundamentals/01-what-is-a-loop.md"


def newton(f: Callable[[float], float], slope: Callable[[float], float], start: float, rounds: int) -> list[float]:
    """The points that Newton's method visits, the start among them."""
    points = [start]
    for _ in range(rounds):
        x = points[-1]
        points.append(x - f(x) / slope(x))
    return points


def stalled_at(misses: Sequence[float], patience: int) -> int:
    """The round in which the least miss so far has not been undercut for `patience` rounds in a row."""
    best, waited = misses[0], 0
    for number, miss in enumerate(misses[1:], start=1):
        best, waited = (miss, 0) if miss < best else (best, waited + 1)
        if waited == patience:
            return number
    raise ValueError("the misses never stall")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a loop of a number of attempts ends: the probabilities, which add up to 1, and the attempts it makes."""

    right: float
    wrong: float
    gave_up: float
    attempts: float


def retry(attempts: int, p: float, alpha: float) -> Outcome:
    """Independent attempts, each right with probability `p`, until the judge accepts one.

    The judge accepts everything right, and something wrong with probability `alpha`.
    """
    again = 1 - p - (1 - p) * alpha
    made = (1 - again**attempts) / (1 - again)
    return Outcome(p * made, (1 - p) * alpha * made, again**attempts, made)


P, ALPHA = 0.35, 0.10
GIVEN = [
    "$p = 0.35$ per attempt",
    "35 % of the time",
    "probability $\\alpha = 0.10$",
    "right and accepted: $p = 0.35$",
    "for $\\alpha = 0.10$?",
    "With $\\alpha = 0.10$ the chance",
]


def plots() -> dict[str, Plot]:
    """The three ways in which the loop of the worked example ends, by the attempts that it is allowed."""
    allowed = range(1, 21)
    x = [float(n) for n in allowed]
    ends = [retry(n, P, ALPHA) for n in allowed]
    stricter = [retry(n, P, ALPHA / 2).wrong for n in allowed]
    limit = ends[-1].wrong / (ends[-1].wrong + ends[-1].right)
    return {
        "loop-retries": Plot(
            title="How the repair loop ends, by the number of attempts allowed",
            x_label="attempts allowed, n",
            y_label="probability",
            series=[
                Series("right patch accepted", x, [end.right for end in ends]),
                Series("wrong patch accepted", x, [end.wrong for end in ends]),
                Series("gave up", x, [end.gave_up for end in ends]),
                Series("wrong patch accepted, false passes halved", x, stricter),
            ],
            rules=[Rule(limit, "limit of wrong")],
            y_range=(0, 1),
            alt=(
                f"From 1 attempt to 6 the chance of a right patch rises from {ends[0].right:.2f} to {ends[5].right:.2f} "
                f"and that of a wrong one from {ends[0].wrong:.3f} to {ends[5].wrong:.3f}; after that neither moves much, "
                f"and at 20 attempts they are {ends[-1].right:.3f} and {ends[-1].wrong:.3f}. With half the rate of false "
                f"passes, 20 attempts ship a wrong patch with probability {stricter[-1]:.3f}."
            ),
        )
    }


def claims() -> list[str]:
    """The numbers of the page."""
    root = newton(lambda x: x * x - 2, lambda x: 2 * x, 1, 3)
    cycle = newton(lambda x: x**3 - 2 * x + 2, lambda x: 3 * x * x - 2, 0, 3)
    misses = [abs(x**3 - 2 * x + 2) for x in cycle]
    guesses = ["| 0 | 1 | \u22121 |", f"| 1 | {root[1]} | {root[1] ** 2 - 2} |"]
    guesses += [f"| {t} | {root[t]:.6f} | {root[t] ** 2 - 2:.6f} |" for t in (2, 3)]
    slip = (1 - P) * ALPHA
    again = 1 - P - slip
    six = retry(6, P, ALPHA)
    rows = [
        f"| {n} | {end.right:.3f} | {end.wrong:.3f} | {end.gave_up:.3f} |"
        for n, end in ((n, retry(n, P, ALPHA)) for n in (1, 2, 6, 20))
    ]
    half = retry(6, P, ALPHA / 2)
    still = 1 - P - slip / 2
    two = retry(2, P, ALPHA)
    return [
        *guesses,
        f"$1 - 0.65^6 = {1 - (1 - P) ** 6:.3f}$",
        f"$(1 - p)\\,\\alpha = 0.65 \\times 0.10 = {slip:.3f}$",
        f"$r = 1 - 0.35 - 0.065 = {again:.3f}$",
        f"$g = (1 - {again**6:.4f}) / {1 - again:.3f} = {six.attempts:.3f}$",
        *rows,
        f"{P:.0%} became {six.right:.0%}".replace("%", " %"),
        f"rose from {100 * slip:.1f} % to {100 * six.wrong:.0f} %",
        f"$0.065 / 0.415 = {slip / (1 - again):.3f}$",
        f"$(1-p)\\,\\alpha = {slip / 2:.4f}$, so $r = {still:.4f}$, $r^6 = {still**6:.4f}$ and "
        f"$g = {1 - still**6:.4f} / {1 - still:.4f} = {half.attempts:.3f}$",
        f"${slip / 2:.4f} \\times {half.attempts:.3f} = {half.wrong:.3f}$, down from {six.wrong:.3f}",
        f"$0.35 \\times {half.attempts:.3f} = {half.right:.3f}$",
        f"is {slip:.3f} at $n = 1$",
        f"$0.065 \\times {two.attempts:.3f} = {two.wrong:.3f}$ at $n = 2$",
        f"at the price of {P:.0%} right patches".replace("%", " %"),
        "halve the judge's false-pass probability to $\\alpha = " + f"{ALPHA / 2:.2f}$",
        f"fires after round {stalled_at(misses, 2)}",
        f"with $f(1) = {math.fabs(misses[1]):.0f}$",
    ]
