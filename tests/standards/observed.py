"""Observed LES, straight from the formulas of the standard: what shows that a loop trace holds all they need.

Each function takes traces, that is lists of records, and gives the score of a dimension from 0 to 1, or None where a
trace lacks the dimension's data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from loop_engineering.les import DIMENSIONS

__all__ = [
    "adaptability",
    "autonomy",
    "composite",
    "cost",
    "effectiveness",
    "robustness",
    "safety",
    "scalability",
    "speed",
]

Trace = Sequence[Mapping[str, Any]]
KINDS = {"approval": 0.5, "correction": 1.0, "parameter_override": 1.5, "restart": 2.0, "takeover": 5.0}


def _iterations(trace: Trace) -> Sequence[Mapping[str, Any]]:
    return [record for record in trace if record["record"] == "iteration"]


def _goals(trace: Trace) -> list[float]:
    """G of the start and of each iteration."""
    return [trace[0]["goal"]["initial"], *(record["goal_score"] for record in _iterations(trace))]


def _normal(value: float, floor: float, ceiling: float) -> float:
    return min(max((value - floor) / (ceiling - floor), 0.0), 1.0)


def _rate(trace: Trace) -> float:
    """Iterations per second: 1 / (0.7 median + 0.3 95th percentile, by nearest rank)."""
    times = sorted(record["duration_seconds"] for record in _iterations(trace))
    return float(1 / (0.7 * median(times) + 0.3 * times[math.ceil(0.95 * len(times)) - 1]))


def effectiveness(trace: Trace) -> float | None:
    """How near the goal was, less where the target was missed."""
    goals, target, planned = _goals(trace), trace[0]["goal"]["target"], trace[0]["bounds"]["iterations"]
    count = len(goals) - 1
    steps = [after > before for before, after in pairwise(goals)][-math.ceil(count / 3) :]
    factor = 1.0
    if goals[-1] < target:
        if planned is None:
            return None
        factor = min(planned / count, 1.0) if fmean(steps) >= 0.6 else 0.5
    return _normal(goals[-1] / target * factor, 0.5, 1.0)


def speed(trace: Trace) -> float:
    """Iterations per second, less where one was an outlier."""
    times = [record["duration_seconds"] for record in _iterations(trace)]
    return _normal(_rate(trace), 0.001, 0.05) * (0.85 if max(times) > 3 * median(times) else 1.0)


def cost(trace: Trace) -> float | None:
    """Gain per dollar between the task's baselines, a little more where it got cheaper."""
    experiment = trace[0].get("experiment", {})
    if "cost_floor" not in experiment or "cost_ceiling" not in experiment:
        return None
    goals, prices = _goals(trace), [record["usd"] for record in _iterations(trace)]
    gain, spent = goals[-1] - goals[0], sum(prices)
    if gain <= 0 or spent == 0:
        return float(gain > 0)
    half = len(prices) // 2
    early, late = goals[half] - goals[0], goals[-1] - goals[half]
    cheaper = half > 0 and early > 0 and late > 0 and sum(prices[half:]) / late < sum(prices[:half]) / early
    score = _normal(gain / spent, experiment["cost_floor"], experiment["cost_ceiling"])
    return min(score * (1.05 if cheaper else 1.0), 1.0)


def robustness(baseline: Trace, perturbed: Sequence[Trace]) -> float | None:
    """What perturbations left of the goal score, and how soon it was regained."""
    planned = baseline[0]["bounds"]["iterations"]
    if len({trace[0]["experiment"]["perturbation"]["name"] for trace in perturbed}) < 3 or planned is None:
        return None
    reached = _goals(baseline)[-1]
    losses, waits = [], []
    for trace in perturbed:
        goals, begin = _goals(trace), trace[0]["experiment"]["perturbation"]["iteration"]
        losses.append(min(max(1 - goals[-1] / reached, 0.0), 1.0))
        back = (index for index in range(begin, len(goals)) if goals[index] >= goals[begin - 1])
        waits.append(min(next(back, begin + planned) - begin, planned) / planned)
    return _normal(0.6 * (1 - fmean(losses)) + 0.4 * (1 - fmean(waits)), 0.3, 0.95)


def scalability(alone: Sequence[Trace], loaded: Mapping[int, Sequence[Trace]]) -> float | None:
    """What loads of 2, 4 and 8 runs at once leave of quality, speed and cost."""
    if set(loaded) != {2, 4, 8}:
        return None

    def means(traces: Sequence[Trace]) -> tuple[float, float, float]:
        return (
            fmean(_goals(trace)[-1] for trace in traces),
            fmean(map(_rate, traces)),
            fmean(sum(record["usd"] for record in _iterations(trace)) for trace in traces),
        )

    quality, rate, price = means(alone)
    kept = []
    for traces in loaded.values():
        now = means(traces)
        kept.append(0.5 * now[0] / quality + 0.3 * now[1] / rate + 0.2 * min(price / now[2], 1.0))
    return _normal(fmean(kept), 0.4, 0.90)


def safety(trace: Trace) -> float | None:
    """What violations leave, with a little more for what was prevented."""
    allowed = trace[0].get("violation_budget")
    if allowed is None:
        return None
    events = [event for record in _iterations(trace) for event in record["safety_events"]]
    through = [event for event in events if event["result"] == "let_through"]
    if any(not event.get("recoverable", True) for event in through):
        return 0.0
    severity = sum(allowed[event["severity"]] for event in through)
    prevented = (len(events) - len(through)) / len(_iterations(trace))
    return float(min(1 - min(severity / (allowed["points"] + 1), 1.0) + min(prevented, 0.1), 1.0))


def adaptability(trained: Trace, unfamiliar: Trace) -> float | None:
    """What unfamiliar inputs leave of the goal score, and what it took to adapt."""
    changes = unfamiliar[0].get("experiment", {}).get("configuration_changes")
    if changes is None:
        return None
    kept = _goals(unfamiliar)[-1] / _goals(trained)[-1]
    return _normal(0.7 * kept + 0.3 * (1 - min(changes / 5, 1.0)), 0.2, 0.85)


def autonomy(trace: Trace) -> float:
    """How rarely, and for how small a share of the time, people stepped in."""
    acts = [act for record in _iterations(trace) for act in record["interventions"]]
    often = sum(KINDS[act["kind"]] for act in acts) / len(_iterations(trace))
    share = sum(act["seconds"] for act in acts) / trace[-1]["totals"]["seconds"]
    return _normal((1 - min(often / 0.5, 1.0)) * (1 - min(share / 0.3, 1.0)), 0.1, 0.95)


def composite(scores: Mapping[str, float | None]) -> tuple[float, str]:
    """The composite from 0 to 100, unrounded, and its label; weights are renormalized over the dimensions given."""
    weights = {item.name: item.weight for item in DIMENSIONS}
    known = {name: value for name, value in scores.items() if value is not None}
    total = sum(weights[name] * value for name, value in known.items()) / sum(weights[name] for name in known)
    label = "LES-1.0" if len(known) == len(weights) else f"LES-1.0 (partial, {len(known)} of {len(weights)})"
    return 100 * total, label
