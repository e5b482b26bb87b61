"""Reading the outline of a flow collection, as in JSON, that may be half typed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loop_engineering.lsp.outline import MAX_DEPTH, Entry, Node
from loop_engineering.lsp.scan import BLANK, LINE, Budget, next_line, quoted_end, unescaped

__all__ = ["FlowReader"]

_FLOW_PLAIN = re.compile(r"(?:[^\s,\[\]{}:#]|:(?![\s,\[\]{}]|\Z)|(?<!\s)#|[ \t]+(?![ \t#,\[\]{}:\r\n]|\Z))++")


@dataclass(slots=True)
class _OpenFlow:
    """A flow collection that is not closed yet; whether its last item has a colon, and a value, so far."""

    node: Node
    after_colon: bool = False
    after_value: bool = False
    went_on: tuple[str, Node] | None = None
    """The last value without its last line, and that line: it may be a key, where a value or a comma is missing."""


class FlowReader:
    """Reads a flow collection that starts at `position`, over as many lines as it has."""

    def __init__(self, text: str, position: int, column: int, depth: int, budget: Budget) -> None:
        self.text = text
        self.budget = budget
        self.position = position
        self.column = column
        self.depth = depth
        self.stack: list[_OpenFlow] = []
        self.line_end = -1

    def read(self) -> Node:
        """The collection; `position` is then after it, or where the text goes on without it."""
        text = self.text
        root = self._opened()
        ignored = 0
        while self.stack and self.position < len(text) and self.budget.left > 0:
            character = text[self.position]
            if character in "\r\n":
                if self._left_behind():
                    break
            elif character in "[{":
                if len(self.stack) + self.depth >= MAX_DEPTH:
                    ignored += 1
                    self.position += 1
                else:
                    self._opened()
                continue
            elif character in "]}":
                if ignored:
                    ignored -= 1
                else:
                    self.stack.pop().node.end = self.position + 1
            elif character == ",":
                self.stack[-1].after_colon = self.stack[-1].after_value = False
                self.stack[-1].went_on = None
            elif character == ":":
                self._colon()
            elif character == "#":
                self.position = self._stop()
                continue
            elif character not in " \t":
                self._scalar()
                continue
            self.position += 1
        for unclosed in self.stack:
            unclosed.node.end = self.position
        return root

    def _stop(self) -> int:
        """The end of the line that is being read."""
        if self.position > self.line_end:
            line = LINE.match(self.text, self.position)
            self.line_end = line.end(2) if line else len(self.text)
        return self.line_end

    def _opened(self) -> Node:
        node = Node("mapping" if self.text[self.position] == "{" else "list", self.position, self.position, flow=True)
        if self.stack:
            self._attach(node)
        self.stack.append(_OpenFlow(node))
        self.position += 1
        return node

    def _left_behind(self) -> bool:
        """Whether the next line with text belongs to the collection around this one, which was not closed."""
        if self.column < 0:
            return False
        position = next_line(self.text, self.position)
        while position < len(self.text):
            blank = BLANK.match(self.text, position)
            line = LINE.match(self.text, blank.end() if blank else position)
            if line is None or line.end() == position:
                return False
            if line[2].strip() and not line[2].startswith("#"):
                self.position = position - 1
                return len(line[1]) <= self.column and not line[2].startswith(("]", "}"))
            position = line.end()
        return False

    def _colon(self) -> None:
        top = self.stack[-1]
        if top.node.kind != "mapping" or not top.node.entries:
            return
        entry = top.node.entries[-1]
        if top.went_on is not None and entry.value is not None and top.went_on[1].kind == "scalar":
            before, key = top.went_on
            top.node.entries.append(Entry(key.text, key.start, key.end, key.quote))
            entry.value.text = before
            entry.value = entry.value if before else None
            top.after_value, top.went_on = False, None
        elif not top.after_colon:
            entry.colon = top.after_colon = True

    def _scalar(self) -> None:
        text, start, stop = self.text, self.position, self._stop()
        quote = text[start] if text[start] in "\"'" else ""
        if quote:
            end = quoted_end(self.text, start, stop, self.column)
            closed = end - start > 1 and text[end - 1] == quote
            value = unescaped(text[start + 1 : end - 1 if closed else end], quote)
        else:
            found = _FLOW_PLAIN.match(text, start, stop)
            end = max(found.end() if found else start + 1, start + 1)
            value = text[start:end].strip()
        self.position = end
        self._attach(Node("scalar", start, end, value, quote, flow=True))

    def _attach(self, node: Node) -> None:
        top = self.stack[-1]
        self.budget.left -= 1
        if top.node.kind == "mapping" and not top.after_colon:
            if node.kind == "scalar":
                top.node.entries.append(Entry(node.text, node.start, node.end, node.quote, colon=False))
        elif top.after_value:
            # A plain scalar that goes on in the next line.
            before = top.node.entries[-1].value
            if before is not None and before.kind == node.kind == "scalar":
                top.went_on = (before.text, node)
                before.text += f" {node.text}"
        elif top.node.kind == "list":
            top.node.entries.append(Entry(None, node.start, node.start, value=node))
            top.after_value = True
        elif top.node.entries:
            top.node.entries[-1].value = node
            top.after_value = True
            top.went_on = ("", node)
