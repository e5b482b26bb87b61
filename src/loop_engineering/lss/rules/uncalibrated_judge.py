"""Loops that succeed by the word of a model alone, of which nobody says how good it is."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import UNSPECIFIED, reference
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Nothing is asked of a loop in which a person looks at the work, or whose judges are not yet chosen."""
    spec, index = subject.spec, subject.index
    if spec.extensions.get("calibration") or any(item.type == "human_gate" for item in spec.safety_constraints):
        return
    if any(evaluator.type == "human" for evaluator in spec.evaluators):
        return
    judges = []
    for condition in spec.termination_conditions.success:
        metric = index.metrics.get(condition.metric)
        kind, name = reference(metric.source) if metric is not None else ("", "")
        judge = index.evaluators.get(name) if kind == "evaluators" else None
        if judge is None or judge.type != "llm_rubric" or judge.model is None or judge.model.name == UNSPECIFIED:
            return
        judges.append(judge)
    if judges:
        yield Problem(
            join("evaluators", next(place for place, item in enumerate(spec.evaluators) if item.id == judges[0].id)),
            f'success rests on the judging model "{judges[0].id}" alone, and nothing says how far it agrees with '
            "people; compare it with scores that people gave, and write down the result under extensions.calibration",
        )


RULE = Rule(
    id="LSS407",
    name="uncalibrated-judge",
    severity="info",
    summary="Success rests on judging models alone, and nothing says how they were calibrated.",
    rationale=(
        "A judging model has the faults of the models that it judges and needs to be validated itself (Shankar et al., "
        "2024). Without a set of scores by people nobody knows what a 0.8 of it is worth, or notices when that changes."
    ),
    remedy=(
        "Let people score a few dozen outputs, measure how well the judge agrees, and record judge, sample and "
        "agreement under extensions.calibration; or add a check or a person."
    ),
    failure_mode="F3",
    check=check,
    sources=("shankar2024", "zheng2023"),
)
