"""Numbers and plot of the page on improvement: two candidates against one version, and what a holdout can show."""

from __future__ import annotations

import math
from collections.abc import Sequence

import yaml

from figures.framework_example import (
    CLERKS,
    FOLDER,
    IMPROVED,
    MEASURED,
    Z95,
    Holdout,
    mcnemar_exact,
    paired_difference,
    percent,
)
from figures.plot import Plot, Rule, Series

__all__ = ["GIVEN", "PAGE", "claims", "critical_wins", "gain_if_accepted", "plots", "power"]

PAGE = "framework/improve.md"

PRECEDENTS = (27, 11)
"""Cases right only with the precedents, and only without them."""
SIX_ROUNDS = (9, 6)
"""Cases right only with six rounds, and only with four."""
RUN_USD = 0.75
"""The most dollars that the rule lets a run cost at worst."""
_SIX = Holdout(right=252, wrong=16, handed_over=32, usd=34.50)
GIVEN = [
    "gives $p < 0.05$ in its favour",
    "rises by at most 15 %",
    f"at no more than {100 * RUN_USD:.0f} cents",
]
_TRUE = ((0.10, 0.02), (0.08, 0.04), (0.07, 0.05))


def critical_wins(discordant: int, level: float = 0.05) -> int | None:
    """The least number of cases won, of those that the two versions decide differently, at which the exact paired test
    calls the new version better; None where even all of them are too few."""
    tail = 0
    best = None
    for wins in range(discordant, discordant // 2, -1):
        tail += math.comb(discordant, wins)
        if 2 * tail > level * 2**discordant:
            break
        best = wins
    return best


def power(cases: Sequence[int], better: float, worse: float) -> list[float]:
    """For each number of cases, the chance that the exact paired test calls the new version better.

    A case comes right only with the new version with probability `better`, only with the old one with `worse`,
    independently. The number decided differently is binomial, and so are the wins among them.
    """
    both = better + worse
    share = better / both
    most = math.ceil(max(cases) * both + 8 * math.sqrt(max(cases) * both)) + 1
    given = []
    for discordant in range(most + 1):
        wins = critical_wins(discordant)
        chances = (
            math.comb(discordant, n) * share**n * (1 - share) ** (discordant - n)
            for n in range(discordant + 1 if wins is None else wins, discordant + 1)
        )
        given.append(math.fsum(chances))
    return [
        math.fsum(
            math.comb(n, k) * both**k * (1 - both) ** (n - k) * chance for k, chance in enumerate(given) if k <= n
        )
        for n in cases
    ]


def gain_if_accepted(cases: int, better: float, worse: float) -> float:
    """The mean measured gain of the comparisons in which the test accepts the new version, as a share of the cases.

    It is above the true gain, `better` - `worse`, because a comparison that came out too low is not accepted.
    """
    both = better + worse
    share = better / both
    chances, gains = [], []
    for discordant in range(cases + 1):
        wins = critical_wins(discordant)
        if wins is None:
            continue
        here = math.comb(cases, discordant) * both**discordant * (1 - both) ** (cases - discordant)
        if here < 1e-12:
            continue
        for won in range(wins, discordant + 1):
            chance = here * math.comb(discordant, won) * share**won * (1 - share) ** (discordant - won)
            chances.append(chance)
            gains.append(chance * (2 * won - discordant) / cases)
    return math.fsum(gains) / math.fsum(chances)


def _per_iteration() -> float:
    """The most dollars that an iteration of 0.3.0 may cost, by its budget."""
    spec = yaml.safe_load((FOLDER / "0.3.0.yaml").read_text("utf-8"))
    usd: float = spec["cost_limits"]["per_iteration_usd"]
    return usd


def _unpaired_margin(old: Holdout, new: Holdout) -> float:
    """Half the width of the interval that two separate samples of this size would give."""
    first, second = old.right / old.cases, new.right / new.cases
    return Z95 * math.sqrt(first * (1 - first) / old.cases + second * (1 - second) / new.cases)


def _row(name: str, pair: tuple[int, int], new: Holdout, verdict: str) -> str:
    more = new.usd_per_right / MEASURED.usd_per_right - 1
    return (
        f"| {name} | {new.right} | {pair[0]} | {pair[1]} | {mcnemar_exact(*pair):.3f} | {new.wrong} | "
        f"${new.usd_per_right:.3f}, {100 * more:+.1f} % | {verdict} |"
    )


def claims() -> list[str]:
    """Snippets of the page."""
    cases = MEASURED.cases
    difference, low, high = paired_difference(*PRECEDENTS, cases)
    margin = _unpaired_margin(MEASURED, IMPROVED)
    before, after = MEASURED.with_clerks(), IMPROVED.with_clerks()
    return [
        f"right on {MEASURED.right} of {cases} holdout cases",
        f"${MEASURED.usd_per_right:.3f} for each right decision",
        _row("precedents", PRECEDENTS, IMPROVED, "accepted, 0.4.0"),
        _row("six rounds", SIX_ROUNDS, _SIX, "rejected"),
        f"{100 * difference:.1f} points, with an interval from {100 * low:.1f} to {100 * high:.1f}",
        f"{100 * difference:.1f} ± {100 * margin:.1f} points",
        f"{percent(before[1])} wrong decisions before and {percent(after[1])} after. The clerks' own rate was "
        f"{percent(1 - CLERKS[0] / CLERKS[1])}, from {CLERKS[1]} cases",
        f"6 × ${_per_iteration():.2f} = ${6 * _per_iteration():.2f}, because {MEASURED.handed_over} cases had been handed over",
        f"on different cases, {cases} each",
        f"$1 - 0.975^{{10}} = {1 - 0.975**10:.2f}$",
        f"{percent(power([cases], 0.08, 0.04)[0], 0)} of the time",
        f"{percent(power([cases], 0.07, 0.05)[0], 0)} for one of two points",
        f"a real gain of four points that passes has been measured at {100 * gain_if_accepted(cases, 0.08, 0.04):.1f}",
    ]


def plots() -> dict[str, Plot]:
    """The page's plot."""
    cases = [25, 50, 75, *range(100, 801, 50)]
    lines = {pair: power(cases, *pair) for pair in _TRUE}
    at = cases.index(300)
    four = cases.index(600)
    return {
        "improve-power": Plot(
            "The chance that a holdout shows a real improvement",
            "cases in the holdout",
            "chance that the paired test accepts it",
            [
                Series(
                    f"{100 * (new - old):.0f} points better",
                    cases,
                    lines[(new, old)],
                )
                for new, old in _TRUE
            ],
            "The chance of accepting a real improvement rises with the number of cases. The versions gain 10, 8 and 7 % of "
            "cases and lose 2, 4 and 5 %. With 300 cases it is "
            f"{percent(lines[_TRUE[0]][at], 0)} for eight points, {percent(lines[_TRUE[1]][at], 0)} for four and "
            f"{percent(lines[_TRUE[2]][at], 0)} for two; with 600 it is {percent(lines[_TRUE[1]][four], 0)} for four points.",
            rules=[Rule(0.8, "80 %")],
            y_range=(0.0, 1.0),
        )
    }
