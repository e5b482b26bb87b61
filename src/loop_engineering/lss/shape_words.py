"""How a mistake in shape is told: its place and value in words, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from loop_engineering.lss.shape_tables import (
    COMPARISONS,
    ENTRIES,
    EXCEED_ACTIONS,
    HINTS,
    LEAST_PERCENT,
    LIMITED,
    LISTS_OF_MAPPINGS,
    MAPPINGS,
    PATTERN_WORDS,
)
from loop_engineering.lss.shorthand import CONDITIONS, EVALUATORS
from loop_engineering.lss.slips import is_sure, meant_word
from loop_engineering.lss.yaml_text import flow

__all__ = [
    "LEAST_PERCENT",
    "PLAIN",
    "cut",
    "entry_of",
    "first_repeated",
    "hint",
    "in_a_list",
    "kind_words",
    "limit_message",
    "missing_hint",
    "number_of",
    "place_name",
    "place_words",
    "quote",
    "share_of",
    "show",
]


def hint(path: Sequence[str | int], value: Any, kinds: Sequence[str]) -> str:
    """What to write in place of a value that is of none of the `kinds`."""
    if path[-1:] == ["on_exceed"] and value in EXCEED_ACTIONS:
        return f"; write {{action: {value}}}"
    if path[-1:] == ["model"] and isinstance(value, str):
        return f"; write {{provider: …, name: {cut(value)}}}"
    if isinstance(value, str) and {"number", "integer"} & set(kinds) and (number := number_of(path, value)):
        return f"; write {number}"
    if value is None:
        return (
            "; nothing stands after the colon"
            if path and isinstance(path[-1], str)
            else "; nothing stands after the dash"
        )
    if "string" in kinds and isinstance(value, int | float):
        return "; put it in quotes"
    if "array" in kinds and path and path[-1] in ENTRIES and isinstance(value, str):
        entry = entry_of(str(path[-1]), value)
        return (
            f"; write [{{{ENTRIES[str(path[-1])]}: {cut(entry)}}}]" if entry else _choices(str(path[-1]), "[{type: …}]")
        )
    if "array" in kinds and path and path[-1] in LISTS_OF_MAPPINGS and isinstance(value, str):
        return f", for instance [{MAPPINGS[f'{path[-1]}[]']}]"
    if "array" in kinds and isinstance(value, str) and "\n" not in value and len(value) <= 60:
        return f"; write [{value}]"
    if "array" in kinds and isinstance(value, dict):
        if value and path[-1:] and path[-1] in LISTS_OF_MAPPINGS:
            return f"; write {path[-1]}: {in_a_list(value)}"
        return "; put it in [ ], or start each entry on a line of its own with a dash"
    if isinstance(value, str) and {"number", "integer", "boolean"} & set(kinds) and PLAIN.fullmatch(value):
        return "; remove the quotes"
    if isinstance(value, str) and len(path) == 2 and path[0] in ENTRIES:
        entry = entry_of(str(path[0]), value)
        return f"; write {ENTRIES[str(path[0])]}: {cut(entry)}" if entry else _choices(str(path[0]), "{type: …}")
    if "object" in kinds and (shape := _mapping(path)):
        return f", for instance {shape}"
    return ""


_LONGEST_EXAMPLE = 100


def in_a_list(value: Mapping[str, Any]) -> str:
    """A mapping as the list that it belongs in: of itself, or, if it is one of names, of what they name."""
    if all(isinstance(item, dict) for item in value.values()):
        name, first = next(iter(value.items()))
        rest = "" if len(value) == 1 else ", …"
        entry = {"id": name, **first}
    else:
        rest, entry = "", dict(value)
    if len(entry) <= 8 and all(isinstance(item, str | int | float | bool) for item in entry.values()):
        text = flow([entry])[:-1] + rest + "]"
        if len(text) <= _LONGEST_EXAMPLE:
            return text
    return f"[{{{cut(str(next(iter(entry))), 40)}: …, …}}{rest}]"


def entry_of(field: str, word: str) -> str | None:
    """What stands for `word` as an entry of the list `field` of the spec: a role, or the type that it means."""
    types = {"evaluators": EVALUATORS, "termination_conditions": CONDITIONS}.get(field)
    if types is None:
        return word
    if word in types:
        return word
    likely = meant_word(word, types)
    return likely if likely is not None and is_sure(word, likely) else None


def _choices(field: str, shape: str) -> str:
    types: Mapping[str, Any] = EVALUATORS if field == "evaluators" else CONDITIONS
    return f"; write {shape} with one of {', '.join(types)}"


def _mapping(path: Sequence[str | int]) -> str | None:
    """What the mapping that belongs at the path looks like."""
    name = place_name(path)
    return MAPPINGS.get(f"workers.{name}" if path[0] == "workers" and name == "inputs[]" else name) if path else None


def place_name(path: Sequence[str | int]) -> str:
    """The kind of thing at the path: its key, its list's key with [] for an entry, and "" for the spec itself."""
    if len(path) == 3 and path[0] == "inputs" and path[1] == "schema":
        return "inputs.schema"
    names = [part for part in path[-2:] if isinstance(part, str)]
    if not names:
        return ""
    return names[-1] if path[-1] == names[-1] else f"{names[-1]}[]"


PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|true|false", re.IGNORECASE)
"""A number, or true or false, as text."""
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")


def share_of(path: Sequence[str | int], value: str) -> str | None:
    """The number that a text such as `80%` stands for at a place: 0.8, or 80 where the key says percent."""
    match = _PERCENT.fullmatch(value)
    if match is None:
        return None
    return match[1] if "percent" in str(path[-1:]) else f"{float(match[1]) / 100:g}"


_MONEY = re.compile(r"\$ ?([0-9]{1,9}(?:\.[0-9]{1,6})?)|([0-9]{1,9}(?:\.[0-9]{1,6})?) ?(?:USD|usd|\$|dollars)")
_TIME = re.compile(r"([0-9]{1,9}) ?(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def number_of(path: Sequence[str | int], value: str) -> str | None:
    """The number that a text with a unit stands for at a place: a share, dollars, or a time in seconds."""
    if (share := share_of(path, value)) is not None:
        return share
    key = str(path[-1]) if path else ""
    if (key == "value" or key.endswith("_usd")) and (money := _MONEY.fullmatch(value)):
        return money[1] or money[2]
    is_time = key.endswith("_seconds") or (key == "value" and path[0] == "termination_conditions")
    if is_time and (time := _TIME.fullmatch(value)):
        return str(int(time[1]) * _SECONDS[time[2][0]])
    return None


def missing_hint(key: str, kind: Any, path: Sequence[str | int]) -> str:
    """What to add where the key is missing at `path`, in something of the type `kind`."""
    place = place_name(path)
    if key == "value" and kind not in LIMITED and place != "retention":
        return "; add the number that it is compared with, for instance value: 0.8" if kind in (None, "success") else ""
    return HINTS.get(f"{place}.{key}") or HINTS.get(key, "")


def limit_message(keyword: str, limit: Any, value: Any, error: Any) -> str:
    """What is wrong with a value that breaks the limit `keyword` sets."""
    if keyword == "pattern":
        return f"is {show(value)}; it must look like {_pattern_words(error)}"
    if keyword in ("minItems", "minProperties"):
        return (
            f"is empty; it takes {limit} or more entries"
            if not value
            else f"has {len(value)} entries; it takes {limit} or more"
        )
    if keyword == "maxItems":
        return f"has {len(value)} entries; it takes at most {limit}"
    if keyword == "minLength":
        length = "1 character" if len(value) == 1 else f"{len(value)} characters"
        return f"is {show(value)}, {length}; it takes {limit} or more"
    if keyword == "maxLength":
        return f"has {len(value)} characters; it takes at most {limit}"
    if keyword == "uniqueItems":
        return f"names {show(first_repeated(value))} twice; once is enough"
    if keyword == "maximum" and limit == 1 and LEAST_PERCENT <= value <= 100:
        return f"is {show(value)}; it must be at most 1: did you mean {value / 100:g}?"
    comparison = COMPARISONS.get(keyword)
    return (
        f"is {show(value)}; it must be {comparison} {limit}"
        if comparison
        else f"breaks {keyword}: {error.message[:120]}"
    )


def first_repeated(values: Sequence[Any]) -> Any:
    """The first value that stood in the list before."""
    seen = set()
    for value in values:
        # In JSON true is not 1, in Python it is.
        shown = (isinstance(value, bool), value if isinstance(value, str | int | float) else repr(value))
        if shown in seen:
            return value
        seen.add(shown)
    return None


def _pattern_words(error: Any) -> str:
    path = [part for part in error.absolute_path if isinstance(part, str)]
    if len(path) > 1 and path[-1] == "from" and "adapters" in path:
        return "children.ID.outputs.NAME"
    if path == ["metrics", "source"]:
        return "evaluators.ID, workers.ID or telemetry.SIGNAL"
    if path and path[-1] in PATTERN_WORDS:
        return PATTERN_WORDS[path[-1]]
    return f"the pattern {error.validator_value}"


def place_words(path: Sequence[str | int]) -> str:
    """A path in words: `workers[0].outputs.format`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    if not text:
        return "the spec"
    return cut(text, 120)


def kind_words(value: Any) -> str:
    """What kind of value it is."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {quote(value)}"
    return "a list" if isinstance(value, list) else "a mapping"


def show(value: Any) -> str:
    """The value, if it is short."""
    return (
        quote(value)
        if isinstance(value, str)
        else kind_words(value)
        if not isinstance(value, int | float)
        else str(value)
    )


def quote(text: str) -> str:
    """The text in quotes, cut."""
    return f'"{cut(text)}"'


def cut(text: str, length: int = 60) -> str:
    """The text, or its beginning."""
    return text if len(text) <= length else text[: length - 3] + "…"
