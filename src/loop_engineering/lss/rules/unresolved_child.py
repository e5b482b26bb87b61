"""Children of a composition that cannot be read (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.project import RefFault
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    composition = subject.spec.composition
    if composition is None:
        return
    for index, (child, resolution) in enumerate(zip(composition.children, subject.resolutions, strict=False)):
        if isinstance(resolution, RefFault):
            shown = child.ref if len(child.ref) <= 80 else child.ref[:77] + "…"
            pointer = join("composition", "children", index, "ref")
            yield Problem(pointer, f'ref "{shown}" of child "{child.id}" {resolution.message}')


RULE = Rule(
    id="LSS704",
    name="unresolved-child",
    severity="error",
    summary="A child's ref leads nowhere, out of the project, in a circle, or to a spec that is not valid.",
    rationale=(
        "The bounds of a composition are made of the bounds of its children: one that cannot be read makes the "
        "whole unbounded."
    ),
    remedy="Give a path to a valid spec inside the project, relative to this file or to the library's root.",
    failure_mode="F4",
    check=check,
)
