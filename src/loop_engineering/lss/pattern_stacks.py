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
        "an editor finds cheap mistakes before an expensive check runs",
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
        "good",
        "bad candidates fail in the model instead of in the world",
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
        "safety-constrained-loop",
        "research-loop",
        "good",
        "a page that gives instructions meets no worker able to carry them out",
    ),
    Stack(
        "safety-constrained-loop",
        "exploration-loop",
        "good",
        "a search tries whatever the runtime does not forbid",
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
        "what is written today instructs a worker tomorrow, so writes are checked",
    ),
    Stack(
        "safety-constrained-loop",
        "recursive-improvement-loop",
        "good",
        "the constraints stand where the loop that changes itself cannot write",
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
        "shared memory needs one owner for each key",
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
