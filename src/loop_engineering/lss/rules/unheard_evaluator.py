"""Evaluators whose verdict nothing takes up."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """An evaluator with a veto is heard by the others, and a person by the condition human_rejected."""
    spec = subject.spec
    sources = [reference(channel.source) for channel in spec.feedback_channels]
    sources += [reference(metric.source) for metric in spec.metrics]
    heard = {name for kind, name in sources if kind == "evaluators"}
    if not heard <= subject.index.evaluators.keys():
        return  # A misspelt source, which LSS201 tells, may be the ear that is missing.
    rejects = any(condition.type == "human_rejected" for condition in spec.termination_conditions.failure)
    for index, evaluator in enumerate(spec.evaluators):
        if evaluator.id in heard or evaluator.aggregation == "veto" or (evaluator.type == "human" and rejects):
            continue
        yield Problem(
            join("evaluators", index),
            f'nothing hears evaluator "{evaluator.id}": no feedback channel and no metric has it as its source; add '
            f"a channel from evaluators.{evaluator.id} to a worker that it judges, or a metric that success asks for",
        )


RULE = Rule(
    id="LSS409",
    name="unheard-evaluator",
    severity="warning",
    summary="No feedback channel and no metric takes up what an evaluator finds.",
    rationale=(
        "The check runs in every iteration, costs its time and its money, and changes nothing: the worker does not "
        "learn of it and the loop succeeds without it. Readers of the spec believe that the work was checked."
    ),
    remedy="Add a feedback channel from the evaluator to a worker, or a metric that a success condition compares.",
    failure_mode="F1",
    check=check,
)
