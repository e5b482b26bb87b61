"""Input fields that nothing in the loop speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.shorthand import DEFAULTS
from loop_engineering.lss.subject import Subject

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ELSEWHERE = frozenset(("loop_name", "version", "inputs", "metadata"))
"""Fields whose texts do not use an input: what names the loop, and what declares the inputs."""


def check(subject: Subject) -> Iterator[Problem]:
    """A field is used where a worker reads it, a child has one of the same name, or any text of the spec names it."""
    spec, data = subject.spec, subject.expanded.data
    read = {
        name.partition(".")[0]
        for worker in spec.workers
        for kind, name in (reference(item.from_) for item in worker.inputs)
        if kind == "inputs"
    }
    left = [name for name in spec.inputs.schema if name not in read]
    # Where a worker reads what is not declared, one is likely a slip of the other, which LSS201 tells.
    if not left or not read <= spec.inputs.schema.keys() or data["inputs"]["schema"] == DEFAULTS["inputs"]["schema"]:
        return
    if spec.composition is not None:
        if len(spec.children) < len(spec.composition.children):
            return
        read |= {name for child in spec.children.values() for name in child.inputs.schema}
    named = _names({key: value for key, value in data.items() if key not in _ELSEWHERE})
    for name in left:
        if name not in read and name not in named:
            yield Problem(
                join("inputs", "schema", name),
                f'nothing uses the input "{name}"; give it to a worker ({{from: inputs.{name}}}), or take it out',
                key=True,
            )


def _names(value: Any) -> set[str]:
    """The words of all texts in the value, keys included."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            found.update(_NAME.findall(item))
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found


RULE = Rule(
    id="LSS204",
    name="unused-input",
    severity="info",
    summary="An input is declared and nothing in the loop uses it.",
    rationale=(
        "Callers must supply it and may believe that it is obeyed: a risk tier that no worker, check or gate reads "
        "changes nothing. It may also be what a worker was meant to see and does not. Evaluators do not declare what "
        "they read, so this is no more than a question."
    ),
    remedy="Add inputs.NAME to the inputs of the worker that needs it, or remove the field.",
    check=check,
)
