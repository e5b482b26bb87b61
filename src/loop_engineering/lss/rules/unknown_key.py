"""A part of the spec has a key that LSS does not know."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS103",
    name="unknown-key",
    severity="error",
    summary="A part of the spec has a key that LSS does not know.",
    rationale="A misspelt key is read by nobody: max_retry: 0 leaves the retries as they were.",
    remedy="Correct the spelling or take the key out; data of your own goes under extensions, at the top of the spec.",
)
