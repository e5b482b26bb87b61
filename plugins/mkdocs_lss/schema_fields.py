"""Field tables of the standards, read off their JSON Schemas so that they are never typed twice."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss import FULL_FIELDS, schema
from mkdocs_lss.site_data import schemas

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
_TRACE_TYPES = "trace.types"
_NAMED = {
    "trace": "schema/loop-trace-1.0.schema.json",
    **{f"api-{name}": f"schema/api-{name}-1.schema.json" for name in ("specs", "rules", "patterns")},
}
"""The schemas besides that of LSS, whose tables are named after them."""
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
    """The names that `fields` takes.

    `spec` is an LSS document itself; other plain names are object definitions of the LSS schema. `trace.NAME` is an
    object definition of the loop trace's schema, and `trace.types` are its named values; `api-specs.NAME`,
    `api-rules.NAME` and `api-patterns.NAME` are those of the documents below `api/`.
    """
    lss = (name for name, node in schema()["$defs"].items() if "properties" in node and name != "fullForm")
    others = (f"{kind}.{name}" for kind in _NAMED for name, node in _named(kind).defs.items() if "properties" in node)
    return (_TOP, *lss, *others, _TRACE_TYPES)


def fields(definition: str) -> tuple[Field, ...]:
    """The fields of a definition, nested ones after their parents; KeyError if there is none of that name."""
    if definition == _TRACE_TYPES:
        trace = _named("trace")
        return tuple(trace.field(name, node, "") for name, node in trace.defs.items() if "properties" not in node)
    kind, dot, name = definition.partition(".")
    if dot:
        return tuple(_named(kind).rows(_named(kind).defs[name], {}, "", deep=True))
    lss = _Schema(schema()["$defs"], named=False)
    if definition == _TOP:
        return tuple(lss.rows(schema(), {"required": FULL_FIELDS}, "", deep=False))
    stricter: Mapping[str, Any] = schema()["$defs"]["fullForm"]["properties"]
    for step in _FULL_FORM.get(definition, ()):
        stricter = stricter.get(step, {})
    return tuple(lss.rows(lss.defs[definition], stricter if definition in _FULL_FORM else {}, "", deep=True))


@functools.cache
def _named(kind: str) -> _Schema:
    """One of `_NAMED`; KeyError for any other."""
    found = dict(schemas())[_NAMED[kind]]
    return _Schema(json.loads(found)["$defs"], named=True)


@dataclass(frozen=True)
class _Schema:
    """A schema's definitions. Where they are `named`, a field says the name of its type instead of what that allows."""

    defs: Mapping[str, Any]
    named: bool

    def rows(self, node: Mapping[str, Any], stricter: Mapping[str, Any], prefix: str, *, deep: bool) -> Iterator[Field]:
        """The fields of a schema node; `stricter` is what the full form adds to the node."""
        core, full = node.get("required", ()), stricter.get("required", ())
        where = _required_where(node) if self.named else {}
        for name, raw in node.get("properties", {}).items():
            field = self._resolved(raw)
            required = "yes" if name in core else "in full form" if name in full else where.get(name, "no")
            yield self.field(prefix + name, field, required)
            if not deep:
                continue
            inner, added, mark = field, stricter.get("properties", {}).get(name, {}), "."
            if field.get("type") == "array":
                inner, added, mark = self._resolved(field.get("items", {})), added.get("items", {}), "[]."
            # What has a definition of its own has a table of its own, unless it is short.
            if "properties" in inner and ("$ref" not in raw and "$ref" not in field.get("items", {})):
                yield from self.rows(inner, added, f"{prefix}{name}{mark}", deep=True)

    def field(self, name: str, node: Mapping[str, Any], required: str) -> Field:
        """One row of a table."""
        told = node.get("own", node)
        limits = [
            words.format(_plain(told[key]))
            for key, words in _LIMITS
            if (key, told.get(key)) not in _NOT_EMPTY and key in told
        ]
        if told.get("uniqueItems"):
            limits.append("no entry twice")
        item = self._item(told)
        values = told.get("enum") or ([told["const"]] if "const" in told else ()) or item.get("enum") or ()
        return Field(
            name=name,
            type=self._type(node),
            required=required,
            description=told.get("description", ""),
            values=tuple(_plain(value) for value in values),
            pattern=told.get("pattern"),
            limits=", ".join(limits),
            default=_plain(node["default"]) if "default" in node else None,
        )

    def _resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        target = node.get("$ref")
        if target is None:
            return node
        name = target.rsplit("/", 1)[-1]
        own = {key: value for key, value in node.items() if key != "$ref"}
        return {**self.defs[name], **own, "$ref": target, **({"named": name, "own": own} if self.named else {})}

    def _item(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._resolved(node.get("items", {})) if isinstance(node.get("items"), Mapping) else {}

    def _type(self, node: Mapping[str, Any]) -> str:
        if node.get("named"):
            return str(node["named"])
        if "enum" in node:
            return "one of"
        if "const" in node:
            return "always"
        kinds = node.get("type")
        if isinstance(kinds, list):
            return " or ".join(kinds)
        if kinds == "array":
            item = self._item(node)
            inner = self._type(item) if item else ""
            return f"list of {inner}" if inner and inner != "any" else "list"
        if kinds is None and "if" in node:
            return "list or object"
        return str(kinds or "any")


def _required_where(node: Mapping[str, Any]) -> dict[str, str]:
    """For fields that are required by the value of another one, in words where."""
    found: dict[str, str] = {}
    for rule in (node, *node.get("allOf", ())):
        for name, choice in rule.get("if", {}).get("properties", {}).items():
            values = choice.get("enum") or [choice["const"]]
            said = " or ".join(filter(None, (", ".join(map(_plain, values[:-1])), _plain(values[-1]))))
            found |= dict.fromkeys(rule.get("then", {}).get("required", ()), f"where {name} is {said}")
            found |= dict.fromkeys(rule.get("else", {}).get("required", ()), f"where {name} is not {said}")
    return found


def _plain(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
