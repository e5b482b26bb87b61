"""Example inputs that the declared fields refuse."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.fields import limit_clash, mismatch, shown
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.slips import closest, corrected
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A field that an example leaves empty counts as not given; one whose limits clash refuses everything anyway."""
    inputs = subject.spec.inputs
    required = [name for name, field in inputs.schema.items() if field.required]
    for index, example in enumerate(inputs.examples):
        pointer = join("inputs", "examples", index)
        slips = set()
        for name, value in example.items():
            field = inputs.schema.get(name)
            if field is None:
                missing = [other for other in inputs.schema if other not in example]
                likely = closest(name, missing)
                slips.add(likely)
                advice = f'did you mean "{likely}"?' if likely else "declare it under inputs.schema, or leave it out"
                cut = name if len(name) <= 60 else name[:57] + "…"
                message = f'examples[{index}] gives "{cut}", which is not a declared input; {advice}'
                there = pointer + join(name)
                yield Problem(there, message, key=True, repair=corrected(there, name, missing, key=True))
            elif value is not None and limit_clash(field) is None:
                takes = mismatch(field, value)
                if takes is not None:
                    says = f'examples[{index}] gives {shown(value)} for "{name}"'
                    yield Problem(pointer + join(name), f"{says}, but it takes {takes}")
        for name in required:
            if name not in slips and example.get(name) is None:
                yield Problem(pointer, f'examples[{index}] does not give "{name}", which is required')


RULE = Rule(
    id="LSS205",
    name="example-mismatch",
    severity="warning",
    summary="An example input is not one that the declared fields accept.",
    rationale=(
        "Examples are what people copy, what smoke tests run and what a harness shows in its form. One that the loop "
        "itself would refuse shows that the fields or the example were changed alone."
    ),
    remedy="Make the example fit the fields, or the fields fit the example.",
    check=check,
)
