"""Limits on iterations, time or money after which the loop simply tries again."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import stops
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_BOUNDS = ("max_iterations", "timeout", "cost_exceeded")


def check(subject: Subject) -> Iterator[Problem]:
    if not stops(subject.spec):
        return  # LSS301 says of the whole loop what this would say of a part.
    for index, condition in enumerate(subject.spec.termination_conditions.failure):
        if condition.type in _BOUNDS and condition.action == "retry_iteration":
            pointer = join("termination_conditions", "failure", index, "action")
            yield Problem(
                pointer,
                f"{condition.type} retries the iteration, so it limits nothing; write halt or escalate_human",
                repair=write(pointer, "halt", safe=False),
            )


RULE = Rule(
    id="LSS308",
    name="retried-bound",
    severity="warning",
    summary="A limit on iterations, time or money retries the iteration instead of stopping the loop.",
    rationale=(
        "The limit reads like a bound and is none: each time it is reached the loop makes one more attempt, "
        "reaches it again, and goes on until something else stops it."
    ),
    remedy="Give max_iterations, timeout and cost_exceeded the action halt or escalate_human.",
    failure_mode="F4",
    check=check,
)
