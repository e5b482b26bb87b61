"""A spec as Mermaid flowchart source.

Node ids are generated; everything that comes from the spec appears only inside a quoted, escaped label.
Drawing is bounded: what exceeds the limits below is counted in a note instead of drawn.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from loop_engineering.lss.spec import Composition, Spec

from . import graph, words
from .mermaid import escape_label

__all__ = ["flowchart"]

MAX_PARTS = 30
MAX_CHILD_PARTS = 12
MAX_CHILDREN = 8
MAX_EDGES = 200
_WIDTH = 26
_WIDE = 44

# What a cut would leave before its ellipsis.
_DANGLING = re.compile(r"[\s,;:.]+…$")

_SHAPES = {
    "worker": ("[", "]"),
    "evaluator": ("{", "}"),
    "human": ("{{", "}}"),
    "memory": ("[(", ")]"),
    "strategy": ("[/", "/]"),
    "merge": ("[\\", "/]"),
    "input": ("(", ")"),
    "success": ("(", ")"),
    "failure": ("(", ")"),
    "stall": ("(", ")"),
    "safety": ("[", "]"),
    "child": ("[[", "]]"),
    "note": ("[", "]"),
}


def flowchart(spec: Spec) -> str:
    """`spec` as Mermaid source: the same spec always gives the same text, and it parses whatever its strings
    hold.

    Workers form a DAG, evaluators are decisions, human evaluators and gates hexagons, memory a cylinder,
    feedback dashed edges labelled with what flows, endings rounded, the loops of a composition subgraphs.
    """
    chart = _Chart()
    if spec.inputs.schema:
        names = ", ".join(words.visible(name) for name in list(spec.inputs.schema)[:12])
        chart.node("in", "input", "inputs", names, width=_WIDE)
    if spec.composition:
        _children(chart, spec, spec.composition)
    _loop(chart, spec, "", MAX_PARTS)
    if spec.composition:
        _merge(chart, spec.composition)
    if spec.inputs.schema:
        for name in graph.roots(spec):
            chart.edge("in", chart.id("w", name))
    _safety(chart, spec)
    return chart.source()


class _Chart:
    """Lines of a flowchart in the making, and the generated ids behind the spec's own."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._edges: list[str] = []
        self._left_out = 0
        self._ids: dict[tuple[str, str], str] = {}
        self._indent = "  "

    def id(self, group: str, name: str) -> str:
        """The generated id of the node drawn for `name`, or empty if it was not drawn."""
        return self._ids.get((group, name), "")

    def give(self, group: str, name: str, prefix: str) -> str:
        """A new id for `name`; the first holder keeps it if a spec uses one id twice."""
        index = sum(1 for key, _ in self._ids if key == group)
        return self._ids.setdefault((group, name), f"{prefix}{index}")

    def node(self, ident: str, kind: str, title: str, *details: str, width: int = _WIDTH) -> None:
        opening, closing = _SHAPES[kind]
        label = _label(title, details, width=width)
        self._lines.append(f'{self._indent}{ident}{opening}"{label}"{closing}:::{kind}')

    def edge(self, start: str, end: str, label: str = "", *, dashed: bool = False, both: bool = False) -> None:
        """An edge between two drawn nodes; none if either was not drawn (its id is empty)."""
        if not start or not end:
            return
        if len(self._edges) >= MAX_EDGES:
            self._left_out += 1
            return
        arrow = "-.->" if dashed else "<-->" if both else "-->"
        text = f'|"{_label("", (label,), lines=4)}"|' if label else ""
        self._edges.append(f"  {start} {arrow}{text} {end}")

    def open(self, ident: str, title: str) -> None:
        self._lines.append(f'  subgraph {ident}["{_label("", (title,), lines=1, width=72)}"]')
        self._indent = "    "

    def close(self) -> None:
        self._lines.append("  end")
        self._indent = "  "

    def source(self) -> str:
        if self._left_out:
            self.node("more", "note", f"{self._left_out} more connections", "not drawn")
        return "\n".join(["flowchart TB", *self._lines, *self._edges]) + "\n"


def _label(title: str, details: Iterable[str], *, lines: int = 2, width: int = _WIDTH) -> str:
    rows = [words.shorten(title, width + 6)] if title else []
    for detail in details:
        # Shortened before wrapping, so that a huge text costs nothing.
        text = words.shorten(detail, width * lines + 1)
        wrapped = textwrap.wrap(text, width, max_lines=lines, placeholder="…", break_on_hyphens=False)
        rows += (_DANGLING.sub("…", row) for row in wrapped)
    return "<br/>".join(escape_label(row) for row in rows if row) or " "


def _loop(chart: _Chart, spec: Spec, prefix: str, limit: int) -> None:
    """The loop itself: workers, evaluators, memory, feedback, strategy, endings. `prefix` sets its ids
    apart."""
    for worker in spec.workers[:limit]:
        ident = chart.give(f"{prefix}w", worker.id, f"{prefix}w")
        role = worker.role if worker.role != worker.id else ""
        chart.node(ident, "worker", worker.id, role, words.model_words(worker))
    for evaluator in spec.evaluators[:limit]:
        ident = chart.give(f"{prefix}e", evaluator.id, f"{prefix}e")
        kind = "human" if evaluator.type == "human" else "evaluator"
        chart.node(ident, kind, evaluator.id, words.evaluator_words(evaluator))
    hidden = max(len(spec.workers) - limit, 0) + max(len(spec.evaluators) - limit, 0)
    if hidden:
        chart.node(f"{prefix}n", "note", f"{hidden} more workers and evaluators", "not drawn")
    before = graph.upstream(spec)
    for worker in spec.workers[:limit]:
        for name in before[worker.id]:
            chart.edge(chart.id(f"{prefix}w", name), chart.id(f"{prefix}w", worker.id))
    for evaluator in spec.evaluators[:limit]:
        for name in graph.judged_workers(evaluator, spec):
            chart.edge(chart.id(f"{prefix}w", name), chart.id(f"{prefix}e", evaluator.id))
    _endings(chart, spec, prefix)
    _memory(chart, spec, prefix)
    _feedback(chart, spec, prefix)


