"""The document is empty, a list or a single value."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS003",
    name="not-a-mapping",
    severity="error",
    summary="The document is empty, a list or a single value.",
    rationale="A spec is a mapping of named fields; anything else declares no loop.",
    remedy=(
        "Write loop_name, version, objective, workers, evaluators and termination_conditions at the left margin; "
        "loopctl explain LSS003 shows a whole spec to start from."
    ),
)
