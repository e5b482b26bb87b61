"""Patterns that the catalogue does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.slips import closest, is_sure
from loop_engineering.lss.subject import Subject

_NAME = re.compile(r"(?!x[-_])[\w -]{1,200}", re.ASCII)
"""What may be the name of a pattern; globs and regular expressions of another tool are none."""


def check(subject: Subject) -> Iterator[Problem]:
    """A pattern of one's own begins with x-, as a field of one's own does."""
    for place, held in (("extensions", subject.spec.extensions), ("metadata", subject.spec.metadata)):
        named = held.get("patterns")
        if isinstance(named, list):
            for index, name in enumerate(named):
                if isinstance(name, str) and _NAME.fullmatch(name) and name not in PATTERNS:
                    yield _unknown(join(place, "patterns", index), name)
            return
        if isinstance(named, str):
            shown = named if len(named) <= 60 else named[:57] + "…"
            message = f'patterns is the text "{shown}", so that no pattern is named; write a list: patterns: [{shown}]'
            yield Problem(join(place, "patterns"), message)


def _unknown(pointer: str, name: str) -> Problem:
    # Names of patterns are much alike: "tree-search" is near to research-loop, and no slip of it.
    close = closest(name, PATTERNS)
    likely = close if close is not None and is_sure(name, close) else None
    shown = name if len(name) <= 60 else name[:57] + "…"
    advice = f'did you mean "{likely}"?' if likely else "begin the name of a pattern of your own with x-"
    repair = write(pointer, likely) if likely else None
    return Problem(pointer, f'"{shown}" is not a pattern of the catalogue; {advice}', repair=repair)


RULE = Rule(
    id="LSS904",
    name="unknown-pattern",
    severity="warning",
    summary="The spec names a pattern that the catalogue does not have.",
    rationale=(
        "Indexes, pages and searches find a loop by the patterns it names. Under a misspelt one nobody finds it, and "
        "the page it links to is not there."
    ),
    remedy="Use the slug of one of the fourteen patterns, or begin the name of your own with x-.",
    check=check,
)
