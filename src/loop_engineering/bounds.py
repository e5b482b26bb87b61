"""The worst case of a loop, read off its spec: iterations, calls, dollars and seconds, and why it must stop.

How the figures are made:

- One iteration calls each worker once and again for each of its retries, and each evaluator once, after the
  workers that it judges. The loop makes at most as many iterations as its conditions count.
- An iteration that `retry_iteration` repeats counts as one more iteration, so it adds nothing to a limit that
  halts. A limit whose own action is `retry_iteration` limits nothing.
- Dollars are the least of what the loop enforces: the budget of a run, iterations × the budget of an iteration,
  iterations × Σ worker budget × (1 + retries). The last bounds a loop only if none of its judges is a language
  model, for nothing in LSS limits what a judge may cost.
- Seconds run one worker after the other; `seconds_if_parallel` lets workers and judges run as soon as what they
  wait for is there. A `timeout` condition caps both.
- The children of a composition come on top of its own workers. Sequential and parallel ones add; inner ones are
  multiplied by the iterations of the outer (LSS 1.1). They run once in a run of the composition, whose own
  iterations repeat its own workers; its halting budget and timeout cap all.

None stands for "nothing bounds it"; so do numbers past what a spec can hold.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from loop_engineering.lss.index import Index
from loop_engineering.lss.limits import (
    MOST_ITERATIONS,
    STOPPING_ACTIONS,
    fewest,
    halting_budget,
    iteration_budget,
    stops,
    total,
)
from loop_engineering.lss.spec import Child, Spec

__all__ = ["Bounds", "critical_path", "worst_case"]

_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The worst case of one run; None where nothing bounds a figure.

    `terminates` says whether the loop, and each loop inside it, is forced to stop; `because` says by what, or
    what is missing. `usd` is the bound that the declared budgets enforce, 0 where none is declared and the loop
    halts on its first cent (`budget_declared` is then false); `usd_without_budget` is what the workers' own budgets
    add up to. `seconds` is wall time with one worker at a time. `notes` are sentences on how to read the figures,
    `not_counted` on what they leave out because the spec does not state it.
    """

    loop_name: str
    terminates: bool
    because: tuple[str, ...]
    iterations: int | None
    worker_calls: int | None
    evaluator_calls: int | None
    usd: float | None
    usd_without_budget: float | None
    seconds: float | None
    seconds_if_parallel: float | None
    budget_declared: bool = True
    notes: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract of `loopctl bounds`."""
        return {
            "loop_name": self.loop_name,
            "terminates": self.terminates,
            "because": list(self.because),
            "iterations": self.iterations,
            "worker_calls": self.worker_calls,
            "evaluator_calls": self.evaluator_calls,
            "usd": self.usd,
            "budget_declared": self.budget_declared,
            "usd_without_budget": self.usd_without_budget,
            "seconds": self.seconds,
            "seconds_if_parallel": self.seconds_if_parallel,
            "notes": list(self.notes),
            "not_counted": list(self.not_counted),
        }


def worst_case(spec: Spec) -> Bounds:
    """The worst case of a spec, its children included. Total: any `Spec` has one."""
    return _bounds(spec, {})


def _bounds(spec: Spec, known: dict[int, Bounds]) -> Bounds:
    """`known` holds the loops already worked out, by identity, so that a shared child is worked out once."""
    found = known.get(id(spec))
    if found is None:
        parts = {name: _bounds(child, known) for name, child in spec.children.items()}
        found = known[id(spec)] = _capped(spec, parts)
    return found


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of some loops together, before the budgets and timeouts around them cap anything."""

    iterations: int | None = 0
    worker_calls: int | None = 0
    evaluator_calls: int | None = 0
    usd: float | None = 0.0
    usd_without_budget: float | None = 0.0
    seconds: float | None = 0.0
    seconds_if_parallel: float | None = 0.0

    def plus(self, other: _Figures) -> _Figures:
        """Both, one after the other."""
        return _Figures(
            _sum(self.iterations, other.iterations),
            _sum(self.worker_calls, other.worker_calls),
            _sum(self.evaluator_calls, other.evaluator_calls),
            _sum(self.usd, other.usd),
            _sum(self.usd_without_budget, other.usd_without_budget),
            _sum(self.seconds, other.seconds),
            _sum(self.seconds_if_parallel, other.seconds_if_parallel),
        )

    def times(self, count: int | None) -> _Figures:
        """All of it, `count` times."""
        return _Figures(
            _product(self.iterations, count),
            _product(self.worker_calls, count),
            _product(self.evaluator_calls, count),
            _product(self.usd, count),
            _product(self.usd_without_budget, count),
            _product(self.seconds, count),
            _product(self.seconds_if_parallel, count),
        )


