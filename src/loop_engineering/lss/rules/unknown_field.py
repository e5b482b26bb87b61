"""Top-level keys that are not part of LSS."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.forms import FULL_FIELDS
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.schema import closest
from loop_engineering.lss.subject import Subject

_KNOWN = (*FULL_FIELDS, "composition", "extensions", "metadata")
_KNOWN_SET = frozenset(_KNOWN)


def check(subject: Subject) -> Iterator[Problem]:
    for key in subject.written:
        if key in _KNOWN_SET or key.startswith("x_"):
            continue
        likely = closest(key, [name for name in _KNOWN if name not in subject.written])
        advice = f'did you mean "{likely}"?' if likely else "move it under extensions or call it x_…"
        shown = key if len(key) <= 60 else key[:57] + "…"
        yield Problem(join(key), f'"{shown}" is not a field of LSS; {advice}', key=True, replace_with=likely)


RULE = Rule(
    id="LSS107",
    name="unknown-field",
    severity="warning",
    summary="The spec has a top-level key that LSS does not know.",
    rationale=(
        "Published documents may carry keys of their own, so this is no error; but a misspelt safety_constraints "
        "is a spec without safety constraints."
    ),
    remedy="Correct the spelling, move the data under extensions, or start the key with x_.",
    check=check,
)
