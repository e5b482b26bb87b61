"""Ids and names that are given twice."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    spec = subject.spec
    groups: list[tuple[str, tuple[str, ...], str, list[str]]] = [
        ("worker", ("workers",), "id", [item.id for item in spec.workers]),
        ("evaluator", ("evaluators",), "id", [item.id for item in spec.evaluators]),
        ("feedback channel", ("feedback_channels",), "id", [item.id for item in spec.feedback_channels]),
        ("metric", ("metrics",), "name", [item.name for item in spec.metrics]),
        ("safety constraint", ("safety_constraints",), "id", [item.id for item in spec.safety_constraints]),
    ]
    if spec.composition is not None:
        groups.append(("child", ("composition", "children"), "id", [item.id for item in spec.composition.children]))
    for what, path, field, names in groups:
        if len(set(names)) == len(names):
            continue
        places: dict[str, int] = {}
        for index, name in enumerate(names):
            first = places.setdefault(name, index)
            if first < index:
                message = f'{what} {field} "{name}" is taken by {path[-1]}[{first}]; give each {what} its own'
                yield Problem(join(*path, index, field), message)


RULE = Rule(
    id="LSS202",
    name="duplicate-id",
    severity="error",
    summary="Two parts of a kind have the same id.",
    rationale=(
        "Whatever refers to the id means one of the two, and tools differ in which: feedback meant for one worker "
        "reaches the other."
    ),
    remedy="Give each worker, evaluator, channel, metric, constraint and child a name of its own.",
    check=check,
)
