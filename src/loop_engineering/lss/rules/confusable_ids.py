"""Ids of one kind that a reader takes for each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_ALIKE = str.maketrans({"-": "_", "0": "o", "1": "l"})
_JOINTS = str.maketrans({"-": "_"})


def check(subject: Subject) -> Iterator[Problem]:
    """Equal ids are LSS202's to tell. Metrics often take their names from evaluators, so these are told first."""
    spec = subject.spec
    yield from _kind("worker", ("workers",), "id", [item.id for item in spec.workers])
    judges = list(_kind("evaluator", ("evaluators",), "id", [item.id for item in spec.evaluators]))
    yield from judges or _kind("metric", ("metrics",), "name", [item.name for item in spec.metrics])
    yield from _kind("safety constraint", ("safety_constraints",), "id", [item.id for item in spec.safety_constraints])
    if spec.composition is not None:
        yield from _kind("child", ("composition", "children"), "id", [item.id for item in spec.composition.children])
    yield from _kind("input", ("inputs", "schema"), None, list(spec.inputs.schema))


def _kind(what: str, path: tuple[str, ...], field: str | None, names: Sequence[str]) -> Iterator[Problem]:
    """`field` is the key that holds the name; None where the name is itself a key."""
    seen: dict[str, str] = {}
    for index, name in enumerate(names):
        first = seen.setdefault(name.lower().translate(_ALIKE), name)
        if first != name:
            pointer = join(*path, name) if field is None else join(*path, index, field)
            message = f'the {what} names "{first}" and "{name}" differ only in {_difference(first, name)}; rename one'
            yield Problem(pointer, message, key=field is None)


def _difference(first: str, second: str) -> str:
    if first.lower() == second.lower():
        return "case"
    if first.translate(_JOINTS) == second.translate(_JOINTS):
        return "- and _"
    return "characters that look alike"


RULE = Rule(
    id="LSS902",
    name="confusable-ids",
    severity="warning",
    summary="Two names of one kind differ only in case, in - and _, or in characters that look alike.",
    rationale=(
        "Each reference to one of them is a guess for whoever reads it, and a slip in typing gives a reference that "
        "resolves, to the wrong one, so that no check can tell."
    ),
    remedy="Rename one of the two after what makes it different.",
    check=check,
)
