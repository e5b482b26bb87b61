"""Budgets that do not stop anything."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import halting_budget, stops
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    limits = subject.spec.cost_limits
    declared = limits.cumulative_usd > 0 and limits.on_exceed.action != "halt"
    # Where nothing else stops the loop either, LSS301 speaks of the budget too.
    if declared and halting_budget(subject.spec) is None and stops(subject.spec):
        yield Problem(
            "/cost_limits/on_exceed/action",
            f"the budget of ${limits.cumulative_usd:g} does not halt the loop, it would only "
            f"{limits.on_exceed.action}; write halt",
            repair=write("/cost_limits/on_exceed/action", "halt", safe=False),
        )


RULE = Rule(
    id="LSS602",
    name="soft-budget",
    severity="warning",
    summary="Spending past the budget does not halt the loop.",
    rationale="A warning at three in the morning is read at nine. Only a halt bounds what a run costs.",
    remedy="Set cost_limits.on_exceed.action to halt; use on_approach to warn earlier.",
    failure_mode="F8",
    check=check,
)
