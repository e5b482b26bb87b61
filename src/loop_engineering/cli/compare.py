"""`loopctl compare`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from loop_engineering.cli.amounts import count, dollars, seconds
from loop_engineering.cli.inputs import json_option, one_spec
from loop_engineering.cli.terminal import show, show_json, table
from loop_engineering.comparison import Comparison, PartChange
from loop_engineering.comparison import compare as compared
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.report.json import dumps

__all__ = ["compare"]

_WIDTH = 60
"""Longest value that is shown, in characters."""
_LEAD = 12
"""How much of what two long values have in common is shown before the first difference."""
_BOUNDS = {
    "iterations": ("iterations", count),
    "worker_calls": ("worker calls", count),
    "evaluator_calls": ("evaluator calls", count),
    "usd": ("dollars", dollars),
    "seconds": ("seconds", seconds),
}


@click.command()
@click.argument("a", type=click.Path())
@click.argument("b", type=click.Path())
@click.option("--name-a", metavar="LOOP", help="Of a page with several specs, the loop_name of A.")
@click.option("--name-b", metavar="LOOP", help="Of a page with several specs, the loop_name of B.")
@json_option
def compare(a: str, b: str, name_a: str | None, name_b: str | None, as_json: bool) -> None:
    """Put two specs side by side: what they are made of, level, conformance, score, worst case, and what one lacks.

    Parts are matched by their ids and names. One of the two may be "-", standard input.

    \b
      loopctl compare old.yaml new.yaml
      git show HEAD:my-loop.yaml | loopctl compare - my-loop.yaml
    """
    if a == b == "-":
        raise click.UsageError("only one of the two can be standard input")
    first = one_spec(a, None, name_a, as_json=as_json, option="--name-a")
    second = one_spec(b, None, name_b, as_json=as_json, option="--name-b")
    found = compared(first, second)
    if as_json:
        show_json(found.as_dict())
    else:
        show(_lines(found))


def _lines(found: Comparison) -> Iterator[str]:
    yield from table(_rows(found), header=("", "A", "B", "B − A"), right=(1, 2, 3))
    only_a, only_b = found.rules()
    for letter, parts, rules in (("A", found.only_a, only_a), ("B", found.only_b, only_b)):
        if parts or rules:
            yield from ("", f"Only {letter} has")
            yield from _parts(parts)
            if rules:
                yield f"  findings: {', '.join(rules)}"
    if found.audits:
        yield from ("", "Audits that earn different points (A, B, of)")
        rows = ((f"  {item.title}", str(item.a), str(item.b), str(item.possible)) for item in found.audits)
        yield from table(rows, right=(1, 2, 3))
    if found.changed:
        yield from ("", "In both, and different (A → B)")
        for part in found.changed:
            yield from _changes(part)
    if found.same:
        yield from ("", "The two say the same.")


def _rows(found: Comparison) -> Iterator[tuple[str, str, str, str]]:
    a, b = found.a, found.b
    assert a.spec is not None
    assert b.spec is not None
    yield "loop", a.spec.loop_name, b.spec.loop_name, ""
    yield "version", a.spec.version, b.spec.version, ""
    read = {name: values for name, *values in found.readings}
    names = [item.level.name if item.level is not None else "" for item in (a, b)]
    levels = [f"{level} {name}" for level, name in zip(read["level"], names, strict=True)]
    yield "level", levels[0], levels[1], ""
    yield "form", read["form"][0], read["form"][1], ""
    rungs = [value or "none" for value in read["conformance"]]
    yield "conformance", rungs[0], rungs[1], ""
    before, after = read["les"]
    yield "LES (structural)", f"{before:.1f}", f"{after:.1f}", _difference(before, after, ".1f")
    for name, left, right in found.dimensions:
        yield f"  {name}", f"{left:.2f}", f"{right:.2f}", _difference(left, right, ".2f")
    stops = ["yes" if value else "no" for value in read["terminates"]]
    yield "must stop", stops[0], stops[1], ""
    for name, (words, shown) in _BOUNDS.items():
        left, right = read[name]
        yield (
            f"  {words}, at worst",
            shown(left),
            shown(right),
            _difference(left, right, ",.2f" if name == "usd" else ",.10g"),
        )
    for kind, many, more in found.counts:
        yield (
            f"{kind}s" if not kind.endswith("child") else "children",
            str(many),
            str(more),
            _difference(many, more, "d"),
        )


def _difference(a: Any, b: Any, form: str) -> str:
    if a is None or b is None or a == b:
        return ""
    change = b - a
    shown = format(abs(change), form)
    return ("+" if change > 0 else "−") + shown


def _parts(parts: Iterable[tuple[str, str]]) -> Iterator[str]:
    kinds: dict[str, list[str]] = {}
    for kind, name in parts:
        kinds.setdefault(kind, []).append(visible(name))
    yield from (f"  {kind}: {', '.join(names)}" for kind, names in kinds.items())


def _changes(part: PartChange) -> Iterator[str]:
    if part.kind == "field":
        yield from (f"  {_joined(visible(part.name), field.path)}: {_both(field.a, field.b)}" for field in part.fields)
        return
    yield f'  {part.kind} "{visible(part.name)}"'
    yield from (f"    {visible(field.path)}: {_both(field.a, field.b)}" for field in part.fields)


def _joined(name: str, path: str) -> str:
    return f"{name}.{visible(path)}" if path else name


def _both(a: Any, b: Any) -> str:
    left, right = _text(a), _text(b)
    if left == right:  # They differ in what a terminal does not show: a type, or white space.
        left, right = visible(dumps(a, indent=None)), visible(dumps(b, indent=None))
    shorter = min(len(left), len(right))
    same = next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), shorter)
    # Where both begin alike and are too long to show, what differs is shown.
    start = left.rfind(" ", 0, max(0, same - _LEAD)) + 1 if max(len(left), len(right)) > _WIDTH else 0
    return f"{_cut(left, start)} → {_cut(right, start)}"


def _text(value: Any) -> str:
    if value is None:
        return "–"
    return visible(" ".join((value if isinstance(value, str) else dumps(value)).split()))


def _cut(text: str, start: int) -> str:
    shown = f"…{text[start:]}" if start else text
    return shown if len(shown) <= _WIDTH else shown[: _WIDTH - 1] + "…"
