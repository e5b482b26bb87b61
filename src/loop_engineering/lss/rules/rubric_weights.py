"""Rubrics whose weights do not add up."""

from __future__ import annotations

import math
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_TOLERANCE = 0.001


def check(subject: Subject) -> Iterator[Problem]:
    for index, evaluator in enumerate(subject.spec.evaluators):
        if evaluator.rubric is None:
            continue
        weights = [dimension.weight for dimension in evaluator.rubric.dimensions]
        total = math.fsum(weights)
        if abs(total - 1) > _TOLERANCE:
            scaled = ", ".join(f"{weight / total:.3g}" for weight in weights[:8])
            yield Problem(
                join("evaluators", index, "rubric", "dimensions"),
                f'the weights of evaluator "{evaluator.id}" add up to {total:.4g}, not 1; '
                f"in proportion they are {scaled}",
            )
        for place, dimension in enumerate(evaluator.rubric.dimensions):
            if dimension.scale[0] >= dimension.scale[1]:
                yield Problem(
                    join("evaluators", index, "rubric", "dimensions", place, "scale"),
                    f'the scale of "{dimension.name}" runs from {dimension.scale[0]:g} to {dimension.scale[1]:g}; '
                    "put the lower end first",
                )


RULE = Rule(
    id="LSS404",
    name="rubric-weights",
    severity="error",
    summary="The weights of a rubric do not add up to 1, or a scale has no extent.",
    rationale=(
        "The pass threshold is a share of the whole. With weights that add up to 0.8, perfect work scores 0.8; "
        "with 1.2, poor work passes."
    ),
    remedy="Scale the weights so that they add up to 1, and give each scale as [lowest, highest].",
    failure_mode="F6",
    check=check,
)
