"""Code actions: the fixes that findings carry, and comments that let a finding stand for a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from loop_engineering.lsp.analysis import Placed
from loop_engineering.lsp.text import Lines
from loop_engineering.lsp.view import Opened
from loop_engineering.lss import RULES, Finding
from loop_engineering.lss.comments import is_protected
from loop_engineering.lss.finding import Edit
from loop_engineering.lss.position import Span

__all__ = ["Action", "actions", "applied", "fix_all"]

_MOST_IGNORED = 5
_LISTED = re.compile(r"(?<!\S)#+[ \t]*lss:[ \t]*ignore\[[^\]]*(?=\])")


@dataclass(frozen=True, slots=True)
class Action:
    """A change that an editor offers, and the findings that it deals with."""

    title: str
    kind: Literal["fix", "ignore", "fix-all"]
    edits: tuple[Edit, ...]
    placed: tuple[Placed, ...]
    preferred: bool = False


def actions(
    opened: Opened,
    placed: Sequence[Placed],
    lines: tuple[int, int],
    check: Callable[[Opened], Collection[Placed]],
) -> list[Action]:
    """What can be done about the findings on some lines (first and last, from 1): fixes first, then comments.

    A comment is offered where `check` says that it lets the finding stand and breaks nothing.
    """
    first, last = lines
    here = [item for item in placed if item.own and item.span.line <= last and item.span.end_line >= first]
    found = [_fixed(item) for item in here if item.finding.fix is not None]
    everything = fix_all(placed)
    if everything is not None and len(everything.placed) > 1 and any(item in everything.placed for item in here):
        found.append(everything)
    may_stand = [item for item in here if not is_protected(RULES[item.finding.rule])]
    return found + [action for item in may_stand[:_MOST_IGNORED] for action in _ignored(opened, item, placed, check)]


def fix_all(placed: Iterable[Placed]) -> Action | None:
    """All safe fixes of a file that do not get in each other's way; None where there is none."""
    taken: list[Edit] = []
    mended: list[Placed] = []
    for item in placed:
        fix = item.finding.fix
        if fix is None or not fix.safe or not item.own:
            continue
        new = [edit for edit in fix.edits if edit not in taken]
        if any(_overlap(edit.span, other.span) for edit in new for other in taken):
            continue
        taken += new
        mended.append(item)
    if not mended:
        return None
    edits = tuple(sorted(taken, key=lambda edit: edit.span))
    return Action(f"Fix all that is safe to fix ({len(mended)})", "fix-all", edits, tuple(mended))


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made."""
    lines = Lines(text)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        start = lines.offset(edit.span.line - 1, edit.span.column - 1)
        end = lines.offset(edit.span.end_line - 1, edit.span.end_column - 1)
        text = text[:start] + edit.text + text[end:]
    return text


def _fixed(item: Placed) -> Action:
    fix = item.finding.fix
    if fix is None:
        raise ValueError("the finding has no fix")
    description = fix.description[:1].upper() + fix.description[1:]
    note = "" if fix.safe else "; unsafe: it decides for you"
    return Action(f"{description} ({item.finding.rule}{note})", "fix", fix.edits, (item,), preferred=fix.safe)


def _ignored(
    opened: Opened, item: Placed, before: Collection[Placed], check: Callable[[Opened], Collection[Placed]]
) -> Iterator[Action]:
    if opened.path.lower().endswith(".json"):
        return  # JSON has no comments.
    rule = item.finding.rule
    for edit in _comments(opened, item.finding):
        # As it will be once its reason is written.
        reasoned = replace(edit, text=edit.text if edit.text.startswith(",") else _with_reason(edit.text))
        after = check(replace(opened, text=applied(opened.text, (reasoned,))))
        if _count(after, rule) < _count(before, rule) and len(after) < len(before):
            yield Action(f"Ignore {rule} here, for a reason that you write", "ignore", (edit,), (item,))
            return


def _comments(opened: Opened, finding: Finding) -> Iterator[Edit]:
    """Ways to write the comment, best first: in one that is there, after the line, above the line."""
    line = opened.lines.line(finding.line - 1)
    listed = _LISTED.search(line)
    if listed is not None:
        end = listed.end() + 1
        yield Edit(Span(finding.line, end, finding.line, end), f", {finding.rule}")
        return
    end = len(line.rstrip()) + 1
    yield Edit(Span(finding.line, end, finding.line, len(line) + 1), f"  # lss: ignore[{finding.rule}] ")
    view = opened.view(finding.line)
    if view is not None:
        start = view.source.lines.column(finding.line - view.source.lines.first_line, 0)
        indent = line[: len(line) - len(line[start - 1 :].lstrip(" "))]
        yield Edit(Span(finding.line, 1, finding.line, 1), f"{indent}# lss: ignore[{finding.rule}] \n")


def _with_reason(text: str) -> str:
    return text.rstrip("\n").rstrip() + " reason" + ("\n" if text.endswith("\n") else "")


def _count(placed: Iterable[Placed], rule: str) -> int:
    return sum(item.finding.rule == rule for item in placed)


def _overlap(one: Span, other: Span) -> bool:
    first, second = sorted((one, other))
    end = (first.end_line, first.end_column)
    start = (second.line, second.column)
    # Two insertions at one place would have to be put in an order.
    return start < end or (start == end and start == (first.line, first.column))
