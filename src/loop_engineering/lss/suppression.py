"""Suppressions: the comments with which an author lets a finding stand, `# lss: ignore[LSS203] reason`.

After a value the comment covers the findings that start on its line. On a line of its own it covers what begins on the
next line that is no comment, with everything nested in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loop_engineering.lss.comments import Comment, Place, read_comments
from loop_engineering.lss.finding import Edit, Finding, Fix, Problem
from loop_engineering.lss.rules import RULES
from loop_engineering.lss.source import Document

__all__ = ["MAX_SUPPRESSED", "Suppressed", "Suppressions", "suppressions_of"]

MAX_SUPPRESSED = 1_000
"""So many findings of one rule may be suppressed in one text; further ones are told."""

_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is not told, and the reason that its author gives."""

    finding: Finding
    reason: str


def suppressions_of(document: Document) -> Suppressions | None:
    """The suppressions in a document; None where there are none."""
    given = read_comments(document)
    return Suppressions(given) if given else None


class Suppressions:
    """The suppressions of one text, and what they have suppressed so far."""

    def __init__(self, given: Sequence[Comment]) -> None:
        self.suppressed: list[Suppressed] = []
        self._given = given
        self._used: set[tuple[int, str]] = set()
        self._cut_short: set[str] = set()
        self._counts: dict[str, int] = {}
        self._on_line: dict[tuple[str, int], int] = {}
        self._blocks: dict[str, _Intervals] = {}
        for number, item in enumerate(given):
            for rule in item.rules:
                if item.own_line:
                    self._blocks.setdefault(rule, _Intervals()).add(number, item.start, item.end)
                else:
                    self._on_line.setdefault((rule, item.start[0]), number)

    def covers(self, finding: Finding) -> bool:
        """Whether a comment covers the finding, which then joins `suppressed`."""
        number = self._on_line.get((finding.rule, finding.line))
        if number is None and finding.rule in self._blocks:
            number = self._blocks[finding.rule].containing((finding.line, finding.column))
        if number is None:
            return False
        self._used.add((number, finding.rule))
        self._counts[finding.rule] = self._counts.get(finding.rule, 0) + 1
        if self._counts[finding.rule] > MAX_SUPPRESSED:
            return False
        self.suppressed.append(Suppressed(finding, self._given[number].read.reason))
        return True

    def was_cut_short(self, rule: str) -> None:
        """Note that not all findings of a rule were looked for: which of its comments are unused is not known."""
        self._cut_short.add(rule)

    def malformed(self) -> Iterator[Problem]:
        """The problems of LSS009, in order."""
        for item in self._given:
            if item.read.malformed is not None:
                yield Problem("", item.read.malformed, span=item.span)

    def unused(self, *, of: str | None = None) -> Iterator[tuple[Problem, Fix | None]]:
        """The problems of LSS010, in order, each with the removal that mends it, if the comment is well-formed.

        With `of`, those of suppressions of that rule; without, those of all rules but LSS010, since a
        suppression of LSS010 can be judged only once the others are.
        """
        for number, item in enumerate(self._given):
            known = (rule for rule in item.rules if rule not in self._cut_short)
            idle = tuple(rule for rule in known if (number, rule) not in self._used)
            asked = tuple(rule for rule in idle if (rule == of if of else rule != "LSS010"))
            if not asked:
                continue
            what = ", ".join(f"{rule} ({RULES[rule].name})" for rule in asked[:_MOST_TOLD])
            more = f" and {len(asked) - _MOST_TOLD} more" if len(asked) > _MOST_TOLD else ""
            where = "what begins below it has" if item.own_line else "this line has"
            problem = Problem("", f"nothing to suppress: {where} no finding of {what}{more}", span=item.span)
            yield problem, self._removal(item, asked)

    @staticmethod
    def _removal(item: Comment, idle: tuple[str, ...]) -> Fix | None:
        """What takes the idle rules out: their names where others are left, else the comment."""
        if item.read.malformed is not None:
            return None
        kept = [name for name, rule in item.read.names if rule not in idle]
        if not kept:
            return Fix("remove the comment", (Edit(item.removal, ""),))
        return Fix(f"keep {', '.join(kept)} only", (Edit(item.listed, ", ".join(kept)),))


class _Intervals:
    """Intervals that were added in the order of their starts, to be asked which one contains a place."""

    def __init__(self) -> None:
        self._starts: list[Place] = []
        self._items: list[tuple[int, Place, int | None]] = []
        self._open: list[int] = []

    def add(self, number: int, start: Place, end: Place) -> None:
        while self._open and self._items[self._open[-1]][1] <= start:
            self._open.pop()
        above = self._open[-1] if self._open else None
        if above is not None and self._items[above][1] == end:
            # What the other contains from here on, this one does; so that a pile of comments is no chain to climb.
            self._open.pop()
            above = self._items[above][2]
        self._open.append(len(self._items))
        self._starts.append(start)
        self._items.append((number, end, above))

    def containing(self, place: Place) -> int | None:
        """The number of the innermost interval with this place in it."""
        at: int | None = bisect_right(self._starts, place) - 1
        while at is not None and at >= 0:
            number, end, at = self._items[at]
            if place < end:
                return number
        return None
