"""Stall conditions that the limit on iterations always overtakes."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import fewest, stops
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    # Only what counts iterations by itself: a stall condition also bounds the loop, but by its own window.
    limit = fewest(stop for stop in stops(subject.spec) if stop.pointer.startswith("/termination_conditions/failure"))
    if limit is None:
        return
    for index, stall in enumerate(subject.spec.termination_conditions.stall):
        if stall.window_iterations < limit:
            continue
        pointer = join("termination_conditions", "stall", index, "window_iterations")
        window = max(2, limit // 2)
        advice = f"look back {window} or so" if window < limit else "drop it"
        yield Problem(
            pointer,
            f"the stall condition on {stall.metric} looks back {stall.window_iterations} iterations, "
            f"but the loop makes at most {limit}, so it never stops a run earlier; {advice}",
            repair=write(pointer, str(window), safe=False) if window < limit else None,
        )


RULE = Rule(
    id="LSS304",
    name="late-stall",
    severity="warning",
    summary="A stall condition looks back over as many iterations as the loop makes, or more.",
    rationale=(
        "It is there to end a run that has stopped getting better, and it cannot: by the time its window is full, "
        "max_iterations has ended the run, with every one of those iterations paid for."
    ),
    remedy="Make window_iterations smaller than max_iterations; two or three iterations show whether work improves.",
    failure_mode="F7",
    check=check,
)
