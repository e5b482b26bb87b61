"""Budgets of which one never acts, because another halts the loop before."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_ROUNDING = 1e-9


def check(subject: Subject) -> Iterator[Problem]:
    limits = subject.spec.cost_limits
    if 0 < limits.cumulative_usd * (1 + _ROUNDING) < limits.per_iteration_usd:
        yield Problem(
            "/cost_limits/per_iteration_usd",
            f"one iteration may cost ${limits.per_iteration_usd:,.2f}, more than the ${limits.cumulative_usd:,.2f} of "
            "cumulative_usd for all of them; lower per_iteration_usd, or swap the two",
        )
    yield from _two_ends(subject)


def _two_ends(subject: Subject) -> Iterator[Problem]:
    """A smaller budget that asks a person, or only warns, before a larger one halts is a ladder, no contradiction."""
    limits = subject.spec.cost_limits
    ends: list[tuple[float, str, str, str]] = [
        (condition.value, join("termination_conditions", "failure", index, "value"), condition.action, "cost_exceeded")
        for index, condition in enumerate(subject.spec.termination_conditions.failure)
        if condition.type == "cost_exceeded" and condition.value is not None
    ]
    if limits.cumulative_usd > 0:
        ends.append((limits.cumulative_usd, "/cost_limits/cumulative_usd", limits.on_exceed.action, "cumulative_usd"))
    halting = [end for end in ends if end[2] == "halt"]
    if not halting:
        return
    least, _, _, name = min(halting, key=lambda end: end[0])
    idle = next((end for end in ends if end[0] > least * (1 + _ROUNDING)), None)
    if idle is not None:
        yield Problem(
            idle[1],
            f"this budget of ${idle[0]:,.2f} never acts, for {name} halts the loop at ${least:,.2f}; "
            "keep one number, or let the smaller one escalate_human",
        )


RULE = Rule(
    id="LSS605",
    name="contradictory-budget",
    severity="warning",
    summary="A budget never acts, because a smaller one halts the loop first.",
    rationale=(
        "Two numbers for one thing are read by two people: the reviewer approves the one in cost_limits, the run ends "
        "at the other. Whichever was meant, somebody is wrong about what a run costs."
    ),
    remedy="Keep one budget of a run, and a budget of an iteration that is no larger.",
    failure_mode="F8",
    check=check,
)
