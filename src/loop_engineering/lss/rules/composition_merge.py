"""Parallel compositions that do not say how their branches become one result (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.repair import Insert, Repair, write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    composition = subject.spec.composition
    if composition is None or composition.type != "parallel":
        return
    if composition.merge is None:
        likely = subject.index.sinks or tuple(subject.index.workers)
        advice = f"add merge: {{strategy: synthesize, synthesizer: workers.{likely[0]}}}"
        merge = {"strategy": "synthesize", "synthesizer": f"workers.{likely[0]}"}
        repair = Repair("let a worker synthesize", (Insert("/composition", "merge", merge),), safe=False)
        yield Problem("/composition", f"a parallel composition takes a merge; {advice}", repair=repair)
        return
    branches = sum(child.role == "branch" for child in composition.children)
    if composition.merge.min_branches_pass > branches:
        yield Problem(
            "/composition/merge/min_branches_pass",
            f"{composition.merge.min_branches_pass} branches must pass, but there are {branches}",
            repair=write("/composition/merge/min_branches_pass", str(branches), safe=False) if branches else None,
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
