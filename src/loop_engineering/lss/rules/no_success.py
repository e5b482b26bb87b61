"""Loops of which nothing says when their work is good enough."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import iteration_limit
from loop_engineering.lss.repair import Append, Insert, Repair
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import Evaluator, Metric
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Passes over loops with a stall condition, which says when more work does not pay, and over single attempts."""
    spec = subject.spec
    conditions = spec.termination_conditions
    if conditions.success or conditions.stall or iteration_limit(spec) == 1:
        return
    advice, repair = "", None
    if isinstance(subject.written["termination_conditions"], list):
        kind = _shorthand(spec.evaluators[0])
        step: Append | Insert = Append("/termination_conditions", {"type": kind})
        advice, repair = f"{{type: {kind}}}", Repair(f"add {{type: {kind}}}", (step,), safe=False)
    else:
        metric = _primary(spec.metrics)
        entry = {"metric": metric.name, "operator": "gte", "value": metric.target if metric.target is not None else 1}
        advice = f"success: [{{metric: {metric.name}, operator: gte, value: …}}]"
        if metric.unit == "ratio":
            step = Insert("/termination_conditions", "success", [entry])
            repair = Repair(f"succeed when {metric.name} reaches {entry['value']:g}", (step,), safe=False)
    yield Problem(
        "/termination_conditions",
        "nothing says when the work is good enough, so each run goes on to its limit and ends as a failure, whatever "
        f"the evaluators find; add {advice}",
        repair=repair,
    )


def _shorthand(evaluator: Evaluator) -> str:
    return {"llm_rubric": "quality_threshold", "human": "human_approval"}.get(evaluator.type, "all_tests_pass")


def _primary(metrics: tuple[Metric, ...]) -> Metric:
    return next((metric for metric in metrics if metric.primary), metrics[0])


RULE = Rule(
    id="LSS311",
    name="no-success",
    severity="warning",
    summary="The loop has no success condition.",
    rationale=(
        "Work that was right in the first iteration is then worked over in each of the others, and paid for. Each run "
        "ends as a failure, so nobody can tell from the outcome the runs that worked from those that did not."
    ),
    remedy="Add all_tests_pass, quality_threshold or human_approval; in full form, success with a metric and a value.",
    failure_mode="F6",
    check=check,
)
