"""What a spec declares and how its parts hang together, worked out once for all readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import TypeVar

from loop_engineering.lss.spec import Evaluator, Metric, Spec, Worker

__all__ = ["UNSPECIFIED", "Index", "reference"]

_Part = TypeVar("_Part")

UNSPECIFIED = "unspecified"
"""The provider and name of a model that the author did not declare."""


def reference(text: str) -> tuple[str, str]:
    """The two halves of a reference: `workers.fixer` is ("workers", "fixer")."""
    kind, _, name = text.partition(".")
    return kind, name


def _by(pairs: Iterable[tuple[str, _Part]]) -> Mapping[str, _Part]:
    """The parts by name in declared order; of two with one name the first."""
    named: dict[str, _Part] = {}
    for name, part in pairs:
        named.setdefault(name, part)
    return named


class Index:
    """Look-ups over one spec. Where an id is declared twice, the first declaration counts."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._behind: dict[tuple[str, ...], frozenset[str]] = {}

    @cached_property
    def workers(self) -> Mapping[str, Worker]:
        """The workers by id."""
        return _by((worker.id, worker) for worker in self.spec.workers)

    @cached_property
    def evaluators(self) -> Mapping[str, Evaluator]:
        """The evaluators by id."""
        return _by((evaluator.id, evaluator) for evaluator in self.spec.evaluators)

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """The metrics by name."""
        return _by((metric.name, metric) for metric in self.spec.metrics)

    @cached_property
    def upstream(self) -> Mapping[str, frozenset[str]]:
        """For each worker, the other workers it waits for: `depends_on` and inputs `workers.ID`."""
        return {
            worker.id: frozenset(
                chain(
                    worker.depends_on,
                    (
                        name.partition(".")[0]
                        for kind, name in (reference(item.from_) for item in worker.inputs)
                        if kind == "workers"
                    ),
                )
            )
            - {worker.id}
            for worker in self.spec.workers
        }

    @cached_property
    def sinks(self) -> tuple[str, ...]:
        """The workers whose output no other worker consumes, in document order."""
        consumed = frozenset(chain.from_iterable(self.upstream.values()))
        return tuple(name for name in self.upstream if name not in consumed)

    @cached_property
    def generations(self) -> tuple[tuple[str, ...], ...]:
        """The workers in layers: each waits only for earlier layers. Workers of a layer may run side by side.

        Workers on a dependency cycle are in no layer.
        """
        missing = {name: len(needs & self.upstream.keys()) for name, needs in self.upstream.items()}
        downstream: dict[str, list[str]] = {name: [] for name in self.upstream}
        for name, needs in self.upstream.items():
            for other in needs & self.upstream.keys():
                downstream[other].append(name)
        order = {name: place for place, name in enumerate(self.upstream)}
        layers = []
        ready = {name for name, count in missing.items() if not count}
        while ready:
            layers.append(tuple(sorted(ready, key=order.__getitem__)))
            following = set()
            for name in ready:
                for other in downstream[name]:
                    missing[other] -= 1
                    if not missing[other]:
                        following.add(other)
            ready = following
        return tuple(layers)

    def behind(self, names: tuple[str, ...]) -> frozenset[str]:
        """All workers whose output reaches one of the workers `names`, however far round."""
        found = self._behind.get(names)
        if found is None:
            reached: set[str] = set()
            waiting = [other for name in names for other in self.upstream.get(name, ())]
            while waiting:
                name = waiting.pop()
                if name not in reached and name in self.upstream:
                    reached.add(name)
                    waiting.extend(self.upstream[name])
            found = self._behind[names] = frozenset(reached)
        return found

    def judged_by(self, evaluator: Evaluator) -> tuple[str, ...]:
        """The ids of the workers whose output an evaluator judges; `*` means all."""
        if "*" in evaluator.runs_after:
            return tuple(self.upstream)
        return tuple(name for name in evaluator.runs_after if name in self.upstream)

    @cached_property
    def is_wired(self) -> bool:
        """Whether each worker that another waits for, and each that an evaluator runs after, is declared."""
        known = self.upstream.keys()
        return all(needs <= known for needs in self.upstream.values()) and all(
            name == "*" or name in known for evaluator in self.spec.evaluators for name in evaluator.runs_after
        )

    @cached_property
    def feedback(self) -> tuple[tuple[str, str], ...]:
        """(source, destination) of each channel that ends in a known worker, as references."""
        return tuple(
            (channel.source, channel.destination)
            for channel in self.spec.feedback_channels
            if reference(channel.destination)[1] in self.upstream and reference(channel.destination)[0] == "workers"
        )
