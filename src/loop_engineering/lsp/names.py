"""The names of a spec: where workers, evaluators, inputs and metrics are declared, and where they may be referred to.

What `expand` would name an unnamed worker or metric counts as declared by the part it is made from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from loop_engineering.lsp.outline import Entry, Node, Path, data_of, get, walk
from loop_engineering.lss.forms import expand
from loop_engineering.lss.shorthand import CONDITIONS, EVALUATORS

__all__ = ["Declaration", "Names", "Reference"]

_ANY = "*"
# What may be written where: kind of thing, and what stands before its name. `*` in a path is any key or index.
_SITES: tuple[tuple[tuple[str, ...], tuple[tuple[str, str], ...]], ...] = (
    (("workers", _ANY, "depends_on", _ANY), (("worker", ""),)),
    (("workers", _ANY, "inputs", _ANY, "from"), (("input", "inputs."), ("worker", "workers."), ("memory", "memory."))),
    (("evaluators", _ANY, "runs_after", _ANY), (("worker", ""),)),
    (("feedback_channels", _ANY, "source"), (("evaluator", "evaluators."), ("worker", "workers."))),
    (("feedback_channels", _ANY, "destination"), (("worker", "workers."),)),
    (("metrics", _ANY, "source"), (("evaluator", "evaluators."), ("worker", "workers."))),
    (("termination_conditions", _ANY, "metric"), (("metric", ""),)),
    (("termination_conditions", _ANY, _ANY, "metric"), (("metric", ""),)),
    (("memory", "write_policy", "allowed_writers", _ANY), (("worker", ""),)),
    (("memory", "read_policy", _ANY), (("worker", ""),)),
    (("safety_constraints", _ANY, "applies_to", _ANY), (("worker", ""), ("evaluator", ""))),
    (("optimization_strategy", "config", "refinement_target"), (("worker", "workers."),)),
    (("optimization_strategy", "config", "secondary_targets", _ANY), (("worker", "workers."),)),
    (("composition", "merge", "synthesizer"), (("worker", "workers."),)),
    (("composition", "adapters", _ANY, "from"), (("child", "children."),)),
    (("composition", "adapters", _ANY, "to"), (("child", "children."),)),
)
# Words that may stand there beside names.
_OTHERS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("evaluators", _ANY, "runs_after", _ANY): ("*",),
    ("safety_constraints", _ANY, "applies_to", _ANY): ("*",),
    ("memory", "read_policy", _ANY): ("*",),
    ("feedback_channels", _ANY, "destination"): ("optimization_strategy",),
    ("metrics", _ANY, "source"): ("telemetry.cost",),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """Something with a name. `start` and `end` are where the text declares it, or where what it is made from stands."""

    kind: str
    name: str
    about: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What may be referred to at a path: pairs of a kind and what stands before the name, and other words."""

    kinds: tuple[tuple[str, str], ...]
    others: tuple[str, ...] = ()


