"""The structure of a YAML or JSON text that may be half typed: keys, values and where they stand.

Checking uses the real parser; this reader serves the editor while the text is broken, which it is most of the
time. It gives an outline for any text: what it cannot make sense of it leaves out, and a line that is indented
wrongly goes to the collection it most likely belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["MAX_DEPTH", "MOST_ENTRIES", "Entry", "Found", "Node", "Path", "at", "data_of", "get", "walk"]

MAX_DEPTH = 64
"""Deeper nesting than a spec may have is not looked into."""
MOST_ENTRIES = 40_000
"""So many keys and list items are read; a spec has 10,000 values at most."""

Path = tuple[str | int, ...]
"""The keys and indices that lead to a part."""


@dataclass(slots=True)
class Node:
    """A value. `start` and `end` are indices in the text; those of a scalar are of its characters, quotes included."""

    kind: Literal["scalar", "mapping", "list"]
    start: int
    end: int
    text: str = ""
    quote: str = ""
    flow: bool = False
    own_line: bool = False
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list, which has no key.

    `colon` is False for a key that is still being typed; `value` is None where nothing is there yet.
    """

    key: str | None
    start: int
    end: int
    quote: str = ""
    colon: bool = True
    value: Node | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a place of the text: the key of an entry or its scalar value; `path` leads to the value."""

    path: Path
    part: Literal["key", "value"]
    entry: Entry
    container: Node


def walk(root: Node | None) -> Iterator[tuple[Path, Entry, Node]]:
    """All entries with their paths and the collections they are in, in the order of the text."""
    if root is None:
        return
    waiting: list[tuple[Path, Node, int]] = [((), root, 0)]
    while waiting:
        path, node, index = waiting.pop()
        if index >= len(node.entries):
            continue
        entry = node.entries[index]
        here: Path = (*path, index if entry.key is None else entry.key)
        waiting.append((path, node, index + 1))
        yield here, entry, node
        if entry.value is not None:
            waiting.append((here, entry.value, 0))


def at(root: Node | None, offset: int) -> Found | None:
    """The key or scalar that the index is in, or at the end of."""
    for path, entry, container in walk(root):
        if entry.key is not None and entry.start <= offset <= entry.end:
            return Found(path, "key", entry, container)
        value = entry.value
        if value is not None and value.kind == "scalar" and value.start <= offset <= value.end:
            return Found(path, "value", entry, container)
    return None


def get(root: Node | None, path: Path) -> Node | None:
    """The value at a path; of a key that is given twice the first."""
    node = root
    for part in path:
        if node is None:
            return None
        if isinstance(part, int):
            found = node.entries[part] if node.kind == "list" and part < len(node.entries) else None
        else:
            found = next((entry for entry in node.entries if entry.key == part), None)
        node = found.value if found is not None else None
    return node


def data_of(node: Node | None) -> Any:
    """The outline as plain data; each scalar is a string, None stands for what is missing."""
    if node is None:
        return None
    if node.kind == "scalar":
        return node.text
    if node.kind == "list":
        return [data_of(entry.value) for entry in node.entries]
    return {entry.key: data_of(entry.value) for entry in node.entries if entry.key is not None and entry.colon}
