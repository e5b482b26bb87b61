"""A field holds the wrong type of value."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS105",
    name="wrong-type",
    severity="error",
    summary="A field holds the wrong type of value.",
    rationale=(
        "A number in quotes, a single entry where a list belongs or an empty value after a colon means "
        "something else to each reader."
    ),
    remedy="Write the type that the message names.",
)
