"""A suppression has nothing to suppress."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS010",
    name="unused-suppression",
    severity="warning",
    summary="A suppression has nothing to suppress.",
    rationale=(
        "The mistake that it excused has been mended or has moved. What is left says that something is wrong where "
        "nothing is, and will silence the next mistake of its kind before anyone has seen it."
    ),
    remedy="Remove the comment, or the rule from its brackets.",
)
