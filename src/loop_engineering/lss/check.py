"""Checking: a text in, findings and (where its shape is right) a `Spec` out. Never raises for bad input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from loop_engineering.lss.edits import edits_of
from loop_engineering.lss.finding import Finding, Fix, Problem
from loop_engineering.lss.forms import FULL_FIELDS, Expansion, Form, expansion, form_of, growth
from loop_engineering.lss.index import Index
from loop_engineering.lss.policy import ANYTHING
from loop_engineering.lss.position import Span, join, split
from loop_engineering.lss.project import Project, RefFault, Resolved
from loop_engineering.lss.repair import Repair, Step
from loop_engineering.lss.rules import RULES, Rule, rules_of_meaning
from loop_engineering.lss.schema import is_valid, shape_problems
from loop_engineering.lss.source import MAX_FAULTS, MAX_NODES, NO_MORE, Document, Source, SyntaxFault, parse
from loop_engineering.lss.spec import Spec
from loop_engineering.lss.subject import Subject
from loop_engineering.lss.suppression import Suppressed, Suppressions, suppressions_of
from loop_engineering.lss.timing import each, timed

__all__ = ["Checked", "check", "fault_finding", "load"]

_SPEC_FIELDS = frozenset((*FULL_FIELDS, "composition", "extensions", "metadata"))


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found in one text.

    `document` is None where the text could not be read, `spec`, `expanded` and `form` where its shape is
    wrong. `findings` are in the order of the file; `expected` are those that a counter-example is there to show, and
    `suppressed` those that a comment lets stand, with its reason.
    """

    source: Source
    findings: tuple[Finding, ...]
    document: Document | None = None
    spec: Spec | None = None
    expanded: Expansion | None = None
    form: Form | None = None
    resolutions: tuple[Resolved | RefFault, ...] = ()
    expected: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()

    @property
    def loop_name(self) -> str | None:
        """The name the document gives itself, even where the rest of it is wrong."""
        name = self.document.data.get("loop_name") if self.document is not None else None
        return name if isinstance(name, str) else None


def check(source: Source, *, project: Project | None = None, file: Path | None = None) -> Checked:
    """Check one text.

    `project` is where the `ref`s of a composition are looked up, `file` the file that they are relative to;
    without them a composition is checked as far as its own text goes.
    """
    document, faults = timed("parse", parse, source)
    if document is None or faults:
        findings = tuple(fault_finding(source, fault) for fault in faults)
        return Checked(source, tuple(sorted(findings)), document)
    comments = timed("suppressions", suppressions_of, document)
    if not timed("shape", is_valid, document.data):
        problems = timed("shape", shape_problems, document)
        shaped = [_finding(document, RULES[rule], problem, None) for rule, problem in problems]
        if comments is not None:
            shaped = sorted((*_not_covered(shaped, comments), *_not_covered(_malformed(document, comments), comments)))
            return Checked(source, _first(shaped), document, suppressed=tuple(comments.suppressed))
        return Checked(source, _first(shaped), document)
    if growth(document.data) > MAX_NODES:
        return Checked(
            source, (_finding(document, RULES["LSS005"], Problem("/evaluators", _TOO_MANY), None),), document
        )
    expanded = timed("expand", expansion, document.data)
    spec = timed("convert", _spec, expanded.data)
    resolutions: tuple[Resolved | RefFault, ...] = ()
    if spec.composition is not None and project is not None and file is not None:
        resolutions = tuple(project.child(child.ref, file) for child in spec.composition.children)
        children = {
            child.id: resolution.spec
            for child, resolution in zip(spec.composition.children, resolutions, strict=True)
            if isinstance(resolution, Resolved)
        }
        spec = msgspec.structs.replace(spec, children=children)
    policy = ANYTHING if project is None else project.policy
    subject = Subject(spec, Index(spec), document.data, expanded, resolutions, policy)
    suppressed: tuple[Suppressed, ...] = ()
    if comments is None:
        found = [
            _finding(document, rule, problem, expanded)
            for rule in rules_of_meaning()
            for problem in islice(each(rule.id, rule.check, subject), MAX_FAULTS + 1)
        ]
    else:
        found = []
        for rule in rules_of_meaning():
            told = (_finding(document, rule, problem, expanded) for problem in each(rule.id, rule.check, subject))
            first = list(islice(_not_covered(told, comments), MAX_FAULTS + 1))
            if len(first) > MAX_FAULTS:
                comments.was_cut_short(rule.id)
            found += first
        found += _not_covered(_malformed(document, comments), comments)
        if spec.composition is None or resolutions:
            # Without a project, what is wrong with the children is not known.
            found += _unused(document, comments)
        suppressed = tuple(sorted(comments.suppressed, key=lambda item: item.finding))
    return Checked(
        source,
        _first(sorted(found)),
        document,
        spec,
        expanded,
        form_of(document.data),
        resolutions,
        suppressed=suppressed,
    )


