"""A mapping gives the same key twice."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS006",
    name="duplicate-key",
    severity="error",
    summary="A mapping gives the same key twice.",
    rationale=(
        "YAML parsers keep one of the two without a word, and not all the same one: the budget a reviewer "
        "reads may not be the budget that runs."
    ),
    remedy="Keep one of the two.",
)
