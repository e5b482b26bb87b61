"""How a mistake in shape is told: its place and value in words, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from loop_engineering.lss.shorthand import CONDITIONS, EVALUATORS
from loop_engineering.lss.slips import OTHER_WORDS, closest, is_sure

__all__ = [
    "ARTICLES",
    "ENTRIES",
    "EXCEED_ACTIONS",
    "LEAST_PERCENT",
    "LIMITED",
    "LISTS_OF_MAPPINGS",
    "NAME_ADVICE",
    "PLAIN",
    "cut",
    "entry_of",
    "first_repeated",
    "hint",
    "kind_words",
    "limit_message",
    "missing_hint",
    "number_of",
    "place_words",
    "quote",
    "share_of",
    "show",
]

NAME_ADVICE = "may hold letters, digits, _ and - only, and starts with a letter or _"
"""What a name may look like."""
LIMITED = ("max_iterations", "max_cost_usd", "timeout")
"""Conditions that need a number."""
EXCEED_ACTIONS = ("halt", "warn", "throttle")
"""What may be done when a budget is exceeded."""
LEAST_PERCENT = 10
"""A share above 1 is taken for a percentage from here on; below it may be a score on a scale of its own."""
_HINTS: Mapping[str, str] = {
    "loop_name": "; name the loop in lower case, for instance loop_name: code-repair-loop",
    "version": '; add version: "1.0"',
    "objective": "; say in a sentence what the loop is to achieve",
    "workers": "; add a list of what acts, for instance workers: [{role: implementer}]",
    "evaluators": "; add a list of what judges, for instance evaluators: [{type: test_suite}]",
    "termination_conditions": (
        "; add a list of when it stops, for instance "
        "termination_conditions: [{type: all_tests_pass}, {type: max_iterations, value: 10}]"
    ),
    "value": "; add the number, for instance value: 10",
    "role": "; say what the worker does, for instance role: implementer",
    "action": "; say what is done then, for instance action: halt",
    "backend": "; write one of redis, postgres, vector, composite",
    "values": "; list the choices",
    "timeout_seconds": "; say how long to wait, for instance timeout_seconds: 3600",
    "operator": "; write one of gte, lte, eq, gt, lt",
    "metric": "; name the metric that is compared",
    "name": "; add the name that it goes by",
    "provider": "; name the company or service that runs the model",
    "criteria": "; say what the output must show to earn the marks",
    "dimensions": "; list what is judged, for instance dimensions: [{criteria: …}]",
    "implementation": "; name the check that runs, for instance implementation: evaluators.test_suite",
    "model": "; name the model that judges: {provider: …, name: …}",
    "rubric": "; say what is judged, for instance rubric: {dimensions: [{criteria: …}]}",
    "source": "; say whose verdict it carries: evaluators.ID or workers.ID",
    "destination": "; say whom it reaches: workers.ID",
    "from": "; say where it comes from",
    "description": "; say what it is",
    "schema": "; name each input field under schema: {task: {type: string, description: …}}",
    "strategy": "; write one of synthesize, vote, first_pass, all_pass",
    "window_iterations": "; say how far it looks back, for instance window_iterations: 3",
    "min_improvement": "; say what counts as progress, for instance min_improvement: 0.01",
    "ref": "; give the path of the child's spec",
}

_MAPPINGS: Mapping[str, str] = {
    "inputs": "{schema: {task: {type: string, description: …}}}",
    "workers.inputs[]": "{from: inputs.NAME}",
    "inputs.schema": "{type: string, description: …}",
    "memory": "{type: ephemeral}, {type: session} or {type: persistent, backend: …}",
    "retention": "{unit: day, value: 30}",
    "write_policy": "{allowed_writers: [ID]}",
    "outputs": "{name: …, format: text}",
    "rubric": "{dimensions: [{name: …, weight: 1, scale: [0, 1], criteria: …}], pass_threshold: 0.8}",
    "dimensions[]": "{name: …, weight: 1, scale: [0, 1], criteria: …}",
    "feedback_channels[]": "{source: evaluators.ID, destination: workers.ID}",
    "success[]": "{metric: test_pass_rate, operator: gte, value: 1}",
    "failure[]": "{type: max_iterations, value: 10, action: halt}",
    "stall[]": "{metric: test_pass_rate, window_iterations: 3, min_improvement: 0.01, action: halt}",
    "metrics[]": "{name: test_pass_rate, source: evaluators.ID}",
    "safety_constraints[]": "{type: secret_scan, scope: post_worker, action: halt}",
    "cost_limits": "{cumulative_usd: 5, on_exceed: {action: halt}}",
    "on_exceed": "{action: halt}",
    "on_approach": "{threshold_percent: 80, action: warn}",
    "optimization_strategy": "{type: prompt_refinement, max_steps: 3}",
    "rollback": "{on_metric_drop: 0.05, on_safety_failure: true}",
    "children[]": "{id: …, ref: PATH, role: …}",
    "adapters[]": "{from: children.ID.outputs.NAME, to: children.ID.inputs.FIELD}",
    "merge": "{strategy: vote, min_branches_pass: 2}",
}
"""What a mapping looks like, by its key, or by its list's key and [] for an entry."""

