"""Numbers and plot of the page on measurement: intervals, the judge as a test, the holdout, one run's observed score."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from figures.framework_example import CLERKS, MEASURED, mcnemar_exact, percent, score_interval, wilson
from figures.plot import Plot, Series
from loop_engineering.les.dimensions import DIMENSIONS

__all__ = ["GIVEN", "PAGE", "cases_needed", "claims", "half_width", "observed", "plots", "precision"]

PAGE = "framework/measure.md"

RIGHT_DRAFTS, WRONG_DRAFTS = 160, 80
PASSED = {0.80: (155, 19), 0.85: (148, 10), 0.90: (118, 6)}
"""Of the right and of the wrong drafts, how many the judge passes at each threshold."""
BASE_RATE = 0.70
"""Share of first drafts that are right, in a random sample."""
ONCE = (211, 300, 10.50)
"""The alternative of Design on the holdout: right, cases, dollars."""
AGAIN = (8, 10)
"""Of the calibration cases, right only in the first and only in the second run of one version."""

# One run of 0.3.0: goal scores, seconds and dollars of its iterations; what the task says before any run.
GOAL, TARGET, ROUNDS = (0.61, 0.78, 0.90), 0.85, 4
SECONDS, DOLLARS = (21.0, 24.0, 19.0), 0.104
COST_FLOOR, COST_CEILING = 1.0, 12.0
CLERK_MINUTES, WAGE_USD = 6.0, 30.0
"""What a clerk needs for a case, and costs in an hour."""

GIVEN = [
    "At 0.80, the threshold that Design had guessed",
    "only 30 % of its drafts were right",
]


def half_width(share: float, trials: int) -> float:
    """Half the width of Wilson's interval at 95 %, the observed share being `share`."""
    low, high = score_interval(share, trials)
    return (high - low) / 2


def cases_needed(share: float, width: float) -> int:
    """The least number of cases at which half of Wilson's interval is at most `width`, the share being `share`."""
    return next(trials for trials in itertools.count(1) if half_width(share, trials) <= width)


def precision(sensitivity: float, false_pass: float, base_rate: float) -> float:
    """The share of passed drafts that are right, by Bayes' rule."""
    right = base_rate * sensitivity
    return right / (right + (1 - base_rate) * false_pass)


def _clerks_usd_per_right() -> float:
    """Dollars for each right decision of a clerk: the wage of all their time, over the right ones."""
    right, cases = CLERKS
    return cases * CLERK_MINUTES / 60 * WAGE_USD / right


def _scaled(value: float, floor: float, ceiling: float) -> float:
    return min(1.0, max(0.0, (value - floor) / (ceiling - floor)))


def observed() -> dict[str, float]:
    """The dimensions of observed LES that the one run has data for, by the formulas of LES 1.0.

    The run began with nothing, so that G_0 is 0. It met its target, nobody intervened and nothing was violated; its
    marginal cost did not fall. The 95th
    percentile is by the nearest rank.
    """
    latency = 0.7 * statistics.median(SECONDS) + 0.3 * max(SECONDS)
    return {
        "effectiveness": _scaled(GOAL[-1] / TARGET, 0.5, 1.0),
        "speed": _scaled(1 / latency, 0.001, 0.05),
        "cost": _scaled(GOAL[-1] / DOLLARS, COST_FLOOR, COST_CEILING),
        "safety": 1.0,
        "autonomy": _scaled(1.0, 0.1, 0.95),
    }


def _composite(found: dict[str, float]) -> tuple[float, float]:
    """The composite × 100 over the dimensions found, and the sum of their weights."""
    weights = {dimension.name: dimension.weight for dimension in DIMENSIONS if dimension.name in found}
    total = sum(weights.values())
    return 100 * sum(weights[name] * found[name] for name in found) / total, total


def _half_up(value: float) -> str:
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _share(count: int, of: int) -> str:
    low, high = wilson(count, of)
    return f"{count}/{of} = {percent(count / of)} ({100 * low:.1f} to {100 * high:.1f})"


def _row(name: str, numbers: Sequence[str]) -> str:
    return f"| {name} | {' | '.join(numbers)} |"


