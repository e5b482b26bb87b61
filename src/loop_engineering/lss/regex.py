"""Regular expressions read into a tree: what the common dialects agree on, and no more.

`pattern` of an input is meant for whichever runtime checks it, so the reader keeps to what Python, ECMAScript, PCRE
and their kin read alike. What only some of them have (look-around, back-references, possessive quantifiers, Unicode
properties) is `Unread`; what none of them accepts is `NotARegex`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["MAX_LENGTH", "Alt", "Chars", "NotARegex", "Repeat", "Seq", "Tree", "Unread", "read_pattern"]

MAX_LENGTH = 2_000
"""Longest pattern, in characters, that is read."""

_MAX_DEPTH = 40
_LAST = 0x10FFFF


class NotARegex(ValueError):
    """The text is no regular expression in any common dialect; the message says why."""


class Unread(Exception):
    """The pattern uses something that only some dialects have, or is too large to be read."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of the code points of `ranges`, each (first, last), sorted and apart."""

    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Seq:
    """One part after the other; of no parts the empty text."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Alt:
    """One of the branches."""

    branches: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`least` to `most` times the part; `most` is None where nothing limits it."""

    part: Tree
    least: int
    most: int | None


Tree = Chars | Seq | Alt | Repeat

_DIGIT = ((48, 57),)
_WORD = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE = ((9, 13), (32, 32))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_COUNT = re.compile(r"\{(\d{1,6})(,(\d{0,6}))?\}")
_END = re.compile(r"(?:\$|\\[zZ])(?=\||\Z)")
_SET_EXTENSIONS = ("[:", "[=", "[.", "&&", "--", "||", "~~")
_NAME = re.compile(r"P?<[A-Za-z_]\w{0,63}>")
_FLAGS = re.compile(r"\(\?[iasu]{1,4}\)")


def read_pattern(text: str) -> Tree:
    """The tree of a pattern; NotARegex or Unread where it has none. Anchors at either end count as nothing."""
    if len(text) > MAX_LENGTH:
        raise Unread
    reader = _Reader(text)
    flags = _FLAGS.match(text)
    if flags is not None:
        reader.at = flags.end()
    tree = reader.alternatives(0)
    if reader.at < len(text):
        raise NotARegex('a ")" closes no group')
    return tree


class _Reader:
    """Reads from `at` on; each method leaves it behind what it has read."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def alternatives(self, depth: int) -> Tree:
        if depth > _MAX_DEPTH:
            raise Unread
        branches = [self._sequence(depth)]
        while self._next("|"):
            branches.append(self._sequence(depth))
        return branches[0] if len(branches) == 1 else Alt(tuple(branches))

    def _sequence(self, depth: int) -> Tree:
        parts: list[Tree] = []
        if depth == 0 and not self._next("^") and self.text.startswith("\\A", self.at):
            self.at += 2
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if depth == 0 and (end := _END.match(self.text, self.at)) is not None:
                self.at = end.end()
                break
            part = self._part(depth)
            parts.append(self._counted(part))
        return parts[0] if len(parts) == 1 else Seq(tuple(parts))

    def _part(self, depth: int) -> Tree:
        sign = self.text[self.at]
        self.at += 1
        if sign in "*+?":
            raise NotARegex(f'there is nothing for "{sign}" to repeat')
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return self._set()
        if sign == ".":
            return Chars(_complement(((10, 10),)))
        if sign == "\\":
            return self._escape()
        if sign in "^$":
            raise Unread
        return Chars(((ord(sign), ord(sign)),))

    def _group(self, depth: int) -> Tree:
        if self._next("?"):
            if self._next(":"):
                pass
            elif (named := _NAME.match(self.text, self.at)) is not None:
                self.at = named.end()
            else:
                raise Unread
        tree = self.alternatives(depth + 1)
        if not self._next(")"):
            raise NotARegex('a "(" is never closed')
        return tree

    def _counted(self, part: Tree) -> Tree:
        least, most = 1, 1
        found = _COUNT.match(self.text, self.at)
        unlimited = False
        if found is not None:
            self.at = found.end()
            least = int(found[1])
            unlimited = found[2] is not None and not found[3]
            most = least if found[2] is None or unlimited else int(found[3])
            if most < least:
                raise NotARegex(f"{found[0]} counts from {least} down to {most}")
        elif self.at < len(self.text) and (sign := self.text[self.at]) in "*+?":
            self.at += 1
            least, unlimited = int(sign == "+"), sign != "?"
        else:
            return part
        self._next("?")
        if self.at < len(self.text) and self.text[self.at] in "*+?":
            if self.text[self.at] == "*":
                raise NotARegex('a "*" follows another quantifier')
            raise Unread
        if _COUNT.match(self.text, self.at) is not None:
            raise Unread
        return Repeat(part, least, None if unlimited else most)

    def _set(self) -> Tree:
        text, negated = self.text, self._next("^")
        begin = self.at
        ranges: list[tuple[int, int]] = []
        while True:
            if self.at >= len(text):
                if text[begin : begin + 1] == "]":
                    raise Unread  # ECMAScript reads [] as the empty set, the others as a set that begins with "]".
                raise NotARegex('a "[" is never closed')
            sign = text[self.at]
            if sign == "]" and self.at > begin:
                self.at += 1
                break
            if text[self.at : self.at + 2] in _SET_EXTENSIONS:
                raise Unread
            first = self._member()
            if text[self.at : self.at + 1] == "-" and text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                last = self._member()
                if len(first) == len(last) == 1 and first[0][0] == first[0][1] and last[0][0] == last[0][1]:
                    if last[0][0] < first[0][0]:
                        raise NotARegex(f"the range {chr(first[0][0])}-{chr(last[0][0])} goes backwards")
                    ranges.append((first[0][0], last[0][0]))
                    continue
                ranges += [*first, (45, 45), *last]
                continue
            ranges += first
        merged = _merged(ranges)
        return Chars(_complement(merged) if negated else merged)

    def _member(self) -> tuple[tuple[int, int], ...]:
        sign = self.text[self.at]
        self.at += 1
        if sign != "\\":
            return ((ord(sign), ord(sign)),)
        if self._next("b"):
            return ((8, 8),)
        part = self._escape()
        if not isinstance(part, Chars):
            raise Unread
        return part.ranges

    def _escape(self) -> Tree:
        if self.at >= len(self.text):
            raise NotARegex('it ends in a lone "\\"')
        sign = self.text[self.at]
        self.at += 1
        if sign.lower() in _CLASSES:
            ranges = _CLASSES[sign.lower()]
            return Chars(ranges if sign.islower() else _complement(ranges))
        if sign in _CONTROLS:
            return Chars(((_CONTROLS[sign], _CONTROLS[sign]),))
        if sign in "xu":
            digits = self.text[self.at : self.at + (2 if sign == "x" else 4)]
            if not re.fullmatch(r"[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}", digits):
                raise Unread
            self.at += len(digits)
            return Chars(((int(digits, 16), int(digits, 16)),))
        if sign.isascii() and sign.isalnum():
            raise Unread
        return Chars(((ord(sign), ord(sign)),))

    def _next(self, sign: str) -> bool:
        if self.text[self.at : self.at + 1] == sign:
            self.at += 1
            return True
        return False


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _complement(ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    left, found = 0, []
    for first, last in ranges:
        if first > left:
            found.append((left, first - 1))
        left = last + 1
    if left <= _LAST:
        found.append((left, _LAST))
    return tuple(found)