LISTS_OF_MAPPINGS = frozenset(
    (
        *("workers", "evaluators", "termination_conditions", "success", "failure", "stall", "feedback_channels"),
        *("metrics", "safety_constraints", "dimensions", "children", "adapters"),
    )
)
"""Lists of which no entry is a text."""

ARTICLES: Mapping[str, str] = {
    "string": "a string",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
"""The types of JSON Schema in words."""

ENTRIES: Mapping[str, str] = {"workers": "role", "evaluators": "type", "termination_conditions": "type"}
"""The one key that an entry of these lists needs."""


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
        return f", for instance [{_MAPPINGS[f'{path[-1]}[]']}]"
    if "array" in kinds and isinstance(value, str) and "\n" not in value and len(value) <= 60:
        return f"; write [{value}]"
    if "array" in kinds and isinstance(value, dict):
        return "; put it in [ ], or start each entry on a line of its own with a dash"
    if isinstance(value, str) and {"number", "integer", "boolean"} & set(kinds) and PLAIN.fullmatch(value):
        return "; remove the quotes"
    if isinstance(value, str) and len(path) == 2 and path[0] in ENTRIES:
        entry = entry_of(str(path[0]), value)
        return f"; write {ENTRIES[str(path[0])]}: {cut(entry)}" if entry else _choices(str(path[0]), "{type: …}")
    if "object" in kinds and (shape := _mapping(path)):
        return f", for instance {shape}"
    return ""


def entry_of(field: str, word: str) -> str | None:
    """What stands for `word` as an entry of the list `field` of the spec: a role, or the type that it means."""
    types = {"evaluators": EVALUATORS, "termination_conditions": CONDITIONS}.get(field)
    if types is None:
        return word
    if word in types:
        return word
    likely = OTHER_WORDS.get(word) or closest(word, types)
    return likely if likely in types and is_sure(word, str(likely)) else None


def _choices(field: str, shape: str) -> str:
    types: Mapping[str, Any] = EVALUATORS if field == "evaluators" else CONDITIONS
    return f"; write {shape} with one of {', '.join(types)}"


def _mapping(path: Sequence[str | int]) -> str | None:
    """What the mapping that belongs at the path looks like."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return None
    if names[:2] == ["inputs", "schema"] and len(names) == 3:
        return _MAPPINGS["inputs.schema"]
    name = names[-1] if path[-1] == names[-1] else f"{names[-1]}[]"
    return _MAPPINGS.get(f"workers.{name}") if names[0] == "workers" and name == "inputs[]" else _MAPPINGS.get(name)


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


def missing_hint(key: str, kind: Any) -> str:
    """What to add where the key is missing, in something of the type `kind`."""
    if key == "value" and kind not in LIMITED:
        return "; add the number that it is compared with, for instance value: 0.8" if kind in (None, "success") else ""
    return _HINTS.get(key, "")


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
    comparison = _COMPARISONS.get(keyword)
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
