"""Constraints that give way when their own check fails."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Passes over S3: an author who rates a harm least may well prefer the loop to go on."""
    for number, constraint in enumerate(subject.spec.safety_constraints):
        if constraint.on_error == "warn" and constraint.action != "warn" and constraint.severity != "S3":
            pointer = join("safety_constraints", number, "on_error")
            yield Problem(
                pointer,
                f'constraint "{constraint.id}" is there to {_VERBS[constraint.action]}, but when its own check fails '
                "it only warns, so whatever breaks the check gets past it; write halt or quarantine",
                repair=write(pointer, "halt", safe=False),
            )


_VERBS = {
    "halt": "halt the loop",
    "quarantine": "quarantine what it finds",
    "escalate_human": "call a person",
    "strip": "strip what it finds",
}

RULE = Rule(
    id="LSS505",
    name="fails-open",
    severity="warning",
    summary="A safety constraint that acts lets everything through when its own check fails.",
    rationale=(
        "Checks fail on what they cannot digest: a huge output, an odd encoding, a scanner that is down. Whoever wants "
        "to get past one makes it fail. Access has rested on permission, not on exclusion, since fail-safe defaults "
        "were named a principle of protection (Saltzer and Schroeder, 1975): a mechanism that fails should refuse."
    ),
    remedy="Set on_error to halt or quarantine; keep warn for constraints of severity S3 or those that only warn.",
    failure_mode="F12",
    check=check,
    sources=("saltzer1975",),
)
