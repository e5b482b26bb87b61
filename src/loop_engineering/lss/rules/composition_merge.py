"""Parallel compositions that do not say how their branches become one result (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    composition = subject.spec.composition
    if composition is None or composition.type != "parallel":
        return
    if composition.merge is None:
        yield Problem("/composition", "a parallel composition takes a merge; add merge: {strategy: synthesize}")
        return
    branches = sum(child.role == "branch" for child in composition.children)
    if composition.merge.min_branches_pass > branches:
        yield Problem(
            "/composition/merge/min_branches_pass",
            f"{composition.merge.min_branches_pass} branches must pass, but there are {branches}",
        )


RULE = Rule(
    id="LSS703",
    name="composition-merge",
    severity="error",
    summary="A parallel composition has no merge, or one that can never succeed.",
    rationale="Branches that nobody merges are paid for and thrown away, or the first to finish wins by accident.",
    remedy="Add merge with a strategy, and keep min_branches_pass within the number of branches.",
    check=check,
)
