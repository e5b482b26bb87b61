"""Success conditions that hold whatever was made."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import RANGES
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Repair, write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.rules.unreachable_success import least
from loop_engineering.lss.spec import Metric, SuccessCondition
from loop_engineering.lss.subject import Subject

_WORDS = {"gte": "≥", "lte": "≤", "gt": ">", "lt": "<"}


def check(subject: Subject) -> Iterator[Problem]:
    conditions = subject.spec.termination_conditions.success
    empty = [condition for condition in conditions if _always(subject.index.metrics.get(condition.metric), condition)]
    so = "so the first iteration succeeds whatever it made" if len(empty) == len(conditions) else "so it tests nothing"
    for index, condition in enumerate(conditions):
        metric = subject.index.metrics.get(condition.metric)
        if metric is None or not _always(metric, condition):
            continue
        greatest = RANGES.get(metric.unit)
        known = f"between 0 and {greatest:g}" if greatest is not None else "at least 0"
        pointer = join("termination_conditions", "success", index)
        yield Problem(
            f"{pointer}/value",
            f"success asks for {metric.name} {_WORDS[condition.operator]} {condition.value:g}, and a {metric.unit} "
            f"is always {known}, {so}; ask for a value that bad work does not have",
            repair=_turned(f"{pointer}/operator", metric, condition),
        )


def _always(metric: Metric | None, condition: SuccessCondition) -> bool:
    """Whether no value that the metric can have fails the condition."""
    if metric is None:
        return False
    greatest, value = RANGES.get(metric.unit, float("inf")), condition.value
    return {
        "gte": value <= least(metric),
        "gt": value < least(metric),
        "lte": value >= greatest,
        "lt": value > greatest,
    }.get(condition.operator, False)


def _turned(pointer: str, metric: Metric, condition: SuccessCondition) -> Repair | None:
    """The comparison the other way round, where its threshold is the best value that the metric can have."""
    if condition.operator == "lte" and condition.value == RANGES.get(metric.unit):
        return write(pointer, "gte", safe=False)
    if condition.operator == "gte" and condition.value == 0 and metric.unit == "count":
        return write(pointer, "lte", safe=False)
    return None


RULE = Rule(
    id="LSS305",
    name="met-at-start",
    severity="error",
    summary="A success condition holds for every value that its metric can have.",
    rationale=(
        "The loop declares victory over its first draft, and in every report a check that cannot fail looks like one "
        "that passed. Of the patches that three program repair systems accepted, the overwhelming majority only "
        "deleted functionality, and what judged them could not tell (Qi et al., ISSTA 2015)."
    ),
    remedy="Turn the comparison round, or put the threshold where bad work fails and good work passes.",
    failure_mode="F5",
    check=check,
    sources=("qi2015",),
)
