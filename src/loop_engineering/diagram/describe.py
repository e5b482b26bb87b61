"""A diagram in words: the text alternative of the flowchart, for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from loop_engineering.lss.spec import Evaluator, Spec

from . import graph, words

__all__ = ["describe"]

_MOST = 20


def describe(spec: Spec) -> str:
    """One paragraph of plain text with the facts that `flowchart` draws, in the same order; never markup, not
    escaped."""
    sentences = [f"The loop {words.shorten(spec.loop_name, 64)} ({_shape(spec)})."]
    if spec.inputs.schema:
        sentences.append(f"It is given {_listed([words.shorten(name, 40) for name in spec.inputs.schema])}.")
    before = graph.upstream(spec)
    actors = [_after(words.shorten(worker.id, 40), before[worker.id]) for worker in spec.workers]
    sentences.append(f"Workers: {_listed(actors, '; ')}.")
    judges = [_evaluator(spec, evaluator) for evaluator in spec.evaluators]
    sentences.append(f"Evaluators: {_listed(judges, '; ')}.")
    if spec.feedback_channels:
        flows = [
            f"{_end(channel.source)} to {_end(channel.destination)} ({words.channel_words(channel)})"
            for channel in spec.feedback_channels
        ]
        sentences.append(f"Feedback flows from {_listed(flows, '; ')}.")
    if graph.shows_memory(spec):
        sentences.append(f"Memory: {words.memory_words(spec.memory)}{_access(spec)}.")
    for ending, conditions in words.ending_words(spec):
        sentences.append(f"It ends in {ending}: {_listed(conditions, '; ')}.")
    gates = [words.shorten(part.id, 40) for part in spec.safety_constraints if part.type == "human_gate"]
    guards = [words.constraint_words(part) for part in spec.safety_constraints if part.type != "human_gate"]
    if gates:
        sentences.append(f"Human gates: {_listed(gates)}.")
    if guards:
        sentences.append(f"Guards: {_listed(guards, '; ')}.")
    sentences.append(f"Budget: {words.budget_words(spec)}.")
    sentences += _composition(spec)
    return " ".join(sentences)


def _shape(spec: Spec) -> str:
    kinds = (("worker", len(spec.workers)), ("evaluator", len(spec.evaluators)))
    return " and ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in kinds)


def _listed(items: Sequence[str], separator: str = ", ") -> str:
    shown = separator.join(items[:_MOST])
    return shown if len(items) <= _MOST else f"{shown}{separator}and {len(items) - _MOST} more"


def _after(name: str, before: Sequence[str]) -> str:
    after = f" after {_listed([words.shorten(earlier, 40) for earlier in before])}" if before else ""
    return name + after


def _evaluator(spec: Spec, evaluator: Evaluator) -> str:
    name = f"{words.shorten(evaluator.id, 40)} ({words.evaluator_words(evaluator)})"
    return _after(name, graph.judged_workers(evaluator, spec))


def _end(reference: str) -> str:
    if reference.startswith("optimization_strategy"):
        return "the optimization strategy"
    return words.shorten(reference.removeprefix("workers.").removeprefix("evaluators."), 40)


def _access(spec: Spec) -> str:
    readers = [words.shorten(name, 40) for name, _ in graph.memory_readers(spec)]
    writers = [words.shorten(name, 40) for name in graph.memory_writers(spec)]
    read = f"; read by {_listed(readers)}" if readers else ""
    return read + (f"; written by {_listed(writers)}" if writers else "")


def _composition(spec: Spec) -> list[str]:
    composition = spec.composition
    if composition is None:
        return []
    parts = [f"{words.shorten(child.id, 40)} ({child.role})" for child in composition.children]
    sentences = [f"It is a {composition.type} composition of {_listed(parts)}."]
    if composition.merge:
        sentences.append(f"Branches merge by {words.merge_words(composition.merge)}.")
    inner = (spec.children[child.id] for child in composition.children[:_MOST] if child.id in spec.children)
    return sentences + [f"Inside: {words.shorten(loop.loop_name, 64)} ({_shape(loop)})." for loop in inner]
