"""A comment that is to suppress findings cannot be followed."""

from __future__ import annotations

from loop_engineering.lss.rules.rule import Rule

RULE = Rule(
    id="LSS009",
    name="malformed-suppression",
    severity="warning",
    summary="A comment that is to suppress findings cannot be followed.",
    rationale=(
        "A suppression is a decision that others will read: which rule, and why it does not hold here. One that names "
        "no rule would hide the mistakes of tomorrow as well, and one without a reason cannot be reviewed."
    ),
    remedy="Write # lss: ignore[LSS203] and the reason, with each rule by its id or name.",
)
