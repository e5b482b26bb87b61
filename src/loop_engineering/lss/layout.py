"""Where the parts of a document stand in its text, exactly: entries without the comments around them, and lines.

libyaml says where a block collection ends only as where the next thing begins, and of an alias only where its
anchor is. Whatever the text does not make plain is `Unclear`, so that nobody writes there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from loop_engineering.lss.position import split

__all__ = ["Entry", "Found", "Layout", "Unclear", "is_block_scalar", "is_flow"]


class Unclear(Exception):
    """The text is written in a way in which a change is not sure to mean what it should."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a collection: a key with its value, or an item. `start` and `end` are those of its content."""

    start: int
    end: int
    value: Node


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a pointer: its node, and the collection that it is entry number `index` of."""

    node: Node
    key: Node | None = None
    parent: Node | None = None
    index: int = 0


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*\s*)+")
_ANCHOR = re.compile(r"&([\w-]+)")
_ALIAS_VALUE = re.compile(r"[ \t]*:[ \t]+\*[\w-]+")


def is_flow(node: Node | None) -> bool:
    """Whether a node is a mapping or list in flow style."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def is_block_scalar(node: Node) -> bool:
    """Whether a node is a text that begins with `|` or `>`."""
    return isinstance(node, ScalarNode) and node.style in ("|", ">")


class Layout:
    """The text of a document with its node graph. Places are indices into the text."""

    def __init__(self, text: str, root: Node) -> None:
        self.text = text
        self.root = root

    def find(self, pointer: str) -> Found:
        """What stands at a pointer, if it stands there alone: neither merged in nor repeated by an alias."""
        found = Found(self.root)
        self._is_alone(found.node)
        for part in split(pointer):
            found = self._child(found.node, part)
            self._is_alone(found.node)
        return found

    def _child(self, parent: Node, part: str) -> Found:
        found = None
        if isinstance(parent, SequenceNode) and part.isdecimal() and int(part) < len(parent.value):
            found = Found(parent.value[int(part)], None, parent, int(part))
        elif isinstance(parent, MappingNode):
            for index, (key, value) in enumerate(parent.value):
                if isinstance(key, ScalarNode) and key.value == part and not key.tag.endswith(":merge"):
                    found = Found(value, key, parent, index)
        if found is None or self.is_alias(found):
            raise Unclear
        return found

    def _is_alone(self, node: Node) -> None:
        properties = _PROPERTIES.match(self.text, node.start_mark.index)
        for name in _ANCHOR.findall(properties[0]) if properties else ():
            if f"*{name}" in self.text:
                raise Unclear

    def is_alias(self, found: Found) -> bool:
        """Whether only an alias stands there."""
        assert found.parent is not None
        return found.node.start_mark.index < self._after(found.parent, found.index)

    @staticmethod
    def _after(parent: Node, index: int) -> int:
        """A place that the value of an entry cannot begin before, unless it is that of another."""
        if isinstance(parent, MappingNode):
            end: int = parent.value[index][0].end_mark.index
            return end
        return 1 + max((item.start_mark.index for item in parent.value[:index]), default=parent.start_mark.index - 1)

    def begin(self, node: Node) -> int:
        """Where the content of a scalar or a flow collection begins, after its anchor."""
        start: int = node.start_mark.index
        properties = _PROPERTIES.match(self.text, start)
        if properties is None:
            return start
        if "!" in properties[0]:
            raise Unclear
        return properties.end()

    def entry(self, parent: Node, index: int) -> Entry:
        """Entry number `index` of a collection."""
        after = self._after(parent, index)
        if isinstance(parent, MappingNode):
            key, value = parent.value[index]
            if not parent.start_mark.index <= key.start_mark.index <= parent.end_mark.index:
                raise Unclear
            if value.start_mark.index >= after:
                return Entry(key.start_mark.index, self._end(value), value)
            alias = _ALIAS_VALUE.match(self.text, after)
            if alias is None:
                raise Unclear
            return Entry(key.start_mark.index, alias.end(), ScalarNode("", ""))
        item = parent.value[index]
        if item.start_mark.index < after:
            raise Unclear
        return Entry(item.start_mark.index, self._end(item), item)

    def last(self, parent: Node) -> Entry:
        """The last entry of a collection that is not empty."""
        return self.entry(parent, len(parent.value) - 1)

    def _end(self, node: Node) -> int:
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, ScalarNode):
            return start + len(self.text[start:end].rstrip()) if is_block_scalar(node) else end
        if not is_flow(node):
            return self.last(node).end
        if self.text[self.begin(node)] not in "{[":
            raise Unclear
        return int(end)

    def is_open(self, node: Node, at: int) -> bool:
        """Whether a node ends in a block scalar that lines added or left at `at` would become a part of."""
        while not isinstance(node, ScalarNode):
            if is_flow(node):
                return False
            node = self.last(node).value
        if not is_block_scalar(node):
            return False
        header = self.text[node.start_mark.index : self.line_end(node.start_mark.index)]
        return "+" in header or at == len(self.text)

    def line_start(self, index: int) -> int:
        """Where the line of a place begins."""
        return max(self.text.rfind("\n", 0, index), self.text.rfind("\r", 0, index)) + 1

    def line_end(self, index: int) -> int:
        """Where the line of a place ends, before its line end."""
        ends = [found for newline in "\n\r" if (found := self.text.find(newline, index)) >= 0]
        return min(ends, default=len(self.text))

    def next_line(self, index: int) -> int:
        """Where the next line begins, or the end of the text."""
        end = self.line_end(index)
        return end + 2 if self.text[end : end + 2] == "\r\n" else min(end + 1, len(self.text))

    def before(self, index: int) -> str:
        """What stands before a place on its line."""
        return self.text[self.line_start(index) : index]
