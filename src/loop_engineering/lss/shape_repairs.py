"""What mends a mistake in shape, where what the author meant is plain or a number can be proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Insert, Remove, Repair, Replace, Step, write
from loop_engineering.lss.shape_tables import ENTRIES, EXCEED_ACTIONS, LEAST_PERCENT, LIMITED, LISTS_OF_MAPPINGS
from loop_engineering.lss.shape_words import PLAIN, entry_of, number_of, share_of
from loop_engineering.lss.source import Document
from loop_engineering.lss.yaml_text import double_quoted, flow

__all__ = ["for_condition_as_key", "for_limit", "for_missing", "for_type"]

_LONGEST = 60
_SHARES = ("pass_threshold", "weight", "on_metric_drop", "threshold_percent")
"""Keys whose value is a share whatever else the spec says."""
_PROPOSED: Mapping[str, Any] = {"action": "halt", "on_exceed": {"action": "halt"}, "timeout_seconds": 3600}
"""What is proposed for a key that is missing: to stop, and an hour of a person's time."""
_ID = re.compile(r"[\w.*-]+")
_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", re.IGNORECASE | re.ASCII)


def for_type(path: Sequence[str | int], value: Any, kinds: Sequence[str], document: Document) -> Repair | None:
    """What mends a value at `path` that is of none of the JSON Schema types `kinds`."""
    pointer = join(*path)
    if isinstance(value, str):
        return _for_text(path, value, kinds, document)
    if path == ["cost_limits"] and isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return _put(pointer, {"cumulative_usd": value})
    typed = document.text_at(pointer)
    if "string" in kinds and isinstance(value, int | float) and typed and len(typed) <= _LONGEST:
        return write(pointer, double_quoted(typed))
    return None


def _for_text(path: Sequence[str | int], value: str, kinds: Sequence[str], document: Document) -> Repair | None:
    """What mends a text where something else is wanted."""
    pointer = join(*path)
    if len(value) > _LONGEST or not value.strip() or "\n" in value:
        return None
    if "object" in kinds:
        if path[-1] == "on_exceed" and value in EXCEED_ACTIONS:
            return _put(pointer, {"action": value})
        if len(path) == 2 and path[0] in ENTRIES:
            entry = entry_of(str(path[0]), value)
            return _put(pointer, {ENTRIES[str(path[0])]: entry}) if entry else None
    if "array" in kinds:
        if len(path) == 1 and path[0] in ENTRIES:
            entry = entry_of(str(path[0]), value)
            return _put(pointer, [{ENTRIES[str(path[0])]: entry}]) if entry else None
        if path[-1] in LISTS_OF_MAPPINGS:
            return None
        parts = [part.strip() for part in value.split(",")]
        several = len(parts) > 1 and all(map(_ID.fullmatch, parts))
        return _put(pointer, parts if several else [value])
    if {"number", "integer"} & set(kinds) and (number := number_of(path, value)):
        # A condition may compare a metric in percent, which only the metric says.
        is_share = share_of(path, value) is not None
        safe = path[-1] in _SHARES or (path[-1] == "value" and "metrics" not in document.data)
        return write(pointer, number, safe=safe or not is_share)
    if {"number", "integer", "boolean"} & set(kinds) and PLAIN.fullmatch(value):
        is_word = value.lower() in ("true", "false")
        if is_word == ("boolean" in kinds) and ("number" in kinds or "." not in value):
            return write(pointer, value.lower().removeprefix("+"))
    return None


def for_condition_as_key(pointer: str, key: str, kind: str, value: Any, *, takes_value: bool) -> Repair | None:
    """What mends `{max_iterations: 10}`, where `{type: max_iterations, value: 10}` is meant: the `kind` by its key."""
    there = pointer + join(key)
    steps: list[Step] = [Replace(there, "type", key=True), Replace(there, kind)]
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        value = int(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and takes_value:
        steps.append(Insert(pointer, "value", value))
    elif value is not None and value is not True:
        return None
    return Repair(f"write type: {kind}", tuple(steps))


def for_missing(pointer: str, key: str, kind: Any) -> Repair | None:
    """What adds a key that is missing at `pointer`, in something of the type `kind`; never safe."""
    value = 10 if key == "value" and kind == LIMITED[0] else _PROPOSED.get(key)
    if value is None:
        return None
    return Repair(f"add {key}: {flow(value)}", (Insert(pointer, key, value),), safe=False)


def for_limit(keyword: str, limit: Any, path: Sequence[str | int], value: Any, document: Document) -> Repair | None:
    """What mends a value that breaks the limit which `keyword` of the schema sets."""
    pointer = join(*path)
    if keyword == "maximum" and limit == 1 and LEAST_PERCENT <= value <= 100:
        return write(pointer, f"{value / 100:g}", safe=False)
    if keyword == "uniqueItems":
        return Repair("name it once", tuple(Remove(pointer + join(index)) for index in _repeated(value)))
    if keyword != "pattern" or not isinstance(value, str):
        return None
    if path == ["loop_name"]:
        name = re.sub(r"[\s_-]+", "-", value.strip().lower()).strip("-")
        return write(pointer, name) if re.fullmatch(r"[a-z][a-z0-9-]{2,63}", name) else None
    if path == ["version"]:
        parts = _VERSION.fullmatch(value.strip())
        return (
            write(pointer, double_quoted(".".join(str(int(part or 0)) for part in parts.groups()))) if parts else None
        )
    return _for_reference(path, value, document)


def _for_reference(path: Sequence[str | int], value: str, document: Document) -> Repair | None:
    """A bare id where `workers.ID` or its like is wanted, if only one thing has that id."""
    if path[-1] not in ("from", "source", "destination", "synthesizer"):
        return None
    data = document.data
    kinds = {"from": ("inputs", "workers"), "source": ("evaluators", "workers")}.get(str(path[-1]), ("workers",))
    named = [kind for kind in kinds if value in _ids(data, kind)]
    return write(join(*path), f"{named[0]}.{value}") if len(named) == 1 else None


def _ids(data: Mapping[str, Any], kind: str) -> list[Any]:
    held = data.get(kind)
    if isinstance(held, dict):
        fields = held.get("schema")
        return list(fields) if kind == "inputs" and isinstance(fields, dict) else []
    return [item.get("id") for item in held if isinstance(item, dict)] if isinstance(held, list) else []


def _repeated(values: Sequence[Any]) -> list[int]:
    """Where a text stands that stood in the list before."""
    seen: set[str] = set()
    found = []
    for index, value in enumerate(values):
        if isinstance(value, str):
            if value in seen:
                found.append(index)
            seen.add(value)
    return found


def _put(pointer: str, value: Any) -> Repair:
    return write(pointer, flow(value))
