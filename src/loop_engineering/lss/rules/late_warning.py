"""Warnings about spending that come with the end of it."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    limits = subject.spec.cost_limits
    if limits.on_approach is not None and limits.on_approach.threshold_percent >= 100 and limits.cumulative_usd > 0:
        pointer = "/cost_limits/on_approach/threshold_percent"
        yield Problem(
            pointer,
            f"on_approach acts at 100 percent of the budget, when on_exceed would {limits.on_exceed.action} anyway; "
            "write a lower one, for instance 80",
            repair=write(pointer, "80", safe=False),
        )


RULE = Rule(
    id="LSS607",
    name="late-warning",
    severity="info",
    summary="The step before the budget runs out is taken when it has run out.",
    rationale=(
        "A warning is worth something as long as a person can still narrow the task, raise the budget or stop the run "
        "with its work saved."
    ),
    remedy="Set on_approach.threshold_percent so that at least one more iteration fits between it and the budget.",
    failure_mode="F8",
    check=check,
)
