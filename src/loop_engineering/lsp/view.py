"""An open file: the specs in it, each with its outline, and which of them a place belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from loop_engineering.files import PAGE_SUFFIXES, SPEC_SUFFIXES, holds_spec
from loop_engineering.lsp.names import Names
from loop_engineering.lsp.outline import Node, data_of
from loop_engineering.lsp.reader import outline
from loop_engineering.lsp.text import Lines
from loop_engineering.lss import Block, Source, find_blocks
from loop_engineering.lss.position import Span
from loop_engineering.reading import MAX_BLOCKS, Kind, limit_of

__all__ = ["Opened", "View", "kind_of"]

_SUFFIXES: tuple[tuple[tuple[str, ...], Kind], ...] = ((PAGE_SUFFIXES, "page"), (SPEC_SUFFIXES, "spec"))
_COMMENTS = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n])*+")
_LANGUAGES: dict[str, Kind] = {"markdown": "page", "yaml": "spec", "json": "spec", "jsonc": "spec"}


def kind_of(path: str, language: str | None) -> Kind | None:
    """Whether a file is a spec or a page, by its name or else by the language the editor takes it for; else None."""
    suffix = PurePath(path).suffix.lower()
    by_name = next((kind for suffixes, kind in _SUFFIXES if suffix in suffixes), None)
    return by_name or _LANGUAGES.get(language or "")


class View:
    """One spec of a file. Indices are those of its own text; spans are those of the file."""

    def __init__(self, source: Source, lines: Lines, *, json: bool = False) -> None:
        self.source = source
        self.json = json
        self.lines = lines

    @property
    def text(self) -> str:
        """The spec's text."""
        return self.source.text

    @cached_property
    def root(self) -> Node | None:
        """Its outline."""
        return outline(self.text)

    @cached_property
    def names(self) -> Names:
        """What it declares."""
        return Names(self.root)

    @cached_property
    def data(self) -> object:
        """Its outline as plain data."""
        return data_of(self.root)

    def span(self, start: int, end: int) -> Span:
        """Where in the file the text from `start` up to `end` stands."""
        return self.source.span(self.lines.place(start), self.lines.place(end))

    def offset(self, line: int, column: int) -> int:
        """The index in the text of a line and column, from 1, of the file."""
        index = line - self.source.lines.first_line
        before = self.source.lines.column(index, 0) if index >= 0 else 1
        return self.lines.offset(index, column - before)


@dataclass(frozen=True)
class Opened:
    """A file as the editor has it, unsaved changes included. `path` is what findings call it."""

    text: str
    path: str
    kind: Kind

    @cached_property
    def lines(self) -> Lines:
        """The lines of the whole file."""
        return Lines(self.text)

    @cached_property
    def is_relevant(self) -> bool:
        """Whether it is to be looked into: no YAML of another kind, and not too large."""
        if len(self.text) > limit_of(self.kind):
            return False
        return self.kind == "page" or holds_spec(self.text.encode("utf-8", "replace")) or self.is_beginning

    @cached_property
    def is_beginning(self) -> bool:
        """Whether it may become a spec: nothing stands there yet but comments and the beginning of `loop_name`."""
        start = _COMMENTS.match(self.text)
        return self.kind == "spec" and "loop_name".startswith(self.text[start.end() if start else 0 :].strip())

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The LSS blocks of a page."""
        return find_blocks(self.text, self.path)[:MAX_BLOCKS] if self.kind == "page" and self.is_relevant else ()

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The specs, in the order of the file."""
        if self.kind == "page":
            return tuple(View(block.source, Lines(block.source.text)) for block in self.blocks)
        if not self.is_relevant:
            return ()
        return (View(Source(self.text, self.path), self.lines, json=self.path.lower().endswith(".json")),)

    def view(self, line: int) -> View | None:
        """The spec that a line, from 1, belongs to; in a page the lines between the fences of a block."""
        if self.kind == "spec":
            return self.views[0] if self.views else None
        for block, view in zip(self.blocks, self.views, strict=True):
            last = block.end_line if block.fence.broken is None else block.end_line + 1
            if block.line < line < max(last, block.line + 1):
                return view
        return None

    def fence(self, line: int) -> Block | None:
        """The block whose opening fence is on a line, from 1."""
        return next((block for block in self.blocks if block.line == line), None)
