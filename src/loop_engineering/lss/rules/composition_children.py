"""Compositions whose children do not make up their type (LSS 1.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_ROLES = {"sequential": ("stage",), "parallel": ("branch",), "nested": ("outer", "inner")}


def check(subject: Subject) -> Iterator[Problem]:
    composition = subject.spec.composition
    if composition is None:
        return
    kind, children = composition.type, composition.children
    allowed = _ROLES[kind]
    if len(children) < 2:
        yield Problem("/composition/children", f"a {kind} composition takes two or more children, not {len(children)}")
    for index, child in enumerate(children):
        if child.role not in allowed:
            pointer = join("composition", "children", index, "role")
            message = f'child "{child.id}" is {child.role}; in a {kind} composition it is {" or ".join(allowed)}'
            repair = write(pointer, allowed[0]) if len(allowed) == 1 else None
            yield Problem(pointer, message, repair=repair)
    roles = Counter(child.role for child in children)
    if kind == "nested" and len(children) >= 2 and (roles["outer"] != 1 or not roles["inner"]):
        message = "a nested composition takes one outer child and one or more inner ones"
        yield Problem("/composition/children", f"{message}, not {roles['outer']} outer and {roles['inner']} inner")


RULE = Rule(
    id="LSS701",
    name="composition-children",
    severity="error",
    summary="The children of a composition do not fit its type.",
    rationale=(
        "Bounds multiply from the outer loop to the inner ones; with no outer loop, or two, there is nothing to "
        "multiply by."
    ),
    remedy="Sequential takes stages, parallel takes branches, nested takes one outer and one or more inner children.",
    check=check,
)
