"""The file is not UTF-8 text."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS002",
    name="not-text",
    severity="error",
    summary="The file is not UTF-8 text.",
    rationale=(
        "Bytes that one tool shows as text and another drops are how a reviewer comes to read a different "
        "spec from the one that runs."
    ),
    remedy="Save the file as UTF-8, without control characters.",
)
