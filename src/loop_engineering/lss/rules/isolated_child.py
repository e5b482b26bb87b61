"""Children of a nested composition that nothing connects to the others (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Stages are asked for their adapters by LSS702, and branches meet in the merge."""
    composition = subject.spec.composition
    if composition is None or composition.type != "nested" or not composition.adapters:
        return
    ids = [child.id for child in composition.children]
    named = {text.split(".")[1] for adapter in composition.adapters for text in (adapter.from_, adapter.to)}
    if len(set(ids)) < len(ids) or not named <= set(ids):
        return  # Which child is meant cannot be told, or LSS702 tells it.
    for index, child in enumerate(composition.children):
        if child.id not in named:
            yield Problem(
                join("composition", "children", index),
                f'no adapter takes anything to "{child.id}" or from it; add one, for instance '
                f"from children.{child.id}.outputs.NAME",
            )


RULE = Rule(
    id="LSS707",
    name="isolated-child",
    severity="warning",
    summary="A child of a nested composition is connected to no other.",
    rationale=(
        "Children share nothing but what adapters carry. This one runs in each iteration of the outer loop, is paid "
        "for each time, and works from a state that no other child sees or corrects."
    ),
    remedy="Add an adapter that carries its output to the loop that asked for it, or take the child out.",
    failure_mode="F9",
    check=check,
)
