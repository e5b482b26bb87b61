"""The twelve failure modes of loops: the one table of codes, names and what each looks like.

Rules name the code of the mode that they guard against; `rules_against` turns that round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from loop_engineering.lss.levels import LEVELS
from loop_engineering.lss.rules import RULES, Rule

__all__ = ["FAILURE_MODES", "FailureMode", "rules_against"]


@dataclass(frozen=True, slots=True)
class FailureMode:
    """One way in which loops go wrong.

    `levels` are the taxonomy levels at which it is typical. `happens` says what goes wrong, `signal` what reveals it in
    a run, and `guard` what a design does against it.
    """

    code: str
    slug: str
    name: str
    levels: range
    happens: str
    signal: str
    guard: str

    @property
    def everywhere(self) -> bool:
        """Whether it is typical of all levels."""
        return len(self.levels) == len(LEVELS)

    @property
    def typical_of(self) -> str:
        """The levels in words: all, 2, or 2–4."""
        first, last = self.levels[0], self.levels[-1]
        return "all" if self.everywhere else str(first) if first == last else f"{first}–{last}"


FAILURE_MODES: Mapping[str, FailureMode] = {
    mode.code: mode
    for mode in (
        FailureMode(
            "F1",
            "fail.open_loop",
            "open loop",
            range(1, 2),
            "No judgement flows back: the next attempt knows no more than the last one did.",
            "Attempts of one run differ by chance alone; the same failure code returns in each of them.",
            "Give every evaluator a feedback channel to a worker whose output it judges.",
        ),
        FailureMode(
            "F2",
            "fail.self_grade",
            "self-grading",
            range(2, 4),
            "The actor grades itself, so the mistake that spoils the work also spoils the verdict.",
            "Scores are high and flat while people or tests who look at the same artifacts disagree.",
            "Let success depend on a test, a check, a person, or another model with a rubric.",
        ),
        FailureMode(
            "F3",
            "fail.evaluator_drift",
            "evaluator drift",
            range(2, 5),
            "The judge's standard moves without a change of version: a new model, an edited rubric.",
            "A fixed set of artifacts, judged again, no longer gets the scores that it got before.",
            "Name model and version of the judge, keep a calibration set, and judge it again on a schedule.",
        ),
        FailureMode(
            "F4",
            "fail.tau_omission",
            "no forced stop",
            range(1, 7),
            "Nothing forces the loop to stop; its only way out is a success that may never come.",
            "Runs end by a timeout of the platform, or by a person who noticed the bill.",
            "Count the iterations, halt on the budget, and stop where progress stalls.",
        ),
        FailureMode(
            "F5",
            "fail.false_pass",
            "false pass",
            range(2, 6),
            "A wrong artifact passes, because the evaluator looks at less than what was asked for.",
            "Accepted artifacts fail later, in review, in held-out checks or in use.",
            "Hold out checks that the worker never sees, and judge by more than one kind of evaluator.",
        ),
        FailureMode(
            "F6",
            "fail.false_fail",
            "false fail",
            range(2, 6),
            "A right artifact is rejected: the bar cannot be reached, or the check fails at random.",
            "The same artifact gets different verdicts; runs use up their iterations on work that people accept.",
            "Keep thresholds within the metric's range, weights that sum to 1, and run a failing check twice.",
        ),
        FailureMode(
            "F7",
            "fail.oscillation",
            "oscillation",
            range(2, 5),
            "Quality swings without converging: each repair undoes the one before it.",
            "The primary metric goes up and down by the same amounts, and diffs revert earlier diffs.",
            "Add a stall condition, feed back what was tried before, and put contradicting judges into one verdict.",
        ),
        FailureMode(
            "F8",
            "fail.resource_bleed",
            "resource bleed",
            range(1, 7),
            "Spending runs past the budget, one cheap-looking iteration at a time.",
            "Cost per accepted artifact rises; runs pass their budget before anything reacts.",
            "Declare a budget that halts, with room for the worst case of workers and retries.",
        ),
        FailureMode(
            "F9",
            "fail.state_corruption",
            "state corruption",
            range(2, 7),
            "Memory becomes inconsistent: two writers overwrite each other, or a hand-over drops what the next needs.",
            "Entries contradict each other; a replay from the same memory takes another course.",
            "Name the writers, give entries a schema and a limit, and connect loops with explicit adapters.",
        ),
        FailureMode(
            "F10",
            "fail.orchestration_deadlock",
            "orchestration deadlock",
            range(3, 7),
            "Workers wait for each other, and none of them ever starts.",
            "An iteration stays open with no call in flight until a timeout ends it.",
            "Keep dependencies free of cycles and give every worker and every person in the loop a timeout.",
        ),
        FailureMode(
            "F11",
            "fail.meta_instability",
            "meta-instability",
            range(5, 7),
            "Self-modification makes the loop worse, and the worse loop makes the next modification.",
            "The primary metric falls after a change of prompt or structure and does not come back.",
            "Roll back when the metric drops, limit the steps, and have a person approve changes to the loop.",
        ),
        FailureMode(
            "F12",
            "fail.safety_bypass",
            "safety bypass",
            range(1, 7),
            "A constraint is ignored: it covers other workers, only warns, or gives way when its own check fails.",
            "Guards report errors or warnings in runs that went on; a blocked action succeeds by another route.",
            "Let constraints that matter halt, cover every worker, and halt as well when they cannot be evaluated.",
        ),
    )
}
"""The failure modes by code, in order."""


def rules_against(code: str) -> tuple[Rule, ...]:
    """The rules that guard against the failure mode `code`, in order of id; empty for an unknown code."""
    return tuple(rule for rule in RULES.values() if rule.failure_mode == code)
