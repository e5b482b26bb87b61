"""What the audits look at: a spec, its look-ups and its bounds, with the facts that several audits share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from loop_engineering.bounds import Bounds, critical_path, worst_case
from loop_engineering.lss import UNSPECIFIED, Index, Spec, reference
from loop_engineering.lss.limits import STOPPING_ACTIONS, halting_budget, stops
from loop_engineering.lss.position import join
from loop_engineering.lss.spec import Evaluator, FeedbackChannel, Model, SafetyConstraint, SuccessCondition

__all__ = ["Context", "Decision", "Feedback"]


class Decision(NamedTuple):
    """A success condition that rests on an evaluator: its pointer, itself, and the number of the evaluator."""

    pointer: str
    condition: SuccessCondition
    evaluator: int


class Feedback(NamedTuple):
    """A channel that brings a worker the judgement of another party.

    `evaluator` is the number of the evaluator that sends it, if the worker has a part in what that one judges.
    """

    number: int
    channel: FeedbackChannel
    evaluator: int | None


class Context:
    """A spec with what is known about it; built once per score. `index` and `bounds` may be handed in if at hand.

    Throughout, "independent" means an evaluator that judges a declared worker and is deterministic, a person,
    or a model that is known not to be a judged worker's own; the rest is left out of `judges`, since an author
    does not see their own mistakes. `judged` holds the workers that each evaluator judges, `memory_reads` who
    reads memory and where it says so, `input_pointers` the pointer of each input.
    """

    __slots__ = (
        "bounds",
        "budget",
        "calibrated",
        "calls",
        "deciding",
        "escalations",
        "feedback",
        "guards",
        "index",
        "input_pointers",
        "iteration_evidence",
        "iteration_seconds",
        "iterations",
        "judged",
        "judges",
        "memory_reads",
        "places",
        "spec",
    )

    def __init__(self, spec: Spec, index: Index | None = None, bounds: Bounds | None = None) -> None:
        self.spec = spec
        self.index = index if index is not None else Index(spec)
        self.bounds = bounds if bounds is not None else worst_case(spec)
        self.places: Mapping[str, int] = _first_places([worker.id for worker in spec.workers])
        self.judged: Sequence[tuple[str, ...]] = tuple(map(self.index.judged_by, spec.evaluators))
        self.judges: Sequence[tuple[int, Evaluator]] = tuple(
            (number, judge) for number, judge in enumerate(spec.evaluators) if self._is_independent(number, judge)
        )
        self.memory_reads: Sequence[tuple[str, str]] = tuple(
            (worker.id, f"/workers/{number}/inputs/{place}/from")
            for number, worker in enumerate(spec.workers)
            for place, item in enumerate(worker.inputs)
            if item.from_.startswith("memory.")
        )
        self.input_pointers: Mapping[str, str] = {name: join("inputs", "schema", name) for name in spec.inputs.schema}
        self.calibrated = self.has_extension("calibration")
        evaluators = _first_places([evaluator.id for evaluator in spec.evaluators])
        self.deciding: Sequence[Decision] = tuple(self._deciding(evaluators))
        self.feedback: Sequence[Feedback] = tuple(self._feedback(evaluators))
        self.guards: Sequence[tuple[int, SafetyConstraint]] = tuple(
            (number, guard)
            for number, guard in enumerate(spec.safety_constraints)
            if guard.action != "warn" and self._applies(guard)
        )
        self.budget = halting_budget(spec)
        terminates = self.bounds.terminates
        counted = [(stop.iterations, stop.pointer) for stop in stops(spec) if stop.iterations is not None]
        limit, pointer = min(counted, default=(None, "/termination_conditions"))
        self.iterations = limit if terminates else None
        self.iteration_evidence = (pointer,)
        self.iteration_seconds = self._iteration_seconds() if terminates else None
        calls = (self.bounds.worker_calls, self.bounds.evaluator_calls)
        self.calls = calls[0] + calls[1] if terminates and calls[0] is not None and calls[1] is not None else None
        self.escalations: tuple[str, ...] = tuple(self._escalations())

    def failures(self, kind: str, actions: Collection[str] | None = None) -> tuple[str, ...]:
        """Pointers to the failure conditions of a type, and with one of the actions where given."""
        return tuple(
            f"/termination_conditions/failure/{number}"
            for number, condition in enumerate(self.spec.termination_conditions.failure)
            if condition.type == kind and (actions is None or condition.action in actions)
        )

    def has_extension(self, name: str) -> bool:
        """Whether `extensions` says something under this name; a bare true or a number says nothing."""
        said = self.spec.extensions.get(name)
        return isinstance(said, str | list | dict) and bool(said)

    def guarded(self, kind: str) -> Collection[str]:
        """The ids of the workers that a constraint of this type covers and would do more than warn about."""
        covered: set[str] = set()
        for _, guard in self.guards:
            if guard.type == kind:
                covered.update(self.places if _is_general(guard) else guard.applies_to)
        return covered

    def _is_independent(self, number: int, judge: Evaluator) -> bool:
        judged = self.judged[number]
        if judge.type != "llm_rubric" or not judged:
            return bool(judged)
        model = _known(judge.model)
        makers = [_known(self.index.workers[name].model) for name in judged]
        return model is not None and all(maker is not None and maker != model for maker in makers)

    def _deciding(self, evaluators: Mapping[str, int]) -> list[Decision]:
        decisions = []
        for number, condition in enumerate(self.spec.termination_conditions.success):
            metric = self.index.metrics.get(condition.metric)
            kind, name = reference(metric.source) if metric is not None else ("", "")
            if kind == "evaluators" and name in evaluators:
                pointer = f"/termination_conditions/success/{number}"
                decisions.append(Decision(pointer, condition, evaluators[name]))
        return decisions

    def _feedback(self, evaluators: Mapping[str, int]) -> list[Feedback]:
        found = []
        for number, channel in enumerate(self.spec.feedback_channels):
            kind, worker = reference(channel.destination)
            if kind != "workers" or worker not in self.places or channel.source == channel.destination:
                continue
            kind, source = reference(channel.source)
            if kind == "evaluators" and source in evaluators:
                place = evaluators[source]
                found.append(Feedback(number, channel, place if self._has_part(worker, place) else None))
            elif kind == "workers" and source in self.places:
                found.append(Feedback(number, channel, None))
        return found

    def _has_part(self, worker: str, evaluator: int) -> bool:
        return worker in self.judged[evaluator] or worker in self.index.behind(self.judged[evaluator])

    def _applies(self, guard: SafetyConstraint) -> bool:
        if _is_general(guard):
            return True
        return any(name in self.places or name in self.index.evaluators for name in guard.applies_to)

    def _iteration_seconds(self) -> float | None:
        """The longest that one iteration may take, workers side by side where they can be; None if unknown."""
        run = self.bounds.seconds_if_parallel
        if self.spec.composition is not None:
            return run / self.iterations if run is not None and self.iterations else None
        path = critical_path(self.spec, self.index)
        known = [seconds for seconds in (run, path) if seconds is not None]
        return min(known, default=None)

    def _escalations(self) -> list[str]:
        """Pointers to conditions and constraints that hand over to a person."""
        conditions = self.spec.termination_conditions
        actions = [(f"/termination_conditions/failure/{n}", item.action) for n, item in enumerate(conditions.failure)]
        actions += [(f"/termination_conditions/stall/{n}", item.action) for n, item in enumerate(conditions.stall)]
        found = [pointer for pointer, action in actions if action == "escalate_human"]
        return found + [f"/safety_constraints/{n}" for n, guard in self.guards if guard.action == "escalate_human"]

    @property
    def stall_rules(self) -> tuple[str, ...]:
        """Pointers to the stall conditions that stop the loop and can fire before its iterations run out."""
        if self.iterations is None:
            return ()
        return tuple(
            f"/termination_conditions/stall/{number}"
            for number, stall in enumerate(self.spec.termination_conditions.stall)
            if stall.action in STOPPING_ACTIONS
            and stall.window_iterations < self.iterations
            and stall.metric in self.index.metrics
        )


def _first_places(names: Sequence[str]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        places.setdefault(name, place)
    return places


def _is_general(guard: SafetyConstraint) -> bool:
    return not guard.applies_to or "*" in guard.applies_to


def _known(model: Model | None) -> tuple[str, str] | None:
    if model is None or UNSPECIFIED in (model.provider, model.name):
        return None
    return model.provider.casefold(), model.name.casefold()
