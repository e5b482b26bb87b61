"""The comments that are addressed to the checker: where they stand, what they say, and what they stand above.

Whether a `#` begins a comment is read off the tokens of the text: what stands inside a quoted, plain or block scalar
is text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from loop_engineering.lss.position import Span
from loop_engineering.lss.rules import RULES, Rule
from loop_engineering.lss.schema import closest
from loop_engineering.lss.source import MAX_FAULTS, Document, Source

__all__ = ["MAX_COMMENTS", "Comment", "Directive", "Place", "is_protected", "read_comments"]

MAX_COMMENTS = 10_000
"""So many suppressions of one text are read, as many as it may have values."""

_MOST_CODES = 100
_MOST_TOLD = 3
_DIRECTIVE = re.compile(r"(?<![^\s])#+[ \t]*[lL][sS][sS]:[ \t]*(?P<rest>[^\r\n]*)")
_WORD = re.compile(r"(?P<word>[\w-]*)[ \t]*(?P<list>\[(?P<codes>[^\]]*)(?P<closed>\])?)?(?P<reason>.*)", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r")
_EXAMPLE = "write # lss: ignore[LSS203] and the reason"
_BEFORE_THE_ROOT = (yaml.StreamStartToken, yaml.DirectiveToken, yaml.DocumentStartToken)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Place = tuple[int, int]
"""Line and column of the file, from 1."""


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment says: pairs of a name as written and the rule's id, the reason, and what is wrong with it, if
    anything; `listed` is where in the text after `lss:` the names stand."""

    names: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    malformed: str | None = None
    listed: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. It covers the findings of `rules` (ids) that start from `start` up to, not including, `end`.

    `span` is the comment, `listed` what is in its brackets, `removal` what has to go so that nothing of it is left.
    """

    read: Directive
    span: Span
    listed: Span
    removal: Span
    own_line: bool
    start: Place
    end: Place

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules, each once."""
        return tuple(dict.fromkeys(rule for _, rule in self.read.names))


def is_protected(rule: Rule) -> bool:
    """Whether the rule's findings cannot be suppressed.

    Where a text cannot be read or has the wrong shape nothing else of it is checked, which a comment would hide; and a
    rung of the ladder that is asked for is asked of every spec.
    """
    if rule.id in ("LSS009", "LSS010"):
        return False
    if rule.id.startswith("LSS1"):
        return rule.severity == "error"
    return rule.id.startswith("LSS0") or rule.id == "LSS900"


def read_comments(document: Document) -> tuple[Comment, ...]:
    """The comments of a document that suppress findings, or mean to, in their order."""
    text = document.source.text
    if "lss:" not in text and "LSS:" not in text:
        return ()
    return tuple(_Reader(document).read())


class _Reader:
    """Finds the suppressions of one document."""

    def __init__(self, document: Document) -> None:
        self._source: Source = document.source
        self._root = document.root
        self._text = document.source.text
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        self._dashes: list[int] = []
        self._malformed = 0
        # libyaml does not count a byte order mark.
        self._shift = int(self._text.startswith("\ufeff"))

    def read(self) -> Iterator[Comment]:
        comments = list(self._comments())
        ends = self._entry_ends() if comments else {}
        count = 0
        for match, target in comments:
            made = self._suppression(match, target, ends)
            if made is None:
                continue
            count += 1
            if count > MAX_COMMENTS:
                past = _malformed(f"at most {MAX_COMMENTS:,} suppressions are read; this one and those below are not")
                yield replace(made, read=past)
                return
            yield made

    def _comments(self) -> Iterator[tuple[re.Match[str], int | None]]:
        """The comments that may be suppressions, each with the index of the first token of content after it."""
        candidates = list(_DIRECTIVE.finditer(self._text))
        waiting: list[re.Match[str]] = []
        at = 0
        for token in yaml.scan(self._text, Loader=_Loader):
            begin, end = token.start_mark.index + self._shift, token.end_mark.index + self._shift
            if isinstance(token, yaml.BlockEntryToken):
                self._dashes.append(begin)
            while at < len(candidates) and candidates[at].start() < begin:
                waiting.append(candidates[at])
                at += 1
            if not isinstance(token, _BEFORE_THE_ROOT):
                yield from ((match, begin) for match in waiting)
                waiting = []
            header_end = self._header_end(token, begin)
            while at < len(candidates) and candidates[at].start() < end:
                if candidates[at].start() < header_end:
                    waiting.append(candidates[at])
                at += 1
        yield from ((match, None) for match in (*waiting, *candidates[at:]))

    def _header_end(self, token: yaml.Token, begin: int) -> int:
        """Where the first line of a block scalar ends, which is `|` or `>` and may have a comment; else its start."""
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            return self._line_end(self._line(begin))
        return begin

    def _suppression(self, match: re.Match[str], target: int | None, ends: dict[int, int]) -> Comment | None:
        # Likely names take time to find, and further comments that are malformed are not told of.
        directive = _understood(match["rest"], advise=self._malformed <= MAX_FAULTS)
        if directive is None:
            return None
        self._malformed += directive.malformed is not None
        listed = (match.start("rest") + at for at in directive.listed)
        line, begin = self._line(match.start()), match.start()
        stop = begin + len(match[0].rstrip())
        own_line = not self._text[self._lines[line] : begin].strip(" \t\ufeff")
        if not own_line:
            start, end = self._lines[line], self._line_end(line) + 1
            gap = len(self._text[self._lines[line] : begin]) - len(self._text[self._lines[line] : begin].rstrip(" \t"))
            removal = self._span(begin - gap, self._line_end(line))
        else:
            start, end = begin, stop
            if target is not None:
                below = self._line(target)
                end = max(self._line_end(below) + 1, ends.get(below, 0))
            removal = self._whole_line(line)
        return Comment(
            directive,
            self._span(begin, stop),
            self._span(*listed),
            removal,
            own_line,
            self._place(start),
            self._place(end),
        )

    def _entry_ends(self) -> dict[int, int]:
        """For each line on which an entry of a mapping or list begins, the index at which the last of them ends."""
        ends: dict[int, int] = {}
        waiting: list[Node] = [self._root]
        seen: set[int] = set()
        while waiting:
            node = waiting.pop()
            if id(node) in seen or isinstance(node, ScalarNode):
                continue
            seen.add(id(node))
            for begin, end in self._entries(node):
                line = self._line(begin)
                ends[line] = max(end, ends.get(line, 0))
            parts = node.value if isinstance(node, SequenceNode) else [part for pair in node.value for part in pair]
            waiting.extend(parts)
        return ends

    def _entries(self, node: Node) -> Iterator[tuple[int, int]]:
        if isinstance(node, MappingNode):
            for key, value in node.value:
                if value.start_mark.index >= key.start_mark.index:
                    yield key.start_mark.index + self._shift, value.end_mark.index + self._shift
                else:  # an alias, whose node stands where its anchor does
                    yield key.start_mark.index + self._shift, key.end_mark.index + self._shift
            return
        first, last = node.start_mark.index, node.end_mark.index
        flow = isinstance(node, SequenceNode) and node.flow_style
        for item in node.value:
            begin = item.start_mark.index
            if first <= begin <= last:
                if not flow:
                    # The item may begin lines below its dash.
                    before = bisect_left(self._dashes, begin + self._shift) - 1
                    begin = self._dashes[before] - self._shift if before >= 0 else begin
                yield begin + self._shift, item.end_mark.index + self._shift

    def _line(self, index: int) -> int:
        return bisect_right(self._lines, index) - 1

    def _line_end(self, line: int) -> int:
        """The index of the first character of the line's end."""
        if line + 1 == len(self._lines):
            return len(self._text)
        end = self._lines[line + 1] - 1
        return end - 1 if self._text.startswith("\r\n", end - 1) and end > self._lines[line] else end

    def _whole_line(self, line: int) -> Span:
        """A line with its end, and with what the file has before it: the prefix of a block in a list or quote."""
        number, last = self._source.lines.line(line), line + 1 == len(self._lines)
        if last:
            return Span(number, 1, number, self._place(self._line_end(line))[1])
        return Span(number, 1, number + 1, 1)

    def _place(self, index: int) -> Place:
        """The file's line and column; an index past a line's text stays on that line."""
        line = self._line(min(index, len(self._text)))
        return self._source.lines.line(line), self._source.lines.column(line, index - self._lines[line])

    def _span(self, begin: int, end: int) -> Span:
        return Span(*self._place(begin), *self._place(end))


