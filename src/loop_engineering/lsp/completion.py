"""Completion: what may be written at a place. It works by putting a mark there and seeing what the mark becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from loop_engineering.lsp.outline import Found, Path, at, data_of, get
from loop_engineering.lsp.reader import outline
from loop_engineering.lsp.shape import Shape, shape_at
from loop_engineering.lsp.view import Opened, View
from loop_engineering.lsp.words import about_declaration, about_field, about_rule, about_value
from loop_engineering.lss import OPTIONS, PANELS, RULES
from loop_engineering.lss.position import Span

__all__ = ["Proposal", "completions"]

_MARK = "\ue000"
_SUPPRESSION = re.compile(r"(?:^|\s)#.*\blss:\s*ignore\[(?:[^\]]*[\s,])?([\w-]*)$")
_OPTION_VALUE = re.compile(r"\b(expect|panel)=[\"']?(?:[^\"']*[\s,])?([\w-]*)$")
_OPTION = re.compile(r"(?:^|[\s{])([\w-]*)$")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something to write: `insert` in place of `span`. `about` is Markdown."""

    label: str
    kind: Literal["key", "value", "name", "rule"]
    insert: str
    span: Span
    detail: str = ""
    about: str = ""


def completions(opened: Opened, line: int, column: int) -> list[Proposal]:
    """What may be written at a line and column, from 1, best first."""
    fence = opened.fence(line)
    if fence is not None:
        before = opened.lines.line(line - 1)[: column - 1]
        return list(_of_fence(before, line, column))
    view = opened.view(line)
    if view is None:
        return []
    offset = view.offset(line, column)
    place = view.lines.place(offset)
    suppression = _SUPPRESSION.search(view.lines.line(place[0])[: place[1]])
    if suppression is not None:
        start = offset - len(suppression[1])
        return [
            Proposal(rule.id, "rule", rule.id, view.span(start, offset), rule.name, about_rule(rule.id))
            for rule in RULES.values()
        ]
    return _Completer(view, offset).proposals()


