"""Specs that stand lower on the conformance ladder than was asked for."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

# Found by whoever asks for a rung, above this layer: rungs depend on the taxonomy level.
RULE = Rule(
    id="LSS900",
    name="below-conformance",
    severity="error",
    summary="The spec does not reach the conformance that was asked for.",
    rationale="A rung is a promise to whoever runs the loop: that it stops, what it may cost, who guards it.",
    remedy="Add what the message lists, or ask for a lower rung.",
)
