"""What people bring from elsewhere: words for the keys and choices of LSS that are no slips of the pen.

Tables alone; `slips` looks words up in them without regard to case, spaces, hyphens and underscores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["OTHER_KEYS", "OTHER_WORDS", "VAGUE_WORDS", "Meaning"]

OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    ">=": ("gte",),
    "=>": ("gte",),
    "at least": ("gte",),
    "<=": ("lte",),
    "=<": ("lte",),
    "at most": ("lte",),
    "==": ("eq",),
    "=": ("eq",),
    "equals": ("eq",),
    ">": ("gt",),
    "<": ("lt",),
    "llm judge": ("llm_rubric",),
    "llm as judge": ("llm_rubric",),
    "llm as a judge": ("llm_rubric",),
    "llm": ("llm_rubric",),
    "tests": ("test_suite",),
    "unit test": ("test_suite",),
    "unit tests": ("test_suite",),
    "pytest": ("test_suite",),
    "jest": ("test_suite",),
    "linter": ("lint",),
    "ruff": ("lint",),
    "eslint": ("lint",),
    "types": ("type_check",),
    "type checker": ("type_check",),
    "mypy": ("type_check",),
    "shell": ("command",),
    "script": ("command",),
    "bash": ("command",),
    "human review": ("human",),
    "reviewer": ("human",),
    "tests pass": ("all_tests_pass",),
    "tests passed": ("all_tests_pass",),
    "tests green": ("all_tests_pass",),
    "max cost": ("max_cost_usd", "cost_exceeded"),
    "max cost usd": ("max_cost_usd", "cost_exceeded"),
    "max usd": ("max_cost_usd", "cost_exceeded"),
    "cost limit": ("max_cost_usd", "cost_exceeded"),
    "budget": ("max_cost_usd", "cost_exceeded"),
    "budget usd": ("max_cost_usd", "cost_exceeded"),
    "iterations": ("max_iterations",),
    "iteration limit": ("max_iterations",),
    "max iters": ("max_iterations",),
    "max steps": ("max_iterations",),
    "max turns": ("max_iterations",),
    "max rounds": ("max_iterations",),
    "max loops": ("max_iterations",),
    "recursion limit": ("max_iterations",),
    "timeout seconds": ("timeout",),
    "time limit": ("timeout",),
    "max time": ("timeout",),
    "max duration": ("timeout",),
    "no improvement": ("no_progress",),
    "plateau": ("no_progress",),
    "approval": ("human_approval", "human"),
    "approved": ("human_approval",),
    "int": ("number",),
    "integer": ("number",),
    "float": ("number",),
    "str": ("string",),
    "text": ("string",),
    "bool": ("boolean",),
    "list": ("array",),
    "dict": ("object",),
    "stop": ("halt",),
    "abort": ("halt",),
    "escalate": ("escalate_human",),
    "md": ("markdown",),
    "dollars": ("usd",),
}
"""What people write for a choice of LSS: the choices it stands for, of which one place takes one."""

VAGUE_WORDS: Mapping[str, tuple[str, ...]] = {
    "judge": ("llm_rubric",),
    "model": ("llm_rubric",),
    "ai": ("llm_rubric",),
    "manual": ("human",),
    "person": ("human",),
    "score": ("quality_threshold",),
    "quality": ("quality_threshold",),
    "threshold": ("quality_threshold",),
    "max attempts": ("max_iterations",),
    "max retries": ("max_iterations",),
    "stuck": ("no_progress",),
    "done": ("all_tests_pass",),
    "passed": ("all_tests_pass",),
    "cost": ("max_cost_usd", "cost_exceeded"),
    "time": ("timeout",),
}
"""The same where another choice could be meant too."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a key from elsewhere stands for.

    `keys` are the keys of LSS it may be, best first; the first that is free and can hold the value is taken.
    `advice` says what to write where none can, or where `keys` is empty; `{value}` in it is the value as written.
    `sure` says that the key can hardly mean anything else.
    """

    keys: tuple[str, ...] = ()
    advice: str = ""
    sure: bool = True


def _key(*keys: str, advice: str = "", sure: bool = True) -> Meaning:
    return Meaning(keys, advice, sure)


_WORKERS, _JUDGES, _STOP = _key("workers"), _key("evaluators"), _key("termination_conditions")
_MODEL = _key("model", advice="write model: {{provider: …, name: {value}}}")
_ROLE = 'write what this says in "role"'
_LIMIT = _key("value")
_FAILURE = _key("type", sure=False)
_CONDITION: Mapping[str, Meaning] = {
    "min": _LIMIT,
    "max": _LIMIT,
    "threshold": _LIMIT,
    "limit": _LIMIT,
    "amount": _LIMIT,
    "count": _LIMIT,
    "target": _LIMIT,
    "seconds": _LIMIT,
    "usd": _LIMIT,
    "score": _key("metric", "value"),
    "measure": _key("metric"),
    "comparison": _key("operator"),
    "op": _key("operator"),
    "kind": _key("type"),
    "name": _FAILURE,
    "condition": _FAILURE,
    "then": _key("action"),
    "on_reached": _key("action"),
    "window": _key("window_iterations"),
    "patience": _key("window_iterations", sure=False),
    "min_delta": _key("min_improvement"),
    "times": _key("consecutive", sure=False),
}

OTHER_KEYS: Mapping[str, Mapping[str, Meaning]] = {
    "": {
        "goal": _key("objective"),
        "task": _key("objective", sure=False),
        "purpose": _key("objective"),
        "description": _key("objective", sure=False),
        "name": _key("loop_name"),
        "loop": _key("loop_name", sure=False),
        "title": _key("loop_name", sure=False),
        "id": _key("loop_name", sure=False),
        "agent": _WORKERS,
        "agents": _WORKERS,
        "nodes": _key("workers", sure=False),
        "steps": _key("workers", sure=False),
        "judge": _JUDGES,
        "judges": _JUDGES,
        "checks": _JUDGES,
        "evals": _JUDGES,
        "graders": _JUDGES,
        "tests": _key("evaluators", sure=False),
        "verifiers": _JUDGES,
        "stop": _STOP,
        "stop when": _STOP,
        "stop conditions": _STOP,
        "stopping conditions": _STOP,
        "exit": _STOP,
        "exit conditions": _STOP,
        "termination": _STOP,
        "until": _STOP,
        "done when": _STOP,
    },
    "workers[]": {
        "name": _key("role", "id"),
        "llm": _MODEL,
        "prompt": _key("role", advice=_ROLE),
        "system_prompt": _key("role", advice=_ROLE, sure=False),
        "description": _key("role", advice=_ROLE),
        "task": _key("role", advice=_ROLE),
        "instructions": _key("role", advice=_ROLE),
        "goal": _key("role", advice=_ROLE, sure=False),
        "agent": _key("role", "id", sure=False),
        "type": _key("role", "id", sure=False),
        "after": _key("depends_on"),
        "needs": _key("depends_on"),
        "requires": _key("depends_on"),
        "timeout": _key("timeout_seconds", sure=False),
        "max_retries": _key("retries"),
        "budget": _key("cost_budget_usd"),
        "max_cost_usd": _key("cost_budget_usd"),
        "input": _key("inputs", advice="write inputs: [{{from: inputs.NAME}}]"),
        "output": _key("outputs", advice="write outputs: {{name: {value}, format: text}}"),
        "temperature": _key(advice="it belongs to the model: model: {{provider: …, name: …, temperature: {value}}}"),
        "max_tokens": _key(advice="it belongs to the model: model: {{provider: …, name: …, max_tokens: {value}}}"),
        "provider": _key(advice="it belongs to the model: model: {{provider: {value}, name: …}}"),
    },
    "model": {
        "model": _key("name"),
        "id": _key("name"),
        "model_name": _key("name"),
        "vendor": _key("provider"),
        "company": _key("provider"),
        "max_output_tokens": _key("max_tokens"),
        "max_completion_tokens": _key("max_tokens"),
        "temp": _key("temperature"),
    },
    "evaluators[]": {
        "name": _key("id"),
        "kind": _key("type"),
        "llm": _MODEL,
        "threshold": _key(
            advice="write it in the rubric, rubric: {{dimensions: [{{criteria: …}}], pass_threshold: {value}}}, or, "
            "of a check, as a condition: termination_conditions: [{{type: quality_threshold, value: {value}}}]"
        ),
        "pass_threshold": _key(
            advice="write it in the rubric: rubric: {{dimensions: [{{criteria: …}}], pass_threshold: {value}}}"
        ),
        "criteria": _key(advice="write it in the rubric: rubric: {{dimensions: [{{criteria: {value}}}]}}"),
        "dimensions": _key(advice="write it in the rubric: rubric: {{dimensions: [{{criteria: …}}]}}"),
        "prompt": _key(advice="write it in the rubric: rubric: {{dimensions: [{{criteria: {value}}}]}}"),
        "command": _key("implementation"),
        "cmd": _key("implementation"),
        "run": _key("implementation"),
        "script": _key("implementation"),
        "after": _key("runs_after"),
        "depends_on": _key("runs_after"),
        "timeout": _key("timeout_seconds", sure=False),
        "question": _key("instructions", sure=False),
    },
    "rubric": {
        "criteria": _key("dimensions", advice="write dimensions: [{{criteria: {value}}}]"),
        "threshold": _key("pass_threshold"),
        "min_score": _key("pass_threshold"),
    },
    "dimensions[]": {
        "description": _key("criteria"),
        "criterion": _key("criteria"),
        "question": _key("criteria"),
        "id": _key("name"),
        "range": _key("scale"),
    },
    "termination_conditions[]": _CONDITION,
    "success[]": _CONDITION,
    "failure[]": _CONDITION,
    "stall[]": _CONDITION,
    "termination_conditions": {
        "stop": _key("failure", sure=False),
        "fail": _key("failure"),
        "no_progress": _key("stall", sure=False),
    },
    "feedback_channels[]": {
        "from": _key("source"),
        "to": _key("destination"),
        "target": _key("destination"),
        "name": _key("id"),
        "condition": _key("when"),
    },
    "metrics[]": {
        "id": _key("name"),
        "metric": _key("name"),
        "description": _key("definition"),
        "from": _key("source"),
    },
    "safety_constraints[]": {"name": _key("id"), "when": _key("scope"), "on_violation": _key("action")},
    "cost_limits": {
        "budget": _key("cumulative_usd"),
        "total": _key("cumulative_usd"),
        "total_usd": _key("cumulative_usd"),
        "max_usd": _key("cumulative_usd"),
        "max_cost_usd": _key("cumulative_usd"),
        "per_run_usd": _key("cumulative_usd"),
        "per_iteration": _key("per_iteration_usd"),
        "action": _key(advice="write on_exceed: {{action: {value}}}"),
    },
    "children[]": {"path": _key("ref"), "spec": _key("ref"), "file": _key("ref"), "name": _key("id")},
}
"""What people call a key, by the place: that of a mapping, of a list's entries with [], or "" of the spec itself."""
