"""Workers and people who may take longer than the whole loop."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import STOPPING_ACTIONS
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shorthand import DEFAULTS
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A person's timeout that is the default of the core form is nobody's choice, so nothing is said of it."""
    spec = subject.spec
    limit = min(
        (
            condition.value
            for condition in spec.termination_conditions.failure
            if condition.type == "timeout" and condition.value is not None and condition.action in STOPPING_ACTIONS
        ),
        default=None,
    )
    if limit is None:
        return
    taking = [
        ("workers", index, "worker", worker.id, worker.timeout_seconds) for index, worker in enumerate(spec.workers)
    ]
    taking += [
        ("evaluators", index, "evaluator", evaluator.id, evaluator.timeout_seconds)
        for index, evaluator in enumerate(spec.evaluators)
        if evaluator.timeout_seconds != DEFAULTS["human_timeout_seconds"]
    ]
    for group, index, kind, name, seconds in taking:
        if seconds is not None and seconds > limit:
            yield Problem(
                join(group, index, "timeout_seconds"),
                f'{kind} "{name}" may take {seconds:g} seconds, but the whole loop is stopped after {limit:g}; '
                "lower timeout_seconds, or give the loop the time",
            )


RULE = Rule(
    id="LSS306",
    name="timeout-over-loop",
    severity="warning",
    summary="A worker or an evaluator may take longer than the whole loop.",
    rationale=(
        "Its own timeout never fires, so nothing is retried and nobody is told who was slow: the loop ends in the "
        "middle of a call, and a person who answers in good time answers a run that is over."
    ),
    remedy="Keep each timeout_seconds well below the loop's timeout, or raise the loop's.",
    failure_mode="F10",
    check=check,
)
