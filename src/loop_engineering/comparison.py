"""Two specs side by side: their readings, their parts, and what one has that the other lacks.

Parts are matched by what the language itself calls their name: a worker by its id, a metric by its name, a success
condition by its metric. Whatever is compared is the full form, so that it does not matter how either spec is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from loop_engineering.assess import Assessment

__all__ = ["BOUNDS", "AuditChange", "Comparison", "FieldChange", "PartChange", "compare"]

VERSION = 1
"""Of the comparison as JSON; raised when a key changes its meaning or goes."""

BOUNDS = ("iterations", "worker_calls", "evaluator_calls", "usd", "seconds")
"""The figures of the worst case that are compared."""

_PARTS: tuple[tuple[str, str, str], ...] = (
    ("worker", "/workers", "id"),
    ("evaluator", "/evaluators", "id"),
    ("feedback channel", "/feedback_channels", "id"),
    ("success condition", "/termination_conditions/success", "metric"),
    ("failure condition", "/termination_conditions/failure", "type"),
    ("stall rule", "/termination_conditions/stall", "metric"),
    ("metric", "/metrics", "name"),
    ("safety constraint", "/safety_constraints", "id"),
    ("child", "/composition/children", "id"),
)
"""The parts that have a name: what they are called, where they stand in the full form, and the key that names them."""

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("evaluator type", "/evaluators", "type"),
    ("safety constraint type", "/safety_constraints", "type"),
)
"""What a spec has one of, however it is called: two specs rarely use the same ids for the same thing."""

_ELSEWHERE = frozenset(
    [("loop_name",), ("inputs", "schema"), *(tuple(where.strip("/").split("/")) for _, where, _ in _PARTS)]
)
"""What is compared as parts, or not at all; every other field is compared leaf by leaf."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that differs. `path` is dotted, relative to its part; None stands for a value that is not there."""

    path: str
    a: Any
    b: Any

    def as_dict(self) -> dict[str, Any]:
        """The change as the JSON has it."""
        return {"field": self.path, "a": self.a, "b": self.b}


@dataclass(frozen=True, slots=True)
class PartChange:
    """A named part that both specs have, with the values that differ, at least one."""

    kind: str
    name: str
    fields: tuple[FieldChange, ...]

    def as_dict(self) -> dict[str, Any]:
        """The part as the JSON has it."""
        return {"kind": self.kind, "name": self.name, "fields": [field.as_dict() for field in self.fields]}


@dataclass(frozen=True, slots=True)
class AuditChange:
    """An audit of the score in which the two specs earn different points."""

    id: str
    title: str
    dimension: str
    possible: int
    a: int
    b: int

    def as_dict(self) -> dict[str, Any]:
        """The audit as the JSON has it."""
        return {
            "id": self.id,
            "title": self.title,
            "dimension": self.dimension,
            "possible": self.possible,
            "a": self.a,
            "b": self.b,
        }