def load(text: str) -> Spec:
    """The spec in a text that is known to be good; ValueError with the first finding where it is not."""
    checked = check(Source(text))
    if checked.spec is None:
        first = checked.findings[0]
        raise ValueError(f"line {first.line}: {first.message}")
    return checked.spec


def fault_finding(source: Source, fault: SyntaxFault) -> Finding:
    """The finding of a text that could not be read."""
    rule = RULES[fault.rule]
    span = fault.problem.span or Span(source.lines.line(0), 1, source.lines.line(0), 1)
    return _made(source.path, rule, fault.problem, "", span)


_TOO_MANY = (
    f"written out, this spec has more than {MAX_NODES:,} parts, for each worker takes each input and each evaluator "
    "judges and answers each worker; give fewer of them, or spell out inputs and runs_after"
)


def _not_covered(findings: Iterable[Finding], comments: Suppressions) -> Iterator[Finding]:
    return (finding for finding in findings if not comments.covers(finding))


def _malformed(document: Document, comments: Suppressions) -> list[Finding]:
    problems = islice(comments.malformed(), MAX_FAULTS + 1)
    return [_finding(document, RULES["LSS009"], problem, None) for problem in problems]


def _unused(document: Document, comments: Suppressions) -> Iterator[Finding]:
    """The findings of LSS010: first those that a comment may cover, then those of the comments that cover none."""
    for of in (None, "LSS010"):
        told = (
            replace(_finding(document, RULES["LSS010"], problem, None), fix=fix)
            for problem, fix in comments.unused(of=of)
        )
        yield from islice((item for item in told if of or not comments.covers(item)), MAX_FAULTS + 1)


def _first(findings: list[Finding]) -> tuple[Finding, ...]:
    """As many findings as are told, the last of which says if there are more."""
    if len(findings) <= MAX_FAULTS:
        return tuple(findings)
    last = findings[MAX_FAULTS - 1]
    return (*findings[: MAX_FAULTS - 1], replace(last, message=f"{last.message}; {NO_MORE}"))


def _finding(document: Document, rule: Rule, problem: Problem, expanded: Expansion | None) -> Finding:
    pointer = expanded.origin(problem.pointer) if expanded is not None else problem.pointer
    present = document.nearest(pointer)
    span = problem.span or document.span(present, key=problem.key)
    repair = problem.repair
    if repair is not None and expanded is not None:
        repair = _as_written(repair, document, expanded)
    edits = edits_of(document, repair) if repair is not None else ()
    fix = Fix(repair.description, edits, repair.safe) if repair is not None and edits else None
    return replace(_made(document.source.path, rule, problem, present, span, fix), anchor=_anchor(document, present))


def _anchor(document: Document, pointer: str) -> str:
    name = document.data.get("loop_name")
    value, parts = document.data, [name if isinstance(name, str) else ""]
    for part in split(pointer):
        value = value[int(part)] if isinstance(value, list) else value[part]
        named = value if isinstance(value, dict) and part.isdecimal() else {}
        parts.append(next((named[key] for key in ("id", "name") if isinstance(named.get(key), str)), part))
    return join(*parts)


def _as_written(repair: Repair, document: Document, expanded: Expansion) -> Repair | None:
    """The repair with the pointers of the document, None where it is of something that nobody wrote."""
    steps: list[Step] = []
    for step in repair.steps:
        pointer = expanded.place(step.pointer, document.data)
        if pointer is None:
            return None
        steps.append(replace(step, pointer=pointer))
    return replace(repair, steps=tuple(steps))


def _made(path: str, rule: Rule, problem: Problem, pointer: str, span: Span, fix: Fix | None = None) -> Finding:
    return Finding(
        path=path,
        line=span.line,
        column=span.column,
        rule=rule.id,
        # What is quoted from a document may hold line breaks, and a message is one line.
        message=" ".join(problem.message.splitlines()),
        end_line=span.end_line,
        end_column=span.end_column,
        pointer=pointer,
        name=rule.name,
        severity=rule.severity,
        failure_mode=rule.failure_mode,
        fix=fix,
    )


def _spec(data: dict[str, Any]) -> Spec:
    """The typed spec of full form that the schema accepts."""
    known = {name: value for name, value in data.items() if name in _SPEC_FIELDS}
    try:
        return msgspec.convert(known, Spec)
    except msgspec.ValidationError:
        # JSON Schema counts 3.0 as an integer, msgspec does not.
        return msgspec.convert(_whole_numbers(known), Spec)


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _whole_numbers(item) for key, item in value.items()}
    return [_whole_numbers(item) for item in value] if isinstance(value, list) else value
