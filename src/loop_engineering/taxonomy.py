"""Which of the six levels a spec is at, and what in it says so.

A level is the deepest thing that happens inside one iteration. It is computed from the spec: labels that an
author gives (`metadata.taxonomy_level`, named patterns) count for nothing. Each level has one function below
that looks for its mark; the deepest mark found decides. The levels' names and requirements are in `lss.levels`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss.conformance import refined_workers
from loop_engineering.lss.index import Index, reference
from loop_engineering.lss.levels import LEVELS, Level
from loop_engineering.lss.limits import iteration_limit
from loop_engineering.lss.position import join
from loop_engineering.lss.spec import Spec

__all__ = ["LEVELS", "RECOGNIZERS", "Classification", "Evidence", "Level", "Recognizer", "classify"]

_NAMED = 5
"""How many workers a sentence names before it only counts them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in a spec that shows its level. `pointer` is a JSON pointer into the full form."""

    pointer: str
    because: str

    def as_dict(self) -> dict[str, str]:
        """The evidence under the names of the JSON contract."""
        return {"pointer": self.pointer, "because": self.because}


@dataclass(frozen=True, slots=True)
class Classification:
    """The level of a loop, 1 to 6, its name, and the evidence for it (never empty)."""

    loop_name: str
    level: int
    name: str
    evidence: tuple[Evidence, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract of `loopctl level`."""
        return {
            "loop_name": self.loop_name,
            "level": self.level,
            "name": self.name,
            "evidence": [item.as_dict() for item in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a recognizer looks at: a spec, look-ups over it, its children's levels by id, its iteration limit."""

    spec: Spec
    index: Index
    children: Mapping[str, int]
    iterations: int | None

    @property
    def repeats(self) -> bool:
        return self.iterations != 1


@dataclass(frozen=True, slots=True)
class Recognizer:
    """How the classifier knows a level: `when` in words, `marks` the function that yields what it finds."""

    level: int
    when: str
    marks: Callable[[_Facts], Iterator[Evidence]]


def classify(spec: Spec) -> Classification:
    """The taxonomy level of any spec, with evidence.

    A composition is at least as deep as its deepest child; children that could not be read count for nothing.
    """
    return _classify(spec, {})


def _classify(spec: Spec, known: dict[int, Classification]) -> Classification:
    """`known` holds the loops already classified, by identity, so that a shared child is read once."""
    found = known.get(id(spec))
    if found is None:
        children = {name: _classify(child, known).level for name, child in spec.children.items()}
        facts = _Facts(spec, Index(spec), children, iteration_limit(spec))
        found = known[id(spec)] = _decide(facts)
    return found


def _decide(facts: _Facts) -> Classification:
    for recognizer in RECOGNIZERS:
        evidence = [*_children_at(facts, recognizer.level), *recognizer.marks(facts)]
        if evidence:
            level = recognizer.level
            return Classification(facts.spec.loop_name, level, LEVELS[level].name, tuple(evidence))
    raise AssertionError("level 1 is recognized in every spec")


def _children_at(facts: _Facts, level: int) -> Iterator[Evidence]:
    """The children that are at `level` by themselves."""
    composition = facts.spec.composition
    if composition is None:
        return
    for number, child in enumerate(composition.children):
        if facts.children.get(child.id) == level:
            name = facts.spec.children[child.id].loop_name
            because = f'child "{child.id}" ({name}) is itself at level {level}, {LEVELS[level].name}'
            yield Evidence(join("composition", "children", number), because)


def _recursive(facts: _Facts) -> Iterator[Evidence]:
    spec = facts.spec
    composition = spec.composition
    if composition is not None and composition.type == "nested":
        outer = [spec.children[c.id] for c in composition.children if c.role == "outer" and c.id in spec.children]
        if any(loop.optimization_strategy.type == "structural" for loop in (spec, *outer)):
            for number, child in enumerate(composition.children):
                if child.role == "inner" and facts.children.get(child.id, 0) >= 5:
                    because = f'a loop that changes structure runs around "{child.id}", which changes itself'
                    yield Evidence(join("composition", "children", number), because)
    if spec.optimization_strategy.type == "structural":
        changed = refined_workers(spec)
        for number, channel in enumerate(spec.feedback_channels):
            kind, name = reference(channel.source)
            if kind == "workers" and name in changed and _feeds_strategy(channel.destination):
                because = f'worker "{name}" steers the optimization strategy and is among what the strategy changes'
                yield Evidence(join("feedback_channels", number), because)


def _self_modifying(facts: _Facts) -> Iterator[Evidence]:
    if facts.spec.optimization_strategy.type == "structural":
        yield Evidence("/optimization_strategy/type", "the strategy is structural: it changes the loop's own parts")


def _evolutionary(facts: _Facts) -> Iterator[Evidence]:
    spec = facts.spec
    composition, strategy = spec.composition, spec.optimization_strategy
    if composition is not None and composition.type == "parallel":
        because = f"{len(composition.children)} loops run side by side and their results are merged"
        yield Evidence("/composition/type", because)
    elif composition is not None and composition.type == "nested":
        because = "whole loops run inside the iterations of another, and what they make is taken or left"
        yield Evidence("/composition/type", because)
    if strategy.type == "parameter_search" and facts.repeats:
        for key in ("search_space", "population", "population_size", "candidates"):
            if strategy.config.get(key):
                because = "settings are generated from a search space, compared by the metric, and the best kept"
                yield Evidence(join("optimization_strategy", "config", key), because)
                return
    yield from _candidates(facts)


def _multi_agent(facts: _Facts) -> Iterator[Evidence]:
    spec, index = facts.spec, facts.index
    composition = spec.composition
    if composition is not None and len({child.ref for child in composition.children}) > 1:
        yield Evidence("/composition/children", "different loops hand their results over to each other")
    for number, worker in enumerate(spec.workers):
        role = _role(worker.role)
        others = [
            name
            for name in index.workers
            if name in index.upstream[worker.id] and _role(index.workers[name].role) != role
        ]
        if others:
            because = f'worker "{worker.id}" takes over from another role: {_named(others)}'
            yield Evidence(join("workers", number), because)
    for number, channel in enumerate(spec.feedback_channels):
        source, destination = reference(channel.source), reference(channel.destination)
        if source[0] == destination[0] == "workers":
            judge, maker = index.workers.get(source[1]), index.workers.get(destination[1])
            if judge is not None and maker is not None and _role(judge.role) != _role(maker.role):
                because = f'worker "{judge.id}" sends what it finds back to worker "{maker.id}", another role'
                yield Evidence(join("feedback_channels", number), because)


def _reflective(facts: _Facts) -> Iterator[Evidence]:
    if not facts.repeats:
        return
    for number, channel in enumerate(facts.spec.feedback_channels):
        kind, name = reference(channel.destination)
        if kind == "workers" and name in facts.index.workers:
            because = f'what {channel.source} finds reaches worker "{name}" in the next iteration'
            yield Evidence(join("feedback_channels", number), because)


def _single_step(facts: _Facts) -> Iterator[Evidence]:
    if facts.repeats:
        yield Evidence("/feedback_channels", "no judgement reaches a worker, so nothing flows into the next attempt")
    else:
        yield Evidence("/termination_conditions", "there is one attempt only, so no judgement can flow into a next one")


RECOGNIZERS: tuple[Recognizer, ...] = (
    Recognizer(
        6,
        "A structural strategy works on what improves a loop: it is wrapped around a nested loop that changes itself, "
        "or it changes the very worker whose findings steer it.",
        _recursive,
    ),
    Recognizer(5, "The optimization strategy is structural: it changes the loop's own parts.", _self_modifying),
    Recognizer(
        4,
        "It is a parallel or nested composition; or several workers with one role and the same inputs make candidates "
        "that one worker, rubric or person compares; or a parameter search declares what it searches.",
        _evolutionary,
    ),
    Recognizer(
        3,
        "A worker takes over or judges what a worker in another role made; or different loops follow each other.",
        _multi_agent,
    ),
    Recognizer(2, "A feedback channel ends in a worker, and more than one iteration is possible.", _reflective),
    Recognizer(1, "Otherwise.", _single_step),
)
"""How each level is recognized, highest first: the first that finds its mark decides."""


def _feeds_strategy(destination: str) -> bool:
    return reference(destination)[0] == "optimization_strategy"


def _candidates(facts: _Facts) -> Iterator[Evidence]:
    """Workers with one role and the same inputs, whose results meet in one worker or under one judge."""
    spec, index = facts.spec, facts.index
    rivals: defaultdict[object, list[str]] = defaultdict(list)
    for worker in index.workers.values():
        inputs = frozenset(item.from_ for item in worker.inputs)
        rivals[_role(worker.role), inputs, index.upstream[worker.id]].append(worker.id)
    teams = [team for team in rivals.values() if len(team) > 1]
    if not teams:
        return
    team_of = {name: number for number, team in enumerate(teams) for name in team}
    for number, worker in enumerate(spec.workers):
        for team in _met(index.upstream[worker.id], team_of):
            because = f'worker "{worker.id}" selects or merges the candidates of {_named(teams[team])}'
            yield Evidence(join("workers", number), because)
    for number, evaluator in enumerate(spec.evaluators):
        if evaluator.type == "deterministic":
            continue  # It passes or fails each candidate by itself and prefers none.
        for team in range(len(teams)) if "*" in evaluator.runs_after else _met(evaluator.runs_after, team_of):
            because = f'evaluator "{evaluator.id}" compares the candidates of {_named(teams[team])}'
            yield Evidence(join("evaluators", number), because)


def _met(names: Iterable[str], team_of: Mapping[str, int]) -> list[int]:
    """The teams of which at least two members are among `names`, in order."""
    counts = Counter(team_of[name] for name in set(names) & team_of.keys())
    return sorted(team for team, count in counts.items() if count > 1)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(f'"{name}"' for name in names[:_NAMED]) + more


def _role(text: str) -> str:
    """A role as it compares: numbering at its end, case and spacing do not make another role."""
    return " ".join(text.casefold().split()).rstrip(" #0123456789")
