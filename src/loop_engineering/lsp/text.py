"""Lines of a text, and columns in the units of a client: code points here, UTF-16 or others over the protocol."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Literal

__all__ = ["Encoding", "Lines"]

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""What a client counts columns in; UTF-16 where it does not say (LSP 3.17, Position)."""

_BREAK = re.compile(r"\r\n|\r|\n")


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


_UNITS: Mapping[Encoding, Callable[[str], int]] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}


class Lines:
    """The lines of a text. They end where the protocol ends them: at LF, CR LF and CR, and nowhere else.

    Lines and columns count from 0. A place outside the text is moved to the nearest one inside.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        breaks = [found.span() for found in _BREAK.finditer(text)]
        self._starts = [0, *(end for _, end in breaks)]
        self._ends = [*(start for start, _ in breaks), len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def line(self, number: int) -> str:
        """The text of a line without its end; empty where there is no such line."""
        return self.text[self._starts[number] : self._ends[number]] if 0 <= number < len(self) else ""

    def offset(self, line: int, column: int) -> int:
        """The index in the text of a column, in code points, of a line."""
        if line < 0:
            return 0
        if line >= len(self):
            return len(self.text)
        return min(self._starts[line] + max(column, 0), self._ends[line])

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an index in the text."""
        line = bisect_right(self._starts, max(offset, 0)) - 1
        return line, min(offset, self._ends[line]) - self._starts[line]

    def to_units(self, line: int, column: int, encoding: Encoding) -> int:
        """The client's column for a column in code points."""
        return _UNITS[encoding](self.line(line)[: max(column, 0)])

    def from_units(self, line: int, units: int, encoding: Encoding) -> int:
        """The column in code points for the client's. In the middle of a character it is that of the character."""
        text, count = self.line(line), _UNITS[encoding]
        if encoding == "utf-32" or text.isascii():
            return max(0, min(units, len(text)))
        passed = 0
        for column, character in enumerate(text):
            passed += count(character)
            if passed > units:
                return column
        return len(text)
