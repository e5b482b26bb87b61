"""Judging models that are whatever their provider serves today."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_MOVING = re.compile(r"(?:[A-Za-z0-9._-]{1,60}[-:/])?(?:latest|default|auto)", re.IGNORECASE)
"""Names by which providers serve another model without notice: chatgpt-4o-latest, llama3:latest, openrouter/auto."""


def check(subject: Subject) -> Iterator[Problem]:
    for index, judge in enumerate(subject.spec.evaluators):
        if judge.type == "llm_rubric" and judge.model is not None and _MOVING.fullmatch(judge.model.name):
            yield Problem(
                join("evaluators", index, "model", "name"),
                f'judge "{judge.id}" is {judge.model.name}, which the provider moves to another model without notice; '
                "name the version that you tried",
            )


RULE = Rule(
    id="LSS414",
    name="floating-judge",
    severity="warning",
    summary="A judging model is named by an alias that moves, such as one that ends in latest.",
    rationale=(
        "The standard then changes on a day that nobody in the project chose, with the same spec at the same version. "
        "GPT-4 told primes from composites with 84 % accuracy in March 2023 and with 51 % in June (Chen et al., 2023)."
    ),
    remedy="Name the dated version of the model, and move to the next one after judging a fixed set with both.",
    failure_mode="F3",
    check=check,
    sources=("chen2023chatgpt",),
)