def claims() -> list[str]:
    """Snippets of the page."""
    found = [
        f"{cases_needed(0.83, 0.05)} cases for ± 5 points, {cases_needed(0.83, 0.03)} for ± 3 and "
        f"{cases_needed(0.83, 0.01):,} for ± 1",
    ]
    for threshold, (right, wrong) in PASSED.items():
        sensitivity, false_pass = right / RIGHT_DRAFTS, wrong / WRONG_DRAFTS
        found.append(
            _row(
                f"{threshold:.2f}",
                (
                    _share(right, RIGHT_DRAFTS),
                    _share(wrong, WRONG_DRAFTS),
                    percent(precision(sensitivity, false_pass, BASE_RATE)),
                ),
            )
        )
    right, wrong = PASSED[0.85]
    sensitivity, false_pass = right / RIGHT_DRAFTS, wrong / WRONG_DRAFTS
    accepted = MEASURED.right + MEASURED.wrong
    good, bad = MEASURED.with_clerks()
    once, cases, usd = ONCE
    found += [
        f"Two auditors decided {RIGHT_DRAFTS + WRONG_DRAFTS} cases for the calibration, {RIGHT_DRAFTS} whose first draft "
        f"by 0.2.0 was right and {WRONG_DRAFTS} whose was wrong",
        f"first drafts as they come, of which {percent(BASE_RATE, 0)} are right",
        f"What remains is for the holdout to say, {MEASURED.cases} further cases",
        "began with nothing ($G_0 = 0$)",
        f"three iterations scored {GOAL[0]:.2f}, {GOAL[1]:.2f} and {GOAL[2]:.2f} against a target of {TARGET:.2f}, took "
        f"{SECONDS[0]:.0f}, {SECONDS[1]:.0f} and {SECONDS[2]:.0f} seconds, and cost ${DOLLARS:.3f} together; the task's "
        f"cost baselines, set before, are gains of {COST_FLOOR:.0f} and {COST_CEILING:.0f} per dollar",
        f"The {MEASURED.wrong} wrong ones among the accepted",
        f"The team took {TARGET:.2f}, where",
        f"Going from {TARGET:.2f} to 0.90 stops {wrong - PASSED[0.90][1]} more of the {WRONG_DRAFTS} wrong drafts and sends back "
        f"{right - PASSED[0.90][0]} more of the {RIGHT_DRAFTS} right ones",
        f"{percent(precision(sensitivity, false_pass, BASE_RATE))} of what it passes is right",
        f"{percent(precision(sensitivity, false_pass, 0.3))}",
        f"$\\frac{{0.70 \\times {sensitivity:.3f}}}{{0.70 \\times {sensitivity:.3f} + 0.30 \\times {false_pass:.3f}}}"
        f" = {precision(sensitivity, false_pass, BASE_RATE):.3f}$",
        f"{right}/{right + wrong}",
        _row("clerks", (_share(*CLERKS), percent(1 - CLERKS[0] / CLERKS[1]), "none")),
        _row("one attempt", (_share(once, cases), percent(1 - once / cases), "none")),
        _row(
            "0.3.0 alone",
            (
                _share(MEASURED.right, MEASURED.cases),
                percent(MEASURED.wrong / MEASURED.cases),
                percent(MEASURED.handed_over / MEASURED.cases),
            ),
        ),
        f"| 0.3.0, clerks decide the rest | {percent(good)} | {percent(bad)} |",
        f"Of {accepted} proposals that the loop accepted, {MEASURED.wrong} were wrong: "
        f"{percent(MEASURED.wrong / accepted)}",
        f"${MEASURED.usd_per_right:.3f} for each right decision",
        f"${usd / once:.3f}",
        f"The clerks' row is from {CLERKS[1]} decisions of the last month, audited for the purpose; at six minutes a case "
        f"and ${WAGE_USD:.0f} an hour, each right one cost ${_clerks_usd_per_right():.2f}",
        f"{AGAIN[0]} cases came right only in the first run and {AGAIN[1]} only in the second "
        f"($p = {mcnemar_exact(*AGAIN):.2f}$)",
    ]
    scores = observed()
    composite, weights = _composite(scores)
    found += [f"| {name} | {value:.3f} |" for name, value in scores.items()]
    found.append(f"{_half_up(composite)}, LES-1.0 (partial, {len(scores)} of 8)")
    found.append(f"weights add up to {weights:.2f}")
    decided = RIGHT_DRAFTS + WRONG_DRAFTS + MEASURED.cases + CLERKS[1]
    found.append(f"there are {decided} cases; at eight minutes a case that is {decided * 8 / 60 / 8:.0f} working days")
    return found


def plots() -> dict[str, Plot]:
    """The page's plot."""
    trials = [20, 30, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1000]
    shares = (0.5, 0.83, 0.95)
    lines = {share: [100 * half_width(share, n) for n in trials] for share in shares}
    at = trials.index(300)
    return {
        "measure-interval": Plot(
            "What a number of cases is worth",
            "cases",
            "half the width of the 95 % interval (percentage points)",
            [Series(f"share near {percent(share, 0)}", trials, lines[share]) for share in shares],
            "The uncertainty falls with the square root of the cases: four times as many halve it. With 300 cases it is "
            + ", ".join(f"± {lines[share][at]:.1f} points for a share near {percent(share, 0)}" for share in shares)
            + ".",
            x_log=True,
        )
    }
