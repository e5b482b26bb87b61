"""The JSON Schema of LSS and what a document breaks of it, one precise problem for each mistake.

`jsonschema-rs` answers yes or no; only for a no does `jsonschema` say why. A test proves that the two agree.
"""

from __future__ import annotations

import difflib
import functools
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Replace, rename, write
from loop_engineering.lss.source import Document

__all__ = ["closest", "is_valid", "schema", "schema_text", "shape_problems"]


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
    slips: set[tuple[str, str | None]] = set()
    errors = itertools.islice(_slow().iter_errors(document.data), _MOST_PROBLEMS)
    # The full form has fewer choices than both forms together; what else it repeats is told as of both.
    first = sorted(errors, key=lambda error: not (error.validator == "enum" and _is_of_full_form(error)))
    told = (entry for error in first for entry in _explain(error, document))
    for demand, rule, problem in sorted(itertools.islice(told, _MOST_PROBLEMS), key=_rank):
        found.setdefault((problem.pointer, demand), (rule, problem))
        if rule == "LSS103":
            step = problem.repair.steps[0] if problem.repair is not None else None
            meant = step.text if isinstance(step, Replace) else None
            slips.add((problem.pointer.rpartition("/")[0], meant if demand == "key" else demand))
    kept = [
        pair for (pointer, demand), pair in found.items() if pair[0] != "LSS101" or not _is_slip(pointer, demand, slips)
    ]
    return sorted(kept, key=lambda pair: document.span(pair[1].pointer, key=pair[1].key))


