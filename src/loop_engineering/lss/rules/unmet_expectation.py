"""A counter-example does not show what its fence says."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS008",
    name="unmet-expectation",
    severity="error",
    summary="A counter-example does not show what its fence says.",
    rationale="A page that claims that a mistake is caught is wrong once it is not.",
    remedy="Make expect list exactly the rules that the block triggers, separated by commas.",
)
