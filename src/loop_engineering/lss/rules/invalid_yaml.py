"""The text is not YAML."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS001",
    name="invalid-yaml",
    severity="error",
    summary="The text is not YAML.",
    rationale=(
        "A loop that cannot be read cannot be reviewed, and the parser of the machine that runs it may "
        "guess differently."
    ),
    remedy=(
        "Mend the syntax at the place shown: spaces for indentation, quotes around text that holds a "
        "colon, one document in a file."
    ),
)
