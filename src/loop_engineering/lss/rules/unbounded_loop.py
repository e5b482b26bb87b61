"""Loops that nothing forces to stop."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import halting_budget, stops
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Repair, add_condition, write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    if stops(subject.spec):
        return
    limits = subject.spec.cost_limits
    soft = ""
    retried = [item.type for item in subject.spec.termination_conditions.failure if item.action == "retry_iteration"]
    if "max_iterations" in retried:
        soft = " (its max_iterations only retries the iteration)"
    elif halting_budget(subject.spec) is not None:
        soft = " (by their own budgets its workers cost nothing, so the loop's budget never runs out)"
    elif limits.cumulative_usd > 0:
        soft = f" (its budget would only {limits.on_exceed.action})"
    yield Problem(
        "/termination_conditions",
        f"nothing forces this loop to stop{soft}; add {{type: max_iterations, value: 10}}, "
        "or however many tries are worth it",
        repair=_repair(subject),
    )


def _repair(subject: Subject) -> Repair:
    for index, item in enumerate(subject.spec.termination_conditions.failure):
        if item.type == "max_iterations" and item.action == "retry_iteration":
            return write(join("termination_conditions", "failure", index, "action"), "halt", safe=False)
    step = add_condition(subject.written["termination_conditions"], "max_iterations", 10)
    return Repair("stop after 10 iterations", (step,), safe=False)


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
