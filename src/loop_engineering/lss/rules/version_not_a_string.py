"""version is a number."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS102",
    name="version-not-a-string",
    severity="error",
    summary="version is a number.",
    rationale="YAML reads 1.0 as a number and 1.10 as 1.1: the version that was published is lost.",
    remedy='Put the version in quotes: version: "1.0".',
)
