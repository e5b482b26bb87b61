"""The fourteen patterns: the one table of their slugs, their usual levels, and the symptoms that call for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PATTERNS", "Pattern", "Symptom"]


_COMPOUNDS = ("memory-augmented", "multi-agent", "safety-constrained")
"""What keeps its hyphen where a slug becomes a name."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """What somebody sees go wrong, and its likely cause: the reason to try a pattern."""

    seen: str
    cause: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way of putting a loop together. `least` and `most` are the lowest and the highest level where it is usual.

    `intent` says in a clause what it does, `judge` who decides in it, `symptoms` when to think of it. `prevents` are
    the codes of the failure modes that it stands against, wholly or in part, `invites` of those that it brings along;
    one mode can be both, in two shapes. A test compares them with the section "Failure modes" of the pattern's page.
    """

    slug: str
    least: int
    most: int
    intent: str
    judge: str
    symptoms: tuple[Symptom, ...]
    prevents: tuple[str, ...]
    invites: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name as people write it, such as "Memory-augmented loop"."""
        head = next((compound for compound in _COMPOUNDS if self.slug.startswith(f"{compound}-")), "")
        return (head + self.slug.removeprefix(head).replace("-", " ")).capitalize()

    @property
    def levels(self) -> str:
        """The usual levels in words: one level, a range, or any."""
        if (self.least, self.most) == (1, 6):
            return "any"
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


PATTERNS: Mapping[str, Pattern] = {
    pattern.slug: pattern
    for pattern in (
        Pattern(
            "reflection-loop",
            2,
            2,
            "a judge other than the author criticizes a draft against a written standard",
            "another model, or a person",
            (
                Symptom("a reader names the same fault in every first draft", "the author never hears the reader"),
                Symptom("each revision repairs one thing and breaks another", "no memory of criticism, no rollback"),
            ),
            prevents=("F1", "F2", "F7"),
            invites=("F3", "F5", "F7"),
        ),
        Pattern(
            "critique-loop",
            2,
            2,
            "a critic attacks the work from named angles, and the author answers every finding",
            "critics with fault lists, and a check of answers",
            (
                Symptom("reviews are friendly, and users find the holes", "the judge looks for merit, not for faults"),
                Symptom("criticism is read and then ignored", "nothing makes the author answer each finding"),
            ),
            prevents=("F1", "F2", "F5"),
            invites=("F3", "F6", "F7"),
        ),
        Pattern(
            "planning-loop",
            2,
            2,
            "a plan is checked before anything runs, and mended when a step surprises",
            "a validator, then probes of the world",
            (
                Symptom(
                    "the work is sound and answers another question", "the request was misread before the first step"
                ),
                Symptom(
                    "each step was sensible, and the system is left half-migrated",
                    "the order was never written down and checked",
                ),
            ),
            prevents=("F5", "F9"),
            invites=("F6", "F7", "F12"),
        ),
        Pattern(
            "verification-loop",
            2,
            3,
            "an executable check decides whether an artifact counts; its exact failure flows back",
            "a program",
            (
                Symptom(
                    "output looks right and is wrong as soon as someone runs it", "the judge reads instead of running"
                ),
                Symptom(
                    "every run passes on the first iteration", "the author grades itself, or the check cannot fail"
                ),
                Symptom(
                    "tests are green and the feature is missing", "the check became the goal; hold some checks out"
                ),
            ),
            prevents=("F1", "F2", "F5"),
            invites=("F5", "F6", "F7"),
        ),
        Pattern(
            "research-loop",
            1,
            2,
            "sources are found, read and cited until the open questions have evidence",
            "a citation check, then a reader",
            (
                Symptom(
                    "a citation is genuine and speaks of another version or edition",
                    "citations are checked for existence, and not for support",
                ),
                Symptom("the search stops at the first page of results", "nothing counts the questions still open"),
            ),
            prevents=("F1", "F2", "F5"),
            invites=("F5", "F8", "F12"),
        ),
        Pattern(
            "simulation-loop",
            2,
            4,
            "actions are tried on a model of the world before the world",
            "a simulator, later the world",
            (
                Symptom("each trial is expensive, slow or cannot be undone", "the real world is the test bench"),
                Symptom("plans that pass every rehearsal fail on the day", "nobody compares the model with the world"),
            ),
            prevents=("F1", "F5"),
            invites=("F2", "F3", "F5", "F6", "F7"),
        ),
        Pattern(
            "debate-loop",
            3,
            3,
            "opposing cases are argued before a judge who holds neither",
            "a judge who does not argue",
            (
                Symptom("a recommendation arrives without the case against it", "one voice both proposes and decides"),
                Symptom("reviewers agree at once, and are wrong together", "nobody had to look for the opposite"),
            ),
            prevents=("F2", "F5"),
            invites=("F5", "F7", "F8", "F10"),
        ),
        Pattern(
            "exploration-loop",
            4,
            4,
            "the best of each kind is kept, and the next attempts go where least is known",
            "a score, and a measure of difference",
            (
                Symptom("every run returns a variant of the same answer", "only the best candidate is ever kept"),
                Symptom("better prompts no longer help", "the search refines one idea and never starts another"),
            ),
            prevents=("F5",),
            invites=("F5", "F6", "F8", "F9"),
        ),
        Pattern(
            "optimization-loop",
            4,
            4,
            "parameters or prompts are searched against a metric, and the winner must win again on held-out data",
            "a paired test on data that steered nothing",
            (
                Symptom(
                    "settings are tuned by hand, and nobody knows which one mattered", "no search, no record of trials"
                ),
                Symptom(
                    "the best of fifty variants is ordinary in production", "it was chosen on the data that scored it"
                ),
            ),
            prevents=("F2", "F5"),
            invites=("F3", "F5", "F6", "F8"),
        ),
        Pattern(
            "memory-augmented-loop",
            2,
            5,
            "what one run learns is written under a policy and read by the next",
            "an audit of writes, then later outcomes",
            (
                Symptom("the same mistake is repaired in every run", "nothing outlives a run"),
                Symptom(
                    "quality falls the longer the loop has been in use",
                    "memory is written and never checked or dropped",
                ),
            ),
            prevents=("F1", "F9"),
            invites=("F2", "F8", "F9", "F12"),
        ),
        Pattern(
            "human-in-the-loop",
            1,
            3,
            "a person decides what a machine must not, with the time and the facts to do it",
            "a person, with a deadline",
            (
                Symptom("approvals take two seconds each", "people are asked too often, or shown too little"),
                Symptom("the loop waits for somebody all weekend", "the question has no deadline and no default"),
            ),
            prevents=("F2", "F5", "F12"),
            invites=("F3", "F5", "F10"),
        ),
        Pattern(
            "safety-constrained-loop",
            1,
            6,
            "limits outside the worker's reach are enforced on every action, whatever the score",
            "a monitor that can halt",
            (
                Symptom(
                    "an instruction found in a web page was obeyed",
                    "untrusted text and dangerous tools meet in one worker",
                ),
                Symptom("the rule is in the prompt, and is followed most of the time", "a request is not a constraint"),
            ),
            prevents=("F5", "F8", "F12"),
            invites=("F6", "F10", "F12"),
        ),
        Pattern(
            "multi-agent-coordination",
            3,
            3,
            "workers with different roles hand work over under a contract that is checked",
            "a judge of the merged result",
            (
                Symptom("one long prompt does everything, each part half well", "one context holds conflicting roles"),
                Symptom(
                    "agents wait for each other, or redo each other's work", "handovers have no format and no owner"
                ),
            ),
            prevents=("F2", "F5"),
            invites=("F1", "F8", "F9", "F10"),
        ),
        Pattern(
            "recursive-improvement-loop",
            5,
            6,
            "the loop proposes changes to itself, and only measured, gated, reversible ones stay",
            "held-out tasks, then a person",
            (
                Symptom(
                    "the same change to prompts is made by hand after every review",
                    "what is learned never reaches the loop",
                ),
                Symptom(
                    "the loop rewrote its prompts and got worse", "changes were kept without a comparison or a way back"
                ),
            ),
            prevents=("F9", "F11"),
            invites=("F3", "F5", "F12"),
        ),
    )
}
"""The patterns by slug, in the order of the catalogue. Rules, pages and readings take them from here."""
