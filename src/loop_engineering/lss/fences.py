"""Fenced code blocks of a Markdown page, with the line and column of everything in them.

Follows pymdownx.superfences, which renders the site: fences may be indented (lists, admonitions, tabs) and
quoted; a closing fence is as long as the opening one; a fence inside a longer fence is text; one inside an
indented code block is code. Unlike it, fences in HTML comments and front matter are not looked at.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

__all__ = ["Fence", "fences"]

_TAB = 4
_PREFIX = re.compile(r"[> \t]*")
_OPENING = re.compile(r"(?P<fence>~{3,}|`{3,})(?P<info>[^`\n]*)$")
_MARKS = ("```", "~~~")
_COMMENT = re.compile(r" {0,3}<!--")
"""Further into a line, as in code, it is text; so Python-Markdown has it, and CommonMark."""
_CONTAINER = re.compile(r"(?:[-*+]|\d+[.)])[ \t]|!!!|\?\?\?|===|///|:[ \t]|\[\^[^\]]+\]:")


@dataclass(frozen=True, slots=True)
class Fence:
    """One fenced block. Line numbers count from 1.

    `info` is what follows the opening fence; `column` is where the fence starts, from 1. `columns` holds how
    many characters precede each line of `text` in the file. `broken` says why the site does not render it
    as a block, if it does not.
    """

    info: str
    text: str
    line: int
    end_line: int
    column: int
    prefix: str
    columns: tuple[int, ...]
    broken: str | None = None


def fences(text: str) -> Iterator[Fence]:
    """The fenced blocks of a page, outermost only, in order."""
    return iter(_scanned(text))


@functools.lru_cache(maxsize=2)
def _scanned(text: str) -> tuple[Fence, ...]:
    """All fences of a page. A page is asked for several times in a row: its blocks, links and macros."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Fence]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    outline = _Outline(lines)
    # The last line that closes a fence of each mark: without it, each open fence would be read to the page's end.
    last = {mark: index for index, line in enumerate(lines) if (mark := line.strip("> \t"))[:3] in _MARKS}
    # Nor is anything taken for a comment that no line ends.
    ends = max((index for index, line in enumerate(lines) if "-->" in line), default=-1)
    index = _front_matter(lines)
    in_comment = False
    while index < len(lines):
        line = lines[index]
        if in_comment:
            in_comment = "-->" not in line
            index += 1
            continue
        prefix = _PREFIX.match(line)
        start = prefix.end() if prefix else 0
        opening = _OPENING.match(line, start)
        if opening is None:
            in_comment = _COMMENT.match(line) is not None and "-->" not in line and ends > index
            index += 1
            continue
        mark, info = opening.group("fence"), opening.group("info").strip()
        if last.get(mark, -1) <= index:
            fence, following = _open(lines, index, line[:start], info)
        else:
            fence, following = _read(lines, index, line[:start], mark, info)
        if not outline.is_indented_code(index):
            yield fence
        index = following


def _front_matter(lines: Sequence[str]) -> int:
    """Index of the first line after YAML front matter."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return index + 1
    return 0


def _read(lines: Sequence[str], start: int, prefix: str, mark: str, info: str) -> tuple[Fence, int]:
    """The fence that opens on line `start`, and the index of the line after it."""
    width, quotes = len(prefix.expandtabs(_TAB)), prefix.count(">")
    body: list[str] = []
    columns: list[int] = []

    def fence(end: int, broken: str | None = None) -> Fence:
        text = "".join(f"{line}\n" for line in body)
        return Fence(info, text, start + 1, end + 1, len(prefix) + 1, prefix, tuple(columns), broken)

    for index in range(start + 1, len(lines)):
        taken = _strip_prefix(lines[index], width)
        before, content = lines[index][:taken], lines[index][taken:]
        virtual = len(before.expandtabs(_TAB))
        blank = not content.strip() and not before.strip(" \t>")
        level = before.count(">")
        if level != quotes and (level > quotes or not quotes):
            return fence(index, f"line {index + 1} changes the level of quoting inside the fence"), index
        if quotes and level < quotes and not blank:
            return fence(index, f"line {index + 1} leaves the quotation before the fence is closed"), index
        if not blank and virtual < width and not (quotes and level == quotes and len(before) >= len(prefix)):
            return fence(index, f"line {index + 1} is indented less than the fence it stands in"), index
        if content.rstrip(" \t") == mark:
            return fence(index), index + 1
        body.append(content)
        columns.append(taken)
    return fence(len(lines) - 1, "the fence is never closed"), start + 1


def _open(lines: Sequence[str], start: int, prefix: str, info: str) -> tuple[Fence, int]:
    """The fence that opens on line `start` and is never closed: its text is taken to go on to the next fence."""
    width = len(prefix.expandtabs(_TAB))
    end = start + 1
    while end < len(lines) and lines[end].lstrip("> \t")[:3] not in _MARKS:
        end += 1
    columns = tuple(_strip_prefix(line, width) for line in lines[start + 1 : end])
    text = "".join(f"{line[taken:]}\n" for line, taken in zip(lines[start + 1 : end], columns, strict=True))
    return Fence(info, text, start + 1, end, len(prefix) + 1, prefix, columns, "the fence is never closed"), start + 1


def _strip_prefix(line: str, width: int) -> int:
    """How many characters of `line` make up a prefix of quote marks and white space `width` columns wide."""
    column = 0
    for index, character in enumerate(line):
        if column >= width or character not in "> \t":
            return index
        column += _TAB - column % _TAB if character == "\t" else 1
    return len(line)


class _Outline:
    """Which lines of a page stand below which, by their indentation."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    @cached_property
    def _above(self) -> Sequence[tuple[int, bool]]:
        """For each line the nearest one above that is indented less (or -1), and whether a blank line is between."""
        above: list[tuple[int, bool]] = []
        ancestors: list[tuple[int, int]] = []
        last_blank = -1
        for index, line in enumerate(self._lines):
            if not line.strip():
                last_blank = index
                above.append((-1, False))
                continue
            indent = _indent(line)
            while ancestors and ancestors[-1][1] >= indent:
                ancestors.pop()
            parent = ancestors[-1][0] if ancestors else -1
            above.append((parent, last_blank > parent))
            ancestors.append((index, indent))
        return above

    def is_indented_code(self, index: int) -> bool:
        """Whether line `index` belongs to an indented code block rather than to a list, admonition or tab."""
        indent = _indent(self._lines[index])
        while indent >= _TAB:
            above, blank_between = self._above[index]
            if above < 0:
                return True
            outer = _indent(self._lines[above])
            if _CONTAINER.match(self._lines[above].lstrip("> \t")):
                if indent - outer >= 2 * _TAB:
                    return True
            elif indent - outer >= _TAB and blank_between:
                return True
            index, indent = above, outer
        return False


def _indent(line: str) -> int:
    """Columns of white space before a line's text, after any quote marks."""
    prefix = _PREFIX.match(line)
    text = prefix.group() if prefix else ""
    tail = text[text.rfind(">") + 1 :].expandtabs(_TAB)
    return len(tail) - (1 if ">" in text and tail.startswith(" ") else 0)
