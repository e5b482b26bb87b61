"""Audits of autonomy: how little human help does it need?"""

from __future__ import annotations

from msgspec import UNSET

from loop_engineering.les.audit import Audit, Outcome, points_if_all, points_up_to
from loop_engineering.les.context import Context

__all__ = ["AUDITS"]

_WAIT_SECONDS = 3600
_QUESTIONS = ((2, 15), (3, 11), (4, 7), (6, 3))


def _nobody_inside(context: Context) -> Outcome:
    advice = (
        "let nothing wait for a person before the result leaves: move human judgement to a human_gate at pre_output"
    )
    people = [
        (f"/evaluators/{number}", evaluator.timeout_seconds)
        for number, evaluator in enumerate(context.spec.evaluators)
        if evaluator.type == "human"
    ]
    gates = tuple(
        f"/safety_constraints/{number}"
        for number, guard in context.guards
        if guard.type == "human_gate" and guard.scope != "pre_output"
    )
    pointers = tuple(pointer for pointer, _ in people) + gates
    if not pointers:
        return Outcome(25, ("/evaluators",), advice)
    patient = gates or any(seconds is None or seconds > _WAIT_SECONDS for _, seconds in people)
    return Outcome(5 if patient else 12, pointers, advice)


def _stops_by_itself(context: Context) -> Outcome:
    advice = "bound the loop, and give success a condition on a metric of an evaluator that is not a person"
    if not context.bounds.terminates:
        return Outcome(0, ("/termination_conditions",), advice)
    decided = tuple(
        decision.pointer for decision in context.deciding if context.spec.evaluators[decision.evaluator].type != "human"
    )
    return Outcome(20 if decided else 10, (*context.iteration_evidence, *decided), advice)


def _knows_when_stuck(context: Context) -> Outcome:
    pointers = context.stall_rules
    advice = "add a stall condition with a window shorter than the iteration limit"
    return Outcome(15 if pointers else 0, pointers or ("/termination_conditions",), advice)


def _few_questions(context: Context) -> Outcome:
    limit = _QUESTIONS[0][0]
    required = [name for name, field in context.spec.inputs.schema.items() if field.required and field.default is UNSET]
    advice = f"give inputs a default, so that at most {limit} have to be supplied"
    pointers = tuple(context.input_pointers[name] for name in required)
    return Outcome(points_up_to(len(required), _QUESTIONS), pointers or ("/inputs/schema",), advice)


def _recovers(context: Context) -> Outcome:
    advice = "let every worker retry, and give optimization_strategy a rollback"
    pointers = tuple(
        f"/workers/{index}/retries" for index, worker in enumerate(context.spec.workers) if worker.retries > 0
    )
    rollback = context.spec.optimization_strategy.rollback
    undone = rollback is not None and (rollback.on_metric_drop is not None or rollback.on_safety_failure)
    earned = points_if_all(8, len(pointers), len(context.spec.workers)) + (7 if undone else 0)
    pointers += ("/optimization_strategy/rollback",) if undone else ()
    return Outcome(earned, pointers or ("/workers", "/optimization_strategy"), advice)


def _runbook(context: Context) -> Outcome:
    advice = "say in extensions.runbook who acts, and how, when the loop stops without success"
    if context.has_extension("runbook"):
        return Outcome(10, ("/extensions/runbook",), advice)
    return Outcome(0, ("/extensions" if context.spec.extensions else "",), advice)


AUDITS = (
    Audit(
        id="autonomy.nobody-inside",
        title="No iteration waits for a person",
        possible=25,
        rationale=(
            "An attempt that waits for a person is as slow and as rare as that person's attention. All points "
            "where no human evaluator and no human_gate stands inside the iteration; a gate on the final "
            f"output does not count. 12 where people have at most {_WAIT_SECONDS} seconds each, 5 where they "
            "have longer or no deadline."
        ),
        look=_nobody_inside,
        sources=("kephart2003",),
    ),
    Audit(
        id="autonomy.stops-by-itself",
        title="It knows when it is done",
        possible=20,
        rationale=(
            "All points for a bounded loop with a success condition that a program or a model decides, half "
            "for one that is bounded only. An unbounded loop needs someone to stop it."
        ),
        look=_stops_by_itself,
    ),
    Audit(
        id="autonomy.knows-when-stuck",
        title="It knows when it is stuck",
        possible=15,
        rationale=(
            "Watching for a lack of progress is the work that a loop without a stall rule leaves to people. "
            "All points for a stall condition that halts or hands over and can fire before the iterations run "
            "out."
        ),
        look=_knows_when_stuck,
    ),
    Audit(
        id="autonomy.few-questions",
        title="It starts from little",
        possible=15,
        rationale=(
            "Each required input is something that a person, or another loop, has to prepare. All points for "
            "at most two without a default, 11 for three, 7 for four, 3 for up to six."
        ),
        look=_few_questions,
    ),
    Audit(
        id="autonomy.recovers",
        title="It recovers from a fault without help",
        possible=15,
        rationale=(
            "8 points where every worker retries, half where some do, and 7 for a rollback: what an operator "
            "would do by hand."
        ),
        look=_recovers,
        sources=("kephart2003",),
    ),
    Audit(
        id="autonomy.runbook",
        title="Whoever takes over knows what to do",
        possible=10,
        rationale=(
            "Autonomy ends somewhere, and a hand-over to nobody is an outage. All points for "
            "extensions.runbook; its length earns nothing."
        ),
        look=_runbook,
    ),
)
