"""Failure conditions that nothing in the loop can ever meet."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import iteration_limit
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import FailureCondition, Spec
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    limit = iteration_limit(subject.spec)
    for index, condition in enumerate(subject.spec.termination_conditions.failure):
        because = _idle(subject.spec, condition)
        pointer = join("termination_conditions", "failure", index)
        if because is not None:
            yield Problem(pointer, f"the failure condition {condition.type} can never hold: {because}")
        elif condition.type in _COUNTED and limit is not None and condition.consecutive > limit:
            yield Problem(
                join("termination_conditions", "failure", index, "consecutive"),
                f"the failure condition {condition.type} has to hold in {condition.consecutive} iterations running, "
                f"but the loop makes at most {limit}; lower consecutive",
            )


_COUNTED = ("safety_violation", "evaluator_error", "human_rejected")
"""Conditions on what happens in an iteration, which may be asked to happen several times running."""


def _idle(spec: Spec, condition: FailureCondition) -> str | None:
    """Why nothing can meet a condition, None where something may. Children of a composition may meet it too."""
    if condition.type == "timeout" and condition.value is None:
        return "it names no time; add value, in seconds"
    if spec.composition is not None:
        return None
    if condition.type == "safety_violation" and not spec.safety_constraints:
        return "there is no safety constraint to violate; declare safety_constraints"
    if condition.type == "human_rejected" and not _asks_a_person(spec):
        return "nobody is asked; add an evaluator of type human or a human_gate constraint"
    return None


def _asks_a_person(spec: Spec) -> bool:
    conditions = spec.termination_conditions
    actions: set[str] = {constraint.action for constraint in spec.safety_constraints}
    actions |= {condition.action for condition in conditions.failure}
    actions |= {condition.action for condition in conditions.stall}
    return (
        any(evaluator.type == "human" for evaluator in spec.evaluators)
        or any(constraint.type == "human_gate" for constraint in spec.safety_constraints)
        or "escalate_human" in actions
        or any(channel.format == "human_queue" for channel in spec.feedback_channels)
        or "human_gate_on" in spec.optimization_strategy.config
    )


RULE = Rule(
    id="LSS307",
    name="idle-condition",
    severity="warning",
    summary="A failure condition can never hold.",
    rationale=(
        "A reader counts it among the things that stop the loop, and it stops nothing: a timeout without a time, a "
        "person's no where no person is asked, a violation where nothing is forbidden."
    ),
    remedy="Declare what the condition waits for: a value, a safety constraint, a person who is asked.",
    failure_mode="F4",
    check=check,
)
