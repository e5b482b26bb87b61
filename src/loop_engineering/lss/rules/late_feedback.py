"""Feedback to workers that never run again."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.limits import iteration_limit
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shorthand import DEFAULTS
from loop_engineering.lss.spec import FeedbackChannel
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Within its one iteration a loop can still feed a verdict to a worker whose turn comes after the judged ones.

    A channel just as the core form fills it in is nobody's plan, so nothing is said of it.
    """
    spec, index = subject.spec, subject.index
    if iteration_limit(spec) != 1 or not index.is_wired:
        return
    turns = {name: turn for turn, layer in enumerate(index.generations) for name in layer}
    judged = {
        evaluator.id: max((turns.get(name, 0) for name in index.judged_by(evaluator)), default=0)
        for evaluator in spec.evaluators
    }
    late = []
    for place, channel in enumerate(spec.feedback_channels):
        kind, name = reference(channel.source)
        target, worker = reference(channel.destination)
        if kind != "evaluators" or target != "workers" or name not in judged or worker not in turns:
            continue
        if turns[worker] > judged[name]:
            return
        if not _is_filled_in(channel):
            late.append((place, channel.id, worker))
    for place, channel_id, worker in late[:1]:
        yield Problem(
            join("feedback_channels", place, "destination"),
            f'channel "{channel_id}" reaches worker "{worker}" after the only iteration, so nobody acts on it; '
            "raise max_iterations to 2 or more, or drop the channel",
        )


def _is_filled_in(channel: FeedbackChannel) -> bool:
    plain = channel.max_tokens is None and channel.when is None and channel.template_ref is None
    return plain and channel.format == "structured" and channel.fields in ((), tuple(DEFAULTS["feedback_fields"]))


RULE = Rule(
    id="LSS411",
    name="late-feedback",
    severity="warning",
    summary="Feedback is planned in a loop that makes a single iteration.",
    rationale=(
        "The verdict comes when the last worker has run. Whoever wrote the channel meant the work to be revised, and "
        "the loop hands over its first draft."
    ),
    remedy="Allow a second iteration, or take the channel out and let the verdict only decide on success.",
    failure_mode="F1",
    check=check,
)