class Comparison:
    """Two valid specs, A and B, compared. What only one has is given as (kind, name), in order of the spec."""

    def __init__(self, a: Assessment, b: Assessment) -> None:
        """Each of `a` and `b` must be a valid spec, or ValueError is raised."""
        if a.spec is None or b.spec is None:
            raise ValueError("only valid specs can be compared")
        self.a, self.b = a, b

    @cached_property
    def only_a(self) -> tuple[tuple[str, str], ...]:
        """The parts and kinds of parts that only A has."""
        return tuple(_lacking(self.a, self.b))

    @cached_property
    def only_b(self) -> tuple[tuple[str, str], ...]:
        """The parts and kinds of parts that only B has."""
        return tuple(_lacking(self.b, self.a))

    @cached_property
    def changed(self) -> tuple[PartChange, ...]:
        """The named parts that both have, and that differ; then the fields without named parts."""
        return tuple(_changed(_full(self.a), _full(self.b)))

    @cached_property
    def audits(self) -> tuple[AuditChange, ...]:
        """The audits in which the points differ, in the order of the standard."""
        assert self.a.score is not None
        assert self.b.score is not None
        pairs = [
            (first.dimension.name, left, right)
            for first, second in zip(self.a.score.dimensions, self.b.score.dimensions, strict=True)
            for left, right in zip(first.audits, second.audits, strict=True)
        ]
        return tuple(
            AuditChange(left.audit.id, left.audit.title, name, left.audit.possible, left.earned, right.earned)
            for name, left, right in pairs
            if left.earned != right.earned
        )

    @cached_property
    def readings(self) -> tuple[tuple[str, Any, Any], ...]:
        """Each reading with its value for A and for B, equal or not: name, A, B. The score is LES, 0 to 100."""
        return tuple((name, a, b) for (name, a), (_, b) in zip(_readings(self.a), _readings(self.b), strict=True))

    @cached_property
    def dimensions(self) -> tuple[tuple[str, float, float], ...]:
        """The score of each dimension, 0 to 1: name, A, B."""
        assert self.a.score is not None
        assert self.b.score is not None
        pairs = zip(self.a.score.dimensions, self.b.score.dimensions, strict=True)
        return tuple((first.dimension.name, first.score, second.score) for first, second in pairs)

    @cached_property
    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """How many parts of each kind there are: kind, A, B; kinds that neither has are left out."""
        a, b = _full(self.a), _full(self.b)
        counted = ((kind, len(_list(a, where)), len(_list(b, where))) for kind, where, _ in _PARTS)
        return tuple(item for item in counted if item[1] or item[2])

    @property
    def same(self) -> bool:
        """Whether the two say the same: no part or value differs, apart from the name of the loop."""
        return not (self.only_a or self.only_b or self.changed)

    def rules(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The rules with findings in A alone, and in B alone."""
        a, b = ({finding.rule for finding in item.checked.findings} for item in (self.a, self.b))
        return tuple(sorted(a - b)), tuple(sorted(b - a))

    def as_dict(self) -> dict[str, Any]:
        """The comparison as JSON data."""
        only_a, only_b = self.rules()
        return {
            "version": VERSION,
            "same": self.same,
            "a": _summary(self.a),
            "b": _summary(self.b),
            "readings": {name: {"a": a, "b": b} for name, a, b in self.readings},
            "dimensions": {name: {"a": a, "b": b, "delta": round(b - a, 6)} for name, a, b in self.dimensions},
            "audits": [audit.as_dict() for audit in self.audits],
            "structure": {kind: {"a": a, "b": b} for kind, a, b in self.counts},
            "only_a": [{"kind": kind, "name": name} for kind, name in self.only_a],
            "only_b": [{"kind": kind, "name": name} for kind, name in self.only_b],
            "changed": [part.as_dict() for part in self.changed],
            "findings": {"only_a": list(only_a), "only_b": list(only_b)},
        }


def compare(a: Assessment, b: Assessment) -> Comparison:
    """Compare two valid specs. Raises ValueError where one is not valid."""
    return Comparison(a, b)


def _full(item: Assessment) -> Mapping[str, Any]:
    expanded = item.checked.expanded
    assert expanded is not None
    return expanded.data


def _summary(item: Assessment) -> dict[str, Any]:
    assert item.spec is not None
    return {"loop_name": item.spec.loop_name, "version": item.spec.version, "path": item.checked.source.path}


def _readings(item: Assessment) -> Iterator[tuple[str, Any]]:
    assert item.level is not None
    assert item.score is not None
    assert item.bounds is not None
    yield "level", item.level.level
    yield "form", item.checked.form
    yield "conformance", item.conformance
    yield "les", item.score.les
    yield "terminates", item.bounds.terminates
    figures = item.bounds.as_dict()
    yield from ((name, figures[name]) for name in BOUNDS)


def _lacking(item: Assessment, than: Assessment) -> Iterator[tuple[str, str]]:
    """What `item` has and `than` has not; kinds first, since they say more than ids."""
    has, other = _full(item), _full(than)
    for kind, where, key in _KINDS:
        kinds = {str(entry[key]) for entry in _list(other, where)}
        yield from _missing(kind, dict.fromkeys(str(entry[key]) for entry in _list(has, where)), kinds)
    assert item.spec is not None
    assert than.spec is not None
    yield from _missing("pattern", item.spec.patterns, than.spec.patterns)
    yield from _missing("extension", has.get("extensions") or (), other.get("extensions") or ())
    yield from _missing("input", _inputs(has), _inputs(other))
    for kind, where, key in _PARTS:
        yield from _missing(kind, _named(has, where, key), _named(other, where, key))


def _changed(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[PartChange]:
    left, right = _inputs(a), _inputs(b)
    for name in left:
        if name in right:
            yield from _part("input", name, left[name], right[name])
    for kind, where, key in _PARTS:
        theirs = _named(b, where, key)
        for name, item in _named(a, where, key).items():
            if name in theirs:
                yield from _part(kind, name, item, theirs[name])
    for field in dict.fromkeys([*a, *b]):
        yield from _part("field", field, *(_rest(data, field) for data in (a, b)))


def _part(kind: str, name: str, a: Any, b: Any) -> Iterator[PartChange]:
    left, right = dict(_leaves(a)), dict(_leaves(b))
    fields = tuple(
        FieldChange(".".join(path), left.get(path), right.get(path))
        for path in dict.fromkeys([*left, *right])
        if not _alike(left.get(path), right.get(path))
    )
    if fields:
        yield PartChange(kind, name, fields)


def _alike(a: Any, b: Any) -> bool:
    """Whether two values say the same; to Python, true is also 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    return bool(a == b)


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The values below `value` that are not mappings, with the keys that lead to them; a list is one value."""
    if not isinstance(value, Mapping):
        yield path, value
        return
    for key, below in value.items():
        yield from _leaves(below, (*path, key))


def _rest(data: Mapping[str, Any], field: str) -> Any:
    value = data.get(field)
    if (field,) in _ELSEWHERE:
        return None
    if not isinstance(value, Mapping):
        return value
    return {key: below for key, below in value.items() if (field, key) not in _ELSEWHERE}


def _list(data: Mapping[str, Any], where: str) -> Sequence[Mapping[str, Any]]:
    value: Any = data
    for key in where.strip("/").split("/"):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Sequence) else ()


def _named(data: Mapping[str, Any], where: str, key: str) -> dict[str, Mapping[str, Any]]:
    """The parts of a kind by name; the second of a name, which is a finding of its own, is called "name (2)"."""
    found: dict[str, Mapping[str, Any]] = {}
    counts: dict[str, int] = {}
    for item in _list(data, where):
        name = str(item[key])
        counts[name] = counts.get(name, 0) + 1
        found[name if counts[name] == 1 else f"{name} ({counts[name]})"] = item
    return found


def _inputs(data: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = data["inputs"]["schema"]
    assert isinstance(schema, Mapping)
    return schema


def _missing(kind: str, has: Collection[str], other: Collection[str]) -> Iterator[tuple[str, str]]:
    return ((kind, str(name)) for name in has if name not in other)
