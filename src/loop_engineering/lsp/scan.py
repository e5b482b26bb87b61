"""What both readers of an outline go by: lines, quoted text, and how much is read at most."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["BLANK", "LINE", "QUOTED", "Budget", "next_line", "quoted_end", "unescaped"]

LINE = re.compile(r"([ \t]*)([^\r\n]*)(?:\r\n|\r|\n|\Z)")
"""A line: its indentation, its content, its end."""
BLANK = re.compile(r"(?:[ \t]*+[\r\n])*+")
"""Lines with nothing on them, as many as there are: a file may have a million of them."""
QUOTED = re.compile(r""""(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+'""", re.DOTALL)
"""Text in quotes that are closed."""
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Budget:
    """How many more keys and list items are read."""

    left: int


def next_line(text: str, position: int) -> int:
    """The start of the line after the one that the index is in; the index itself if a line starts there."""
    if position > 0 and text[position - 1 : position] in ("\n", "\r"):
        return position
    rest = LINE.match(text, position)
    return rest.end() if rest is not None else len(text)


def quoted_end(text: str, start: int, stop: int, column: int) -> int:
    """Where quoted text ends: on this line, or on a later one if all between is indented like text of it."""
    found = QUOTED.match(text, start, stop) or QUOTED.match(text, start)
    if found is None:
        return stop
    if found.end() > stop:
        for line in LINE.finditer(text, next_line(text, stop), found.end()):
            if line[2] and len(line[1]) <= column and column >= 0:
                return stop
    return found.end()


def unescaped(text: str, quote: str) -> str:
    """The characters that text within these quotes stands for, as far as names need it."""
    if quote == "'":
        return text.replace("''", "'")
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text
