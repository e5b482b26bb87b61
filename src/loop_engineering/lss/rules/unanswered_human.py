"""People who are asked in no particular place."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shorthand import DEFAULTS
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A bare `type: human` is a sketch; who says what people decide, or by when, can say where they are asked."""
    for index, evaluator in enumerate(subject.spec.evaluators):
        if evaluator.type != "human" or evaluator.queue is not None:
            continue
        if evaluator.instructions is not None or evaluator.timeout_seconds != DEFAULTS["human_timeout_seconds"]:
            yield Problem(
                join("evaluators", index),
                f'nothing says where the requests to "{evaluator.id}" arrive; add queue with the name of the place '
                "that somebody watches",
            )


RULE = Rule(
    id="LSS415",
    name="unanswered-human",
    severity="info",
    summary="A person is asked, and no queue says where.",
    rationale=(
        "The loop waits until the timeout while the request lies where nobody looks, and an expired request is "
        "easily counted as a no, or as a yes."
    ),
    remedy="Add queue to the evaluator: the channel, list or inbox that a named team watches.",
    failure_mode="F10",
    check=check,
)
