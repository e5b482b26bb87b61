"""Workers that decide on their own work."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    spec, index = subject.spec, subject.index
    for number, condition in enumerate(spec.termination_conditions.success):
        metric = index.metrics.get(condition.metric)
        if metric is None:
            continue
        kind, name = reference(metric.source)
        if kind == "workers" and name in index.upstream and not index.upstream[name]:
            yield Problem(
                join("termination_conditions", "success", number, "metric"),
                f'success is what worker "{name}" says of its own work ({metric.name}); take a metric of an evaluator',
            )
    fed = {destination for source, destination in index.feedback if source != destination}
    for number, channel in enumerate(spec.feedback_channels):
        kind, name = reference(channel.source)
        if kind != "workers" or channel.destination != channel.source or name not in index.workers:
            continue
        if channel.destination not in fed:
            yield Problem(
                join("feedback_channels", number, "source"),
                f'the only feedback that worker "{name}" gets is its own; feed an evaluator\'s judgement back to it',
            )


RULE = Rule(
    id="LSS401",
    name="self-grading",
    severity="error",
    summary="A worker is the judge of its own work.",
    rationale=(
        "The mistake that made an answer wrong makes it look right to its author. Language models asked to "
        "correct their own reasoning without outside feedback often get worse (Huang et al., ICLR 2024)."
    ),
    remedy="Let success depend on an evaluator: a test, a check, another model with a rubric, or a person.",
    failure_mode="F2",
    check=check,
)
