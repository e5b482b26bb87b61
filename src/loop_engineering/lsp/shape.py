"""What may stand at a path of a spec, read off the JSON Schema: keys, values, and the words that describe them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from loop_engineering.lsp.outline import Path
from loop_engineering.lss import schema

__all__ = ["Shape", "shape_at"]

_MOST_SCHEMAS = 200
_LIMITS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("minLength", "{} characters or more"),
    ("maxLength", "{} characters at most"),
    ("minItems", "{} entries or more"),
    ("pattern", "matches `{}`"),
)


@dataclass(frozen=True)
class Shape:
    """All the schemas that hold at one path, the nearest first. None of them means that LSS says nothing of it."""

    schemas: tuple[Mapping[str, Any], ...] = ()

    @cached_property
    def keys(self) -> Mapping[str, Shape]:
        """The keys that are named, required ones first."""
        named: dict[str, list[Mapping[str, Any]]] = {name: [] for name in self.required}
        for item in self.schemas:
            for name, child in item.get("properties", {}).items():
                named.setdefault(name, []).append(child)
        return {name: Shape(_spread(children, None)) for name, children in named.items() if children}

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The keys that must be there."""
        return tuple(dict.fromkeys(name for item in self.schemas for name in item.get("required", ())))

    @cached_property
    def values(self) -> tuple[Any, ...]:
        """The values to choose from; empty where there is no choice."""
        choices: list[Sequence[Any]] = [item["enum"] for item in self.schemas if "enum" in item]
        if choices:
            return tuple(value for value in choices[0] if all(value in other for other in choices[1:]))
        return (True, False) if "boolean" in self.types else ()

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The JSON types that are allowed; empty where any is."""
        for item in self.schemas:
            named = item.get("type")
            if named is not None:
                return (named,) if isinstance(named, str) else tuple(named)
        found = ("array",) if any("items" in item for item in self.schemas) else ()
        return (*found, "object") if any("properties" in item for item in self.schemas) else found

    @property
    def description(self) -> str | None:
        """What the schema says that it means."""
        return next((item["description"] for item in self.schemas if "description" in item), None)

    @property
    def facts(self) -> tuple[str, ...]:
        """Type, choices, limits and default, each in a few words with Markdown."""
        facts = []
        choices = [item["enum"] for item in self.schemas if "enum" in item]
        if choices:
            facts.append("one of " + ", ".join(f"`{_word(value)}`" for value in self.values))
        elif self.types:
            facts.append(" or ".join(self.types))
        for keyword, words in _LIMITS:
            limit = next((item[keyword] for item in self.schemas if keyword in item), None)
            if limit is not None:
                facts.append(words.format(limit))
        default = next((item["default"] for item in self.schemas if "default" in item), None)
        if default is not None:
            facts.append(f"default `{_word(default)}`")
        return tuple(facts)

    def child(self, part: str | int, data: Any) -> Shape:
        """The shape of one key or item, whose value is `data`."""
        found = []
        for item in self.schemas:
            if isinstance(part, int):
                found.append(item.get("items"))
            elif part in item.get("properties", {}):
                found.append(item["properties"][part])
            else:
                found.append(item.get("additionalProperties"))
        return Shape(_spread([entry for entry in found if isinstance(entry, dict)], data))


def shape_at(path: Path, data: Any) -> Shape:
    """What holds at `path` of a document, of which `data` is known; which of some choices hold depends on it."""
    shape = Shape(_spread([schema()], data))
    for part in path:
        if isinstance(part, int):
            data = data[part] if isinstance(data, list) and part < len(data) else None
        else:
            data = data.get(part) if isinstance(data, dict) else None
        shape = shape.child(part, data)
        if not shape.schemas:
            break
    return shape


def _spread(schemas: Iterable[Mapping[str, Any]], data: Any) -> tuple[Mapping[str, Any], ...]:
    """The schemas with all that they refer to and combine. Where nothing is known of the value, both sides of an if."""
    found: list[Mapping[str, Any]] = []
    waiting = list(schemas)[::-1]
    while waiting and len(found) < _MOST_SCHEMAS:
        item = waiting.pop()
        found.append(item)
        parts: list[Mapping[str, Any]] = []
        if "$ref" in item:
            parts.append(schema()["$defs"][item["$ref"].rpartition("/")[2]])
        parts += item.get("allOf", ())
        if "if" in item:
            holds = None if data is None else jsonschema_rs.is_valid(item["if"], data)
            parts += [
                item[side]
                for side, needs in (("then", True), ("else", False))
                if side in item and holds in (needs, None)
            ]
        waiting += parts[::-1]
    return tuple(found)


def _word(value: Any) -> str:
    """A value as YAML has it."""
    return {None: "null", True: "true", False: "false"}.get(value, str(value)) if not _is_number(value) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
