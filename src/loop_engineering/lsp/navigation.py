"""Where things are: definitions, references, and the symbols of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path as FilePath
from typing import Literal

from loop_engineering.lsp.names import Declaration
from loop_engineering.lsp.outline import Entry, at, get, walk
from loop_engineering.lsp.view import Opened, View
from loop_engineering.lss import Project
from loop_engineering.lss.position import Span
from loop_engineering.lss.project import inside

__all__ = ["Symbol", "Target", "definition", "references", "symbols"]

_SRC = re.compile(r"\bsrc=(\"[^\"]*\"|'[^']*'|[^\s\"'}]+)")
_MOST_SYMBOLS = 2_000


@dataclass(frozen=True, slots=True)
class Target:
    """A place: a span of the open file, or the file at `path`."""

    span: Span
    path: FilePath | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A part of a spec. `span` is all of it, `selection` its name."""

    name: str
    kind: Literal["loop", "section", "part"]
    span: Span
    selection: Span
    detail: str = ""
    children: tuple[Symbol, ...] = ()


def definition(opened: Opened, line: int, column: int, project: Project, file: FilePath) -> Target | None:
    """Where what stands at a line and column, from 1, is declared; for `ref` and `src`, the file.

    Paths are followed as checking does, within `project`, as seen from `file`.
    """
    block = opened.fence(line)
    if block is not None:
        match = next((found for found in _SRC.finditer(opened.lines.line(line - 1)) if _covers(found, column)), None)
        return _file(block.src, project, file) if match is not None and block.src else None
    view = opened.view(line)
    found = at(view.root, view.offset(line, column)) if view is not None else None
    if view is None or found is None:
        return None
    if found.path[:2] == ("composition", "children") and found.path[3:] == ("ref",) and found.part == "value":
        return _file(found.entry.value.text if found.entry.value else "", project, file)
    declared = _declared(view, line, column)
    return Target(view.span(declared.start, declared.end)) if declared is not None else None


def references(opened: Opened, line: int, column: int, *, with_declaration: bool) -> list[Span]:
    """Where what stands at a line and column, from 1, is referred to, in the order of the file."""
    view = opened.view(line)
    declared = _declared(view, line, column) if view is not None else None
    if view is None or declared is None:
        return []
    spans = [view.span(*place) for place in view.names.references_to(declared)]
    return sorted({*spans, *([view.span(declared.start, declared.end)] if with_declaration else [])})


def symbols(opened: Opened) -> list[Symbol]:
    """The loops of a file with their sections and the parts of those."""
    return [symbol for view in opened.views for symbol in _loop(view)]


def _declared(view: View, line: int, column: int) -> Declaration | None:
    """The declaration that is at the place, or that what is there refers to."""
    offset = view.offset(line, column)
    found = at(view.root, offset)
    if found is None:
        return None
    text = found.entry.key if found.part == "key" else found.entry.value.text if found.entry.value else None
    if found.part == "value" or found.path[:2] == ("memory", "read_policy"):
        resolved = view.names.resolve(found.path, text or "")
        if resolved is not None:
            return resolved
    return next((item for item in view.names.declared.values() if item.start <= offset <= item.end), None)


def _file(ref: str, project: Project, file: FilePath) -> Target | None:
    found = inside(project.root, project.bases(file), ref) if ref else None
    return Target(Span(1, 1, 1, 1), found) if isinstance(found, FilePath) else None


def _covers(match: re.Match[str], column: int) -> bool:
    return match.start() < column <= match.end() + 1


def _loop(view: View) -> Iterator[Symbol]:
    root = view.root
    if root is None or root.kind != "mapping":
        return
    left = _MOST_SYMBOLS
    sections = []
    for entry in root.entries:
        if entry.key and entry.colon and entry.value is not None and entry.value.kind != "scalar":
            parts = tuple(islice(_parts(view, entry), left))
            left -= 1 + len(parts)
            span, selection = _spans(view, entry)
            sections.append(Symbol(entry.key, "section", span, selection, children=parts))
            if left <= 0:
                break
    name = get(root, ("loop_name",))
    if name is None or name.kind != "scalar" or not name.text:
        yield from sections
        return
    ends = [section.span for section in sections] + [view.span(name.start, name.end)]
    first, last = view.span(root.start, root.start), max((span.end_line, span.end_column) for span in ends)
    whole = Span(first.line, first.column, *last)
    selection = view.span(name.start, name.end)
    objective = get(root, ("objective",))
    detail = objective.text if objective is not None and objective.kind == "scalar" else ""
    yield Symbol(name.text, "loop", _around(whole, selection), selection, detail[:100], tuple(sections))


def _parts(view: View, section: Entry) -> Iterator[Symbol]:
    for entry in section.value.entries if section.value is not None else ():
        value = entry.value
        if entry.key is not None:
            name, detail = entry.key, ""
        else:
            texts = [node.text for key in ("id", "name", "role", "type", "metric") if (node := get(value, (key,)))]
            if not texts:
                continue
            name, detail = texts[0], texts[1] if len(texts) > 1 else ""
        if name:
            span, selection = _spans(view, entry)
            yield Symbol(name, "part", span, selection, detail)


def _spans(view: View, entry: Entry) -> tuple[Span, Span]:
    """All of an entry, and its key or beginning."""
    end = max((max(item.end, item.value.end if item.value else 0) for _, item, _ in walk(entry.value)), default=0)
    end = max(end, entry.end, entry.value.end if entry.value is not None else 0)
    selection = view.span(entry.start, entry.end)
    return _around(view.span(entry.start, end), selection), selection


def _around(whole: Span, selection: Span) -> Span:
    """The span widened so that the selection is in it."""
    start = min((whole.line, whole.column), (selection.line, selection.column))
    end = max((whole.end_line, whole.end_column), (selection.end_line, selection.end_column))
    return Span(*start, *end)
