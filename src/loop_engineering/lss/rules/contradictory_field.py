"""Input fields that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import UNSET

from loop_engineering.lss.fields import limit_clash, mismatch, shown
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    for name, field in subject.spec.inputs.schema.items():
        pointer = join("inputs", "schema", name)
        clash = limit_clash(field)
        if clash is not None:
            lower, _, words = clash
            yield Problem(pointer + join(lower), f'input "{name}" has {words}, so no value fits; swap or correct them')
        elif field.default is not UNSET and field.default is not None:
            takes = mismatch(field, field.default)
            if takes is not None:
                says = f'input "{name}" has the default {shown(field.default)}'
                yield Problem(pointer + "/default", f"{says}, but it takes {takes}")


RULE = Rule(
    id="LSS206",
    name="contradictory-field",
    severity="error",
    summary="The limits of an input field leave no value, or its default is not one that it takes.",
    rationale="A run that gives the field, or one that leaves it to the default, is refused before it has begun.",
    remedy="Correct the limits, or choose a default that keeps them.",
    check=check,
)
