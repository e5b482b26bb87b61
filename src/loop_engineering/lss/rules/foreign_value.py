"""The YAML holds a value that JSON does not have."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS004",
    name="foreign-value",
    severity="error",
    summary="The YAML holds a value that JSON does not have.",
    rationale=(
        "Specs travel as JSON between tools. A tag, a key that is no string, a number that is not finite "
        "or too large to be exact would arrive as something else; a tag such as !!python/object asks a "
        "careless loader to run code."
    ),
    remedy="Put the key or the value in quotes, and remove the tag if there is one.",
)