_UNKNOWN = _Figures(None, None, None, None, None, None, None)


def _capped(spec: Spec, parts: Mapping[str, Bounds]) -> Bounds:
    found, limits = stops(spec), spec.cost_limits
    own = _own(spec, fewest(found))
    if limits.on_exceed.action == "halt" and limits.per_iteration_usd > 0:
        # The budget of an iteration covers what the loop's own workers and judges spend in it, and no child.
        own = replace(own, usd=_least(_product(limits.per_iteration_usd, own.iterations), own.usd))
    figures = own if spec.composition is None else own.plus(_composed(spec, parts))
    budget, timeout = halting_budget(spec), _timeout(spec)
    undeclared = budget is None and limits.cumulative_usd == 0 and limits.on_exceed.action == "halt"
    enforced = 0.0 if undeclared else budget
    missing = _missing(spec)
    reasons = [stop.because for stop in found]
    forced = bool(reasons) and not missing and all(part.terminates for part in parts.values())
    return Bounds(
        loop_name=spec.loop_name,
        terminates=forced,
        because=tuple(_because(spec, reasons, parts, missing)),
        iterations=figures.iterations,
        worker_calls=figures.worker_calls,
        evaluator_calls=figures.evaluator_calls,
        usd=_tidy(_least(enforced, figures.usd)),
        usd_without_budget=_tidy(figures.usd_without_budget),
        seconds=_tidy(_least(figures.seconds, timeout)),
        seconds_if_parallel=_tidy(_least(figures.seconds_if_parallel, timeout)),
        budget_declared=not undeclared,
        notes=tuple(_notes(spec, own.iterations, undeclared)),
        not_counted=tuple(_not_counted(spec, parts, figures, timeout)),
    )


def _own(spec: Spec, limit: int | None) -> _Figures:
    """The loop's own workers and evaluators, over all its iterations."""
    spending = _product(iteration_budget(spec), limit)
    attempts = [(worker.timeout_seconds, 1 + worker.retries) for worker in spec.workers]
    in_turn = None
    if all(seconds is not None for seconds, _ in attempts):
        judging = total(evaluator.timeout_seconds or 0.0 for evaluator in spec.evaluators)
        in_turn = total((seconds or 0.0) * times for seconds, times in attempts) + judging
    at_once = critical_path(spec)
    return _Figures(
        limit,
        _product(sum(times for _, times in attempts), limit),
        _product(len(spec.evaluators), limit),
        None if _rubrics(spec) else spending,
        spending,
        _product(in_turn, limit),
        _product(in_turn if at_once is None else at_once, limit),
    )


def critical_path(spec: Spec, index: Index | None = None) -> float | None:
    """The seconds of one iteration of the loop itself in which all runs as soon as what it waits for is there.

    Evaluators without a timeout count as no time. None where a worker has no timeout, or waits for itself in a circle.
    """
    index = index or Index(spec)
    finished: dict[str, float] = {}
    try:
        for name in TopologicalSorter(index.upstream).static_order():
            worker = index.workers.get(name)
            if worker is None:
                continue
            if worker.timeout_seconds is None:
                return None
            ready = max((finished[other] for other in index.upstream[name] if other in finished), default=0.0)
            finished[name] = ready + worker.timeout_seconds * (1 + worker.retries)
    except CycleError:
        return None
    end = last = max(finished.values())
    for evaluator in spec.evaluators:
        if evaluator.timeout_seconds is not None:
            judged = (last if name == "*" else finished.get(name, 0.0) for name in evaluator.runs_after)
            end = max(end, max(judged, default=0.0) + evaluator.timeout_seconds)
    return end


def _composed(spec: Spec, parts: Mapping[str, Bounds]) -> _Figures:
    """The children of a composition together; unknown where one could not be read or nothing is the outer one."""
    composition = spec.composition
    if composition is None or _missing(spec):
        return _UNKNOWN
    children = [(child.role, _figures(parts[child.id])) for child in composition.children]
    together = _Figures()
    if composition.type != "nested":
        for _, figures in children:
            together = together.plus(figures)
        if composition.type == "parallel":
            longest = _greatest(figures.seconds_if_parallel for _, figures in children)
            together = replace(together, seconds_if_parallel=longest)
        return together
    outer = [figures for role, figures in children if role == "outer"]
    if not outer:
        return _UNKNOWN
    for figures in outer:
        together = together.plus(figures)
    times = together.iterations
    for role, figures in children:
        if role != "outer":
            together = together.plus(figures.times(times))
    return together


