"""Rubrics whose weights do not add up."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Repair, Replace
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_TOLERANCE = 0.001
_ROUNDING = 1e-9
_MOST_DIGITS = 4


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
                repair=_scaled(index, weights),
            )
        for place, dimension in enumerate(evaluator.rubric.dimensions):
            if dimension.scale[0] >= dimension.scale[1]:
                yield Problem(
                    join("evaluators", index, "rubric", "dimensions", place, "scale"),
                    f'the scale of "{dimension.name}" runs from {dimension.scale[0]:g} to {dimension.scale[1]:g}; '
                    "put the lower end first",
                    repair=_turned(join("evaluators", index, "rubric", "dimensions", place, "scale"), dimension.scale),
                )


def _scaled(evaluator: int, weights: Sequence[float]) -> Repair | None:
    """The weights in proportion, with as few digits as their sum allows to be exactly 1."""
    total = math.fsum(weights)
    for digits in range(2, _MOST_DIGITS + 1):
        unit = 10**digits
        shares = [weight / total * unit for weight in weights]
        parts = [math.floor(share) for share in shares]
        # What rounding down leaves goes to those that lost most by it.
        order = sorted(range(len(parts)), key=lambda place: parts[place] - shares[place])
        for place in order[: unit - sum(parts)]:
            parts[place] += 1
        off = max(abs(part - share) for part, share in zip(parts, shares, strict=True)) / unit
        if min(parts) > 0 and (off < _ROUNDING or digits == _MOST_DIGITS):
            pointer = join("evaluators", evaluator, "rubric", "dimensions")
            steps = [
                Replace(pointer + join(place, "weight"), f"{part / unit:.{digits}f}".rstrip("0"))
                for place, part in enumerate(parts)
            ]
            return Repair("scale the weights so that they add up to 1", tuple(steps))
    return None


def _turned(pointer: str, scale: Sequence[float]) -> Repair | None:
    low, high = scale[1], scale[0]
    if low == high:
        return None
    steps = (Replace(pointer + join(0), f"{low:g}"), Replace(pointer + join(1), f"{high:g}"))
    return Repair(f"write [{low:g}, {high:g}]", steps)


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
