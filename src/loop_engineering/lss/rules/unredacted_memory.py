"""Memory that keeps personal data for ever."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import covered, listed
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    spec, memory = subject.spec, subject.spec.memory
    detectors = [item for item in spec.safety_constraints if item.type == "pii_detect"]
    if memory.type != "persistent" or memory.retention is not None or memory.redaction or not detectors:
        return
    writers = memory.write_policy.allowed_writers if memory.write_policy is not None else ()
    chosen = [name for name in subject.index.workers if not writers or "*" in writers or name in writers]
    before = [item for item in detectors if item.scope in _BEFORE_MEMORY and item.action != "warn"]
    if covered(before, chosen) == frozenset(chosen):
        return
    constraint = detectors[0]
    yield Problem(
        "/memory/type",
        f'constraint "{constraint.id}" expects personal data, and persistent memory keeps it for ever, since no '
        f"pii_detect stands before what {listed(chosen)} may write; add memory.retention, memory.redaction, "
        "or a pii_detect at pre_memory_write",
    )


_BEFORE_MEMORY = ("post_worker", "pre_memory_write")

RULE = Rule(
    id="LSS802",
    name="unredacted-memory",
    severity="warning",
    summary="Personal data is expected, and persistent memory keeps it without redaction or retention.",
    rationale=(
        "A check at the output keeps names out of one answer. Memory was written before it, keeps them, and hands them "
        "to every later run, where the person who asks may be somebody else. Nobody can then say where a customer's "
        "data lies, or delete it on request."
    ),
    remedy="Give memory a retention or a redaction, or add a pii_detect at pre_memory_write that strips or halts.",
    failure_mode="F9",
    check=check,
)
