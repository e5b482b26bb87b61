"""Loops that succeed without asking any of their evaluators."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """What a worker reports is not meant here: it may be a reviewer, and LSS401 tells of one that grades itself."""
    index = subject.index
    conditions = subject.spec.termination_conditions.success
    metrics = [index.metrics[condition.metric] for condition in conditions if condition.metric in index.metrics]
    if len(metrics) < len(conditions) or not metrics:
        return
    if all(reference(metric.source)[0] == "telemetry" for metric in metrics):
        names = list(dict.fromkeys(metric.name for metric in metrics))
        shown = ", ".join([*names[:5], *(["…"] if len(names) > 5 else [])])
        judges = ", ".join(f"evaluators.{name}" for name in list(index.evaluators)[:5])
        yield Problem(
            "/termination_conditions/success",
            f"success rests on telemetry alone ({shown}), so the loop succeeds with work that every evaluator refused; "
            f"add a condition on a metric whose source is an evaluator ({judges})",
        )


RULE = Rule(
    id="LSS412",
    name="unmeasured-success",
    severity="warning",
    summary="No success condition asks for anything that an evaluator measures.",
    rationale=(
        "Cost, time and counts are met most easily by work that does less. When a measure becomes the goal, what it "
        "leaves out is what gives way (Manheim and Garrabrant, 2018)."
    ),
    remedy="Add a success condition on a metric of an evaluator beside the one on cost, time or length.",
    failure_mode="F5",
    check=check,
    sources=("manheim2018",),
)
