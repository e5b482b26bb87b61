"""Long loops on a graded judgement that go on when the grade no longer rises."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.limits import iteration_limit
from loop_engineering.lss.repair import Append, Insert, Repair
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_LONG = 10
"""Iterations past which a loop is long: more than the first example of the standard makes."""
_WINDOW, _IMPROVEMENT = 3, 0.01
"""What the shorthand no_progress looks for, where its author says nothing else."""


def check(subject: Subject) -> Iterator[Problem]:
    conditions, limit = subject.spec.termination_conditions, iteration_limit(subject.spec)
    if conditions.stall or limit is None or limit <= _LONG:
        return
    graded = next((item.metric for item in conditions.success if _is_graded(subject, item.metric)), None)
    if graded is not None:
        yield Problem(
            "/termination_conditions",
            f"the loop may make {limit} iterations for {graded}, a grade that a model gives, and goes on when it no "
            f"longer rises; add {{type: no_progress, value: {_WINDOW}}}, or a stall condition in full form",
            repair=_repair(subject, graded),
        )


def _is_graded(subject: Subject, name: str) -> bool:
    metric = subject.index.metrics.get(name)
    kind, source = reference(metric.source) if metric is not None else ("", "")
    evaluator = subject.index.evaluators.get(source) if kind == "evaluators" else None
    return evaluator is not None and evaluator.type == "llm_rubric"


def _repair(subject: Subject, metric: str) -> Repair:
    step: Append | Insert
    if isinstance(subject.written["termination_conditions"], list):
        step = Append("/termination_conditions", {"type": "no_progress", "value": _WINDOW})
    else:
        looks = {"metric": metric, "window_iterations": _WINDOW, "min_improvement": _IMPROVEMENT, "action": "halt"}
        step = Insert("/termination_conditions", "stall", [looks])
    return Repair(f"stop after {_WINDOW} iterations without progress", (step,), safe=False)


RULE = Rule(
    id="LSS309",
    name="no-stall-rule",
    severity="info",
    summary="A long loop on a graded judgement has no stall condition.",
    rationale=(
        "A model's grade tends to rise in the first few revisions; once it moves by chance alone, a run without a "
        "stall condition still pays for all the iterations that it was allowed. Self-Refine makes at most four "
        "(Madaan et al., NeurIPS 2023)."
    ),
    remedy="Add no_progress, or a stall condition on the graded metric, that ends the run or calls a person.",
    failure_mode="F7",
    check=check,
    sources=("madaan2023",),
)
