"""The JSON Schema of LSS and what a document breaks of it, one precise problem for each mistake.

`jsonschema-rs` answers yes or no; only for a no does `jsonschema` say why. A test proves that the two agree.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import write
from loop_engineering.lss.shape_keys import (
    Fits,
    conditions_in_a_mapping,
    limits_at_the_top,
    slip_of_field,
    unknown_keys,
)
from loop_engineering.lss.shape_repairs import for_limit, for_missing, for_type
from loop_engineering.lss.shape_tables import ARTICLES, NAME_ADVICE
from loop_engineering.lss.shape_words import (
    cut,
    hint,
    kind_words,
    limit_message,
    missing_hint,
    place_words,
    quote,
    show,
)
from loop_engineering.lss.shorthand import EVALUATORS
from loop_engineering.lss.slips import closest, did_you_mean, is_sure, meant_word
from loop_engineering.lss.source import Document

__all__ = ["closest", "did_you_mean", "is_valid", "schema", "schema_text", "shape_problems"]


def schema_text() -> str:
    """The schema file as it is published."""
    return files("loop_engineering.lss").joinpath("lss-1.0.schema.json").read_text("utf-8")


@functools.cache
def schema() -> dict[str, Any]:
    """The schema as data. Do not change it."""
    loaded: dict[str, Any] = json.loads(schema_text())
    return loaded


@functools.cache
def _fast() -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema())


@functools.cache
def _slow() -> Any:
    import jsonschema

    extend: Any = jsonschema.validators.extend
    return extend(jsonschema.Draft202012Validator, {"pattern": _pattern})(schema())


_ECMA_SPACE = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as ECMA-262 reads it; Python lets `$` stand before a last newline too, and has other spaces."""
    spaced = pattern.replace(r"\S", f"[^{_ECMA_SPACE}]").replace(r"\s", _ECMA_SPACE)
    return re.compile(spaced.replace("$", r"\Z"))


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    import jsonschema

    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield jsonschema.ValidationError(f"does not match {pattern}")


def is_valid(data: Any) -> bool:
    """Whether the schema accepts the data, which holds only what JSON can hold."""
    return bool(_fast().is_valid(data))


def shape_problems(document: Document) -> list[tuple[str, Problem]]:
    """What a document breaks of the schema, as pairs of rule id and problem, in document order.

    One mistake is told once: of a value the first of its problems, of a misspelt key not also the missing one.
    """
    found: dict[tuple[str, str], tuple[str, Problem]] = {}
    slips: set[tuple[str, str]] = set()
    errors = itertools.islice(_slow().iter_errors(document.data), _MOST_PROBLEMS)
    # The full form has fewer choices than both forms together; what else it repeats is told as of both.
    first = sorted(errors, key=lambda error: not (error.validator == "enum" and _is_of_full_form(error)))
    told = (entry for error in first for entry in _explain(error, document))
    for demand, rule, problem in sorted(itertools.islice(told, _MOST_PROBLEMS), key=_rank):
        found.setdefault((problem.pointer, demand), (rule, problem))
        if rule == "LSS103":
            slips.add((problem.pointer.rpartition("/")[0], demand))
    kept = [
        pair for (pointer, demand), pair in found.items() if pair[0] != "LSS101" or not _is_slip(pointer, demand, slips)
    ]
    return sorted(kept, key=lambda pair: document.span(pair[1].pointer, key=pair[1].key))


_MOST_PROBLEMS = 500
_LONGEST_VERSION = 128
_Told = tuple[str, str, Problem]
"""What is demanded at the pointer ("value", or the name of a key), the id of the rule, and the problem."""


def _rank(told: _Told) -> int:
    return ("LSS103", "LSS102", "LSS105", "LSS104", "LSS101", "LSS106").index(told[1])


def _is_of_full_form(error: Any) -> bool:
    return next(iter(error.absolute_schema_path), None) == "then"


def _is_slip(pointer: str, demand: str, slips: set[tuple[str, str]]) -> bool:
    wanted = demand.split(" or ")
    return any((pointer, key) in slips for key in wanted)


