"""Loops that nobody gave a budget."""

from __future__ import annotations

import math
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import halting_budget, iteration_budget, spending_limit
from loop_engineering.lss.repair import Insert, Repair, Replace, Step
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    limits = subject.spec.cost_limits
    if limits.cumulative_usd == 0 and halting_budget(subject.spec) is None:
        so = " and the loop halts on its first cent" if limits.on_exceed.action == "halt" else ""
        yield Problem(
            "/cost_limits/cumulative_usd",
            f"no budget is declared, so it counts as $0{so}; "
            "add cost_limits with cumulative_usd, or {type: max_cost_usd, value: …}",
            repair=_repair(subject),
        )


def _repair(subject: Subject) -> Repair | None:
    """The budget that the worst case takes, where the workers' own budgets and the iteration limit say what it is."""
    worst, iteration = spending_limit(subject.spec), iteration_budget(subject.spec)
    if not worst or not iteration or not math.isfinite(worst):
        return None
    budget = _cents(worst)
    step: Step
    written = subject.written.get("cost_limits")
    if written is None:
        # With both amounts, for a spec that has all its other fields is held to full form then.
        amounts = {"per_iteration_usd": _cents(iteration), "cumulative_usd": budget}
        step = Insert("", "cost_limits", {**amounts, "on_exceed": {"action": "halt"}})
    elif "cumulative_usd" in written:
        step = Replace("/cost_limits/cumulative_usd", f"{budget:.2f}")
    else:
        step = Insert("/cost_limits", "cumulative_usd", budget)
    return Repair(f"allow the worst case, ${budget:.2f}", (step,), safe=False)


def _cents(amount: float) -> float:
    """The dollars, rounded up to whole cents."""
    return math.ceil(round(amount * 100, 6)) / 100


RULE = Rule(
    id="LSS601",
    name="no-budget",
    severity="warning",
    summary="No budget is declared.",
    rationale="What a run may cost is then decided by whoever runs it, usually afterwards.",
    remedy="Declare cost_limits with cumulative_usd and on_exceed: {action: halt}.",
    failure_mode="F8",
    check=check,
)
