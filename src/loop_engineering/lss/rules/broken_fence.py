"""The fence of a spec in Markdown cannot be followed."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS007",
    name="broken-fence",
    severity="error",
    summary="The fence of a spec in Markdown cannot be followed.",
    rationale="A page that shows a loop promises that the loop was checked.",
    remedy=("Point src at a spec inside the project, and use only the options title, panel, src, expect and lss."),
)
