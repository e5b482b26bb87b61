"""Words about the parts of LSS, as Markdown: fields from the schema, shorthand from its tables, rules, declarations."""

from __future__ import annotations

from loop_engineering.lsp.names import Declaration
from loop_engineering.lsp.outline import Path
from loop_engineering.lsp.shape import Shape
from loop_engineering.lss import RULES
from loop_engineering.lss.shorthand import CONDITIONS, EVALUATORS

__all__ = ["about_declaration", "about_field", "about_rule", "about_value"]

_OPERATORS = {
    "gte": "at or above the value (≥)",
    "lte": "at or below the value (≤)",
    "eq": "equal to the value (=)",
    "gt": "above the value (>)",
    "lt": "below the value (<)",
}


def about_field(name: str, shape: Shape, *, required: bool = False) -> str:
    """What the schema says of a field."""
    head = f"**{name}**" + (" (required)" if required else "")
    facts = "; ".join(shape.facts)
    return "\n\n".join(part for part in (head, shape.description, facts) if part)


def about_value(path: Path, value: str) -> str | None:
    """What a choice stands for; None where its name says it all."""
    last = path[-1] if path else None
    if last == "type" and path[0] == "evaluators" and len(path) == 3 and value in EVALUATORS:
        made = EVALUATORS[value]
        metric = made.metric.format(id="ID")
        if value == made.type:
            return f"An evaluator of the full form. Its metric is `{metric}` unless `metrics` says otherwise."
        runs = f" that runs `{made.implementation}`" if made.implementation else ""
        return f"Shorthand for `type: {made.type}`{runs}, with the metric `{metric}`."
    if last == "type" and path[0] == "termination_conditions" and len(path) == 3 and value in CONDITIONS:
        condition = CONDITIONS[value]
        given = ", ".join(f"{key}: {item}" for key, item in condition.defaults.items())
        return f"An entry of `{condition.group}` in the full form" + (
            f": `{given}` unless it says more." if given else "."
        )
    return _OPERATORS.get(value) if last == "operator" else None


def about_rule(rule_id: str) -> str:
    """What a rule finds, with a link to its page."""
    rule = RULES[rule_id]
    mode = f" Guards against failure mode {rule.failure_mode}." if rule.failure_mode else ""
    return (
        f"**{rule.id} {rule.name}** ({rule.severity})\n\n{rule.summary} {rule.remedy}{mode}\n\n[{rule.url}]({rule.url})"
    )


def about_declaration(item: Declaration) -> str:
    """What a name refers to."""
    article = "an" if item.kind[0] in "aeiou" else "a"
    about = f": {item.about}" if item.about and item.about != item.name else ""
    return f"**{item.name}**, {article} {item.kind}{about}"