def _understood(text: str, *, advise: bool) -> Directive | None:
    """What stands after `lss:`; None where it is prose and no suppression.

    Only with `advise` is it said which rule an unknown name may have been meant to be.
    """
    match = _WORD.match(text)
    if match is None or (match["word"].lower() != "ignore" and match["list"] is None):
        return None
    word, codes = match["word"], match["codes"] or ""
    if word != "ignore":
        return _malformed(f"there is no {_quote(word + '[…]')}; {_EXAMPLE}")
    if match["list"] is None:
        return _malformed(f"the comment does not say which rules; {_EXAMPLE}")
    if match["closed"] is None:
        return _malformed(f"the bracket is not closed; {_EXAMPLE}")
    names = list(dict.fromkeys(re.findall(r"[^\s,]+", codes)))
    if not names:
        return _malformed(f"the brackets are empty; {_EXAMPLE}")
    if len(names) > _MOST_CODES:
        return _malformed(f"{len(names):,} rules are listed; at most {_MOST_CODES} are read")
    reason = match["reason"].strip(" \t:-–—")
    if not any(char.isalnum() for char in reason):
        return _malformed(f"the reason is missing; write it after the bracket, as in ignore[{_short(codes)}] because …")
    known: list[tuple[str, str]] = []
    faults: list[str] = []
    more = 0
    for name in names:
        rule = RULES.get(name.upper()) or _NAMES.get(name.lower())
        if rule is not None and not is_protected(rule):
            known.append((name, rule.id))
        elif len(faults) == _MOST_TOLD:
            more += 1
        else:
            faults.append(_refused(rule) if rule is not None else _unknown(name) if advise else "an unknown rule")
    malformed = "; ".join(faults) + (f"; and {more} more" if more else "") if faults else None
    return Directive(tuple(known), reason, malformed, match.span("codes"))


_NAMES = {rule.name: rule for rule in RULES.values()}


def _malformed(message: str) -> Directive:
    return Directive(malformed=message)


@lru_cache(maxsize=256)
def _unknown(name: str) -> str:
    if name in ("*", "all", "ALL") or (len(name) < 6 and re.fullmatch(r"LSS\d*", name.upper())):
        return f"{_quote(name)} is more than one rule; name each by its id"
    likely = closest(name.upper(), RULES) if name.upper().startswith("LSS") else closest(name, _NAMES)
    return f"there is no rule {_quote(name)}; {f'did you mean {likely}?' if likely else 'loopctl rules lists them'}"


def _refused(rule: Rule) -> str:
    if rule.id == "LSS900":
        return "LSS900 cannot be suppressed: a rung that is asked for is asked of every spec"
    return (
        f"{rule.id} ({rule.name}) cannot be suppressed: where it is found, the rest is not checked, "
        "and a comment would hide that; mend the spec"
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _quote(text: str) -> str:
    return f'"{_short(text)}"'