def _figures(bounds: Bounds) -> _Figures:
    return _Figures(
        bounds.iterations,
        bounds.worker_calls,
        bounds.evaluator_calls,
        bounds.usd,
        bounds.usd_without_budget,
        bounds.seconds,
        bounds.seconds_if_parallel,
    )


def _missing(spec: Spec) -> tuple[Child, ...]:
    """The children of a composition that could not be read."""
    declared = spec.composition.children if spec.composition is not None else ()
    return tuple(child for child in declared if child.id not in spec.children)


def _timeout(spec: Spec) -> float | None:
    return min(
        (
            condition.value
            for condition in spec.termination_conditions.failure
            if condition.type == "timeout" and condition.action in STOPPING_ACTIONS and condition.value is not None
        ),
        default=None,
    )


def _because(
    spec: Spec, reasons: Sequence[str], parts: Mapping[str, Bounds], missing: Sequence[Child]
) -> Iterator[str]:
    if reasons:
        yield from reasons
    else:
        yield "nothing forces it to stop: add max_iterations with a value and the action halt"
        for condition in spec.termination_conditions.failure:
            if condition.action not in STOPPING_ACTIONS and condition.value is not None:
                yield f"{condition.type} does not stop it: its action is {condition.action}, which goes on"
    for child in missing:
        yield f'child "{child.id}" could not be read, so nothing is known of when it stops'
    for name, part in parts.items():
        if part.terminates:
            yield f'child "{name}" stops: {part.because[0]}'
        else:
            yield f'child "{name}" ({part.loop_name}) need not stop: {part.because[0]}'


def _notes(spec: Spec, iterations: int | None, undeclared: bool) -> Iterator[str]:
    limits = spec.cost_limits
    if undeclared:
        yield "no budget is declared, so it counts as $0 and the loop halts on its first cent"
    elif limits.on_exceed.action != "halt" and limits.cumulative_usd > 0:
        action = limits.on_exceed.action
        yield f"the budget of ${limits.cumulative_usd:g} bounds nothing: past it the loop would only {action}"
    if iterations is None:
        yield "nothing counts the iterations, so nothing bounds the calls"
    for condition in spec.termination_conditions.failure:
        if condition.action == "retry_iteration" and condition.value is None:
            yield f"{condition.type} repeats the iteration, and each repetition counts as one more iteration"
    if spec.composition is not None:
        yield _ARITHMETIC[spec.composition.type]


_ARITHMETIC = {
    "sequential": "the figures of the children add up, and come on top of the composition's own workers",
    "parallel": "the figures of the children add up, and come on top of the composition's own workers",
    "nested": "the figures of the inner children are multiplied by the iterations of the outer one, "
    "and all come on top of the composition's own workers",
}


def _not_counted(spec: Spec, parts: Mapping[str, Bounds], figures: _Figures, timeout: float | None) -> Iterator[str]:
    rubrics = _rubrics(spec)
    if rubrics and figures.usd_without_budget is not None:
        yield f"usd_without_budget leaves out what judging costs ({_named(rubrics)}): nothing limits that"
    untimed = [evaluator.id for evaluator in spec.evaluators if evaluator.timeout_seconds is None]
    if untimed and figures.seconds is not None and (timeout is None or figures.seconds < timeout):
        yield f"seconds leave out evaluators that declare no timeout_seconds: {_named(untimed)}"
    for name, part in parts.items():
        if part.not_counted:
            yield f'child "{name}" leaves something out, as its own bounds say'


def _rubrics(spec: Spec) -> list[str]:
    return [evaluator.id for evaluator in spec.evaluators if evaluator.type == "llm_rubric"]


_NAMED = 5
"""How many evaluators a sentence names before it only counts them."""


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(f'"{name}"' for name in names[:_NAMED]) + more


def _sum(one: _Number | None, other: _Number | None) -> _Number | None:
    return None if one is None or other is None else _finite(one + other)


def _product(one: _Number | None, count: int | None) -> _Number | None:
    return None if one is None or count is None else _finite(one * count)


def _finite(number: _Number) -> _Number | None:
    """The number, or None where it is past what a spec can hold: a count past 2^53, or an infinite amount."""
    if isinstance(number, int):
        return number if number <= MOST_ITERATIONS else None
    return number if math.isfinite(number) else None


def _least(*limits: float | None) -> float | None:
    return min((limit for limit in limits if limit is not None), default=None)


def _greatest(figures: Iterable[float | None]) -> float | None:
    known = list(figures)
    return None if None in known else max((figure for figure in known if figure is not None), default=0.0)


def _tidy(amount: float | None) -> float | None:
    """The amount without the dust of binary fractions: 12 significant digits."""
    return None if amount is None else float(f"{amount:.12g}")
