"""Numbers and plot of the page on diagnosis: what was found in the traces, and how many traces show what."""

from __future__ import annotations

import math

import yaml

from figures.framework_example import FOLDER, FOUND, MONTH, TRACES, percent, seen, wilson
from figures.plot import Plot, Rule, Series

__all__ = ["GIVEN", "PAGE", "claims", "plots", "traces_needed"]

PAGE = "framework/diagnose.md"

_SHARES = (0.01, 0.02, 0.05, 0.1)
_DEAREST_USD = 1.87

GIVEN = [
    "the rubric gave 0.8 and above",
    "| 1 | refund | 0.64 | clause 4.2 excludes parts that were mounted |",
    "| 2 | refusal | 0.71 | damage in transit is an exception to 4.2 |",
    "| 3 | refund | 0.64 | clause 4.2 excludes parts that were mounted |",
    "| 4 | refusal | 0.71 | the rounds ran out |",
]


def traces_needed(share: float, chance: float = 0.95) -> int:
    """The least number of traces that shows, with this chance, a mode which happens in a share of runs."""
    return math.ceil(math.log(1 - chance) / math.log(1 - share))


def claims() -> list[str]:
    """Snippets of the page."""
    failed = sum(count for _, count in FOUND)
    of_judge = sum(count for mode, count in FOUND if mode in ("F2", "F5"))
    one = dict(FOUND)["F12"]
    low, high = wilson(one, TRACES)
    warned: float = yaml.safe_load((FOLDER / "0.1.0.yaml").read_text("utf-8"))["cost_limits"]["cumulative_usd"]
    return [
        f"{failed} of the {TRACES} runs failed",
        f"{of_judge} of the {failed} failures, {percent(of_judge / failed, 0)},",
        *(f"| {mode} | {count} |" for mode, count in FOUND),
        f"$1 - 0.95^{{{TRACES}}} = {seen(0.05, TRACES):.3f}$",
        f"$1 - 0.95^{{20}} = {seen(0.05, 20):.2f}$",
        f"{traces_needed(0.02)} traces for one that happens in 2 % of runs, and {traces_needed(0.01)} for 1 %",
        f"$1 - 0.05^{{1/{TRACES}}} = {100 * (1 - 0.05 ** (1 / TRACES)):.1f}$ %",
        f"${_DEAREST_USD:.2f}, which is {_DEAREST_USD / warned:.1f} times the {100 * warned:.0f} cents",
        f"its rate lies anywhere from {percent(low)} to {percent(high)}, which is {low * MONTH:.0f} "
        f"to {high * MONTH:.0f} requests a month",
        f"{TRACES - failed} of {TRACES} were right",
        f"The rerun of the {failed} failed cases",
    ]


def plots() -> dict[str, Plot]:
    """The page's plot."""
    runs = [1, 5, *range(10, 301, 10)]
    return {
        "diagnose-coverage": Plot(
            "The chance of meeting a failure mode at least once",
            "traces read",
            "chance of at least one trace that shows it",
            [Series(f"in {percent(share, 0)} of runs", runs, [seen(share, n) for n in runs]) for share in _SHARES],
            f"The chance rises with the traces read, the sooner the commoner the mode. It reaches 95 % at "
            f"{traces_needed(0.1)} traces for a mode in 10 % of runs, {traces_needed(0.05)} for 5 %, "
            f"{traces_needed(0.02)} for 2 % and {traces_needed(0.01)} for 1 %.",
            rules=[Rule(0.95, "95 %")],
            y_range=(0.0, 1.0),
        )
    }
