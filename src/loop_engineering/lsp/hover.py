"""Hover: what the thing at a place is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loop_engineering.lsp.outline import Found, at
from loop_engineering.lsp.shape import shape_at
from loop_engineering.lsp.view import Opened, View
from loop_engineering.lsp.words import about_declaration, about_field, about_rule, about_value
from loop_engineering.lss import OPTIONS, RULES
from loop_engineering.lss.position import Span

__all__ = ["Hovered", "hover"]

_RULE = re.compile(r"\bLSS\d{3}\b")
_OPTION = re.compile(r"\b([a-z]+)(?==)")
_COMMENT = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class Hovered:
    """What to say, as Markdown, of the text in `span`."""

    about: str
    span: Span


def hover(opened: Opened, line: int, column: int) -> Hovered | None:
    """What stands at a line and column, from 1; None where there is nothing to say."""
    text = opened.lines.line(line - 1)
    if opened.fence(line) is not None:
        return _rule(text, line, column) or _option(text, line, column)
    view = opened.view(line)
    if view is None:
        return None
    offset = view.offset(line, column)
    found = at(view.root, offset)
    if found is None:
        comment = _COMMENT.search(text)
        return _rule(text, line, column) if comment is not None and comment.start() < column else None
    return _key(view, found) if found.part == "key" else _value(view, found)


def _key(view: View, found: Found) -> Hovered | None:
    entry = found.entry
    span = view.span(entry.start, entry.end)
    declared = view.names.resolve(found.path, entry.key or "") if found.path[:2] == ("memory", "read_policy") else None
    if declared is not None:
        return Hovered(about_declaration(declared), span)
    around = shape_at(found.path[:-1], view.data)
    shape = around.keys.get(entry.key or "")
    if shape is None:
        return None
    # What holds may depend on the value that is there.
    shape = shape_at(found.path, view.data)
    return Hovered(about_field(entry.key or "", shape, required=entry.key in around.required), span)


def _value(view: View, found: Found) -> Hovered | None:
    value = found.entry.value
    if value is None:
        return None
    span = view.span(value.start, value.end)
    declared = view.names.resolve(found.path, value.text)
    if declared is not None:
        return Hovered(about_declaration(declared), span)
    meaning = about_value(found.path, value.text)
    if meaning is None:
        # A choice whose name says it all is explained by its field.
        shape, keys = shape_at(found.path, view.data), [part for part in found.path if isinstance(part, str)]
        return Hovered(about_field(keys[-1], shape), span) if keys and value.text in shape.values else None
    return Hovered(f"**{value.text}**\n\n{meaning}", span)


def _rule(text: str, line: int, column: int) -> Hovered | None:
    for match in _RULE.finditer(text):
        if match.start() < column <= match.end() + 1 and match[0] in RULES:
            return Hovered(about_rule(match[0]), Span(line, match.start() + 1, line, match.end() + 1))
    return None


def _option(text: str, line: int, column: int) -> Hovered | None:
    for match in _OPTION.finditer(text):
        if match.start() < column <= match.end() + 1 and match[1] in OPTIONS:
            span = Span(line, match.start() + 1, line, match.end() + 1)
            return Hovered(f"**{match[1]}**\n\n{OPTIONS[match[1]]}", span)
    return None
