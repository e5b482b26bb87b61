"""Where the keys of a TOML text stand. The parser of the standard library does not say."""

from __future__ import annotations

import re

__all__ = ["key_lines"]

_PART = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*({_DOTTED})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_LONGEST = 1_000


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line, from 1, on which each table and each key outside of inline tables is first given.

    A line of a multi-line string that looks like a key is taken for one: this is for messages, not for data.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        head = line[:_LONGEST]
        if match := _TABLE.match(head):
            table = _parts(match[1])
            found.setdefault(table, number)
        elif match := _KEY.match(head):
            found.setdefault((*table, *_parts(match[1])), number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))