def _explain(error: Any, document: Document) -> Iterator[_Told]:
    path = list(error.absolute_path)
    pointer, where = join(*path), place_words(path)
    value, limit, keyword = error.instance, error.validator_value, error.validator
    if path == ["termination_conditions"] and isinstance(value, dict) and (listed := conditions_in_a_mapping(value)):
        yield "value", "LSS105", listed
    elif keyword == "additionalProperties":
        properties = error.schema.get("properties", {})
        kinds = [kind for kind in properties.get("type", {}).get("enum", ()) if isinstance(kind, str)]
        for meant, problem in unknown_keys(path, value, list(properties), kinds, _fits(properties)):
            yield meant, "LSS103", problem
    elif keyword == "required":
        for key in limit:
            if key not in value:
                yield _missing(key, value, path, error)
    elif keyword == "anyOf":
        message = f"{where} has no condition; give at least one of success, failure or stall"
        yield "success or failure or stall", "LSS101", Problem(pointer, message)
    elif keyword == "minProperties" and "anyOf" in error.schema:
        return
    elif "propertyNames" in error.absolute_schema_path:
        advice = f"takes at most {limit} characters" if keyword == "maxLength" else NAME_ADVICE
        yield "value", "LSS106", Problem(pointer + join(value), f"the name {quote(value)} {advice}", key=True)
    elif keyword == "enum":
        known = [item for item in limit if isinstance(item, str)]
        likely = meant_word(value, known) if isinstance(value, str) else None
        short = EVALUATORS.get(value) if isinstance(value, str) and "deterministic" in known else None
        if short is not None and short.implementation is not None:
            # For a word of the core form the full form spells out more than the type.
            likely = None
            advice = f"in full form write type: {short.type}, implementation: {short.implementation}"
        else:
            advice = f'did you mean "{likely}"?' if likely else f"write one of {', '.join(known)}"
        repair = write(pointer, likely, safe=is_sure(value, likely)) if likely else None
        yield "value", "LSS104", Problem(pointer, f"{where} is {show(value)}; {advice}", repair=repair)
    elif keyword == "type":
        yield from _wrong_type(path, value, limit if isinstance(limit, list) else [limit], document)
    else:
        repair = for_limit(keyword, limit, path, value, document)
        message = f"{where} {limit_message(keyword, limit, value, error)}"
        yield "value", "LSS106", Problem(pointer, message, repair=repair)


def _wrong_type(path: Sequence[str | int], value: Any, kinds: Sequence[str], document: Document) -> Iterator[_Told]:
    pointer, where = join(*path), place_words(path)
    if path == ["version"] and isinstance(value, int | float):
        typed = (document.text_at(pointer) or str(value))[:_LONGEST_VERSION]
        typed = f"{typed}.0" if typed.isdecimal() else typed
        message = f'version is the number {value}, not a string; write version: "{typed}"'
        yield "value", "LSS102", Problem(pointer, message, repair=write(pointer, f'"{typed}"'))
    elif path == ["memory", "backend"]:
        if value is None:
            message = "persistent memory has no backend; write one of redis, postgres, vector, composite"
            yield "value", "LSS105", Problem(pointer, message)
    else:
        wanted = " or ".join(ARTICLES[kind] for kind in kinds)
        if path == ["termination_conditions"]:
            wanted = "a list of conditions"
        message = f"{where} is {kind_words(value)}; it takes {wanted}{hint(path, value, kinds)}"
        yield "value", "LSS105", Problem(pointer, message, repair=for_type(path, value, kinds, document))


def _missing(key: str, value: Mapping[str, Any], path: Sequence[str | int], error: Any) -> _Told:
    """A required key that is absent. In the spec itself an unknown key like it is taken for a slip of it."""
    schema_path, pointer = list(error.absolute_schema_path), join(*path)
    if not pointer:
        properties = error.schema.get("properties", {})
        misplaced = slip_of_field(key, value, properties, _fits(properties))
        if misplaced is None and key == "termination_conditions":
            misplaced = limits_at_the_top(value, properties)
        if misplaced is not None:
            return key, "LSS101", misplaced
    kind = value.get("type")
    because = f" of type {cut(kind)}" if isinstance(kind, str) and "then" in schema_path[1:] else ""
    advice = missing_hint(key, kind, path)
    if _is_of_full_form(error) and not because:
        advice += " (full form, with its thirteen fields, leaves nothing out)"
    repair = for_missing(pointer, key, kind)
    return key, "LSS101", Problem(pointer, f'{place_words(path)}{because} has no "{key}"{advice}', repair=repair)


def _fits(properties: Mapping[str, Any]) -> Fits:
    """Whether a key may hold a value, by its schema; what is inside a list or mapping is not looked at."""

    def fits(name: str, value: Any) -> bool:
        part = properties[name]
        while "$ref" in part:
            part = schema()["$defs"][part["$ref"].rpartition("/")[2]]
        if "enum" in part:
            return value in part["enum"]
        kinds = part.get("type", ("array", "object") if name == "termination_conditions" else ())
        return any(_slow().is_type(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))

    return fits
