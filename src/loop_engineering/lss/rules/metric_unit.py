"""Metrics whose unit contradicts their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Insert, Repair, Replace, Step
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_SHARE = ("ratio", "percent")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "primary_quality": _SHARE,
    "consensus_score": _SHARE,
    "test_pass_rate": _SHARE,
    "citation_validity": _SHARE,
    "cost_usd": ("usd",),
    "iteration_latency": ("seconds",),
    "iteration_count": ("count",),
    "token_count": ("tokens", "count"),
    "safety_trigger_rate": ("count", *_SHARE),
    "regression_count": ("count",),
}
"""The telemetry names of the standard, with the units that they allow, the usual one first."""
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "usd": ("usd",),
    "seconds": ("seconds",),
    "latency": ("seconds",),
    "tokens": ("tokens", "count"),
    "count": ("count", "tokens"),
    "percent": ("percent",),
}
"""The same by the last word of a name. A rate may be of anything, and a ratio such as a Sharpe ratio above 1."""


def check(subject: Subject) -> Iterator[Problem]:
    """A unit that was left out counts as ratio, so it is told as one that was written."""
    for index, metric in enumerate(subject.spec.metrics):
        allowed = _NAMES.get(metric.name) or _ENDINGS.get(metric.name.rpartition("_")[2], ())
        if not allowed or metric.unit in allowed:
            continue
        pointer, usual = join("metrics", index), allowed[0]
        written = subject.place(pointer + "/unit") is not None
        step: Step = Replace(pointer + "/unit", usual) if written else Insert(pointer, "unit", usual)
        yield Problem(
            pointer + "/unit",
            f'metric "{metric.name}" counts as a {metric.unit}, which its name contradicts; write unit: {usual}',
            repair=Repair(f"write unit: {usual}", (step,), safe=not written),
        )


RULE = Rule(
    id="LSS905",
    name="metric-unit",
    severity="warning",
    summary="The unit of a metric is not the one that its name speaks of.",
    rationale=(
        "Targets and thresholds are read in the unit: a cost that counts as a ratio is held to be between 0 and 1, and "
        "is compared with others as if it were. Two pieces of software that read one number in different units lost "
        "the Mars Climate Orbiter (NASA, 1999)."
    ),
    remedy="Write the unit that the number is reported in; left out, it is ratio.",
    check=check,
    sources=("mco1999",),
)
