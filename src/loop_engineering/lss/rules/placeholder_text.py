"""Texts that somebody meant to write later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_WHOLE = re.compile(
    r"[\s\"'<\[({]*"
    r"(?:to-?do|fixme|tb[acd]|xxx+|foo(?:[ /_-]?bar)?|ba[rz]|asdf|change ?me|fill (?:me |this )?in|placeholder|"
    r"to be (?:done|defined|determined|decided|written|added)|\.\.\.+|…)"
    r"[\s\"'>\])}.!…]*",
    re.IGNORECASE,
)
"""A text that is nothing but a placeholder."""
_OPENING = re.compile(
    r"\W{0,8}(?:(?:TODO|FIXME|TBD|XXX)(?:\([^()\n]{0,40}\))?(?:\s{0,4}:|\s{1,4}[–—-]\s)|[Ll]orem ipsum\b)"
)
"""A text that begins by saying that it is one. "TODO comments are gone" does not."""
_SLOT = re.compile(r"(?i)<(?:your|insert|describe) [^<>\n]{1,60}>|\[(?:your|insert|describe) [^\[\]\n]{1,60}\]")
"""A gap that a template leaves."""


def check(subject: Subject) -> Iterator[Problem]:
    """What `expand` copies from the objective is told of the objective alone."""
    objective = subject.spec.objective
    for path, text in chain([(("objective",), objective)], _texts(subject)):
        if text == objective and path != ("objective",):
            continue
        found = _OPENING.match(text) or (_WHOLE.fullmatch(text) if len(text) <= _LONGEST else None)
        if found is None and path[0] not in ("evaluators", "safety_constraints"):
            found = _SLOT.search(text)
        if found is not None:
            says = found[0].strip()
            shown = says if len(says) <= 40 else says[:37] + "…"
            yield Problem(join(*path), f'"{shown}" is a placeholder; {_ADVICE.get(str(path[-1]), _WRITE)}')


_Path = tuple[str | int, ...]
_LONGEST = 120
_WRITE = "write what it stands for"
_ADVICE = {
    "objective": "say in a sentence what the loop is to achieve",
    "role": "say what the worker does",
    "criteria": "say what earns the marks",
    "instructions": "say what people are asked to decide",
    "definition": "say how it is measured",
    "name": "name the one that is used",
}


def _texts(subject: Subject) -> Iterator[tuple[_Path, str]]:
    """The texts that people or models act on. Settings, examples and patterns may speak of placeholders."""
    spec = subject.spec
    for name, field in spec.inputs.schema.items():
        yield ("inputs", "schema", name, "description"), field.description
    for index, worker in enumerate(spec.workers):
        yield ("workers", index, "role"), worker.role
        yield ("workers", index, "model", "name"), worker.model.name
    for index, evaluator in enumerate(spec.evaluators):
        for key in ("implementation", "instructions"):
            yield ("evaluators", index, key), getattr(evaluator, key) or ""
        if evaluator.model is not None:
            yield ("evaluators", index, "model", "name"), evaluator.model.name
        for place, dimension in enumerate(evaluator.rubric.dimensions if evaluator.rubric is not None else ()):
            yield ("evaluators", index, "rubric", "dimensions", place, "criteria"), dimension.criteria
    for index, channel in enumerate(spec.feedback_channels):
        yield ("feedback_channels", index, "when"), channel.when or ""
    for index, metric in enumerate(spec.metrics):
        yield ("metrics", index, "definition"), metric.definition
    for index, constraint in enumerate(spec.safety_constraints):
        yield ("safety_constraints", index, "rule"), constraint.rule or ""
    for index, child in enumerate(spec.composition.children if spec.composition is not None else ()):
        yield ("composition", "children", index, "lens"), child.lens or ""
        yield ("composition", "children", index, "trigger"), child.trigger or ""
    for key in ("calibration", "runbook"):
        yield from _within(("extensions", key), spec.extensions.get(key))


def _within(path: _Path, value: Any) -> Iterator[tuple[_Path, str]]:
    waiting = [(path, value)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, str):
            yield place, item
        elif isinstance(item, dict | list):
            pairs = item.items() if isinstance(item, dict) else enumerate(item)
            waiting.extend(((*place, key), inner) for key, inner in pairs)


RULE = Rule(
    id="LSS901",
    name="placeholder-text",
    severity="warning",
    summary="A text is a placeholder.",
    rationale=(
        "A model that is told TODO does something, a judge whose criterion is TBD gives marks, and both look like "
        "work. Nothing in a run shows that the sentence which should have steered it was never written."
    ),
    remedy="Write the text, or take out the part that it belongs to until somebody can.",
    check=check,
)
