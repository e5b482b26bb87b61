"""Loops that change their own structure without a way back or a person's consent."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.repair import Insert, Repair
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import Spec
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    spec = subject.spec
    if spec.optimization_strategy.type != "structural":
        return
    rolls_back, gated = _rolls_back(spec), _is_gated(spec)
    if rolls_back and gated:
        return
    missing = [
        *(() if rolls_back else ("nothing undoes a change that made it worse; add rollback: {on_metric_drop: 0.05}",)),
        *(() if gated else ("no person approves the change; add a human_gate, or config.human_gate_on",)),
    ]
    yield Problem(
        "/optimization_strategy/type",
        f"the loop changes its own structure, and {', and '.join(missing)}",
        repair=_way_back(spec) if gated else None,
    )


def _rolls_back(spec: Spec) -> bool:
    rollback = spec.optimization_strategy.rollback
    return rollback is not None and (rollback.on_safety_failure or rollback.on_metric_drop is not None)


def _is_gated(spec: Spec) -> bool:
    return bool(spec.optimization_strategy.config.get("human_gate_on")) or any(
        guard.type == "human_gate" and guard.action not in ("warn", "strip") for guard in spec.safety_constraints
    )


def _way_back(spec: Spec) -> Repair:
    """Presumes that none of the triggers is set, so that there is no `on_metric_drop` to insert beside."""
    if spec.optimization_strategy.rollback is not None:
        step = Insert("/optimization_strategy/rollback", "on_metric_drop", 0.05)
    else:
        step = Insert("/optimization_strategy", "rollback", {"on_metric_drop": 0.05, "on_safety_failure": True})
    return Repair("roll back on a drop of 5 %", (step,), safe=False)


RULE = Rule(
    id="LSS508",
    name="ungated-self-change",
    severity="warning",
    summary="The loop changes its own structure without a rollback or without a person who approves it.",
    rationale=(
        "A loop that may change itself may change what judges it. The Darwin Gödel Machine, asked to hallucinate less, "
        "in one run deleted the markers by which hallucinations were counted, and scored full marks (Zhang et al., "
        "2025). It was noticed because each version had been kept."
    ),
    remedy="Give optimization_strategy a rollback, and add a human_gate or config.human_gate_on for its changes.",
    failure_mode="F11",
    check=check,
    sources=("zhang2025dgm",),
)
