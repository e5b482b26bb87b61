"""The JSON Schema of LSS and what a document breaks of it, one precise problem for each mistake.

`jsonschema-rs` answers yes or no; only for a no does `jsonschema` say why. A test proves that the two agree.
"""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
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

    return jsonschema.Draft202012Validator(schema())


def is_valid(data: Any) -> bool:
    """Whether the schema accepts the data, which holds only what JSON can hold."""
    return bool(_fast().is_valid(data))


def shape_problems(document: Document) -> list[tuple[str, Problem]]:
    """What a document breaks of the schema, as pairs of rule id and problem, in document order."""
    found: dict[tuple[str, str, str], tuple[str, Problem]] = {}
    for error in _slow().iter_errors(document.data):
        for rule, problem in _explain(error, document):
            found.setdefault((rule, problem.pointer, problem.message), (rule, problem))
    return sorted(found.values(), key=lambda pair: document.span(pair[1].pointer))


def closest(word: str, among: Iterable[str]) -> str | None:
    """The candidate that `word` is probably a slip of, or None."""
    candidates = list(among)
    folded = {item.lower().replace("-", "_"): item for item in reversed(candidates)}
    key = word.lower().replace("-", "_").replace(" ", "_")
    if key in folded:
        return folded[key]
    matches = difflib.get_close_matches(key, folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def did_you_mean(word: str, among: Iterable[str]) -> str:
    """The end of a message about an unknown word: the likely one, or all that there are."""
    candidates = list(among)
    likely = closest(word, candidates)
    if likely is not None:
        return f'did you mean "{likely}"?'
    return f"write one of {', '.join(candidates)}" if candidates else "there is none to refer to"


def _explain(error: Any, document: Document) -> Iterator[tuple[str, Problem]]:
    pointer = join(*error.absolute_path)
    value, limit, keyword = error.instance, error.validator_value, error.validator
    where = _where(list(error.absolute_path))
    if pointer == "/version" and keyword == "type":
        typed = document.text_at(pointer) or str(value)
        yield (
            "LSS102",
            Problem(
                pointer, f'version is {_kind(value)}, not a string; write version: "{typed}"', replace_with=f'"{typed}"'
            ),
        )
    elif keyword == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for key in value:
            if key not in known:
                likely = closest(key, [name for name in known if name not in value])
                advice = f'did you mean "{likely}"?' if likely else f"it takes {', '.join(known)}"
                yield (
                    "LSS103",
                    Problem(
                        pointer + join(key),
                        f"{where} has no key {_quote(key)}; {advice}",
                        key=True,
                        replace_with=likely,
                    ),
                )
    elif keyword in ("enum", "const"):
        known = [item for item in limit if isinstance(item, str)] if isinstance(limit, list) else [limit]
        likely = closest(value, known) if isinstance(value, str) else None
        advice = did_you_mean(value, known) if isinstance(value, str) else f"write one of {', '.join(known)}"
        yield "LSS104", Problem(pointer, f"{where} is {_show(value)}; {advice}", replace_with=likely)
    elif keyword == "required":
        for key in limit:
            if key not in value:
                yield "LSS101", _missing(key, value, pointer, where, error)
    elif keyword == "type":
        kinds = limit if isinstance(limit, list) else [limit]
        wanted = " or ".join(_ARTICLES[kind] for kind in kinds)
        yield "LSS105", Problem(pointer, f"{where} is {_kind(value)}; it takes {wanted}{_type_hint(value, kinds)}")
    elif keyword == "anyOf":
        yield (
            "LSS101",
            Problem(pointer, "termination_conditions has no condition; give at least one of success, failure or stall"),
        )
    elif keyword == "minProperties" and pointer == "/termination_conditions":
        return
    else:
        yield "LSS106", Problem(pointer, f"{where} {_limit_message(keyword, limit, value, error)}")


def _missing(key: str, value: Mapping[str, Any], pointer: str, where: str, error: Any) -> Problem:
    """A required key that is absent. A key like it that does not belong is taken for a slip of it."""
    slip = next((name for name in value if closest(name, [key]) == key), None)
    hint = f"; is {_quote(slip)} a slip of it?" if slip is not None else _HINTS.get(key, "")
    kind = value.get("type")
    because = f" of type {kind}" if isinstance(kind, str) and "then" in error.absolute_schema_path else ""
    return Problem(pointer, f'{where}{because} has no "{key}"{hint}')


_HINTS: Mapping[str, str] = {
    "loop_name": "; name the loop in lower case, for instance loop_name: code-repair-loop",
    "version": '; add version: "1.0"',
    "objective": "; say in a sentence what the loop is to achieve",
    "workers": "; add a list of what acts, for instance workers: [{role: implementer}]",
    "evaluators": "; add a list of what judges, for instance evaluators: [{type: test_suite}]",
    "termination_conditions": "; say when it stops, for instance {type: max_iterations, value: 10}",
    "value": "; add the number, for instance value: 10",
    "role": "; say what the worker does",
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


def _type_hint(value: Any, kinds: Iterable[str]) -> str:
    if value is None:
        return "; nothing stands after the colon"
    if "string" in kinds and isinstance(value, int | float):
        return "; put it in quotes"
    if "array" in kinds and isinstance(value, str | dict):
        return "; start each entry on a line of its own with a dash"
    return ""


def _limit_message(keyword: str, limit: Any, value: Any, error: Any) -> str:
    if keyword == "pattern":
        return f"is {_show(value)}; it must look like {_pattern_words(error)}"
    if keyword in ("minItems", "minProperties"):
        return (
            f"is empty; it takes {limit} or more"
            if not value
            else f"has {len(value)} entries; it takes {limit} or more"
        )
    if keyword == "maxItems":
        return f"has {len(value)} entries; it takes at most {limit}"
    if keyword == "minLength":
        return f"is {_show(value)}, {len(value)} characters; it takes {limit} or more"
    if keyword == "maxLength":
        return f"has {len(value)} characters; it takes at most {limit}"
    if keyword == "uniqueItems":
        twice = next(item for index, item in enumerate(value) if item in value[:index])
        return f"names {_show(twice)} twice; once is enough"
    comparison = _COMPARISONS.get(keyword)
    return (
        f"is {_show(value)}; it must be {comparison} {limit}"
        if comparison
        else f"breaks {keyword}: {error.message[:120]}"
    )


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
    "source": "evaluators.ID, workers.ID or, for a metric, telemetry.SIGNAL",
    "destination": "workers.ID or optimization_strategy",
    "synthesizer": "workers.ID",
    "to": "children.ID.inputs.FIELD",
}


def _pattern_words(error: Any) -> str:
    path = [part for part in error.absolute_path if isinstance(part, str)]
    if len(path) > 1 and path[-1] == "from" and "adapters" in path:
        return "children.ID.outputs.NAME"
    if path and path[-1] in _PATTERN_WORDS:
        return _PATTERN_WORDS[path[-1]]
    return f"the pattern {error.validator_value}"


def _where(path: list[str | int]) -> str:
    """A path in words: `workers[0].outputs.format`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else part)
    if not text:
        return "the spec"
    return text if len(text) <= 120 else text[:117] + "…"


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else "a string"


def _show(value: Any) -> str:
    return (
        _quote(value) if isinstance(value, str) else _kind(value) if not isinstance(value, int | float) else str(value)
    )


def _quote(text: str) -> str:
    return '"' + (text if len(text) <= 60 else text[:57] + "…") + '"'
