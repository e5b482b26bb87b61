"""Numbers and plot of the page on scale: the worst month, the blast radius, and what a canary can notice."""

from __future__ import annotations

import math
from functools import cache

from figures.framework_example import DESK, IMPROVED, MONTH, MOST, VERSIONS, at_least, percent, reading, wilson
from figures.plot import Plot, Rule, Series

__all__ = ["GIVEN", "PAGE", "claims", "exposure", "plots", "stop_at"]

PAGE = "framework/scale.md"

PAID = (186, 7)
"""Of the holdout's cases: decided as refunds of at most the limit, so that they would be paid; and those wrong."""
LIMIT_USD = 60.0
RUNS_PER_HOUR, CANARY_RUNS_PER_HOUR = 20.0, 2.0
CAP_USD, CANARY_CAP_USD = 3000.0, 300.0
CANARY = (150, 12)
COUNTED = 6
BUDGET = 0.05
GIVEN = ["if the canary had counted 60 wrong"]
_SIZES = (50, 150, 400)


def exposure(hours: float, runs: float = RUNS_PER_HOUR, cap: float | None = None) -> float:
    """The most that can be paid wrongly before anyone looks, in dollars: every run of `hours` pays the limit.

    `runs` is the limit on runs in an hour, `cap` the most that is paid in any 24 hours.
    """
    paid = runs * hours * LIMIT_USD
    return paid if cap is None else min(paid, cap * max(1.0, hours / 24))


@cache
def stop_at(cases: int, rate: float = BUDGET, alarm: float = 0.10) -> int:
    """The least number of wrong cases to stop at, so that a version at `rate` is stopped with at most this chance."""
    return next(count for count in range(cases + 1) if at_least(count, cases, rate) <= alarm)


def claims() -> list[str]:
    """Snippets of the page."""
    last = reading(VERSIONS[-1])
    if last.usd is None or last.seconds is None or last.calls is None or last.iterations is None:
        raise ValueError("the last version has to be bounded")
    paid, wrong = PAID
    low, high = wilson(wrong, paid)
    month = MONTH * paid / IMPROVED.cases
    by_hand = MONTH - month
    each = IMPROVED.usd / IMPROVED.cases
    cases, count = CANARY
    after = wilson(COUNTED, cases)
    if count != stop_at(cases):
        raise ValueError(f"the canary of the spec should stop at {stop_at(cases)}")
    return [
        f"${last.usd:.2f} × {MONTH:,} = ${last.usd * MONTH:,.0f}",
        f"${each:.3f} × {MONTH:,} = ${each * MONTH:,.0f}",
        f"{RUNS_PER_HOUR:.0f} × {last.seconds:.0f} / 3,600 = {RUNS_PER_HOUR * last.seconds / 3600:.1f} runs are in progress at once",
        f"{RUNS_PER_HOUR:.0f} × {last.calls} = {RUNS_PER_HOUR * last.calls:.0f} calls of the drafter an hour",
        f"{RUNS_PER_HOUR:.0f} × {last.iterations} = {RUNS_PER_HOUR * last.iterations:.0f} of the judge's model",
        f"{paid} of the {IMPROVED.cases} cases would have been paid",
        f"{wrong} of them wrongly: {percent(wrong / paid)}, with an interval from {percent(low)} to {percent(high)}",
        f"{month:,.0f} payments a month",
        f"{by_hand:,.0f} decisions a month",
        f"a refund of up to {LIMIT_USD:.0f} dollars is paid",
        f"each paid {LIMIT_USD:.0f} dollars, wrongly",
        f"cap of ${CAP_USD:,.0f} in 24 hours | canary: {CANARY_RUNS_PER_HOUR:.0f} runs an hour, cap of ${CANARY_CAP_USD:.0f} |",
        f"which the design record had said could take {DESK:,}",
        f"well before the {MOST:,} that Design had written down",
        f"{BUDGET * month:.0f} wrong payments a month",
        *(
            f"| {hours} | ${exposure(hours):,.0f} | ${exposure(hours, cap=CAP_USD):,.0f} | "
            f"${exposure(hours, CANARY_RUNS_PER_HOUR, CANARY_CAP_USD):,.0f} |"
            for hours in (1, 8, 24, 72)
        ),
        f"stops a version at the budgeted {percent(BUDGET, 0)} with a chance of {percent(at_least(count, cases, 0.05))}",
        f"one at 10 % with {percent(at_least(count, cases, 0.10))}",
        f"one at 8 % with only {percent(at_least(count, cases, 0.08))}",
        f"{MONTH // 10} requests a month, with a rate limit of its own, every payment audited, stop at {count} wrong of {cases}",
        f"{COUNTED} of {cases}: {percent(COUNTED / cases)}, with an interval from {percent(after[0])} to "
        f"{percent(after[1])}",
        f"each of its {month / 30:.1f} payments stood at the limit, ${month / 30 * LIMIT_USD:,.0f}",
        f"with {percent(by_hand / MONTH, 0)} of the requests, a desk that can decide {DESK:,} cases is full at "
        f"{math.floor(DESK * MONTH / by_hand):,} requests",
        f"The score of {last.les} is structural. It would be {last.les} if",
    ]


def plots() -> dict[str, Plot]:
    """The page's plot."""
    rates = [n / 200 for n in range(31)]
    lines = {size: [at_least(stop_at(size), size, rate) for rate in rates] for size in _SIZES}
    ten = rates.index(0.1)
    return {
        "scale-canary": Plot(
            "What a canary notices",
            "true share of wrong payments",
            "chance that the canary stops the version",
            [Series(f"{size} cases, {stop_at(size)} wrong", rates, lines[size]) for size in _SIZES],
            "Each rule stops a version with 5 % wrong payments at most one time in ten. A version with 10 % is stopped "
            + ", ".join(f"{percent(lines[size][ten], 0)} of the time by {size} cases" for size in _SIZES)
            + ".",
            rules=[Rule(BUDGET, "error budget", axis="x")],
            y_range=(0.0, 1.0),
        )
    }