class Names:
    """The declarations of one outline."""

    def __init__(self, root: Node | None) -> None:
        self.root = root

    @staticmethod
    def expected(path: Path) -> Reference | None:
        """What may be referred to at a path; None where that is no place for a reference."""
        for site, kinds in _SITES:
            if len(site) == len(path) and all(want in (_ANY, part) for want, part in zip(site, path, strict=True)):
                return Reference(kinds, _OTHERS.get(site, ()))
        return None

    def resolve(self, path: Path, text: str) -> Declaration | None:
        """The declaration that a text at a path refers to; None where it refers to nothing."""
        expected = self.expected(path)
        for kind, prefix in expected.kinds if expected is not None else ():
            if text.startswith(prefix):
                name = text[len(prefix) :]
                found = self.declared.get((kind, name)) or self.declared.get((kind, name.partition(".")[0]))
                if found is not None:
                    return found
        return None

    @cached_property
    def declared(self) -> Mapping[tuple[str, str], Declaration]:
        """The declarations by kind and name; of two with one name the first."""
        found: dict[tuple[str, str], Declaration] = {}
        for item in self._declarations():
            found.setdefault((item.kind, item.name), item)
        return found

    def references_to(self, declaration: Declaration) -> Iterator[tuple[int, int]]:
        """Where the text refers to a declaration: start and end of the keys and scalars that do."""
        for path, entry, _ in walk(self.root):
            value = entry.value
            if path[:2] == ("memory", "read_policy") and len(path) == 3 and entry.key is not None:
                if self.resolve(path, entry.key) == declaration:
                    yield entry.start, entry.end
            elif value is not None and value.kind == "scalar" and self.resolve(path, value.text) == declaration:
                yield value.start, value.end

    def _declarations(self) -> Iterator[Declaration]:
        full = expand(self._sketch())
        for kind, section in (("worker", "workers"), ("evaluator", "evaluators")):
            for index, entry in enumerate(self._items(section)):
                made = full[section][index]
                detail = made["role"] if kind == "worker" else _text(entry, "type") or made["type"]
                yield self._at(kind, made["id"], detail, entry, ("id", "role", "type"))
        for path, entry, _ in walk(get(self.root, ("inputs", "schema"))):
            if len(path) == 1 and entry.key and entry.colon:
                about = _text(entry, "description") or _text(entry, "type") or ""
                yield Declaration("input", entry.key, about, entry.start, entry.end)
        for path, entry, _ in walk(get(self.root, ("memory", "read_policy"))):
            if len(path) == 2 and entry.value is not None and entry.value.text not in ("", _ANY):
                yield Declaration("memory", entry.value.text, "a key of memory", entry.value.start, entry.value.end)
        for entry in self._items("composition", "children"):
            name = _text(entry, "id")
            if name:
                yield self._at("child", name, _text(entry, "ref") or "", entry, ("id",))
        written = self._items("metrics")
        for entry in written:
            name = _text(entry, "name")
            if name:
                yield self._at("metric", name, _text(entry, "definition") or "", entry, ("name",))
        if not written:
            evaluators = self._items("evaluators")
            for number, metric in enumerate(full["metrics"]):
                if evaluators:
                    entry = evaluators[min(number, len(evaluators) - 1)]
                    yield self._at("metric", metric["name"], metric["definition"], entry, ("id", "type"))

    def _items(self, *path: str) -> list[Entry]:
        """The mappings in a list; what else is in it is left out."""
        node = get(self.root, path)
        items = node.entries if node is not None and node.kind == "list" else []
        return [entry for entry in items if entry.value is not None and entry.value.kind == "mapping"]

    def _at(self, kind: str, name: str, about: str, entry: Entry, keys: tuple[str, ...]) -> Declaration:
        for key in keys:
            node = get(entry.value, (key,))
            if node is not None and node.kind == "scalar":
                return Declaration(kind, name, about, node.start, node.end)
        return Declaration(kind, name, about, entry.start, entry.end)

    def _sketch(self) -> dict[str, Any]:
        """The least document with the workers and evaluators of the outline, for `expand` to name them."""
        workers: list[dict[str, str]] = []
        for entry in self._items("workers"):
            role = _text(entry, "role") or "worker"
            workers.append({"role": role, **_some(entry, "id")})
        evaluators: list[dict[str, str]] = []
        for entry in self._items("evaluators"):
            kind = _text(entry, "type") or ""
            kind = kind if kind in EVALUATORS else "deterministic"
            evaluators.append({"type": kind, **_some(entry, "id")})
        flat = data_of(get(self.root, ("termination_conditions",)))
        kinds = [item.get("type") for item in flat if isinstance(item, dict)] if isinstance(flat, list) else []
        plain = [kind for kind in dict.fromkeys(kinds) if isinstance(kind, str) and kind in CONDITIONS]
        wanted = [{"type": kind} for kind in plain if CONDITIONS[kind].judged_by]
        return {
            "loop_name": "sketch",
            "version": "1.0",
            "objective": "to name the parts",
            "workers": workers or [{"role": "worker"}],
            "evaluators": evaluators or [{"type": "deterministic"}],
            "termination_conditions": [*wanted, {"type": "max_iterations", "value": 1}],
            # Left out, there would be one for each evaluator and worker.
            "feedback_channels": [],
        }


def _text(entry: Entry, key: str) -> str | None:
    node = get(entry.value, (key,))
    return node.text if node is not None and node.kind == "scalar" and node.text else None


def _some(entry: Entry, key: str) -> dict[str, str]:
    text = _text(entry, key)
    return {key: text} if text else {}
