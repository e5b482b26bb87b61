"""A spec as a tree of lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.spec import Composition, FeedbackChannel, Spec, Worker

from . import graph, words

__all__ = ["text_diagram"]

_Node = tuple[str, list["_Node"]]


def text_diagram(spec: Spec) -> str:
    """`spec` as a tree in box-drawing characters, one fact a line, ending in a line break.

    Workers stand in layers: those of one layer wait for no one in it, so they may run side by side. No line
    holds a control character, whatever the spec's strings hold.
    """
    lines = [words.shorten(f"{spec.loop_name} {spec.version}", 80)]
    lines += _drawn(_parts(spec, nested=True))
    return "\n".join(lines) + "\n"


def _parts(spec: Spec, *, nested: bool) -> list[_Node]:
    parts: list[_Node] = []
    if spec.inputs.schema:
        parts.append(_leaf("inputs  " + ", ".join(words.shorten(name, 40) for name in spec.inputs.schema)))
    parts.append(("workers", _workers(spec)))
    parts.append(("evaluators", [_leaf(line) for line in _evaluators(spec)]))
    if spec.feedback_channels:
        parts.append(("feedback", [_leaf(_flow(channel)) for channel in spec.feedback_channels]))
    if graph.shows_memory(spec):
        readers = graph.memory_readers(spec)
        access = [f"▶ {words.shorten(name, 40)}  {words.shorten(', '.join(keys), 80)}" for name, keys in readers]
        access += [f"◀ {words.shorten(name, 40)}" for name in graph.memory_writers(spec)]
        parts.append((f"memory  {words.memory_words(spec.memory)}", [_leaf(line) for line in access]))
    ends: list[_Node] = []
    for ending, conditions in words.ending_words(spec):
        ends.append((ending, [_leaf(line) for line in conditions]))
    if ends:
        parts.append(("ends in", ends))
    guards = [_leaf(f"budget  {words.budget_words(spec)}")]
    for guard in spec.safety_constraints:
        guards.append(_leaf(f"{words.shorten(guard.id, 40)}  {words.constraint_words(guard)}"))
    parts.append(("guards", guards))
    if spec.composition:
        parts.append(_composition(spec, spec.composition, nested=nested))
    return parts


def _flow(channel: FeedbackChannel) -> str:
    start, end = words.shorten(channel.source, 48), words.shorten(channel.destination, 48)
    return f"{start} ╌╌▶ {end}  {words.channel_words(channel)}"


def _leaf(line: str) -> _Node:
    return (line, [])


def _workers(spec: Spec) -> list[_Node]:
    """Workers in layers of the DAG; those that a cycle keeps out of any layer come last."""
    layers, waiting = graph.layers(spec)
    before = graph.upstream(spec)
    lines = {worker.id: _leaf(_worker(worker, before[worker.id])) for worker in spec.workers}
    nodes: list[_Node] = []
    for layer in layers:
        leaves = [lines[name] for name in layer]
        nodes += leaves if len(leaves) == 1 else [("side by side", leaves)]
    if waiting:
        nodes.append(("waiting for each other", [lines[name] for name in waiting]))
    return nodes


def _worker(worker: Worker, before: tuple[str, ...]) -> str:
    role = words.shorten(worker.role, 48) if worker.role != worker.id else ""
    told = ", ".join(part for part in (role, words.model_words(worker)) if part)
    after = ", ".join(words.shorten(name, 40) for name in before)
    return words.shorten(worker.id, 40) + (f"  {told}" if told else "") + (f"  ◀ {after}" if after else "")


def _evaluators(spec: Spec) -> Iterator[str]:
    for evaluator in spec.evaluators:
        after = ", ".join(words.shorten(name, 40) for name in graph.judged_workers(evaluator, spec))
        judged = f"  ◀ {after}" if after else ""
        yield f"{words.shorten(evaluator.id, 40)}  {words.evaluator_words(evaluator)}{judged}"


def _composition(spec: Spec, composition: Composition, *, nested: bool) -> _Node:
    """The loops that a composition is made of; `nested` says whether to open them."""
    nodes: list[_Node] = []
    for child in composition.children:
        inner = spec.children.get(child.id) if nested else None
        what = words.shorten(inner.loop_name if inner else child.ref, 64)
        below = _parts(inner, nested=False) if inner else []
        nodes.append((f"{words.shorten(child.id, 40)}  {child.role}, {what}", below))
    for adapter in composition.adapters:
        nodes.append(_leaf(f"{words.shorten(adapter.from_, 60)} ──▶ {words.shorten(adapter.to, 60)}"))
    if composition.merge:
        nodes.append(_leaf(f"merge  {words.merge_words(composition.merge)}"))
    return (f"{composition.type} composition", nodes)


def _drawn(nodes: list[_Node], indent: str = "") -> Iterator[str]:
    for index, (line, below) in enumerate(nodes):
        last = index == len(nodes) - 1
        yield f"{indent}{'└─ ' if last else '├─ '}{line}"
        yield from _drawn(below, indent + ("   " if last else "│  "))
