"""Reading an outline line by line; `flow` reads what is in brackets. Takes any text, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loop_engineering.lsp.flow import FlowReader
from loop_engineering.lsp.outline import MAX_DEPTH, MOST_ENTRIES, Entry, Node
from loop_engineering.lsp.scan import BLANK, LINE, QUOTED, Budget, next_line, quoted_end, unescaped

__all__ = ["outline"]

_COLON = re.compile(r":(?=[ \t]|\Z)")
_AFTER_QUOTES = re.compile(r"[ \t]*:")
_COMMENT = re.compile(r"[ \t]#")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)*+")
_BLOCK_SCALAR = re.compile(r"[|>][0-9+-]{0,3}[ \t]*(?:#.*)?\Z")


def outline(text: str) -> Node | None:
    """The outline of a text; None where there is nothing but comments and blank lines."""
    return _Reader(text).read()


@dataclass(slots=True)
class _Open:
    """A block collection that may go on."""

    column: int
    node: Node


class _Reader:
    """Reads line by line; `open` are the block collections that the next line may belong to, innermost last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.budget = Budget(MOST_ENTRIES)

    def read(self) -> Node | None:
        position = 0
        while position < len(self.text) and self.budget.left > 0:
            blank = BLANK.match(self.text, position)
            line = LINE.match(self.text, blank.end() if blank else position)
            if line is None:
                break
            content = line[2]
            marks = not line[1] and (content.startswith("%") or content.rstrip() in ("---", "..."))
            if not content or content.startswith("#") or marks:
                position = line.end()
                continue
            column = len(line[1])
            position = max(self._content(line.start(2), line.end(2), column), line.start(2) + 1)
            position = next_line(self.text, position)
        return self.root

    def _content(self, start: int, stop: int, column: int) -> int:
        """Read what a line holds from `start`, which is at `column`; returns where the reading ended."""
        text = self.text
        while text[start] == "-" and (start + 1 >= stop or text[start + 1] in " \t"):
            items = self._collection("list", column, start)
            if items is None:
                return stop
            items.entries.append(Entry(None, start, start + 1))
            self.budget.left -= 1
            following = self._skip(start + 1, stop)
            if following >= stop or text[following] == "#":
                return stop
            column += following - start
            start = following
        key = self._key(start, stop)
        if key is None:
            return self._bare(start, stop, column)
        end, colon, quote = key
        mapping = self._collection("mapping", column, start)
        if mapping is None:
            return stop
        entry = Entry(_plain(text[start:end], quote), start, end, quote)
        mapping.entries.append(entry)
        self.budget.left -= 1
        return self._value(entry, self._skip(colon + 1, stop), stop, column, own_line=False)

    def _key(self, start: int, stop: int) -> tuple[int, int, str] | None:
        """Where a key that starts here ends, where its colon is, and its quote mark."""
        text, first = self.text, self.text[start]
        if first in "\"'":
            quoted = QUOTED.match(text, start, stop)
            after = quoted and _AFTER_QUOTES.match(text, quoted.end(), stop)
            return (quoted.end(), after.end() - 1, first) if quoted and after else None
        if first in "[{|>#":
            return None
        colon = _COLON.search(text, start, stop)
        if colon is None or _COMMENT.search(text, start, colon.start()):
            return None
        return start + len(text[start : colon.start()].rstrip()), colon.start(), ""

    def _collection(self, kind: str, column: int, start: int) -> Node | None:
        """The block collection of this kind that a line at `column` belongs to, made where there is none."""
        self._close(column, kind)
        top = self.open[-1] if self.open else None
        if top is not None and top.column == column and top.node.kind == kind:
            return top.node
        if len(self.open) >= MAX_DEPTH:
            return None
        node = Node("list" if kind == "list" else "mapping", start, start)
        if top is None:
            if self.root is not None and self.root.kind == kind and not self.root.flow:
                node = self.root
            elif self.root is None:
                self.root = node
        else:
            parent = top.node.entries[-1]
            if parent.value is None:
                parent.value = node
            elif parent.value.kind == kind == "list" and not parent.value.flow:
                node = parent.value
            elif top.node.kind == kind == "mapping":
                return top.node
        self.open.append(_Open(column, node))
        return node

    def _close(self, column: int, kind: str) -> None:
        """Close what a line at `column` ends. A list may stand at the column of the key it belongs to."""
        while self.open:
            top = self.open[-1]
            if top.column < column or (top.column == column and (top.node.kind == kind or top.node.kind == "mapping")):
                return
            self.open.pop()

    def _bare(self, start: int, stop: int, column: int) -> int:
        """A line that starts with a value, or with a key that has no colon yet."""
        self._close(column, "mapping")
        top = self.open[-1] if self.open else None
        if top is None:
            holder = Entry(None, start, start)
            end = self._value(holder, start, stop, -1, own_line=True)
            if self.root is None:
                self.root = holder.value
            elif self.root.kind == "mapping" and not self.root.flow:
                self._half_typed(self.root, holder)
            return end
        if not top.node.entries:
            return stop
        entry = top.node.entries[-1]
        if top.column < column and entry.value is None:
            return self._value(entry, start, stop, top.column, own_line=entry.key is not None)
        holder = Entry(None, start, start)
        end = self._value(holder, start, stop, max(top.column, 0), own_line=True)
        if top.node.kind == "mapping":
            self._half_typed(top.node, holder)
        return end

    def _half_typed(self, mapping: Node, holder: Entry) -> None:
        value = holder.value
        if value is not None and value.kind == "scalar":
            mapping.entries.append(Entry(value.text, value.start, value.end, value.quote, colon=False))
            self.budget.left -= 1

    def _value(self, entry: Entry, start: int, stop: int, column: int, *, own_line: bool) -> int:
        """Read the value that starts here, whose collection is at `column`; returns where it ends."""
        text = self.text
        properties = _PROPERTIES.match(text, start, stop)
        start = properties.end() if properties else start
        if start >= stop or text[start] == "#":
            return stop
        first = text[start]
        if first in "[{":
            reader = FlowReader(text, start, column, len(self.open), self.budget)
            entry.value = reader.read()
            entry.value.own_line = own_line
            return reader.position
        if first in "\"'":
            end = quoted_end(self.text, start, stop, column)
            closed = end - start > 1 and text[end - 1] == first
            inner = text[start + 1 : end - 1 if closed else end]
            entry.value = Node("scalar", start, end, unescaped(inner, first), first, own_line=own_line)
            return end
        if first in "|>" and _BLOCK_SCALAR.match(text, start, stop):
            end = self._deeper(stop, column, any_text=True)
            entry.value = Node("scalar", start, end, text[stop:end], "|", own_line=own_line)
            return end
        comment = _COMMENT.search(text, start, stop)
        end = start + len(text[start : comment.start() if comment else stop].rstrip())
        after = stop if comment else self._deeper(stop, column, any_text=False)
        words = text[start:end] if after <= stop else " ".join(text[start:after].split())
        entry.value = Node("scalar", start, end, words, own_line=own_line)
        return after

    def _deeper(self, stop: int, column: int, *, any_text: bool) -> int:
        """The end of the lines below that are indented deeper than `column`: those of a text over several lines."""
        end, position = stop, next_line(self.text, stop)
        while position < len(self.text):
            blank = BLANK.match(self.text, position)
            line = LINE.match(self.text, blank.end() if blank else position)
            if line is None or line.end() == position:
                break
            if line[2].strip():
                if len(line[1]) <= column:
                    break
                first = line.start(2)
                starts_part = line[2].startswith(("- ", "#")) or line[2] == "-"
                if not any_text and (starts_part or self._key(first, line.end(2)) is not None):
                    break
                end = line.end(2)
            position = line.end()
        return end

    def _skip(self, start: int, stop: int) -> int:
        while start < stop and self.text[start] in " \t":
            start += 1
        return start


def _plain(text: str, quote: str) -> str:
    return unescaped(text[1:-1], quote) if quote else text
