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
    "inputs": "; say what a run is given, for instance inputs: {schema: {task: {type: string, description: …}}}",
    "memory": "; say what outlives an iteration, for instance memory: {type: ephemeral}",
    "feedback_channels": (
        "; say how judgements flow back, for instance "
        "feedback_channels: [{source: evaluators.ID, destination: workers.ID}]"
    ),
    "optimization_strategy": (
        "; say what changes between iterations, for instance optimization_strategy: {type: manual, max_steps: 1}"
    ),
    "metrics": "; say what is measured, for instance metrics: [{name: test_pass_rate, source: evaluators.ID}]",
    "safety_constraints": "; list the guards, or write safety_constraints: []",
    "cost_limits": "; add the budget, for instance cost_limits: {cumulative_usd: 5, on_exceed: {action: halt}}",
    "id": "; add a name of its own, in lower case",
    "workers[].id": "; add the name that others call it by, for instance id: implementer",
    "workers[].model": "; name the model that it runs on: model: {provider: …, name: …}",
    "workers[].inputs": "; say what it reads, for instance inputs: [{from: inputs.task}]",
    "workers[].outputs": "; say what it hands on, for instance outputs: {name: patch, format: code}",
    "outputs.name": "; name what is handed on, for instance name: patch",
    "outputs.format": "; write one of text, json, markdown, code, binary",
    "evaluators[].id": "; add the name that others call it by, for instance id: tests",
    "evaluators[].type": "; say how it judges, for instance type: test_suite",
    "runs_after": "; say which workers it judges, for instance runs_after: [implementer]",
    "termination_conditions[].type": "; say what it is, for instance type: max_iterations",
    "failure[].type": "; say what happens, for instance type: max_iterations",
    "inputs.schema.type": "; write one of string, number, boolean, enum, array, object",
    "inputs.schema.description": "; say what the field means",
    "memory.type": "; write one of ephemeral, session, persistent",
    "retention.unit": "; write one of iteration, hour, day",
    "retention.value": "; say how long, for instance value: 30",
    "feedback_channels[].id": "; name the channel, for instance id: test_report",
    "feedback_channels[].format": "; write one of structured, template, human_queue",
    "optimization_strategy.type": (
        "; write one of prompt_refinement, parameter_search, memory_update, structural, manual"
    ),
    "max_steps": "; say how many changes it may make, for instance max_steps: 3",
    "metrics[].name": "; name the metric, for instance name: test_pass_rate",
    "definition": "; say what is measured, for instance definition: share of the tests that pass",
    "metrics[].source": "; say what measures it: evaluators.ID, workers.ID or telemetry.SIGNAL",
    "unit": "; write one of ratio, count, usd, seconds, tokens, percent",
    "safety_constraints[].id": "; name the guard, for instance id: no_secrets",
    "safety_constraints[].type": "; say what it guards against, for instance type: secret_scan",
    "safety_constraints[].action": "; write one of halt, quarantine, escalate_human, warn, strip",
    "scope": "; write one of pre_worker, post_worker, pre_output, pre_memory_write, pre_evaluator",
    "per_iteration_usd": "; say what one iteration may cost in dollars, for instance per_iteration_usd: 0.5",
    "cumulative_usd": "; say what the whole run may cost in dollars, for instance cumulative_usd: 5",
    "on_exceed": "; say what is done then, for instance on_exceed: {action: halt}",
    "threshold_percent": "; say from which share of the budget on, for instance threshold_percent: 80",
    "model.name": "; name the model as its provider spells it",
    "dimensions[].name": "; name what is judged, for instance name: correctness",
    "weight": "; say its share of the score, for instance weight: 0.5",
    "scale": "; give the lowest and the highest mark, for instance scale: [0, 1]",
    "pass_threshold": "; say which score is a pass, for instance pass_threshold: 0.8",
    "composition.type": "; write one of sequential, parallel, nested",
    "children": "; list the loops that it is made of: children: [{id: …, ref: PATH, role: …}]",
    "children[].role": "; write one of stage, branch, outer, inner",
    "to": "; say where it goes: children.ID.inputs.FIELD",
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
"""What to add where a key is missing, by the key, or by its place and the key where that says more."""

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
