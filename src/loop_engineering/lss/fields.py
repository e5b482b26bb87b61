"""Whether a value is one that a declared input field takes, in words that a finding can use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from loop_engineering.lss.spec import InputField

__all__ = ["limit_clash", "mismatch", "shown"]

_MOST_VALUES = 8
_LONGEST_PATTERN = 200
_LONGEST_TEXT = 200
"""Past these lengths a text is not held against a field's pattern: the author of both may mean harm."""

_UNSETTLED = re.compile(r"[(|\\]b|\(|\||\[\[|--|&&|~~|\$.")
"""What makes a pattern too much to run, or what other engines read otherwise than Python."""


def shown(value: Any) -> str:
    """A value as a message shows it: texts in quotes, long ones cut, lists and mappings as what they are."""
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}…"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return "a list" if isinstance(value, list) else "a mapping"


def mismatch(field: InputField, value: Any) -> str | None:
    """What the field takes instead of the value, to follow "it takes"; None where it takes the value.

    A pattern is tried only where that is sure to be quick. Limits of another type of field are not looked at.
    """
    if field.type == "enum":
        if _is_among(value, field.values):
            return None
        choices = [shown(choice).strip('"') for choice in field.values[:_MOST_VALUES]]
        more = ["…"] if len(field.values) > _MOST_VALUES else []
        return ("one of " if len(choices) > 1 else "only ") + ", ".join([*choices, *more])
    if not _KINDS[field.type](value):
        return _WORDS[field.type]
    if field.type == "number":
        return _number(field, value)
    if field.type in ("string", "array"):
        return _length(field, value) or (_pattern(field, value) if field.type == "string" else _items(field, value))
    return None


def limit_clash(field: InputField) -> tuple[str, str, str] | None:
    """The lower and the upper limit that no value can keep, by name, and both in words; None where they agree."""
    pairs = (("minimum", field.minimum, "maximum", field.maximum),) if field.type == "number" else ()
    if field.type in ("string", "array"):
        pairs = (("min_length", field.min_length, "max_length", field.max_length),)
    for lower, least, upper, greatest in pairs:
        if least is not None and greatest is not None and least > greatest:
            return lower, upper, f"{lower} {least:g} above {upper} {greatest:g}"
    return None


def _is_among(value: Any, choices: Sequence[Any]) -> bool:
    """Whether a choice equals the value as JSON has it, where true is not 1."""
    if isinstance(value, int | float) and value in (0, 1):
        return any(isinstance(value, bool) == isinstance(choice, bool) and value == choice for choice in choices)
    return value in choices


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_WORDS = {
    "string": "a string",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}


def _number(field: InputField, value: float) -> str | None:
    if field.minimum is not None and value < field.minimum:
        return f"{field.minimum:g} or more"
    if field.maximum is not None and value > field.maximum:
        return f"{field.maximum:g} or less"
    return None


def _length(field: InputField, value: str | list[Any]) -> str | None:
    unit = "characters" if isinstance(value, str) else "entries"
    if field.min_length is not None and len(value) < field.min_length:
        return f"{field.min_length} {unit} or more, and this has {len(value)}"
    if field.max_length is not None and len(value) > field.max_length:
        return f"at most {field.max_length} {unit}, and this has {len(value)}"
    return None


def _pattern(field: InputField, value: str) -> str | None:
    """Tried only where there is no group, no choice and at most one repetition: time then grows with the square."""
    pattern = field.pattern
    if pattern is None or len(pattern) > _LONGEST_PATTERN or len(value) > _LONGEST_TEXT or _UNSETTLED.search(pattern):
        return None
    if sum(pattern.count(sign) for sign in "*+?{") > 1:
        return None
    try:
        found = re.search(pattern, value, re.ASCII)
    except (re.error, OverflowError, RecursionError):
        return None
    return None if found else f"what matches {pattern}"


def _items(field: InputField, value: list[Any]) -> str | None:
    kind = field.items.get("type") if field.items is not None else None
    if not isinstance(kind, str) or kind not in _KINDS:
        return None
    wrong = next((item for item in value if not _KINDS[kind](item)), None)
    return None if wrong is None else f"a list in which each entry is {_WORDS[kind]}, not {shown(wrong)}"
