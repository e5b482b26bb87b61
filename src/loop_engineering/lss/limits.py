"""What holds a loop back, read off its spec: the conditions that force a stop, and its declared budgets.

The rules of checking, the conformance ladder and `bounds` all read these few facts here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss.spec import Spec, StallCondition

__all__ = [
    "MOST_ITERATIONS",
    "RANGES",
    "STOPPING_ACTIONS",
    "Stop",
    "fewest",
    "halting_budget",
    "iteration_budget",
    "iteration_limit",
    "planned_spending",
    "spending_limit",
    "stops",
    "total",
]

STOPPING_ACTIONS = ("halt", "escalate_human")
"""Actions after which the loop does not go on by itself. `retry_iteration` goes on."""

MOST_ITERATIONS = 2**53
"""A limit past this many iterations limits nothing; it is also the greatest whole number that a spec may hold."""

RANGES = {"ratio": 1.0, "percent": 100.0}
"""The greatest value of a metric by its unit, where there is one. The least is 0 in every unit."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that forces a stop: where it stands, why it does, and after how many iterations.

    `iterations` is None where it does not count iterations.
    """

    pointer: str
    because: str
    iterations: int | None = None


def stops(spec: Spec) -> tuple[Stop, ...]:
    """Everything that forces the loop to stop whatever its workers and judges do.

    Success conditions force nothing: they may never hold. A stall condition does where its metric is bounded,
    for then it cannot go on improving: a range R allows at most floor(R / min_improvement) improving windows.
    A budget does where it is declared, is not zero and halts, unless the workers' own budgets say that an
    iteration costs nothing.
    """
    # A dozen rules ask, so the spec remembers.
    known: dict[str, Any] = spec.__dict__
    if "stops" not in known:
        known["stops"] = _stops(spec)
    found: tuple[Stop, ...] = known["stops"]
    return found


def iteration_limit(spec: Spec) -> int | None:
    """The most iterations that the loop can make, or None where nothing counts them."""
    return fewest(stops(spec))


def fewest(found: Iterable[Stop]) -> int | None:
    """The least number of iterations among stops, or None where none of them counts iterations."""
    return min((stop.iterations for stop in found if stop.iterations is not None), default=None)


def halting_budget(spec: Spec) -> float | None:
    """The declared budget of a run in dollars at which the loop halts; None where there is none that halts."""
    limits = spec.cost_limits
    exceeded = [
        condition.value
        for condition in spec.termination_conditions.failure
        if condition.type == "cost_exceeded" and condition.action in STOPPING_ACTIONS and condition.value is not None
    ]
    if limits.cumulative_usd > 0 and limits.on_exceed.action == "halt":
        exceeded.append(limits.cumulative_usd)
    return min(exceeded, default=None)


def spending_limit(spec: Spec) -> float | None:
    """What the workers may spend in a run, in dollars, by their own budgets: iterations × Σ budget × (1 + retries).

    None where a worker has no budget or nothing limits the iterations. Children are not counted.
    """
    limit, iteration = iteration_limit(spec), iteration_budget(spec)
    return None if limit is None or iteration is None else limit * iteration


def planned_spending(spec: Spec) -> float | None:
    """What the workers may spend in a run if no attempt has to be repeated, in dollars; None as `spending_limit`."""
    limit = iteration_limit(spec)
    if limit is None or any(worker.cost_budget_usd is None for worker in spec.workers):
        return None
    return limit * total(worker.cost_budget_usd or 0 for worker in spec.workers)


def iteration_budget(spec: Spec) -> float | None:
    """What an iteration may cost by its workers' own budgets in dollars, retries counted; None where one has none."""
    if any(worker.cost_budget_usd is None for worker in spec.workers):
        return None
    return total((worker.cost_budget_usd or 0) * (1 + worker.retries) for worker in spec.workers)


def total(amounts: Iterable[float]) -> float:
    """The exact sum, rounded once; infinite where it is past what a float can hold."""
    try:
        return math.fsum(amounts)
    except OverflowError:
        return math.inf


def _is_free(spec: Spec) -> bool:
    """Whether a loop declares that its iterations cost nothing, so that no budget ever runs out."""
    return iteration_budget(spec) == 0 and all(evaluator.type != "llm_rubric" for evaluator in spec.evaluators)


def _stall_limit(spec: Spec, stall: StallCondition) -> int | None:
    if stall.action not in STOPPING_ACTIONS or stall.min_improvement <= 0:
        return None
    unit = next((metric.unit for metric in spec.metrics if metric.name == stall.metric), None)
    if unit not in RANGES:
        return None
    gains = RANGES[unit] / stall.min_improvement
    if gains * stall.window_iterations >= MOST_ITERATIONS:
        return None
    return stall.window_iterations * (math.floor(gains) + 1)


def _stops(spec: Spec) -> tuple[Stop, ...]:
    found = []
    for index, condition in enumerate(spec.termination_conditions.failure):
        if condition.action not in STOPPING_ACTIONS or condition.value is None:
            continue
        pointer = f"/termination_conditions/failure/{index}"
        if condition.type == "max_iterations":
            if condition.value > MOST_ITERATIONS:
                continue
            limit = int(condition.value)
            found.append(Stop(pointer, f"max_iterations stops it after {limit} iterations", limit))
        elif condition.type == "timeout":
            found.append(Stop(pointer, f"timeout stops it after {condition.value:g} seconds"))
    for index, stall in enumerate(spec.termination_conditions.stall):
        limit_or_none = _stall_limit(spec, stall)
        if limit_or_none is not None:
            because = (
                f"stall stops it unless {stall.metric} gains {stall.min_improvement:g} every "
                f"{stall.window_iterations} iterations, which a bounded metric can do for at most {limit_or_none}"
            )
            found.append(Stop(f"/termination_conditions/stall/{index}", because, limit_or_none))
    budget = halting_budget(spec)
    if budget is not None and not _is_free(spec):
        found.append(
            Stop("/cost_limits", f"the budget stops it at ${budget:,.2f}, as long as an iteration costs something")
        )
    return tuple(found)
