"""A value is out of its range or does not have its form."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS106",
    name="out-of-range",
    severity="error",
    summary="A value is out of its range or does not have its form.",
    rationale=(
        "The limits of LSS are the ones without which a field means nothing: a probability above 1, a "
        "loop of zero iterations."
    ),
    remedy="Write a value in the range that the message names.",
)
