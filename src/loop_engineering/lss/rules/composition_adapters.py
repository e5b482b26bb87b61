"""Adapters of a composition that are missing, or carry nothing (LSS 1.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.schema import closest, did_you_mean
from loop_engineering.lss.spec import Composition, Spec
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    composition = subject.spec.composition
    if composition is None:
        return
    ids = [child.id for child in composition.children]
    if len(set(ids)) < len(ids):
        return  # Which child is meant cannot be told.
    wrong = list(_wrong(subject, composition, ids))
    yield from wrong or _missing(composition)


def _wrong(subject: Subject, composition: Composition, ids: list[str]) -> Iterator[Problem]:
    for index, adapter in enumerate(composition.adapters):
        for end, text in (("from", adapter.from_), ("to", adapter.to)):
            pointer = join("composition", "adapters", index, end)
            _, child, side, name = text.split(".", 3)
            if child not in ids:
                yield _unknown(pointer, f'the adapter names "{child}", which is not a child', child, ids)
            elif child in subject.spec.children:
                known = _ends(subject.spec.children[child], side)
                if name.partition(".")[0] not in known:
                    word = "output" if side == "outputs" else "input"
                    yield _unknown(pointer, f'child "{child}" has no {word} "{name}"', name, known)


def _missing(composition: Composition) -> Iterator[Problem]:
    pairs = {(adapter.from_.split(".")[1], adapter.to.split(".")[1]) for adapter in composition.adapters}
    if composition.type == "nested" and not composition.adapters:
        yield Problem(
            "/composition/adapters", "a nested composition takes at least one adapter between outer and inner"
        )
    if composition.type == "sequential":
        for before, after in zip(composition.children, composition.children[1:], strict=False):
            if (before.id, after.id) not in pairs:
                yield Problem(
                    "/composition/adapters",
                    f'nothing is handed from "{before.id}" to "{after.id}"; add an adapter '
                    f"from children.{before.id}.outputs.NAME to children.{after.id}.inputs.FIELD",
                )


def _ends(child: Spec, side: str) -> Collection[str]:
    ends: Mapping[str, object] = child.inputs.schema if side == "inputs" else {w.outputs.name: w for w in child.workers}
    return ends


def _unknown(pointer: str, says: str, name: str, known: Collection[str]) -> Problem:
    likely = closest(name, known)
    advice = f'did you mean "{likely}"?' if likely else did_you_mean(name, known)
    return Problem(pointer, f"{says}; {advice}")


RULE = Rule(
    id="LSS702",
    name="composition-adapters",
    severity="error",
    summary="An adapter is missing, or names an end that does not exist.",
    rationale="Children share nothing but what adapters carry. Without them the second stage starts from nothing.",
    remedy="Carry children.A.outputs.NAME, an output of a worker of A, to children.B.inputs.FIELD, an input of B.",
    failure_mode="F9",
    check=check,
)
