"""A field holds a value that is not among its choices."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS104",
    name="unknown-value",
    severity="error",
    summary="A field holds a value that is not among its choices.",
    rationale="Runtimes meet unknown choices in different ways, most of them silently.",
    remedy="Take one of the values listed.",
)
