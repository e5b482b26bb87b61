"""The shorthand of the core form: literal tables from which `expand`, the schema's test and the docs read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "CONDITIONS",
    "DEFAULTS",
    "EVALUATORS",
    "ConditionShorthand",
    "EvaluatorShorthand",
]


@dataclass(frozen=True, slots=True)
class EvaluatorShorthand:
    """What an evaluator `type` of the core form stands for.

    `implementation` and `metric` are templates in which `{id}` is the evaluator's id.
    """

    type: Literal["llm_rubric", "deterministic", "human"]
    metric: str
    implementation: str | None = None


EVALUATORS: Mapping[str, EvaluatorShorthand] = {
    "test_suite": EvaluatorShorthand("deterministic", "test_pass_rate", "evaluators.test_suite"),
    "command": EvaluatorShorthand("deterministic", "command_pass_rate", "evaluators.command"),
    "lint": EvaluatorShorthand("deterministic", "lint_pass_rate", "evaluators.lint"),
    "type_check": EvaluatorShorthand("deterministic", "type_check_pass_rate", "evaluators.type_check"),
    "json_schema": EvaluatorShorthand("deterministic", "schema_validity", "evaluators.json_schema"),
    "rubric": EvaluatorShorthand("llm_rubric", "primary_quality"),
    "llm_rubric": EvaluatorShorthand("llm_rubric", "primary_quality"),
    "human": EvaluatorShorthand("human", "human_approval"),
    "deterministic": EvaluatorShorthand("deterministic", "{id}_pass_rate", "evaluators.{id}"),
}


@dataclass(frozen=True, slots=True)
class ConditionShorthand:
    """What a `type` in a flat `termination_conditions` list stands for.

    `group` is the list of the full form it goes to, `defaults` its fields where the entry gives none.
    `judged_by` lists evaluator types, best first: the condition's metric is that of the first evaluator of
    the first such type; `metric` is the name it is given where no evaluator is of these types.
    """

    group: Literal["success", "failure", "stall"]
    defaults: Mapping[str, Any]
    judged_by: tuple[str, ...] = ()
    metric: str | None = None


_EXECUTABLE = ("test_suite", "command", "deterministic", "type_check", "json_schema", "lint")
_JUDGEMENT = ("rubric", "llm_rubric", "human")

CONDITIONS: Mapping[str, ConditionShorthand] = {
    "all_tests_pass": ConditionShorthand(
        "success", {"operator": "gte", "value": 1, "consecutive": 1}, _EXECUTABLE, "test_pass_rate"
    ),
    "quality_threshold": ConditionShorthand(
        "success",
        {"operator": "gte", "value": 0.8, "consecutive": 1},
        (*_JUDGEMENT[:2], *_EXECUTABLE, "human"),
        "primary_quality",
    ),
    "consensus": ConditionShorthand(
        "success",
        {"operator": "gte", "value": 0.8, "consecutive": 1},
        (*_JUDGEMENT, *_EXECUTABLE),
        "consensus_score",
    ),
    "human_approval": ConditionShorthand(
        "success", {"operator": "gte", "value": 1, "consecutive": 1}, ("human",), "human_approval"
    ),
    "success": ConditionShorthand("success", {"consecutive": 1}),
    "max_iterations": ConditionShorthand("failure", {"type": "max_iterations", "action": "halt"}),
    "max_cost_usd": ConditionShorthand("failure", {"type": "cost_exceeded", "action": "halt"}),
    "timeout": ConditionShorthand("failure", {"type": "timeout", "action": "halt"}),
    "safety_violation": ConditionShorthand("failure", {"type": "safety_violation", "action": "halt"}),
    "evaluator_error": ConditionShorthand("failure", {"type": "evaluator_error", "action": "halt"}),
    "cost_exceeded": ConditionShorthand("failure", {"type": "cost_exceeded", "action": "halt"}),
    "human_rejected": ConditionShorthand("failure", {"type": "human_rejected", "action": "halt"}),
    "no_progress": ConditionShorthand("stall", {"window_iterations": 3, "min_improvement": 0.01, "action": "halt"}),
    "stall": ConditionShorthand("stall", {"action": "halt"}),
}

DEFAULTS: Mapping[str, Any] = {
    "inputs": {"schema": {"task": {"type": "string", "description": "What the loop is asked to do", "required": True}}},
    "memory": {"type": "ephemeral"},
    "model": {"provider": "unspecified", "name": "unspecified"},
    "outputs": {"name": "result", "format": "text"},
    "human_timeout_seconds": 3600,
    "pass_threshold": 0.8,
    "scale": [0, 1],
    "feedback_fields": ["passed", "score", "remediation_hints"],
    "optimization_strategy": {"type": "manual", "max_steps": 1},
    "safety_constraint": {"scope": "post_worker", "action": "halt"},
    "cost_limits": {"per_iteration_usd": 0, "cumulative_usd": 0, "on_exceed": {"action": "halt"}},
}
"""What `expand` fills in where a document is silent. A budget that nobody declared is zero: it fails closed."""