class _Completer:
    """Completion at one index of one spec."""

    def __init__(self, view: View, offset: int) -> None:
        self.view = view
        self.root = outline(view.text[:offset] + _MARK + view.text[offset:])
        self.found = self._marked(offset)
        self.data: Any = self._known()

    def _marked(self, offset: int) -> Found | None:
        if self.root is not None and self.root.kind == "scalar":
            # The first word of a text, which has no key yet.
            return None
        found = at(self.root, offset)
        if found is None:
            return None
        value = found.entry.value
        text = found.entry.key if found.part == "key" else value.text if value is not None else None
        return found if text is not None and _MARK in text else None

    def _known(self) -> Any:
        """The document as data; nothing is known of the value at the mark."""
        if self.found is None:
            return None
        data = around = data_of(self.root)
        if self.found.part == "value":
            *parents, last = self.found.path
            for part in parents:
                around = around[part]
            around[last] = None
        return data

    def proposals(self) -> list[Proposal]:
        found = self.found
        if found is None:
            return self._first_word()
        if found.part == "key":
            beside = self._list_beside(found)
            if beside is not None:
                return self._items(beside, found, shape_at(beside, self.data))
            return self._keys(found.path[:-1], found)
        node = found.entry.value
        shape = shape_at(found.path, self.data)
        made = [*self._names(found), *self._values(found.path, shape, found)]
        if node is not None and not node.quote:
            in_block_list = found.entry.key is None and not node.flow
            if "object" in shape.types and (node.own_line or in_block_list):
                made += self._keys(found.path, found)
            if "array" in shape.types and node.own_line:
                made += self._items(found.path, found, shape)
        return made

    def _list_beside(self, found: Found) -> Path | None:
        """The path of the list whose next item the word begins, which stands below the dashes of the others."""
        entries = found.container.entries
        number = next(number for number, entry in enumerate(entries) if entry is found.entry)
        before = entries[number - 1] if number > 0 and not found.container.flow else None
        if before is None or before.value is None or before.value.kind != "list" or before.value.flow:
            return None
        starts = (found.entry.start, before.value.start, before.start)
        own, dashes, keys = (self.view.lines.place(start)[1] for start in starts)
        return (*found.path[:-1], before.key or "") if own == dashes != keys else None

    def _first_word(self) -> list[Proposal]:
        root = self.root
        if root is None or root.kind != "scalar" or _MARK not in root.text or root.quote or not _is_word(root.text):
            return []
        shape = shape_at((), {})
        key = '"loop_name": ' if self.view.json else "loop_name: "
        about = about_field("loop_name", shape.keys["loop_name"], required=True)
        return [Proposal("loop_name", "key", key, self.view.span(root.start, root.end - 1), "required", about)]

    def _keys(self, path: Path, found: Found) -> list[Proposal]:
        """The keys of the mapping at `path`, as far as they are not there yet."""
        mapping = get(self.root, path) if path else self.root
        there = {entry.key for entry in mapping.entries if entry.colon} if mapping and mapping.kind == "mapping" else ()
        shape = shape_at(path, self.data)
        start, end = self._token(found, whole=True)
        colon = found.part == "key" and found.entry.colon
        quoted = self.view.json or (found.part == "key" and found.entry.quote == '"')
        made = []
        for name, child in shape.keys.items():
            if name in there:
                continue
            after = "" if colon else ":" if _is_nested(child) and not quoted else ": "
            required = name in shape.required
            made.append(
                Proposal(
                    name,
                    "key",
                    (f'"{name}"' if quoted else name) + after,
                    self.view.span(start, end),
                    "required" if required else " or ".join(child.types),
                    about_field(name, child, required=required),
                )
            )
        for label, about in self._named((*path, _MARK)):
            # Workers are the keys of memory.read_policy.
            if label not in there:
                text = (json.dumps(label) if quoted or label == "*" else label) + ("" if colon else ": ")
                made.append(Proposal(label, "name", text, self.view.span(start, end), about=about))
        return made

    def _items(self, path: Path, found: Found, shape: Shape) -> list[Proposal]:
        """The first line of an item of a list that stands below its key."""
        start, end = self._token(found, whole=True)
        item = shape.child(0, None)
        words = [(f"- {name}:", about_field(name, item.keys[name])) for name in item.required if name in item.keys]
        words += [(f"- {value}", "") for value in item.values]
        names = self._named((*path, 0))
        words += [(f'- "{label}"' if label == "*" else f"- {label}", about) for label, about in names]
        return [
            Proposal(text, "key", text + (" " if text.endswith(":") else ""), self.view.span(start, end), about=about)
            for text, about in words
        ]

    def _values(self, path: Path, shape: Shape, found: Found) -> list[Proposal]:
        start, end = self._token(found)
        taken = self._siblings(found)
        return [
            Proposal(_yaml(value), "value", self._written(value, found), self.view.span(start, end), about=about or "")
            for value in shape.values
            for about in [about_value(path, str(value))]
            if value not in taken
        ]

    def _names(self, found: Found) -> list[Proposal]:
        start, end = self._token(found)
        taken = self._siblings(found)
        return [
            Proposal(label, "name", self._written(label, found), self.view.span(start, end), about=about)
            for label, about in self._named(found.path)
            if label not in taken
        ]

    def _named(self, path: Path) -> Iterator[tuple[str, str]]:
        """The names that may be referred to at a path, but not a worker in what it waits for itself."""
        names = self.view.names
        expected = names.expected(path)
        if expected is None:
            return
        own = get(self.view.root, (*path[:2], "id")) if path[:1] == ("workers",) else None
        for kind, prefix in expected.kinds:
            for item in names.declared.values():
                if item.kind == kind and not (kind == "worker" and own is not None and own.text == item.name):
                    yield prefix + item.name, about_declaration(item)
        for word in expected.others:
            yield word, ""

    def _siblings(self, found: Found) -> set[str]:
        """What stands in the same list."""
        if found.container.kind != "list":
            return set()
        return {entry.value.text for entry in found.container.entries if entry.value is not None}

    def _token(self, found: Found, *, whole: bool = False) -> tuple[int, int]:
        """What is replaced, as indices of the text without the mark; of quoted text the inside unless `whole`."""
        part = found.entry if found.part == "key" else found.entry.value or found.entry
        start, end, quote = part.start, part.end - 1, part.quote
        if quote and not whole:
            closed = end - start > 1 and self.view.text[end - 1] == quote
            return start + 1, end - 1 if closed else end
        return start, end

    def _written(self, value: Any, found: Found) -> str:
        node = found.entry.value
        if isinstance(value, str) and not (node and node.quote) and (self.view.json or value == "*"):
            return json.dumps(value)
        return _yaml(value)


def _of_fence(before: str, line: int, column: int) -> Iterator[Proposal]:
    """Options of a fence, rules that it expects, and panels."""
    value, option = _OPTION_VALUE.search(before), _OPTION.search(before)

    def span(word: str) -> Span:
        return Span(line, column - len(word), line, column)

    if value is not None and value[1] == "expect":
        for rule in RULES.values():
            yield Proposal(rule.id, "rule", rule.id, span(value[2]), rule.name, about_rule(rule.id))
    elif value is not None:
        for panel in PANELS:
            yield Proposal(panel, "value", panel, span(value[2]))
    elif option is not None and before.count('"') % 2 == 0 and not before.rstrip().endswith(("`", "~")):
        for name, about in OPTIONS.items():
            if f"{name}=" not in before and name != "lss":
                yield Proposal(name, "key", f"{name}=", span(option[1]), about=about)


def _is_nested(shape: Shape) -> bool:
    """Whether a value goes on the lines below its key."""
    return bool(shape.types) and all(kind in ("object", "array") for kind in shape.types)


def _is_word(text: str) -> bool:
    return re.fullmatch(r"\w*", text.replace(_MARK, "")) is not None


def _yaml(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
