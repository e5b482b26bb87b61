"""Workers that take from memory what the read policy keeps from them."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import listed, shown
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Append, Repair
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Looks only at workers that the policy names: of the others it may say nothing, or all that there is to say."""
    policy = subject.spec.memory.read_policy
    for number, worker in enumerate(subject.spec.workers):
        if worker.id not in policy:
            continue
        keys = dict.fromkeys((*policy[worker.id], *policy.get("*", ())))
        if "*" in keys:
            continue
        for place, item in enumerate(worker.inputs):
            kind, key = reference(item.from_)
            if kind == "memory" and key not in keys and key.partition(".")[0] not in keys:
                entry = join("memory", "read_policy", worker.id)
                yield Problem(
                    join("workers", number, "inputs", place, "from"),
                    f'worker "{worker.id}" takes "{shown(key)}" from memory, which memory.read_policy does not let it '
                    f"read (it may read {listed(keys)}); add the key there, or take the input out",
                    repair=Repair(f"let {worker.id} read {shown(key)}", (Append(entry, key),), safe=False),
                )


RULE = Rule(
    id="LSS805",
    name="unreadable-memory",
    severity="warning",
    summary="A worker takes a key from memory that its read policy does not let it read.",
    rationale=(
        "Where the policy is enforced, the worker runs without the input and nobody notices but by the quality of its "
        "work; where it is not, the policy that was reviewed is not the one in force."
    ),
    remedy="Add the key to the worker's list in memory.read_policy, or remove the input.",
    failure_mode="F9",
    check=check,
)
