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
    # All success conditions have to hold, so one that somebody else judges is enough.
    claims = [_own_claim(subject, condition.metric) for condition in spec.termination_conditions.success]
    if claims and all(claims):
        metric = spec.termination_conditions.success[0].metric
        yield Problem(
            "/termination_conditions/success/0/metric",
            f'success is what worker "{claims[0]}" says of its own work ({metric}); take a metric of an evaluator',
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


def _own_claim(subject: Subject, metric: str) -> str | None:
    """The worker that reports a metric and works on nothing but its own, None where there is none."""
    declared = subject.index.metrics.get(metric)
    if declared is None:
        return None
    kind, name = reference(declared.source)
    upstream = subject.index.upstream.get(name)
    return name if kind == "workers" and upstream is not None and not upstream else None


RULE = Rule(
    id="LSS401",
    name="self-grading",
    severity="error",
    summary="A worker is the judge of its own work.",
    rationale=(
        "The mistake that made an answer wrong makes it look right to its author. Language models "
        "struggle to correct their own reasoning without outside feedback, and at times get worse (Huang et al., ICLR "
        "2024)."
    ),
    remedy="Let success depend on an evaluator: a test, a check, another model with a rubric, or a person.",
    failure_mode="F2",
    check=check,
    sources=("huang2023",),
)
