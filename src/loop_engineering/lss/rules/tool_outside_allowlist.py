"""Workers with tools that the spec's own allow-list does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import is_general, listed, shown
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Remove, Repair, write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.schema import closest
from loop_engineering.lss.spec import SafetyConstraint
from loop_engineering.lss.subject import Subject
from loop_engineering.lss.toollists import Allowed, allowed_tools


def check(subject: Subject) -> Iterator[Problem]:
    lists = [
        constraint
        for constraint in subject.spec.safety_constraints
        if constraint.type == "tool_allowlist" and constraint.action != "warn" and constraint.config
    ]
    # Each list has to allow a tool; told is of the first that does not, and one loop has no use for many.
    for constraint in lists[:_MOST_LISTS]:
        yield from _outside(subject, constraint)


def _outside(subject: Subject, constraint: SafetyConstraint) -> Iterator[Problem]:
    everybody, chosen = is_general(constraint), frozenset(constraint.applies_to)
    known: dict[str | None, Allowed | None] = {}
    by_worker = any(isinstance(value, dict) for value in constraint.config.values())
    for number, worker in enumerate(subject.spec.workers):
        if not worker.tools or not (everybody or worker.id in chosen):
            continue
        key = worker.id if by_worker else None
        if key not in known:
            known[key] = allowed_tools(constraint.config, worker.id)
        allowed = known[key]
        if allowed is None:
            continue
        own = frozenset(worker.tools)
        free = [name for name in allowed.names if name not in own]
        for place, tool in enumerate(worker.tools):
            if not allowed.permits(tool):
                pointer = join("workers", number, "tools", place)
                likely = closest(tool, free) if len(free) <= _MOST_COMPARED else None
                repair = write(pointer, json.dumps(likely), safe=False) if likely else None
                yield Problem(
                    pointer,
                    f'worker "{worker.id}" has the tool "{shown(tool)}", which constraint "{constraint.id}" does not '
                    f"allow (it allows {listed(allowed.names)}); add it there, or take it from the worker",
                    repair=repair or Repair(f"take {shown(tool)} from the worker", (Remove(pointer),), safe=False),
                )


_MOST_LISTS = 20
_MOST_COMPARED = 200

RULE = Rule(
    id="LSS503",
    name="tool-outside-allowlist",
    severity="error",
    summary="A worker has a tool that the spec's own tool_allowlist does not allow.",
    rationale=(
        "One of the two is wrong. If the list is enforced, the worker fails each time it reaches for the tool; if it "
        "is not, the list protects nothing. Least privilege (Saltzer and Schroeder, 1975) needs them to agree."
    ),
    remedy="Take the tool from the worker, or add it to the list of the constraint after weighing what it can do.",
    failure_mode="F12",
    check=check,
    sources=("saltzer1975",),
)
