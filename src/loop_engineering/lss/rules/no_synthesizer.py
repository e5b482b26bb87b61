"""Merges by synthesis that leave open who writes it (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.repair import Insert, Repair
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Where the composing loop has a single worker, there is no doubt who it is."""
    composition, workers = subject.spec.composition, subject.index.workers
    if composition is None or composition.type != "parallel" or composition.merge is None or len(workers) < 2:
        return
    if composition.merge.strategy == "synthesize" and composition.merge.synthesizer is None:
        last = subject.index.sinks
        likely = last[0] if len(last) == 1 else None
        who = f"workers.{likely}" if likely else "workers.ID, one of " + ", ".join(list(workers)[:8])
        step = Insert("/composition/merge", "synthesizer", f"workers.{likely}")
        yield Problem(
            "/composition/merge/synthesizer",
            f"the branches are synthesized, but none of the {len(workers)} workers is named to do it; "
            f"add synthesizer: {who}",
            repair=Repair(f"add synthesizer: {who}", (step,), safe=False) if likely else None,
        )


RULE = Rule(
    id="LSS706",
    name="no-synthesizer",
    severity="warning",
    summary="The branches are to be synthesized, and several workers could be meant to do it.",
    rationale=(
        "A synthesis is written by somebody, with a model, a prompt and a budget. Left open, each harness picks its "
        "own worker, and the dissent that was to be kept is lost in one of them and not in another."
    ),
    remedy="Name the worker of the composing loop that merges: synthesizer: workers.ID.",
    check=check,
)
