"""Success thresholds that the metric cannot reach."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import RANGES, iteration_limit
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_LEAST = 0.0
_WORDS = {"gte": "≥", "lte": "≤", "eq": "=", "gt": ">", "lt": "<"}


def check(subject: Subject) -> Iterator[Problem]:
    limit = iteration_limit(subject.spec)
    for index, condition in enumerate(subject.spec.termination_conditions.success):
        metric = subject.index.metrics.get(condition.metric)
        if metric is None:
            continue
        greatest = RANGES.get(metric.unit, float("inf"))
        operator, value = condition.operator, condition.value
        above = value >= greatest if operator == "gt" else value > greatest and operator in ("gte", "eq")
        below = value <= _LEAST if operator == "lt" else value < _LEAST and operator in ("lte", "eq")
        says = f"{metric.name} {_WORDS[operator]} {value:g}"
        if above or below:
            known = f"between 0 and {greatest:g}" if metric.unit in RANGES else "at least 0"
            percent = f"; did you mean {value / 100:g}?" if metric.unit == "ratio" and 1 < value <= 100 else ""
            pointer = join("termination_conditions", "success", index, "value")
            yield Problem(
                pointer,
                f"success asks for {says}, but {metric.name} is a {metric.unit}, {known}{percent}",
                repair=write(pointer, f"{value / 100:g}", safe=False) if percent else None,
            )
        elif limit is not None and condition.consecutive > limit:
            yield Problem(
                join("termination_conditions", "success", index, "consecutive"),
                f"success asks for {says} in {condition.consecutive} iterations running, "
                f"but the loop makes at most {limit}",
            )


RULE = Rule(
    id="LSS303",
    name="unreachable-success",
    severity="error",
    summary="A success condition asks for what its metric can never be.",
    rationale="The loop then spends its whole budget on every task, and reports failure for work that was good.",
    remedy="Put the threshold into the range of the metric's unit: 0 to 1 for a ratio, 0 to 100 for a percent.",
    failure_mode="F6",
    check=check,
)
