"""Top-level keys that are not part of LSS."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.forms import FULL_FIELDS
from loop_engineering.lss.position import join
from loop_engineering.lss.repair import Remove, Repair, Replace, add_condition, rename
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.schema import closest
from loop_engineering.lss.slips import is_sure
from loop_engineering.lss.subject import Subject

_KNOWN = (*FULL_FIELDS, "composition", "extensions", "metadata")
_KNOWN_SET = frozenset(_KNOWN)


def check(subject: Subject) -> Iterator[Problem]:
    for key in subject.written:
        if key in _KNOWN_SET or key.startswith("x_"):
            continue
        likely = _likely(subject, key)
        advice = f'did you mean "{likely}"?' if likely else _advice(key)
        shown = key if len(key) <= 60 else key[:57] + "…"
        repair = rename(join(key), likely, safe=is_sure(key, likely)) if likely else _moved(subject, key)
        yield Problem(join(key), f'"{shown}" is not a field of LSS; {advice}', key=True, repair=repair)


def _likely(subject: Subject, key: str) -> str | None:
    """The field that the key is a slip of; none where something else is meant, or the field cannot hold its value.

    What is not there, though it is not required, takes a list or a mapping.
    """
    if key in _ELSEWHERE or not isinstance(subject.written[key], list | dict):
        return None
    return closest(key, [name for name in _KNOWN if name not in subject.written])


_LIMITS = ("max_iterations", "max_cost_usd", "timeout", "timeout_seconds")
_BUDGETS = ("budget", "budget_usd")


def _moved(subject: Subject, key: str) -> Repair | None:
    """A limit or a budget at the place where it counts, if nothing of its kind is there."""
    value = subject.written[key]
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        return None
    there = join(key)
    if key in _BUDGETS and "cost_limits" not in subject.written:
        budget = Replace(there, f"{{cumulative_usd: {value}}}")
        return Repair("write it as cost_limits", (Replace(there, "cost_limits", key=True), budget))
    kind = key.removesuffix("_seconds")
    held = {item.type for item in subject.spec.termination_conditions.failure}
    if key not in _LIMITS or kind.replace("max_cost_usd", "cost_exceeded") in held:
        return None
    if kind == "max_iterations" and not float(value).is_integer():
        return None
    step = add_condition(subject.written["termination_conditions"], kind, value)
    return Repair(
        f"write {{type: {kind}, value: {value}}} as a condition", (step, Remove(there)), safe=key != "timeout"
    )


_ELSEWHERE = {
    "max_iterations": "write it as a condition: termination_conditions: [{type: max_iterations, value: 10}]",
    "max_cost_usd": "write it as a condition: termination_conditions: [{type: max_cost_usd, value: 5}]",
    "timeout": "write it as a condition: termination_conditions: [{type: timeout, value: 600}]",
    "timeout_seconds": "write it as a condition: termination_conditions: [{type: timeout, value: 600}]",
    "budget": "write cost_limits: {cumulative_usd: 5}",
    "budget_usd": "write cost_limits: {cumulative_usd: 5}",
    "tools": "tools belong to a worker: workers: [{role: …, tools: […]}]",
    "model": "a model belongs to a worker: workers: [{role: …, model: {provider: …, name: …}}]",
    "name": "the name of the loop is loop_name",
    "max_turns": "write it as a condition: termination_conditions: [{type: max_iterations, value: 10}]",
    "max_iters": "write it as a condition: termination_conditions: [{type: max_iterations, value: 10}]",
    "max_steps": "write it as a condition: termination_conditions: [{type: max_iterations, value: 10}]",
    "recursion_limit": "write it as a condition: termination_conditions: [{type: max_iterations, value: 10}]",
    "nodes": "what acts belongs to workers: [{id: …, role: …}]",
    "agents": "what acts belongs to workers: [{id: …, role: …}]",
    "edges": "who follows whom is said by the workers: workers: [{id: …, role: …, depends_on: […]}]",
    "goal": "what the loop is to achieve is its objective",
    "patterns": "patterns are named under extensions: {patterns: […]}",
}


def _advice(key: str) -> str:
    """Where something belongs that people write at the top."""
    if key in _ELSEWHERE:
        return _ELSEWHERE[key]
    there = closest(key, _KNOWN)
    if there is not None:
        return f'"{there}" is there already, so put what this holds into it'
    return "move it under extensions or call it x_…"


RULE = Rule(
    id="LSS107",
    name="unknown-field",
    severity="warning",
    summary="The spec has a top-level key that LSS does not know.",
    rationale=(
        "Published documents may carry keys of their own, so this is no error; but a misspelt safety_constraints "
        "is a spec without safety constraints."
    ),
    remedy="Correct the spelling, move the data under extensions, or start the key with x_.",
    check=check,
)
