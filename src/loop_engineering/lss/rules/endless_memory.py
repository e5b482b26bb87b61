"""Memory that only grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.repair import Insert, Repair
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    memory = subject.spec.memory
    limited = memory.write_policy is not None and memory.write_policy.max_entries is not None
    if _is_read_only(subject.written):
        return
    if memory.type == "persistent" and memory.retention is None and not limited:
        yield Problem(
            "/memory/type",
            "memory is persistent and nothing is ever dropped from it; "
            "add retention, such as {unit: day, value: 30}, or write_policy.max_entries; if the loop only reads it, "
            "write_policy: {allowed_writers: []}",
            repair=Repair(
                "keep entries for 30 days", (Insert("/memory", "retention", {"unit": "day", "value": 30}),), safe=False
            ),
        )


def _is_read_only(written: Mapping[str, Any]) -> bool:
    """Whether the spec says that nobody writes, so that nothing grows: `allowed_writers: []`."""
    policy = written.get("memory", {}).get("write_policy")
    return policy is not None and policy.get("allowed_writers") == []


RULE = Rule(
    id="LSS801",
    name="endless-memory",
    severity="warning",
    summary="Persistent memory has neither a retention nor a limit on its entries.",
    rationale=(
        "What was true of the code, the prices or the customer a year ago is read beside what is true today, and "
        "nothing says which is which. An entry that somebody planted stays as well, and each run pays for reading "
        "more of it."
    ),
    remedy="Give memory a retention or write_policy.max_entries; or say with allowed_writers: [] that nobody writes.",
    failure_mode="F9",
    check=check,
)
