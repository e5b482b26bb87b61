"""Workers that may write to the same memory at the same time."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import listed
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Declared writers of one generation whose entries have no schema; users of a memory for which none are declared.

    A session's memory begins empty, so what its readers read some of them must have written; a persistent one may
    be filled by others.
    """
    memory, index = subject.spec.memory, subject.index
    policy = memory.write_policy
    declared = policy.allowed_writers if policy is not None else ()
    if memory.type == "ephemeral" or (policy is not None and policy.schema is not None):
        return
    readers = {
        worker.id for worker in subject.spec.workers for item in worker.inputs if item.from_.startswith("memory.")
    }
    users = readers if memory.type == "session" else set()
    writers = frozenset(index.workers if "*" in declared else declared or users)
    for generation in index.generations:
        together = [name for name in generation if name in writers]
        if len(together) < 2:
            continue
        if declared:
            yield Problem(
                "/memory/write_policy/allowed_writers",
                f"workers {listed(together)} may run at the same time and write to the same memory, and nothing says "
                "how their entries are told apart; give write_policy a schema, let one of them write, or let one "
                "depend on the other",
            )
        else:
            yield Problem(
                "/memory",
                f"workers {listed(together)} may run at the same time, use the same memory, and nothing says who may "
                "write to it; name the writers in memory.write_policy.allowed_writers",
            )
        return


RULE = Rule(
    id="LSS803",
    name="concurrent-writers",
    severity="warning",
    summary="Two workers of one generation may write to the same memory, and no policy keeps their entries apart.",
    rationale=(
        "Each reads the state, adds its own and writes it back; the later one wipes out what the earlier one wrote. "
        "Which one that is changes from run to run, so the loss cannot be reproduced, and a replay goes another way."
    ),
    remedy="Name the writers in memory.write_policy.allowed_writers, and give entries of several writers a schema.",
    failure_mode="F9",
    check=check,
)
