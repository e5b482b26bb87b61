"""A required field is absent."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS101",
    name="missing-field",
    severity="error",
    summary="A required field is absent.",
    rationale="A loop without a judge, a stopping rule or a goal is not a loop that can be reviewed.",
    remedy="Add the field; loopctl explain LSS101 shows a small spec that has all that it needs.",
)
