"""Constraints that can never apply to anything."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import is_general, listed
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import Spec
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    spec, index = subject.spec, subject.index
    written = _uses_memory(spec)
    policy = spec.memory.write_policy
    writers = frozenset(policy.allowed_writers if policy is not None else ())
    judged = {name for evaluator in spec.evaluators for name in evaluator.runs_after}
    if "*" in judged:
        judged.update(index.workers)
    for number, constraint in enumerate(spec.safety_constraints):
        pointer, says = join("safety_constraints", number, "scope"), f'constraint "{constraint.id}"'
        if constraint.scope == "pre_memory_write" and not written:
            yield Problem(
                pointer,
                f"{says} stands before writes to memory, but memory is ephemeral and nothing reads or writes it; "
                "take another scope, or declare the memory",
            )
        if is_general(constraint):
            continue
        names = constraint.applies_to
        if any(name not in index.workers and name not in index.evaluators for name in names):
            continue  # LSS201 tells it.
        place, who = join("safety_constraints", number, "applies_to"), listed(names)
        if constraint.scope in _OF_WORKERS and not any(name in index.workers for name in names):
            yield Problem(
                place,
                f"{says} stands {_OF_WORKERS[constraint.scope]}, but applies only to evaluators ({who}); "
                "name workers, or write pre_evaluator",
            )
        elif constraint.scope == "pre_memory_write" and writers and "*" not in writers and writers.isdisjoint(names):
            yield Problem(
                place,
                f"{says} stands before writes to memory by {who}, who may not write: "
                f"memory.write_policy.allowed_writers is {listed(sorted(writers))}",
            )
        elif constraint.scope == "pre_evaluator" and not any(
            name in index.evaluators or name in judged for name in names
        ):
            yield Problem(
                place,
                f"{says} stands before the evaluators of {who}, whose output no evaluator judges; "
                "name what is judged, or write post_worker",
            )


_OF_WORKERS = {
    "pre_worker": "before workers",
    "post_worker": "after workers",
    "pre_memory_write": "before writes of workers to memory",
}


def _uses_memory(spec: Spec) -> bool:
    """Whether anything in the spec says that memory is kept, read or written, if only by loops inside it."""
    memory = spec.memory
    return (
        spec.composition is not None
        or memory.type != "ephemeral"
        or memory.backend is not None
        or memory.write_policy is not None
        or bool(memory.read_policy)
        or spec.optimization_strategy.type == "memory_update"
        or any(item.from_.startswith("memory.") for worker in spec.workers for item in worker.inputs)
    )


RULE = Rule(
    id="LSS502",
    name="idle-constraint",
    severity="warning",
    summary="A safety constraint stands where nothing ever passes.",
    rationale=(
        "A reviewer counts it among the guards, a score gives points for it, and it never runs. The harm that it was "
        "written against has no guard at all, which an empty list would at least have shown."
    ),
    remedy="Move it to a scope that what it applies to passes through, or take it out.",
    failure_mode="F12",
    check=check,
)
