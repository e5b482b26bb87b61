"""Keys that the schema allows where they stand, and that have no effect there."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Insert, Remove, Repair, Replace, Step
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    yield from _fields(subject)
    yield from _evaluators(subject)
    yield from _channels(subject)
    yield from _conditions(subject)
    composition = subject.spec.composition
    if composition is not None and composition.merge is not None and composition.type != "parallel":
        yield _idle(
            "/composition", "merge", f"a {composition.type} composition", "only the branches of a parallel one merge"
        )


_FIELD_KEYS = {
    "values": (("enum",), "write type: enum"),
    "minimum": (("number",), "it limits a number"),
    "maximum": (("number",), "it limits a number"),
    "min_length": (("string", "array"), "it limits a string or an array"),
    "max_length": (("string", "array"), "it limits a string or an array"),
    "pattern": (("string",), "only a string matches a pattern"),
    "items": (("array",), "only an array has items"),
}
"""The keys of an input field that belong to some types only, with those types and what to say elsewhere."""


def _fields(subject: Subject) -> Iterator[Problem]:
    for name, field in subject.spec.inputs.schema.items():
        pointer = join("inputs", "schema", name)
        for key, (types, advice) in _FIELD_KEYS.items():
            given = getattr(field, key)
            if given is None or given == () or field.type in types:
                continue
            repair = None
            if key == "values" and field.type == "string":
                repair = Repair("write type: enum", (Replace(pointer + "/type", "enum"),), safe=False)
            yield _idle(pointer, key, f'input "{name}" of type {field.type}', advice, repair)


_FOR_PEOPLE = "it belongs to an evaluator of type human"
_FOR_MODELS = "it belongs to an evaluator of type llm_rubric"
_FOR_CHECKS = "it belongs to an evaluator of type deterministic"
_EVALUATOR_KEYS = {
    "deterministic": {
        "rubric": _FOR_MODELS,
        "model": _FOR_MODELS,
        "queue": _FOR_PEOPLE,
        "instructions": _FOR_PEOPLE,
    },
    "llm_rubric": {
        "implementation": _FOR_CHECKS,
        "queue": _FOR_PEOPLE,
        "instructions": "what the model shall look at goes into the criteria of its rubric",
    },
    "human": {"implementation": _FOR_CHECKS, "model": _FOR_MODELS},
}


def _evaluators(subject: Subject) -> Iterator[Problem]:
    for index, evaluator in enumerate(subject.spec.evaluators):
        for key, advice in _EVALUATOR_KEYS[evaluator.type].items():
            if getattr(evaluator, key) is not None:
                what = f'the {evaluator.type} evaluator "{evaluator.id}"'
                yield _idle(join("evaluators", index), key, what, advice)


def _channels(subject: Subject) -> Iterator[Problem]:
    for index, channel in enumerate(subject.spec.feedback_channels):
        if channel.template_ref is not None and channel.format != "template":
            pointer = join("feedback_channels", index)
            written = subject.place(pointer + "/format") is not None
            step: Step = Replace(pointer + "/format", "template") if written else Insert(pointer, "format", "template")
            repair = Repair("write format: template", (step,), safe=False)
            what = f'channel "{channel.id}" of format {channel.format}'
            yield _idle(pointer, "template_ref", what, "write format: template", repair)


_COUNTS_NOTHING = ("safety_violation", "evaluator_error", "human_rejected")
_HOLDS_AT_ONCE = ("max_iterations", "cost_exceeded", "timeout")


def _conditions(subject: Subject) -> Iterator[Problem]:
    for index, condition in enumerate(subject.spec.termination_conditions.failure):
        pointer = join("termination_conditions", "failure", index)
        if condition.value is not None and condition.type in _COUNTS_NOTHING:
            advice, repair = "it stops when that happens, whatever the number", None
            if condition.consecutive == 1 and condition.value == int(condition.value):
                advice = f"for {condition.value:g} times running write consecutive: {condition.value:g}"
                step = Replace(pointer + "/value", "consecutive", key=True)
                repair = Repair("write consecutive", (step,), safe=False)
            yield _idle(pointer, "value", f"a condition of type {condition.type}", advice, repair)
        if condition.consecutive > 1 and condition.type in _HOLDS_AT_ONCE:
            advice = "a limit that is passed stays passed"
            yield _idle(pointer, "consecutive", f"a condition of type {condition.type}", advice)


def _idle(pointer: str, key: str, where: str, advice: str, repair: Repair | None = None) -> Problem:
    there = pointer + join(key)
    repair = repair or Repair(f"remove {key}", (Remove(there),), safe=False)
    return Problem(there, f"{key} has no effect on {where}; {advice}", key=True, repair=repair)


RULE = Rule(
    id="LSS108",
    name="idle-key",
    severity="warning",
    summary="A key stands where it has no effect.",
    rationale=(
        "Whoever wrote it relies on it: on a person who looks into the queue, on a model that applies the rubric, on "
        "three errors before the stop. The loop runs without, and the spec reads as if it did not."
    ),
    remedy="Remove the key, or change the type to the one that it belongs to.",
    check=check,
)
