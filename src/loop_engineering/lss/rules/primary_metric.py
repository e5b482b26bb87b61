"""Specs that do not say by which one number they are judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Insert, Repair, Replace, Step, write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    primary = [index for index, metric in enumerate(subject.spec.metrics) if metric.primary]
    names = [metric.name for metric in subject.spec.metrics]
    if not primary:
        shown = ", ".join([*names[:8], *(["…"] if len(names) > 8 else [])])
        yield Problem(
            "/metrics", f"no metric is primary; add primary: true to one of {shown}", repair=_choose(subject, names)
        )
    for index in primary[1:]:
        first = names[primary[0]]
        yield Problem(
            join("metrics", index, "primary"),
            f'metric "{names[index]}" is primary as well as "{first}"; keep one',
            repair=write(join("metrics", index, "primary"), "false", safe=False),
        )


def _choose(subject: Subject, names: Sequence[str]) -> Repair:
    """The metric that success depends on first becomes the primary one; there is no choice where there is just one."""
    wanted = [condition.metric for condition in subject.spec.termination_conditions.success]
    index = next((names.index(name) for name in wanted if name in names), 0)
    there = join("metrics", index)
    step: Step = Insert(there, "primary", True)
    if "primary" in subject.written["metrics"][index]:
        step = Replace(there + join("primary"), "true")
    return Repair(f"make {names[index]} primary", (step,), safe=len(names) == 1)


RULE = Rule(
    id="LSS403",
    name="primary-metric",
    severity="warning",
    summary="Not exactly one metric is primary.",
    rationale=(
        "Rollback, regression checks and comparisons between runs need one number to go by; with none or two, "
        "each tool picks its own."
    ),
    remedy="Set primary: true on exactly one metric.",
    check=check,
)
