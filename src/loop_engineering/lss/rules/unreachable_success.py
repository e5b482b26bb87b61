"""Success thresholds that the metric cannot reach."""

from __future__ import annotations

import math
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import RANGES, iteration_limit
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shape_words import LEAST_PERCENT
from loop_engineering.lss.spec import Metric
from loop_engineering.lss.subject import Subject

_WORDS = {"gte": "≥", "lte": "≤", "eq": "=", "gt": ">", "lt": "<"}


def least(metric: Metric) -> float:
    """The least value that the metric can have: 0, but a gain in dollars may be a loss."""
    return -math.inf if metric.unit == "usd" and "cost" not in metric.name else 0.0


def check(subject: Subject) -> Iterator[Problem]:
    limit = iteration_limit(subject.spec)
    is_declared = "metrics" in subject.written
    for index, condition in enumerate(subject.spec.termination_conditions.success):
        metric = subject.index.metrics.get(condition.metric)
        if metric is None:
            continue
        greatest = RANGES.get(metric.unit, math.inf)
        operator, value = condition.operator, condition.value
        fewest = least(metric)
        above = value >= greatest if operator == "gt" else value > greatest and operator in ("gte", "eq")
        below = value <= fewest if operator == "lt" else value < fewest and operator in ("lte", "eq")
        says = f"{metric.name} {_WORDS[operator]} {value:g}"
        if above or below:
            known = f"between 0 and {greatest:g}" if metric.unit in RANGES else "at least 0"
            is_percent = metric.unit == "ratio" and LEAST_PERCENT <= value <= 100
            larger = f"; if it can be larger than {greatest:g}, write unit: count" if above and is_declared else ""
            advice = f"; did you mean {value / 100:g}{', or unit: count' if larger else ''}?" if is_percent else larger
            pointer = join("termination_conditions", "success", index, "value")
            place = join("metrics", subject.spec.metrics.index(metric), "unit")
            silent = " since no unit is written" if is_declared and subject.place(place) is None else ""
            yield Problem(
                pointer,
                f"success asks for {says}, but {metric.name} is a {metric.unit}{silent}, {known}{advice}",
                repair=write(pointer, f"{value / 100:g}", safe=False) if is_percent else None,
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