def _endings(chart: _Chart, spec: Spec, prefix: str) -> None:
    for index, (ending, conditions) in enumerate(words.ending_words(spec)):
        ident = f"{prefix}t{index}"
        more = (f"and {len(conditions) - 5} more",) if len(conditions) > 5 else ()
        chart.node(ident, ending, ending, *conditions[:5], *more, width=_WIDE)
        for name in graph.deciding_evaluators(spec, ending):
            chart.edge(chart.id(f"{prefix}e", name), ident)


def _memory(chart: _Chart, spec: Spec, prefix: str) -> None:
    if not graph.shows_memory(spec):
        return
    ident = f"{prefix}m0"
    chart.node(ident, "memory", "memory", words.memory_words(spec.memory))
    readers = [name for name, _ in graph.memory_readers(spec)]
    writers = graph.memory_writers(spec)
    for name in dict.fromkeys((*readers, *writers)):
        other = chart.id(f"{prefix}w", name) or chart.id(f"{prefix}e", name)
        if name not in writers:
            chart.edge(ident, other, "reads")
        elif name not in readers:
            chart.edge(other, ident, "writes")
        else:
            chart.edge(other, ident, "reads, writes", both=True)


def _feedback(chart: _Chart, spec: Spec, prefix: str) -> None:
    strategy = spec.optimization_strategy
    ident = f"{prefix}o0"
    if any(channel.destination.startswith("optimization_strategy") for channel in spec.feedback_channels):
        chart.node(ident, "strategy", "optimization strategy", words.strategy_words(strategy))
        target = chart.id(f"{prefix}w", graph.refinement_target(spec))
        chart.edge(ident, target, "refines", dashed=True)
        if strategy.type == "memory_update" and graph.shows_memory(spec):
            chart.edge(ident, f"{prefix}m0", "updates")
    for channel in spec.feedback_channels:
        start = _end(chart, channel.source, prefix)
        to_strategy = channel.destination.startswith("optimization_strategy")
        end = ident if to_strategy else _end(chart, channel.destination, prefix)
        chart.edge(start, end, words.channel_words(channel), dashed=True)


def _end(chart: _Chart, reference: str, prefix: str) -> str:
    return chart.id(f"{prefix}w", graph.named(reference, "workers")) or chart.id(
        f"{prefix}e", graph.named(reference, "evaluators")
    )


def _safety(chart: _Chart, spec: Spec) -> None:
    """Human gates stand where they act; the other guards and the budget are summed up in one node."""
    gates = [guard for guard in spec.safety_constraints if guard.type == "human_gate"]
    guards = [words.constraint_words(guard) for guard in spec.safety_constraints if guard.type != "human_gate"]
    more = [f"and {len(guards) - 5} more"] if len(guards) > 5 else []
    chart.node("s0", "safety", "guards", words.budget_words(spec), *guards[:5], *more, width=_WIDE)
    for index, gate in enumerate(gates[:MAX_PARTS]):
        ident = f"h{index}"
        chart.node(ident, "human", gate.id, f"human gate, {gate.scope.replace('_', ' ')}")
        group = "e" if gate.scope == "pre_evaluator" else "w"
        for name in graph.gate_targets(gate, spec):
            ends = (ident, chart.id(group, name))
            chart.edge(*(ends if gate.scope in ("pre_worker", "pre_evaluator") else ends[::-1]))


def _children(chart: _Chart, spec: Spec, composition: Composition) -> None:
    for index, child in enumerate(composition.children[:MAX_CHILDREN]):
        ident = chart.give("c", child.id, "c")
        inner = spec.children.get(child.id)
        if inner is None:
            chart.node(ident, "child", child.id, child.role, child.ref)
            continue
        chart.open(ident, f"{words.shorten(child.id, 32)} ({child.role}): {inner.loop_name}")
        deeper = inner.composition.children[:MAX_CHILDREN] if inner.composition else ()
        for number, grandchild in enumerate(deeper):
            chart.node(f"c{index}g{number}", "child", grandchild.id, grandchild.role)
        _loop(chart, inner, f"c{index}", MAX_CHILD_PARTS)
        chart.close()
    if len(composition.children) > MAX_CHILDREN:
        chart.node("cn", "note", f"{len(composition.children) - MAX_CHILDREN} more loops", "not drawn")
    for adapter in composition.adapters:
        (start, output), (end, field) = (_port(port) for port in (adapter.from_, adapter.to))
        chart.edge(chart.id("c", start), chart.id("c", end), f"{output} to {field}")


def _merge(chart: _Chart, composition: Composition) -> None:
    if composition.merge is None:
        return
    chart.node("g0", "merge", "merge", words.merge_words(composition.merge))
    for child in composition.children:
        chart.edge(chart.id("c", child.id), "g0")
    chart.edge("g0", chart.id("w", graph.named(composition.merge.synthesizer or "", "workers")))


def _port(port: str) -> tuple[str, str]:
    """`children.A.outputs.W` → (A, W)."""
    parts = port.split(".")
    return (parts[1] if len(parts) > 1 else "", parts[-1])
