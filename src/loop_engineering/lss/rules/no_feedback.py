"""Loops in which no judgement reaches the next attempt."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import iteration_limit
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    if "feedback_channels" not in subject.written:
        return  # Each evaluator then answers the workers that it judges.
    if not subject.index.feedback and iteration_limit(subject.spec) != 1:
        yield Problem(
            "/feedback_channels",
            "no feedback reaches any worker, so each attempt is as blind as the first; "
            "add a channel from an evaluator to workers.ID, or set max_iterations to 1",
        )


RULE = Rule(
    id="LSS402",
    name="no-feedback",
    severity="warning",
    summary="The loop repeats, but no judgement reaches a worker.",
    rationale=(
        "Trying again without knowing what was wrong is drawing lots: it costs as much as a loop and learns nothing."
    ),
    remedy="Add a feedback channel whose destination is workers.ID, or make a single attempt.",
    failure_mode="F1",
    check=check,
)
