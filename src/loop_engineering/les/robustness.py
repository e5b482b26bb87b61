"""Audits of robustness: does it hold up under perturbation?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all
from loop_engineering.les.context import Context

__all__ = ["AUDITS"]

_MOST_RETRIES = 5
_LARGEST_DROP = 0.2


def _independent_judges(context: Context) -> Outcome:
    advice = "let independent evaluators of three kinds judge: a program, a person, models of other providers"
    kinds = {
        judge.model.provider.casefold() if judge.type == "llm_rubric" and judge.model is not None else (judge.type,)
        for _, judge in context.judges
    }
    earned = (0, 8, 15, 20)[min(len(kinds), 3)]
    pointers = tuple(f"/evaluators/{number}" for number, _ in context.judges)
    return Outcome(earned, pointers or ("/evaluators",), advice)


def _evaluator_errors(context: Context) -> Outcome:
    pointers = context.failures("evaluator_error")
    advice = "add a failure condition evaluator_error that halts after two errors running"
    return Outcome(15 if pointers else 0, pointers or ("/termination_conditions",), advice)


def _hangs_cut_off(context: Context) -> Outcome:
    workers = context.spec.workers
    limited = [index for index, worker in enumerate(workers) if worker.timeout_seconds is not None]
    missing = tuple(f"/workers/{index}" for index in range(len(workers)) if index not in limited)
    evidence = missing or tuple(f"/workers/{index}/timeout_seconds" for index in limited)
    return Outcome(points_if_all(15, len(limited), len(workers)), evidence, "give every worker timeout_seconds")


def _faults_retried(context: Context) -> Outcome:
    workers = context.spec.workers
    retried = [index for index, worker in enumerate(workers) if 1 <= worker.retries <= _MOST_RETRIES]
    missing = tuple(f"/workers/{index}" for index in range(len(workers)) if index not in retried)
    evidence = missing or tuple(f"/workers/{index}/retries" for index in retried)
    earned = points_if_all(10, len(retried), len(workers))
    return Outcome(earned, evidence, f"give every worker 1 to {_MOST_RETRIES} retries")


def _luck_excluded(context: Context) -> Outcome:
    advice = "ask for success in two iterations running (consecutive: 2)"
    confirmed = tuple(decision.pointer for decision in context.deciding if decision.condition.consecutive >= 2)
    if confirmed:
        return Outcome(10, confirmed, advice)
    deciders = {decision.evaluator for decision in context.deciding}
    firm = tuple(
        f"/evaluators/{number}"
        for number, judge in context.judges
        if judge.type == "deterministic" and (number in deciders or judge.aggregation == "veto")
    )
    return Outcome(6 if firm else 0, firm or ("/termination_conditions",), advice)


def _steps_undone(context: Context) -> Outcome:
    advice = (
        f"give optimization_strategy a rollback with on_metric_drop of at most {_LARGEST_DROP} and "
        "on_safety_failure: true"
    )
    rollback = context.spec.optimization_strategy.rollback
    if rollback is None:
        return Outcome(0, ("/optimization_strategy",), advice)
    drop = rollback.on_metric_drop
    earned = 12 * (drop is not None and drop <= _LARGEST_DROP) + 8 * rollback.on_safety_failure
    return Outcome(earned, ("/optimization_strategy/rollback",), advice)


def _outputs_shaped(context: Context) -> Outcome:
    workers = context.spec.workers
    enforced = context.guarded("schema_enforce")
    shaped = [
        index for index, worker in enumerate(workers) if worker.outputs.schema_ref is not None or worker.id in enforced
    ]
    missing = tuple(f"/workers/{index}/outputs" for index in range(len(workers)) if index not in shaped)
    evidence = missing or tuple(f"/workers/{index}/outputs" for index in shaped)
    advice = "give every worker's outputs a schema_ref, or enforce one with a schema_enforce constraint"
    return Outcome(points_if_all(10, len(shaped), len(workers)), evidence, advice)


AUDITS = (
    Audit(
        id="robustness.independent-judges",
        title="Judges of different kinds agree",
        possible=20,
        rationale=(
            "Judges of one kind share their blind spots; a test, a rubric on another model and a person fail "
            "in different ways. All points for independent evaluators of three kinds, 15 for two, 8 for one; "
            "programs are one kind, people another, and the models of each provider another. A judge on the "
            "maker's own model is not independent."
        ),
        look=_independent_judges,
        sources=("zheng2023", "panickssery2024"),
    ),
    Audit(
        id="robustness.evaluator-errors",
        title="A broken judge is handled",
        possible=15,
        rationale=(
            "Evaluators time out and crash like anything else. Without a rule, an iteration that nobody "
            "judged counts as a failed one, or as a passed one. All points for a failure condition "
            "evaluator_error."
        ),
        look=_evaluator_errors,
    ),
    Audit(
        id="robustness.hangs-cut-off",
        title="A worker that hangs is cut off",
        possible=15,
        rationale=(
            "A call that never returns stops the loop without ending it. All points where every worker has "
            "timeout_seconds, half where some have."
        ),
        look=_hangs_cut_off,
    ),
    Audit(
        id="robustness.faults-retried",
        title="A passing fault is retried",
        possible=10,
        rationale=(
            "Most faults of a model service pass within seconds, and an iteration is too dear a price for "
            f"one. All points where every worker has 1 to {_MOST_RETRIES} retries, half where some have; more "
            "than that hammers a service that is down."
        ),
        look=_faults_retried,
    ),
    Audit(
        id="robustness.luck-excluded",
        title="One lucky score does not end the loop",
        possible=10,
        rationale=(
            "A noisy judge asked often enough says yes in the end, and tests are flaky too. All points where "
            "success on an evaluator's metric must hold in two iterations running; 6 where a deterministic "
            "evaluator decides or vetoes, whose verdict at least does not hang on a model's mood."
        ),
        look=_luck_excluded,
        sources=("cobbe2021", "zheng2023"),
    ),
    Audit(
        id="robustness.steps-undone",
        title="A step that made things worse is undone",
        possible=20,
        rationale=(
            "Revision can lower quality as well as raise it, and the next attempt starts from where this one "
            f"ended. 12 points for a rollback on a metric drop of at most {_LARGEST_DROP}, which no reader of "
            "results would miss, and 8 for one on a safety failure."
        ),
        look=_steps_undone,
        sources=("huang2023",),
    ),
    Audit(
        id="robustness.outputs-shaped",
        title="Outputs have an enforced shape",
        possible=10,
        rationale=(
            "Much of what breaks between agents breaks at the hand-over. All points where the output of every "
            "worker has a schema_ref or is covered by a schema_enforce constraint that does more than warn, "
            "half where some is."
        ),
        look=_outputs_shaped,
        sources=("cemri2025",),
    ),
)