def closest(word: str, among: Iterable[str]) -> str | None:
    """The candidate that `word` is probably a slip of, or None."""
    if not 0 < len(word) <= _LONGEST_WORD:
        return None
    candidates = list(among)
    folded = {item.lower().replace("-", "_"): item for item in reversed(candidates)}
    key = word.lower().replace("-", "_").replace(" ", "_")
    if key in folded:
        return folded[key]
    near: Iterable[str] = reversed(folded)
    if len(folded) > _MANY_NAMES:
        # Comparing takes the square of the length, and the names in a document are as many as its author likes.
        alike = (item for item in near if item[:2] == key[:2] or item[-3:] == key[-3:])
        near = itertools.islice((item for item in alike if abs(len(item) - len(key)) <= 2), 10_000 // len(key) ** 2 + 2)
    matches = difflib.get_close_matches(key, near, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """The end of a message about an unknown word: the likely one, or all that there are."""
    candidates = list(among)
    likely = closest(word, candidates)
    if likely is not None:
        return f'did you mean "{likely}"?'
    shown = [*candidates[:_MOST_SHOWN], *(["…"] if len(candidates) > _MOST_SHOWN else [])]
    return f"write one of {', '.join(shown)}" if len(shown) > 1 else f'write "{shown[0]}"' if shown else _NONE


_MOST_PROBLEMS = 500
_LONGEST_WORD = 128
_MANY_NAMES = 30
_MOST_SHOWN = 12
_NAME_ADVICE = "may hold letters, digits, _ and - only, and starts with a letter or _"
_OTHER_WORDS = {
    ">=": "gte",
    "=>": "gte",
    "<=": "lte",
    "=<": "lte",
    "==": "eq",
    "=": "eq",
    ">": "gt",
    "<": "lt",
    "llm_judge": "llm_rubric",
    "llm": "llm_rubric",
    "tests": "test_suite",
    "unit_tests": "test_suite",
    "pytest": "test_suite",
    "linter": "lint",
    "max_cost": "max_cost_usd",
    "budget": "max_cost_usd",
    "max_steps": "max_iterations",
}
"""What people write for a choice of LSS, where that is no slip of the pen."""
_NONE = "there is none to refer to"

_Told = tuple[str, str, Problem]
"""What is demanded at the pointer ("value", or the name of a key), the id of the rule, and the problem."""


def _rank(told: _Told) -> int:
    return ("LSS103", "LSS102", "LSS105", "LSS104", "LSS101", "LSS106").index(told[1])


def _is_of_full_form(error: Any) -> bool:
    return next(iter(error.absolute_schema_path), None) == "then"


def _is_slip(pointer: str, demand: str, slips: set[tuple[str, str | None]]) -> bool:
    wanted = demand.split(" or ")
    return any((pointer, key) in slips for key in wanted)


def _explain(error: Any, document: Document) -> Iterator[_Told]:
    path = list(error.absolute_path)
    pointer, where = join(*path), _where(path)
    value, limit, keyword = error.instance, error.validator_value, error.validator
    if keyword == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        left = [name for name in known if name not in value]
        for key in (key for key in value if key not in known):
            if "type" in left and key in error.schema["properties"]["type"].get("enum", ()):
                amount = f", value: {value[key]}" if "value" in left and isinstance(value[key], int | float) else ""
                message = f"{where} has no key {_quote(key)}; write {{type: {key}{amount}}}"
                yield "type", "LSS103", Problem(pointer + join(key), message, key=True)
                continue
            likely = closest(key, left)
            advice = f'did you mean "{likely}"?' if likely else f"it takes {', '.join(known)}"
            message = f"{where} has no key {_quote(key)}; {advice}"
            there = pointer + join(key)
            yield "key", "LSS103", Problem(there, message, key=True, repair=rename(there, likely) if likely else None)
    elif keyword == "required":
        for key in limit:
            if key not in value:
                yield _missing(key, value, pointer, where, error)
    elif keyword == "anyOf":
        message = f"{where} has no condition; give at least one of success, failure or stall"
        yield "success or failure or stall", "LSS101", Problem(pointer, message)
    elif keyword == "minProperties" and "anyOf" in error.schema:
        return
    elif "propertyNames" in error.absolute_schema_path:
        advice = f"takes at most {limit} characters" if keyword == "maxLength" else _NAME_ADVICE
        yield "value", "LSS106", Problem(pointer + join(value), f"the name {_quote(value)} {advice}", key=True)
    elif keyword == "enum":
        known = [item for item in limit if isinstance(item, str)]
        likely = closest(_OTHER_WORDS.get(value, value), known) if isinstance(value, str) else None
        advice = f'did you mean "{likely}"?' if likely else f"write one of {', '.join(known)}"
        repair = write(pointer, likely) if likely else None
        yield "value", "LSS104", Problem(pointer, f"{where} is {_show(value)}; {advice}", repair=repair)
    elif keyword == "type":
        yield from _wrong_type(path, value, limit if isinstance(limit, list) else [limit], document)
    else:
        yield "value", "LSS106", Problem(pointer, f"{where} {_limit_message(keyword, limit, value, error)}")


def _wrong_type(path: Sequence[str | int], value: Any, kinds: Sequence[str], document: Document) -> Iterator[_Told]:
    pointer, where = join(*path), _where(path)
    if path == ["version"] and isinstance(value, int | float):
        typed = (document.text_at(pointer) or str(value))[:_LONGEST_WORD]
        typed = f"{typed}.0" if typed.isdecimal() else typed
        message = f'version is the number {value}, not a string; write version: "{typed}"'
        yield "value", "LSS102", Problem(pointer, message, repair=write(pointer, f'"{typed}"'))
    elif path == ["memory", "backend"]:
        if value is None:
            message = "persistent memory has no backend; write one of redis, postgres, vector, composite"
            yield "value", "LSS105", Problem(pointer, message)
    else:
        wanted = " or ".join(_ARTICLES[kind] for kind in kinds)
        if path == ["termination_conditions"]:
            wanted = "a list of conditions"
        yield (
            "value",
            "LSS105",
            Problem(pointer, f"{where} is {_kind(value)}; it takes {wanted}{_hint(path, value, kinds)}"),
        )


def _missing(key: str, value: Mapping[str, Any], pointer: str, where: str, error: Any) -> _Told:
    """A required key that is absent. In the spec itself an unknown key like it is taken for a slip of it."""
    schema_path = list(error.absolute_schema_path)
    if not pointer:
        unknown = [name for name in value if name not in error.schema.get("properties", {}) and name[:2] != "x_"]
        slip = next((name for name in unknown[:_MANY_NAMES] if closest(name, [key]) == key), None)
        if slip is not None:
            message = f"{where} has no {_quote(key)}, but {_quote(slip)}; did you mean {_quote(key)}?"
            return key, "LSS101", Problem(join(slip), message, key=True, repair=rename(join(slip), key))
    kind = value.get("type")
    because = f" of type {_cut(kind)}" if isinstance(kind, str) and "then" in schema_path[1:] else ""
    hint = _HINTS.get(key, "") if key != "value" or kind in _LIMITS else ""
    if _is_of_full_form(error) and not because:
        hint = "; full form, with its thirteen fields, leaves nothing out"
    return key, "LSS101", Problem(pointer, f'{where}{because} has no "{key}"{hint}')


_LIMITS = ("max_iterations", "max_cost_usd", "timeout")
_HINTS: Mapping[str, str] = {
    "loop_name": "; name the loop in lower case, for instance loop_name: code-repair-loop",
    "version": '; add version: "1.0"',
    "objective": "; say in a sentence what the loop is to achieve",
    "workers": "; add a list of what acts, for instance workers: [{role: implementer}]",
    "evaluators": "; add a list of what judges, for instance evaluators: [{type: test_suite}]",
    "termination_conditions": "; say when it stops, for instance {type: max_iterations, value: 10}",
    "value": "; add the number, for instance value: 10",
    "role": "; say what the worker does",
    "action": "; say what is done then, for instance action: halt",
    "backend": "; write one of redis, postgres, vector, composite",
    "values": "; list the choices",
    "timeout_seconds": "; say how long to wait, for instance timeout_seconds: 3600",
    "operator": "; write one of gte, lte, eq, gt, lt",
    "metric": "; name the metric that is compared",
}

_ARTICLES: Mapping[str, str] = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}


_ENTRIES: Mapping[str, str] = {"workers": "role", "evaluators": "type", "termination_conditions": "type"}
"""The one key that an entry of these lists needs."""


def _hint(path: Sequence[str | int], value: Any, kinds: Sequence[str]) -> str:
    if path[-1:] == ["on_exceed"] and isinstance(value, str):
        return "; write {action: halt}"
    if path[-1:] == ["model"] and isinstance(value, str):
        return f"; write {{provider: …, name: {_cut(value)}}}"
    if isinstance(value, str) and "number" in kinds and (share := _PERCENT.fullmatch(value)):
        return f"; write {float(share[1]) / 100:g}"
    if value is None:
        return (
            "; nothing stands after the colon"
            if path and isinstance(path[-1], str)
            else "; nothing stands after the dash"
        )
    if "string" in kinds and isinstance(value, int | float):
        return "; put it in quotes"
    if "array" in kinds and isinstance(value, str) and "\n" not in value and len(value) <= 60:
        return f"; write [{value}]"
    if "array" in kinds and isinstance(value, dict):
        return "; start each entry on a line of its own with a dash"
    if isinstance(value, str) and {"number", "integer", "boolean"} & set(kinds) and _PLAIN.fullmatch(value):
        return "; remove the quotes"
    if isinstance(value, str) and len(path) == 2 and path[0] in _ENTRIES:
        return f"; write {_ENTRIES[str(path[0])]}: {_cut(value)}"
    return ""


_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%")
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|true|false", re.IGNORECASE)


def _limit_message(keyword: str, limit: Any, value: Any, error: Any) -> str:
    if keyword == "pattern":
        return f"is {_show(value)}; it must look like {_pattern_words(error)}"
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
        return f"is {_show(value)}, {length}; it takes {limit} or more"
    if keyword == "maxLength":
        return f"has {len(value)} characters; it takes at most {limit}"
    if keyword == "uniqueItems":
        return f"names {_show(_first_repeated(value))} twice; once is enough"
    if keyword == "maximum" and limit == 1 and 1 < value <= 100:
        return f"is {_show(value)}; it must be at most 1: did you mean {value / 100:g}?"
    comparison = _COMPARISONS.get(keyword)
    return (
        f"is {_show(value)}; it must be {comparison} {limit}"
        if comparison
        else f"breaks {keyword}: {error.message[:120]}"
    )


def _first_repeated(values: Sequence[Any]) -> Any:
    seen = set()
    for value in values:
        # In JSON true is not 1, in Python it is.
        shown = (isinstance(value, bool), value if isinstance(value, str | int | float) else repr(value))
        if shown in seen:
            return value
        seen.add(shown)
    return None


_COMPARISONS: Mapping[str, str] = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}

