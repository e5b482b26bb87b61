"""Tables of what is said of a mistake in shape: what each key holds, and what a value looks like."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ARTICLES",
    "COMPARISONS",
    "ENTRIES",
    "EXCEED_ACTIONS",
    "HINTS",
    "LEAST_PERCENT",
    "LIMITED",
    "LISTS_OF_MAPPINGS",
    "MAPPINGS",
    "NAME_ADVICE",
    "PATTERN_WORDS",
]

NAME_ADVICE = "may hold letters, digits, _ and - only, and starts with a letter or _"
"""What a name may look like."""

LIMITED = ("max_iterations", "max_cost_usd", "timeout")
"""Conditions that need a number."""

EXCEED_ACTIONS = ("halt", "warn", "throttle")
"""What may be done when a budget is exceeded."""

LEAST_PERCENT = 10
"""A share above 1 is taken for a percentage from here on; below it may be a score on a scale of its own."""

HINTS: Mapping[str, str] = {
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

MAPPINGS: Mapping[str, str] = {
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

COMPARISONS: Mapping[str, str] = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}

PATTERN_WORDS: Mapping[str, str] = {
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
