"""The document is larger or nested deeper than any loop needs."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS005",
    name="too-large",
    severity="error",
    summary="The document is larger or nested deeper than any loop needs.",
    rationale=(
        "A few lines of aliases can stand for gigabytes. A check that runs on every pull request has to refuse them."
    ),
    remedy=("Keep specs below 1 MiB, 64 levels of nesting and 10,000 values, aliases counted each time they are used."),
)
