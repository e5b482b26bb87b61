"""References to workers, evaluators, inputs and metrics that the spec does not declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import rename, write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.schema import closest, did_you_mean
from loop_engineering.lss.slips import is_sure
from loop_engineering.lss.subject import Subject
from loop_engineering.lss.yaml_text import string


def check(subject: Subject) -> Iterator[Problem]:
    yield from _workers(subject)
    yield from _evaluators(subject)
    if "feedback_channels" in subject.written:
        yield from _channels(subject)
    yield from _strategy(subject)
    yield from _conditions(subject)
    yield from _memory_and_safety(subject)


def _workers(subject: Subject) -> Iterator[Problem]:
    spec, workers = subject.spec, subject.index.workers
    for index, worker in enumerate(spec.workers):
        for place, name in enumerate(worker.depends_on):
            if name not in workers:
                yield _unknown(
                    join("workers", index, "depends_on", place),
                    f'worker "{worker.id}" depends on',
                    name,
                    "worker",
                    workers,
                )
        for place, item in enumerate(worker.inputs):
            kind, name = reference(item.from_)
            pointer = join("workers", index, "inputs", place, "from")
            if kind == "inputs" and "inputs" not in subject.written:
                if name.partition(".")[0] not in spec.inputs.schema:
                    yield Problem(pointer, _absent(f'worker "{worker.id}" reads "{name}"', "inputs", "inputs.schema"))
                    return
            elif kind == "inputs" and name.partition(".")[0] not in spec.inputs.schema:
                yield _unknown(pointer, f'worker "{worker.id}" reads', name, "input", spec.inputs.schema, "inputs.")
            elif kind == "workers" and name.partition(".")[0] not in workers and name not in worker.depends_on:
                yield _unknown(pointer, f'worker "{worker.id}" reads', name, "worker", workers, "workers.")


def _evaluators(subject: Subject) -> Iterator[Problem]:
    workers = subject.index.workers
    for index, evaluator in enumerate(subject.spec.evaluators):
        for place, name in enumerate(evaluator.runs_after):
            if name != "*" and name not in workers:
                pointer = join("evaluators", index, "runs_after", place)
                yield _unknown(pointer, f'evaluator "{evaluator.id}" runs after', name, "worker", workers)


def _channels(subject: Subject) -> Iterator[Problem]:
    for index, channel in enumerate(subject.spec.feedback_channels):
        for end, text in (("source", channel.source), ("destination", channel.destination)):
            found = _endpoint(
                subject, text, join("feedback_channels", index, end), f'channel "{channel.id}" names as its {end}'
            )
            if found is not None:
                yield found


def _strategy(subject: Subject) -> Iterator[Problem]:
    strategy, workers = subject.spec.optimization_strategy, subject.index.workers
    secondary = strategy.config.get("secondary_targets", ())
    targets = [(join("refinement_target"), strategy.config.get("refinement_target"))]
    targets += [(join("secondary_targets", place), text) for place, text in enumerate(secondary)]
    for path, text in targets:
        if not isinstance(text, str):
            continue
        pointer = join("optimization_strategy", "config") + path
        kind, name = reference(text)
        if kind != "workers":
            likely = f"workers.{text}" if text in workers else None
            shown = text if len(text) <= 60 else text[:57] + "…"
            advice = f'; write "{likely}"' if likely else ", which names no worker; write workers.ID"
            repair = write(pointer, likely) if likely else None
            yield Problem(pointer, f'optimization_strategy refines "{shown}"{advice}', repair=repair)
        elif name not in workers:
            yield _unknown(pointer, "optimization_strategy refines", name, "worker", workers, "workers.")
    for index, channel in enumerate(subject.spec.feedback_channels):
        kind, name = reference(channel.destination)
        if kind == "optimization_strategy" and name and name != strategy.type:
            pointer = join("feedback_channels", index, "destination")
            yield Problem(
                pointer,
                f'channel "{channel.id}" ends in optimization_strategy.{name}, but the strategy is {strategy.type}',
                repair=write(pointer, f"optimization_strategy.{strategy.type}"),
            )


def _conditions(subject: Subject) -> Iterator[Problem]:
    metrics, conditions = subject.index.metrics, subject.spec.termination_conditions
    compared = [("success", place, condition.metric) for place, condition in enumerate(conditions.success)]
    compared += [("stall", place, condition.metric) for place, condition in enumerate(conditions.stall)]
    for group, place, name in compared:
        if name not in metrics and "metrics" not in subject.written:
            pointer = join("termination_conditions", group, place, "metric")
            yield Problem(pointer, _unmeasured(subject, group, name))
        elif name not in metrics:
            pointer = join("termination_conditions", group, place, "metric")
            yield _unknown(pointer, f"a {group} condition compares", name, "metric", metrics)
    for index, metric in enumerate(subject.spec.metrics):
        pointer = join("metrics", index, "source")
        found = _endpoint(subject, metric.source, pointer, f'metric "{metric.name}" names as its source')
        if found is not None:
            yield found


def _memory_and_safety(subject: Subject) -> Iterator[Problem]:
    spec, workers = subject.spec, subject.index.workers
    if spec.memory.write_policy is not None:
        for place, name in enumerate(spec.memory.write_policy.allowed_writers):
            if name not in workers:
                pointer = join("memory", "write_policy", "allowed_writers", place)
                yield _unknown(pointer, "memory may be written by", name, "worker", workers)
    for name in spec.memory.read_policy:
        if name not in workers and name != "*":
            pointer = join("memory", "read_policy", name)
            yield _unknown(pointer, "memory may be read by", name, "worker", workers, key=True)
    everyone = dict.fromkeys([*workers, *subject.index.evaluators])
    for index, constraint in enumerate(spec.safety_constraints):
        for place, name in enumerate(constraint.applies_to):
            if name != "*" and name not in everyone:
                pointer = join("safety_constraints", index, "applies_to", place)
                yield _unknown(
                    pointer, f'constraint "{constraint.id}" applies to', name, "worker or evaluator", everyone
                )
    if (
        spec.composition is not None
        and spec.composition.merge is not None
        and spec.composition.merge.synthesizer is not None
    ):
        name = reference(spec.composition.merge.synthesizer)[1]
        if name not in workers:
            yield _unknown(
                "/composition/merge/synthesizer", "the merge is written by", name, "worker", workers, "workers."
            )


def _endpoint(subject: Subject, text: str, pointer: str, says: str) -> Problem | None:
    kind, name = reference(text)
    there = {"workers": subject.index.workers, "evaluators": subject.index.evaluators}
    other = "evaluators" if kind == "workers" else "workers"
    if pointer.endswith("/source") and kind in there and name not in there[kind] and name in there[other]:
        says += f' {text}, but "{name}" is among the {other}; write {other}.{name}'
        return Problem(pointer, says, repair=write(pointer, f"{other}.{name}"))
    if kind == "workers" and name not in subject.index.workers:
        return _unknown(pointer, says, name, "worker", subject.index.workers, "workers.")
    if kind == "evaluators" and name not in subject.index.evaluators:
        return _unknown(pointer, says, name, "evaluator", subject.index.evaluators, "evaluators.")
    return None


def _absent(says: str, section: str, place: str) -> str:
    return f"{says}, but the spec has no {section}; declare it under {place}"


def _unmeasured(subject: Subject, group: str, name: str) -> str:
    """What to say of a metric where the spec has no metrics of its own, only those that its evaluators stand for."""
    known = ", ".join(subject.index.metrics)
    return (
        f'a {group} condition needs the metric "{name}", but no evaluator reports it (they report {known}); '
        "add an evaluator that does, or take a condition of theirs: "
        f"{{type: success, metric: {subject.spec.metrics[0].name}, operator: gte, value: …}}"
    )


def _unknown(
    pointer: str, says: str, name: str, what: str, known: Collection[str], prefix: str = "", *, key: bool = False
) -> Problem:
    # Where an id stands by itself, people write it as references do elsewhere.
    likely = reference(name)[1] if reference(name)[1] in known else closest(name, known)
    article = "an" if what[0] in "aeiou" else "a"
    shown = name if len(name) <= 60 else name[:57] + "…"
    repair = None
    if likely:
        safe = likely == reference(name)[1] or is_sure(name, likely)
        text = string(prefix + likely)
        repair = rename(pointer, likely, safe=safe) if key else write(pointer, text, safe=safe)
    return Problem(
        pointer,
        f'{says} "{shown}", which is not {article} {what}; '
        + (f'did you mean "{likely}"?' if likely else did_you_mean(name, known)),
        key=key,
        repair=repair,
    )


RULE = Rule(
    id="LSS201",
    name="unknown-reference",
    severity="error",
    summary="A reference names something that the spec does not declare.",
    rationale=(
        "A worker that waits for nobody, a judge of nothing and a stopping rule on a metric that no one reports "
        "fail only when they run, and then quietly: the success condition never holds."
    ),
    remedy="Correct the name, or declare what it refers to.",
    check=check,
)
