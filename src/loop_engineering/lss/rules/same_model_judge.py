"""Loops whose only judge is the model that the work comes from."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import UNSPECIFIED
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Fires where the loop has no other judge at all: a rubric beside a real check is worth having."""
    index = subject.index
    for judge in subject.spec.evaluators:
        if judge.type != "llm_rubric" or judge.model is None or judge.model.name == UNSPECIFIED:
            return
        judged = [index.workers[name].model for name in index.judged_by(judge)]
        if any((model.provider, model.name) != (judge.model.provider, judge.model.name) for model in judged):
            return
    first = subject.spec.evaluators[0]
    name = first.model.name if first.model is not None else ""
    yield Problem(
        join("evaluators", 0, "model"),
        f"{name} is the only judge of what {name} makes; add a check or a person, or judge with another model",
    )


RULE = Rule(
    id="LSS405",
    name="same-model-judge",
    severity="warning",
    summary="The only judge is the model that the work comes from.",
    rationale=(
        "Models rate their own text higher than people do, and the more readily they recognize it the higher "
        "(Panickssery et al., NeurIPS 2024). What a model overlooks as it writes it is likely to overlook as it reads."
    ),
    remedy="Add a deterministic evaluator or a person, or give the rubric a model of another provider.",
    failure_mode="F2",
    check=check,
    sources=("panickssery2024",),
)
