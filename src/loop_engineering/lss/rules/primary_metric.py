"""Specs that do not say by which one number they are judged."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    primary = [index for index, metric in enumerate(subject.spec.metrics) if metric.primary]
    names = [metric.name for metric in subject.spec.metrics]
    if not primary:
        shown = ", ".join([*names[:8], *(["…"] if len(names) > 8 else [])])
        yield Problem("/metrics", f"no metric is primary; add primary: true to one of {shown}")
    for index in primary[1:]:
        first = names[primary[0]]
        yield Problem(
            join("metrics", index, "primary"), f'metric "{names[index]}" is primary as well as "{first}"; keep one'
        )


RULE = Rule(
    id="LSS403",
    name="primary-metric",
    severity="warning",
    summary="Not exactly one metric is primary.",
    rationale=(
        "Rollback, regression checks and comparisons between runs need one number to go by; with none or two, "
        "each tool picks its own."
    ),
    remedy="Set primary: true on exactly one metric.",
    failure_mode="F3",
    check=check,
)