_PATTERN_WORDS: Mapping[str, str] = {
    "loop_name": "code-repair-loop (lower case, digits and hyphens, starting with a letter)",
    "version": "1.0.0 (semver 2.0.0; the core form also takes 1.0)",
    "id": "test_runner (lower case, digits, _ and -, starting with a letter)",
    "name": "test_pass_rate (lower case, digits and _, starting with a letter)",
    "metric": "test_pass_rate (lower case, digits and _, starting with a letter)",
    "from": "inputs.NAME, memory.KEY or workers.ID",
    "source": "evaluators.ID or workers.ID",
    "destination": "workers.ID or optimization_strategy",
    "synthesizer": "workers.ID",
    "to": "children.ID.inputs.FIELD",
}


def _pattern_words(error: Any) -> str:
    path = [part for part in error.absolute_path if isinstance(part, str)]
    if len(path) > 1 and path[-1] == "from" and "adapters" in path:
        return "children.ID.outputs.NAME"
    if path == ["metrics", "source"]:
        return "evaluators.ID, workers.ID or telemetry.SIGNAL"
    if path and path[-1] in _PATTERN_WORDS:
        return _PATTERN_WORDS[path[-1]]
    return f"the pattern {error.validator_value}"


def _where(path: Sequence[str | int]) -> str:
    """A path in words: `workers[0].outputs.format`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    if not text:
        return "the spec"
    return _cut(text, 120)


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {_quote(value)}"
    return "a list" if isinstance(value, list) else "a mapping"


def _show(value: Any) -> str:
    return (
        _quote(value) if isinstance(value, str) else _kind(value) if not isinstance(value, int | float) else str(value)
    )


def _quote(text: str) -> str:
    return f'"{_cut(text)}"'


def _cut(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 3] + "…"
