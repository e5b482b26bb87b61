"""Judging models that draw their verdicts at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Several copies of one judge are a panel, which averages the chance out; of these nothing is said."""
    copies = Counter(replace(judge, id="") for judge in subject.spec.evaluators)
    for index, judge in enumerate(subject.spec.evaluators):
        heat = judge.model.temperature if judge.type == "llm_rubric" and judge.model is not None else None
        if heat is not None and heat > 0 and copies[replace(judge, id="")] == 1:
            pointer = join("evaluators", index, "model", "temperature")
            yield Problem(
                pointer,
                f'judge "{judge.id}" samples at temperature {heat:g}, so it may pass in one iteration what it fails in '
                "the next; write 0",
                repair=write(pointer, "0", safe=False),
            )


RULE = Rule(
    id="LSS406",
    name="hot-judge",
    severity="warning",
    summary="A judging model has a temperature above 0.",
    rationale=(
        "A loop asks its judge again and again, so with chance in the verdict good work is sent back and, given enough "
        "iterations, poor work passes. Judges differ from themselves between runs, in the worst case almost "
        "arbitrarily (Haldar and Hockenmaier, EMNLP 2025)."
    ),
    remedy="Write temperature: 0 for the judge. Some chance remains, so keep thresholds away from borderline scores.",
    failure_mode="F6",
    check=check,
    sources=("haldar2025",),
)
