"""Constraints on the worst harms that only warn."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_WORST = ("S0", "S1")


def check(subject: Subject) -> Iterator[Problem]:
    for number, constraint in enumerate(subject.spec.safety_constraints):
        if constraint.action == "warn" and constraint.severity in _WORST:
            pointer = join("safety_constraints", number, "action")
            yield Problem(
                pointer,
                f'constraint "{constraint.id}" is of severity {constraint.severity}, but when it fires the loop goes '
                "on with a warning; let it halt, quarantine, strip or escalate_human, or give it a lower severity",
                repair=write(pointer, "halt", safe=False),
            )


RULE = Rule(
    id="LSS501",
    name="toothless-constraint",
    severity="warning",
    summary="A safety constraint of severity S0 or S1 only warns.",
    rationale=(
        "A loop runs while nobody reads its log. A warning about a leaked key or a destructive call is then a record "
        "of the harm, written after it: a rule that is stated but not enforced holds until the first run breaks it."
    ),
    remedy="Set action to halt, quarantine, strip or escalate_human, or lower the severity if a warning is enough.",
    failure_mode="F12",
    check=check,
)
