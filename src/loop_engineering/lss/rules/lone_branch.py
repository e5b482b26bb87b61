"""Merges that ask the branches to agree and are content with one of them (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.repair import Insert, Repair, Replace, Step
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_MERGE = "/composition/merge"
_LEAST = _MERGE + "/min_branches_pass"


def check(subject: Subject) -> Iterator[Problem]:
    """A vote and a consensus need two; all_pass needs all, so that any smaller number written beside it is wrong.

    `first_pass` and `synthesize` are made to work with what comes back.
    """
    composition = subject.spec.composition
    if composition is None or composition.type != "parallel" or composition.merge is None:
        return
    merge = composition.merge
    branches = sum(child.role == "branch" for child in composition.children)
    written = subject.place(_LEAST) is not None
    if branches < 2 or merge.min_branches_pass >= branches:
        return
    if merge.strategy == "all_pass" and written:
        yield Problem(
            _LEAST,
            f"all_pass asks for all {branches} branches, min_branches_pass for {merge.min_branches_pass}; "
            f"write {branches}, or another strategy",
            repair=_repair(branches, written),
        )
    elif merge.strategy in ("vote", "consensus_rubric") and merge.min_branches_pass == 1:
        most = branches // 2 + 1
        silent = "" if written else " where none is written"
        yield Problem(
            _LEAST,
            f"one of {branches} branches alone satisfies this {merge.strategy}, for min_branches_pass is 1{silent}; "
            f"write min_branches_pass: {most} for a majority",
            repair=_repair(most, written),
        )


def _repair(number: int, written: bool) -> Repair:
    step: Step = Replace(_LEAST, str(number)) if written else Insert(_MERGE, "min_branches_pass", number)
    return Repair(f"write min_branches_pass: {number}", (step,), safe=False)


RULE = Rule(
    id="LSS705",
    name="lone-branch",
    severity="warning",
    summary="A merge that calls for agreement can be satisfied by one branch alone.",
    rationale=(
        "What makes a vote better than a single answer is that errors scatter while right answers meet (Wang et al., "
        "2022). If two of three branches fail, the vote of the third is unanimous, and passes as if it had been "
        "confirmed."
    ),
    remedy="Set min_branches_pass to two or more; use first_pass where any one result will do.",
    failure_mode="F5",
    check=check,
    sources=("wang2022",),
)
