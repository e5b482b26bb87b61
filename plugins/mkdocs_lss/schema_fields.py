"""Field tables of the LSS standard, read off the JSON Schema so that they are never typed twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss import FULL_FIELDS, schema

__all__ = ["Field", "definitions", "fields"]

# Where the full form's further demands on a definition stand below `fullForm`.
_FULL_FORM = {
    "inputs": ("inputs",),
    "memory": ("memory",),
    "worker": ("workers", "items"),
    "evaluator": ("evaluators", "items"),
    "rubric": ("evaluators", "items", "properties", "rubric"),
    "feedbackChannel": ("feedback_channels", "items"),
    "optimizationStrategy": ("optimization_strategy",),
    "metric": ("metrics", "items"),
    "safetyConstraint": ("safety_constraints", "items"),
    "costLimits": ("cost_limits",),
}
_TOP = "spec"
_LIMITS = (
    ("minimum", "≥ {}"),
    ("exclusiveMinimum", "> {}"),
    ("maximum", "≤ {}"),
    ("exclusiveMaximum", "< {}"),
    ("minLength", "{} or more characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "{} or more"),
    ("maxItems", "at most {}"),
    ("minProperties", "{} or more"),
)


# Goes without saying, or is said by the description.
_NOT_EMPTY = (("minLength", 1), ("minItems", 1), ("minProperties", 1))


@dataclass(frozen=True, slots=True)
class Field:
    """One row: the field's dotted path, its type in words, when it is required, its description, its limits."""

    name: str
    type: str
    required: str
    description: str
    values: tuple[str, ...] = ()
    pattern: str | None = None
    limits: str = ""
    default: str | None = None


def definitions() -> tuple[str, ...]:
    """The names that `fields` takes: `spec` for the document itself, and the schema's object definitions."""
    return (_TOP, *(name for name, node in schema()["$defs"].items() if "properties" in node and name != "fullForm"))


def fields(definition: str) -> tuple[Field, ...]:
    """The fields of a definition, nested ones after their parents; KeyError if there is none of that name."""
    if definition == _TOP:
        root, full = schema(), FULL_FIELDS
        return tuple(_rows(root, {"required": full}, "", deep=False))
    node = schema()["$defs"][definition]
    stricter: Mapping[str, Any] = schema()["$defs"]["fullForm"]["properties"]
    for step in _FULL_FORM.get(definition, ()):
        stricter = stricter.get(step, {})
    return tuple(_rows(node, stricter if definition in _FULL_FORM else {}, "", deep=True))


def _rows(node: Mapping[str, Any], stricter: Mapping[str, Any], prefix: str, *, deep: bool) -> Iterator[Field]:
    """The fields of a schema node; `stricter` is what the full form adds to the node."""
    core, full = node.get("required", ()), stricter.get("required", ())
    for name, raw in node.get("properties", {}).items():
        field = _resolved(raw)
        required = "yes" if name in core else "in full form" if name in full else "no"
        yield _field(prefix + name, field, required)
        if not deep:
            continue
        inner, added, mark = field, stricter.get("properties", {}).get(name, {}), "."
        if field.get("type") == "array":
            inner, added, mark = _resolved(field.get("items", {})), added.get("items", {}), "[]."
        # What has a definition of its own has a table of its own, unless it is short.
        if "properties" in inner and ("$ref" not in raw and "$ref" not in field.get("items", {})):
            yield from _rows(inner, added, f"{prefix}{name}{mark}", deep=True)


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    target = node.get("$ref")
    if target is None:
        return node
    found = schema()["$defs"][target.rsplit("/", 1)[-1]]
    return {**found, **{key: value for key, value in node.items() if key != "$ref"}, "$ref": target}


def _field(name: str, node: Mapping[str, Any], required: str) -> Field:
    limits = [
        words.format(_plain(node[key]))
        for key, words in _LIMITS
        if (key, node.get(key)) not in _NOT_EMPTY and key in node
    ]
    if node.get("uniqueItems"):
        limits.append("no entry twice")
    item = _resolved(node.get("items", {})) if isinstance(node.get("items"), Mapping) else {}
    values = node.get("enum") or item.get("enum") or ()
    return Field(
        name=name,
        type=_type(node),
        required=required,
        description=node.get("description", ""),
        values=tuple(_plain(value) for value in values),
        pattern=node.get("pattern"),
        limits=", ".join(limits),
        default=_plain(node["default"]) if "default" in node else None,
    )


def _type(node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return "one of"
    kinds = node.get("type")
    if isinstance(kinds, list):
        return " or ".join(kinds)
    if kinds == "array":
        item = _resolved(node.get("items", {})) if isinstance(node.get("items"), Mapping) else {}
        inner = _type(item) if item else ""
        return f"list of {inner}" if inner and inner != "any" else "list"
    if kinds is None and "if" in node:
        return "list or object"
    return str(kinds or "any")


def _plain(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
