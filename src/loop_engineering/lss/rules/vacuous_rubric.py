"""Rubrics that pass everything."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shorthand import DEFAULTS
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    for index, evaluator in enumerate(subject.spec.evaluators):
        if evaluator.type != "llm_rubric" or evaluator.rubric is None or evaluator.rubric.pass_threshold > 0:
            continue
        pointer = join("evaluators", index, "rubric", "pass_threshold")
        usual = f"{DEFAULTS['pass_threshold']:g}"
        yield Problem(
            pointer,
            f'the rubric of "{evaluator.id}" passes at a score of 0, so it passes everything; '
            f"write the score below which work has to be revised, such as {usual}",
            repair=write(pointer, usual, safe=False),
        )


RULE = Rule(
    id="LSS413",
    name="vacuous-rubric",
    severity="warning",
    summary="A rubric passes at a score of 0.",
    rationale=(
        "Its verdict is always passed. Feedback that waits for a score below the threshold is never sent, and a report "
        "says of the worst draft that it passed review."
    ),
    remedy="Set pass_threshold to the lowest score that you would accept from a person.",
    failure_mode="F5",
    check=check,
)
