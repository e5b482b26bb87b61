"""Loops that nothing forces to stop."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import halting_budget, stops
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    if stops(subject.spec):
        return
    limits = subject.spec.cost_limits
    soft = ""
    if halting_budget(subject.spec) is not None:
        soft = " (by their own budgets its workers cost nothing, so the loop's budget never runs out)"
    elif limits.cumulative_usd > 0:
        soft = f" (its budget would only {limits.on_exceed.action})"
    yield Problem(
        "/termination_conditions",
        f"nothing forces this loop to stop{soft}; add {{type: max_iterations, value: 10}}, "
        "or however many tries are worth it",
    )


RULE = Rule(
    id="LSS301",
    name="unbounded-loop",
    severity="error",
    summary="Nothing forces the loop to stop.",
    rationale=(
        "A success condition may never hold. Without a limit on iterations, time or money, an agent that cannot "
        "reach its goal goes on until somebody notices the bill."
    ),
    remedy="Add a failure condition max_iterations with a value and the action halt, in either form.",
    failure_mode="F4",
    check=check,
)
