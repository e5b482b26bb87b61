"""Code that nothing runs and nobody reads."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A check of what a later worker makes of the code, such as a test run, counts as a check of the code.

    So does a metric that the worker itself reports; whether that is self-grading LSS401 tells.
    """
    spec, index = subject.spec, subject.index
    coders = [place for place, worker in enumerate(spec.workers) if worker.outputs.format == "code"]
    if not coders or not index.is_wired or any(item.type == "human_gate" for item in spec.safety_constraints):
        return
    checkers = [evaluator for evaluator in spec.evaluators if evaluator.type != "llm_rubric"]
    judged = tuple(dict.fromkeys(name for evaluator in checkers for name in index.judged_by(evaluator)))
    measured = {name for kind, name in (reference(metric.source) for metric in spec.metrics) if kind == "workers"}
    checked = index.behind(judged) | set(judged) | measured
    for place in coders:
        worker = spec.workers[place]
        if worker.id not in checked:
            yield Problem(
                join("workers", place, "outputs", "format"),
                f'worker "{worker.id}" writes code, and neither a check nor a person judges it; add an '
                "evaluator that runs it, such as test_suite, type_check or command",
            )


RULE = Rule(
    id="LSS408",
    name="unchecked-code",
    severity="warning",
    summary="A worker writes code, and no executable check or person judges it.",
    rationale=(
        "Code is the output for which a real check is cheapest, and reading is the weakest of checks: what seems to "
        "hold models back when they repair code is the feedback that they can give on it themselves (Olausson et al., "
        "ICLR 2024)."
    ),
    remedy="Add a test suite, a type check or a command that runs the code, and let success depend on it.",
    failure_mode="F5",
    check=check,
    sources=("olausson2023",),
)
