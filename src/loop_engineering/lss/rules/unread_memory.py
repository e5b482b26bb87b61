"""Memory that is written and that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Passes over a session memory without a write_policy: it may be no more than what the runtime keeps by itself."""
    spec, memory = subject.spec, subject.spec.memory
    kept = memory.type == "persistent" or (memory.type == "session" and memory.write_policy is not None)
    reads = any(memory.read_policy.values()) or any(
        item.from_.startswith("memory.") for worker in spec.workers for item in worker.inputs
    )
    if kept and not reads and spec.composition is None:
        yield Problem(
            "/memory/type",
            f"memory is {memory.type}, but no worker reads it, so what one run learns helps no other; "
            "give a worker an input {from: memory.KEY}, or make the memory ephemeral",
        )


RULE = Rule(
    id="LSS804",
    name="unread-memory",
    severity="info",
    summary="Memory is kept, and no worker reads it.",
    rationale=(
        "Storage, its rights of access and the data in it are all there to be paid for and protected, and the next "
        "attempt knows no more than the last. Usually an input was forgotten."
    ),
    remedy="Give the worker that should remember an input such as {from: memory.lessons}, or drop the memory.",
    check=check,
)
