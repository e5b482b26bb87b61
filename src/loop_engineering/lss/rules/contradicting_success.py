"""Success conditions that cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import SuccessCondition
from loop_engineering.lss.subject import Subject

_WORDS = {"gte": "≥", "lte": "≤", "eq": "=", "gt": ">", "lt": "<"}


def check(subject: Subject) -> Iterator[Problem]:
    """Compares each condition with the highest floor and the lowest ceiling that those before it set for its metric."""
    floors: dict[str, SuccessCondition] = {}
    ceilings: dict[str, SuccessCondition] = {}
    for index, condition in enumerate(subject.spec.termination_conditions.success):
        name = condition.metric
        if name not in subject.index.metrics:
            continue
        is_floor, is_ceiling = condition.operator in ("gte", "gt", "eq"), condition.operator in ("lte", "lt", "eq")
        floor, ceiling = floors.get(name), ceilings.get(name)
        against = floor if is_ceiling and floor is not None and _clash(floor, condition) else None
        if against is None and is_floor and ceiling is not None and _clash(condition, ceiling):
            against = ceiling
        if against is not None:
            yield Problem(
                join("termination_conditions", "success", index, "value"),
                f"success asks for {_says(against)} and for {_says(condition)} at once, and all its conditions have to "
                "hold; keep one of the two",
            )
            continue
        if is_floor and (
            floor is None or (condition.value, condition.operator == "gt") > (floor.value, floor.operator == "gt")
        ):
            floors[name] = condition
        if is_ceiling and (
            ceiling is None or (condition.value, condition.operator != "lt") < (ceiling.value, ceiling.operator != "lt")
        ):
            ceilings[name] = condition


def _clash(floor: SuccessCondition, ceiling: SuccessCondition) -> bool:
    """Whether no number is both over the one and under the other."""
    strict = floor.operator == "gt" or ceiling.operator == "lt"
    return floor.value >= ceiling.value if strict else floor.value > ceiling.value


def _says(condition: SuccessCondition) -> str:
    return f"{condition.metric} {_WORDS[condition.operator]} {condition.value:g}"


RULE = Rule(
    id="LSS310",
    name="contradicting-success",
    severity="error",
    summary="Two success conditions ask for values of one metric that exclude each other.",
    rationale=(
        "Success means that all of its conditions hold, not one of them. With two that exclude each other every run "
        "ends as a failure, however good its work, after all the iterations that it may make."
    ),
    remedy="Keep one of the conditions; what counts as good enough is one threshold, not a list of alternatives.",
    failure_mode="F6",
    check=check,
)
