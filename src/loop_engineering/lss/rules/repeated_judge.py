"""Judges that are copies of each other."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import UNSPECIFIED
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shorthand import EVALUATORS
from loop_engineering.lss.spec import Evaluator
from loop_engineering.lss.subject import Subject

_UNNAMED = frozenset(shorthand.implementation for shorthand in EVALUATORS.values())


def check(subject: Subject) -> Iterator[Problem]:
    seen: dict[Evaluator, str] = {}
    for index, evaluator in enumerate(subject.spec.evaluators):
        if not _is_repeatable(evaluator):
            continue
        first = seen.setdefault(replace(evaluator, id=""), evaluator.id)
        if first != evaluator.id:
            yield Problem(
                join("evaluators", index),
                f'evaluator "{evaluator.id}" is "{first}" once more; give it something else to look at, another model, '
                "or take it out",
            )


def _is_repeatable(evaluator: Evaluator) -> bool:
    """Whether a copy adds nothing: two people are two judges, and a model that samples may be asked twice.

    Where the core form leaves open what a check runs or who judges, the ids may tell what is meant.
    """
    if evaluator.type == "deterministic":
        return evaluator.implementation not in _UNNAMED
    model = evaluator.model
    return model is not None and model.name != UNSPECIFIED and not (model.temperature or 0) > 0


RULE = Rule(
    id="LSS906",
    name="repeated-judge",
    severity="info",
    summary="Two evaluators are the same but for their id.",
    rationale=(
        "A copy makes the same mistakes: it costs a call, doubles the weight of one opinion and reads like a second "
        "one. What makes a panel better than one judge is that its models differ (Verga et al., 2024)."
    ),
    remedy="Give the second judge another model, other criteria or other workers to judge, or remove it.",
    failure_mode="F5",
    check=check,
    sources=("verga2024",),
)
