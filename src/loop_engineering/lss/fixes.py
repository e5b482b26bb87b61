"""Fixes made: edits put into a text, round after round until nothing changes, and never for the worse."""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from loop_engineering.lss.finding import Edit, Finding, Fix

__all__ = ["MAX_CHECKED", "MAX_ROUNDS", "Applied", "Mended", "apply", "mend"]

MAX_ROUNDS = 20
"""So often a text is checked and mended at most. One mistake hides another for three or four rounds at the worst."""

MAX_CHECKED = 2_097_152
"""After so many characters, in all rounds together, no further round begins; the next run goes on from there."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNREADABLE, _MISSHAPEN, _SOUND = range(3)


@dataclass(frozen=True, slots=True)
class Applied:
    """A text after some fixes: those that were made, and those that are left since they touch one of these."""

    text: str
    applied: tuple[Fix, ...]
    left: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after all rounds. `fixed` are the findings whose fixes were made, in the order in which they were.

    `worse` says that some fixes would have brought new errors and that therefore none was made. `findings` are
    those of the text as it is now.
    """

    text: str
    fixed: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    worse: bool = False


def apply(text: str, fixes: Iterable[Fix]) -> Applied:
    """Make fixes in a text: of each all edits or, where they touch those of an earlier one or lie outside, none.

    Lines end as `source` counts them: at LF, CR or CR LF. Line ends within an edit become those of the text.
    """
    lines = _Lines(text)
    taken: list[tuple[int, int, str]] = []
    applied: list[Fix] = []
    left: list[Fix] = []
    for fix in fixes:
        places = [lines.place(edit) for edit in fix.edits]
        found = [place for place in places if place is not None]
        if len(found) < len(places) or any(_touches(taken, place) for place in found):
            left.append(fix)
            continue
        for place in found:
            insort(taken, place)
        applied.append(fix)
    parts, last = [], 0
    for start, end, new in taken:
        parts += [text[last:start], new]
        last = end
    return Applied("".join([*parts, text[last:]]), tuple(applied), tuple(left))


def mend(
    text: str,
    check: Callable[[str], Sequence[tuple[Finding, ...]]],
    wanted: Callable[[tuple[Finding, ...]], Collection[Finding]],
    *,
    unsafe: bool = False,
) -> Mended:
    """Check a text, make its fixes, and again until none is left.

    `check` gives the findings of each spec in a text, `wanted` those of them that are to be fixed. Fixes that are
    not safe are made only if `unsafe`, and once no safe one is left.
    """
    specs = check(text)
    before = Mended(text, (), _flat(specs))
    fixed: list[Finding] = []
    for number in range(MAX_ROUNDS):
        if number * len(text) > MAX_CHECKED:
            break
        chosen = [finding for finding in wanted(_flat(specs)) if finding.fix is not None]
        # What the author said comes before what has to be chosen for them, which it may make needless.
        safe = [finding for finding in chosen if finding.fix is not None and finding.fix.safe]
        chosen = safe or (chosen if unsafe else [])
        done = apply(text, [finding.fix for finding in chosen if finding.fix is not None])
        if done.text == text:
            break
        after = check(done.text)
        if _is_worse(specs, after):
            return Mended(before.text, (), before.findings, worse=True)
        made = set(done.applied)
        fixed += [finding for finding in chosen if finding.fix in made]
        text, specs = done.text, after
    return Mended(text, tuple(fixed), _flat(specs))


def _flat(specs: Sequence[tuple[Finding, ...]]) -> tuple[Finding, ...]:
    return tuple(finding for findings in specs for finding in findings)


def _is_worse(before: Sequence[tuple[Finding, ...]], after: Sequence[tuple[Finding, ...]]) -> bool:
    """Whether a spec has errors now that it did not have.

    What is wrong in shape hides what is wrong within and in meaning, so that mending the one may bring the other
    to light; that is no step back.
    """
    if len(before) != len(after):
        return True
    for old, new in zip(before, after, strict=True):
        was, now = _stage(old), _stage(new)
        if now < was or (was == now != _MISSHAPEN and _errors(new) > _errors(old)):
            return True
    return False


def _stage(findings: Iterable[Finding]) -> int:
    """How far checking got."""
    hundreds = {finding.rule[:4] for finding in findings if finding.severity == "error"}
    return _UNREADABLE if "LSS0" in hundreds else _MISSHAPEN if "LSS1" in hundreds else _SOUND


def _errors(findings: Iterable[Finding]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def _touches(taken: Sequence[tuple[int, int, str]], place: tuple[int, int, str]) -> bool:
    """Whether an edit overlaps one that is taken, or begins where one begins."""
    start, end, _ = place
    index = bisect_right(taken, (start, end, ""))
    after = taken[index] if index < len(taken) else None
    before = taken[index - 1] if index else None
    return (after is not None and (after[0] < end or after[0] == start)) or (
        before is not None and (before[1] > start or before[0] == start)
    )


class _Lines:
    """Where the lines of a text begin and end."""

    def __init__(self, text: str) -> None:
        self.ends = [match.span() for match in _LINE_END.finditer(text)]
        self.starts = [0, *(end for _, end in self.ends)]
        self.text = text

    def place(self, edit: Edit) -> tuple[int, int, str] | None:
        """The edit as indices into the text, with the line ends of the text; None if it is not within."""
        span = edit.span
        start, end = self._index(span.line, span.column), self._index(span.end_line, span.end_column)
        if start is None or end is None or end < start:
            return None
        return start, end, edit.text.replace("\n", self._line_end(span.line - 1))

    def _index(self, line: int, column: int) -> int | None:
        if not 0 < line <= len(self.starts):
            return None
        index = self.starts[line - 1] + column - 1
        end = self.ends[line - 1][0] if line <= len(self.ends) else len(self.text)
        return index if self.starts[line - 1] <= index <= end else None

    def _line_end(self, line: int) -> str:
        """How line `line` (from 0) ends; the last one, how the one before does."""
        if not self.ends:
            return "\n"
        start, end = self.ends[min(line, len(self.ends) - 1)]
        return self.text[start:end]
