"""Which patterns stack: the pairs of an outer and an inner pattern for which a reason is known, and the reason.

The matrix of the pattern catalogue is made from this table. A pair that is not listed has no known reason to be
stacked, which is no claim that it cannot work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["STACKS", "Stack"]


@dataclass(frozen=True, slots=True)
class Stack:
    """Two patterns, one inside the other.

    `outer` and `inner` are slugs of `PATTERNS`: a step of the outer loop contains the inner one, or the outer decides
    what becomes of its result. `verdict` is "good" where the pair does what neither does alone, and "care" where it
    also brings a fault of its own; `why` gives the reason in one clause.
    """

    outer: str
    inner: str
    verdict: Literal["good", "care"]
    why: str


STACKS: tuple[Stack, ...] = (
    Stack(
        "reflection-loop",
        "verification-loop",
        "good",
        "the rubric reads only what no check can execute",
    ),
    Stack(
        "reflection-loop",
        "memory-augmented-loop",
        "good",
        "criticism of one task is on hand at the next",
    ),
    Stack(
        "reflection-loop",
        "human-in-the-loop",
        "good",
        "a person judges only drafts that the rubric and the checks let through",
    ),
    Stack(
        "critique-loop",
        "research-loop",
        "good",
        "each objection to the brief becomes the next question to look up",
    ),
    Stack(
        "critique-loop",
        "verification-loop",
        "good",
        "criticism starts from what the checks found and adds what they cannot see",
    ),
    Stack(
        "critique-loop",
        "reflection-loop",
        "care",
        "two opinions of one text overlap unless each has its own dimensions",
    ),
    Stack(
        "critique-loop",
        "human-in-the-loop",
        "good",
        "only a person may waive a finding that the author disputes",
    ),
    Stack(
        "planning-loop",
        "verification-loop",
        "good",
        "each step of the plan names a check that can fail",
    ),
    Stack(
        "planning-loop",
        "research-loop",
        "good",
        "what a step needs to know is looked up before anything acts",
    ),
    Stack(
        "planning-loop",
        "simulation-loop",
        "good",
        "a step that cannot be undone is rehearsed before it is taken",
    ),
    Stack(
        "verification-loop",
        "reflection-loop",
        "good",
        "reading finds cheap mistakes before an expensive check runs",
    ),
    Stack(
        "verification-loop",
        "simulation-loop",
        "care",
        "a pass in the simulator is only as true as the simulator",
    ),
    Stack(
        "research-loop",
        "verification-loop",
        "good",
        "a program checks that each quotation occurs in its source",
    ),
    Stack(
        "research-loop",
        "memory-augmented-loop",
        "good",
        "sources already read and rejected are not paid for twice",
    ),
    Stack(
        "research-loop",
        "reflection-loop",
        "good",
        "a reader asks whether sources that check out answer the question",
    ),
    Stack(
        "research-loop",
        "critique-loop",
        "good",
        "a hostile reader names the evidence that nobody looked for",
    ),
    Stack(
        "research-loop",
        "debate-loop",
        "good",
        "sources that contradict each other get an advocate each",
    ),
    Stack(
        "simulation-loop",
        "multi-agent-coordination",
        "good",
        "different roles play one scenario and the merge keeps their dissent",
    ),
    Stack(
        "simulation-loop",
        "debate-loop",
        "care",
        "parties played by one model share its blind spots",
    ),
    Stack(
        "simulation-loop",
        "critique-loop",
        "good",
        "a rehearsal is criticized while another try still costs nothing",
    ),
    Stack(
        "simulation-loop",
        "verification-loop",
        "good",
        "a program checks first whether the model reproduces what was observed",
    ),
    Stack(
        "debate-loop",
        "research-loop",
        "good",
        "each side has to cite what it found before it argues",
    ),
    Stack(
        "debate-loop",
        "verification-loop",
        "good",
        "a claim that can be executed is settled by executing it",
    ),
    Stack(
        "exploration-loop",
        "verification-loop",
        "good",
        "a check that executes ranks more candidates than anyone can read",
    ),
    Stack(
        "exploration-loop",
        "simulation-loop",
        "care",
        "bad candidates fail in the model, but winners may live off its errors",
    ),
    Stack(
        "exploration-loop",
        "optimization-loop",
        "good",
        "each design is tuned before designs are compared",
    ),
    Stack(
        "exploration-loop",
        "memory-augmented-loop",
        "good",
        "an archive keeps the search from finding the same dead end twice",
    ),
    Stack(
        "exploration-loop",
        "debate-loop",
        "care",
        "comparing candidates in pairs costs a debate for each pair",
    ),
    Stack(
        "exploration-loop",
        "planning-loop",
        "good",
        "several plans compete before one of them is carried out",
    ),
    Stack(
        "exploration-loop",
        "multi-agent-coordination",
        "good",
        "proposers of different families reach candidates that one of them would miss",
    ),
    Stack(
        "optimization-loop",
        "verification-loop",
        "good",
        "no setting can win that breaks a check",
    ),
    Stack(
        "optimization-loop",
        "simulation-loop",
        "care",
        "the search exploits errors of the simulator as readily as real gains",
    ),
    Stack(
        "optimization-loop",
        "reflection-loop",
        "care",
        "searching against a rubric finds what the rubric overlooks",
    ),
    Stack(
        "optimization-loop",
        "human-in-the-loop",
        "care",
        "each trial waits for somebody, so trials are few or unread",
    ),
    Stack(
        "memory-augmented-loop",
        "verification-loop",
        "good",
        "only what passed a check is remembered as true",
    ),
    Stack(
        "memory-augmented-loop",
        "reflection-loop",
        "care",
        "an opinion that is remembered outlives the draft it was about",
    ),
    Stack(
        "memory-augmented-loop",
        "human-in-the-loop",
        "good",
        "what a person answered is remembered, and not what the model inferred",
    ),
    Stack(
        "human-in-the-loop",
        "verification-loop",
        "good",
        "the person reads only what passed, with the evidence beside it",
    ),
    Stack(
        "human-in-the-loop",
        "planning-loop",
        "good",
        "correcting a plan is cheaper than correcting what it produced",
    ),
    Stack(
        "human-in-the-loop",
        "optimization-loop",
        "good",
        "the person approves one winner instead of every trial",
    ),
    Stack(
        "human-in-the-loop",
        "research-loop",
        "good",
        "the person decides on passages that can be opened, not on a summary",
    ),
    Stack(
        "human-in-the-loop",
        "debate-loop",
        "good",
        "the person reads two cases instead of one recommendation",
    ),
    Stack(
        "human-in-the-loop",
        "critique-loop",
        "care",
        "a fluent criticism can settle the person's opinion in advance",
    ),
    Stack(
        "human-in-the-loop",
        "multi-agent-coordination",
        "care",
        "many roles ask one person, so that questions queue and answers shorten",
    ),
    Stack(
        "human-in-the-loop",
        "reflection-loop",
        "care",
        "polish reads as correctness, and the rubric has rewarded polish",
    ),
    Stack(
        "human-in-the-loop",
        "simulation-loop",
        "good",
        "somebody who knows the model's gaps approves what was rehearsed in it",
    ),
    Stack(
        "safety-constrained-loop",
        "research-loop",
        "good",
        "a page that gives instructions meets no worker able to carry them out",
    ),
    Stack(
        "safety-constrained-loop",
        "exploration-loop",
        "good",
        "whatever the runtime does not forbid, a search will try",
    ),
    Stack(
        "safety-constrained-loop",
        "multi-agent-coordination",
        "good",
        "with rights given per role, one misled role does limited harm",
    ),
    Stack(
        "safety-constrained-loop",
        "memory-augmented-loop",
        "good",
        "what is written today instructs a worker tomorrow, so each write is checked",
    ),
    Stack(
        "safety-constrained-loop",
        "recursive-improvement-loop",
        "good",
        "the constraints stand where the loop that changes itself cannot write",
    ),
    Stack(
        "safety-constrained-loop",
        "optimization-loop",
        "good",
        "the limits hold whatever the metric would pay for breaking them",
    ),
    Stack(
        "safety-constrained-loop",
        "planning-loop",
        "good",
        "a plan fixed before untrusted text is read cannot be changed by it",
    ),
    Stack(
        "safety-constrained-loop",
        "verification-loop",
        "good",
        "the check asks whether it is right, the runtime whether it is allowed",
    ),
    Stack(
        "safety-constrained-loop",
        "human-in-the-loop",
        "care",
        "rare cases go to a person; gates that fire often are waved through",
    ),
    Stack(
        "multi-agent-coordination",
        "planning-loop",
        "good",
        "the plan says which role owes which artifact to whom",
    ),
    Stack(
        "multi-agent-coordination",
        "verification-loop",
        "good",
        "a handover is checked before the next role builds on it",
    ),
    Stack(
        "multi-agent-coordination",
        "research-loop",
        "good",
        "independent questions are looked up side by side and written up by one",
    ),
    Stack(
        "multi-agent-coordination",
        "memory-augmented-loop",
        "care",
        "roles overwrite each other unless each key has one writer",
    ),
    Stack(
        "multi-agent-coordination",
        "simulation-loop",
        "good",
        "the simulator settles what the roles would argue about",
    ),
    Stack(
        "recursive-improvement-loop",
        "verification-loop",
        "good",
        "a fixed check outside the loop selects among its versions",
    ),
    Stack(
        "recursive-improvement-loop",
        "human-in-the-loop",
        "good",
        "each change of the loop waits for a person who can refuse it",
    ),
    Stack(
        "recursive-improvement-loop",
        "exploration-loop",
        "good",
        "an archive of versions keeps a way back from dead ends",
    ),
    Stack(
        "recursive-improvement-loop",
        "reflection-loop",
        "care",
        "a judge that can be pleased will be, one version at a time",
    ),
)
"""The pairs, by outer pattern in the order of the catalogue."""
