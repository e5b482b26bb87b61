"""The parts of a spec in a few words, for labels and text alternatives: one wording for flowchart,
description and text.

Everything returned is plain text in which nothing is invisible; escaping for a format is that format's
business.
"""

from __future__ import annotations

import unicodedata

from loop_engineering.lss.index import UNSPECIFIED
from loop_engineering.lss.spec import (
    Evaluator,
    FailureCondition,
    FeedbackChannel,
    Memory,
    Merge,
    OptimizationStrategy,
    SafetyConstraint,
    Spec,
    StallCondition,
    SuccessCondition,
    Worker,
)

__all__ = [
    "budget_words",
    "channel_words",
    "constraint_words",
    "ending_words",
    "evaluator_words",
    "failure_words",
    "memory_words",
    "merge_words",
    "model_words",
    "number",
    "shorten",
    "stall_words",
    "strategy_words",
    "success_words",
    "visible",
]

_OPERATORS = {"gte": "≥", "lte": "≤", "eq": "=", "gt": ">", "lt": "<"}
_ACTIONS = {"halt": "", "escalate_human": ", then ask a human", "retry_iteration": ", then retry"}
# Control, format (bidi, zero-width), surrogate, private-use and unassigned characters, line and paragraph
# separators.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str) -> str:
    """`text` on one line, with every character that would not show, or would reorder others, written as
    `U+XXXX`."""
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():
        return spaced
    return "".join(f"U+{ord(char):04X}" if unicodedata.category(char) in _INVISIBLE else char for char in spaced)


def shorten(text: str, limit: int) -> str:
    """`visible(text)`, cut to `limit` characters with an ellipsis as the last one."""
    # Cut before and after: a huge text must not be scanned whole, and an escaped character grows.
    shown = visible(text[: 4 * limit])
    return shown if len(shown) <= limit and len(text) <= 4 * limit else shown[: limit - 1].rstrip() + "…"


def number(value: float) -> str:
    """A number as short as it can be said exactly enough: 10, 0.85, 1e+09."""
    return f"{value:.6g}"


def _times(count: int) -> str:
    return f", {count} times running" if count > 1 else ""


def success_words(condition: SuccessCondition) -> str:
    """`quality ≥ 0.85, 2 times running`."""
    operator = _OPERATORS[condition.operator]
    return f"{shorten(condition.metric, 32)} {operator} {number(condition.value)}{_times(condition.consecutive)}"


def failure_words(condition: FailureCondition) -> str:
    """`after 10 iterations`, `safety violation, then ask a human`."""
    value = "" if condition.value is None else number(condition.value)
    said = {
        "max_iterations": f"after {value or 'some'} iterations" if value != "1" else "after 1 iteration",
        "cost_exceeded": f"cost over ${value}" if value else "cost over budget",
        "timeout": f"after {value} s" if value else "timeout",
        "safety_violation": "safety violation",
        "evaluator_error": "evaluator error",
        "human_rejected": "rejected by a human",
    }[condition.type]
    return said + _times(condition.consecutive) + _ACTIONS[condition.action]


def stall_words(condition: StallCondition) -> str:
    """`quality gains under 0.01 in 3 iterations`."""
    gain = f"gains under {number(condition.min_improvement)}" if condition.min_improvement else "does not improve"
    window = condition.window_iterations
    span = f"in {window} iterations" if window != 1 else "in 1 iteration"
    return f"{shorten(condition.metric, 32)} {gain} {span}{_ACTIONS[condition.action]}"


def ending_words(spec: Spec) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(`success` | `failure` | `stall`, its conditions in words) for every kind of ending that the spec
    declares."""
    tau = spec.termination_conditions
    endings = (
        ("success", tuple(map(success_words, tau.success))),
        ("failure", tuple(map(failure_words, tau.failure))),
        ("stall", tuple(map(stall_words, tau.stall))),
    )
    return tuple(ending for ending in endings if ending[1])


def model_words(worker: Worker) -> str:
    """The model's name, or empty if the author named none."""
    return "" if worker.model.name == UNSPECIFIED else shorten(worker.model.name, 26)


def evaluator_words(evaluator: Evaluator) -> str:
    """How it judges: `rubric, pass at 0.7`, `runs test_suite`, `human, queue reviews`."""
    if evaluator.type == "human":
        return f"human, queue {shorten(evaluator.queue, 20)}" if evaluator.queue else "human"
    if evaluator.type == "llm_rubric":
        return f"rubric, pass at {number(evaluator.rubric.pass_threshold)}" if evaluator.rubric else "rubric"
    name = (evaluator.implementation or "").removeprefix("evaluators.")
    return f"runs {shorten(name, 28)}" if name else "deterministic"


def channel_words(channel: FeedbackChannel) -> str:
    """What flows: its fields, else its format; and when, if not always."""
    flow = ", ".join(channel.fields) or channel.format.replace("_", " ")
    return f"{flow}, when {shorten(channel.when, 24)}" if channel.when else flow


def memory_words(memory: Memory) -> str:
    """`persistent, vector, kept 30 days`."""
    kept = ""
    if memory.retention:
        plural = "" if memory.retention.value == 1 else "s"
        kept = f"kept {memory.retention.value} {memory.retention.unit}{plural}"
    return ", ".join(part for part in (memory.type, memory.backend, kept) if part)


def strategy_words(strategy: OptimizationStrategy) -> str:
    """`prompt refinement, at most 5 steps`."""
    plural = "" if strategy.max_steps == 1 else "s"
    return f"{strategy.type.replace('_', ' ')}, at most {strategy.max_steps} step{plural}"


def constraint_words(constraint: SafetyConstraint) -> str:
    """`secret scan at post worker: halt`."""
    kind, scope, action = (part.replace("_", " ") for part in (constraint.type, constraint.scope, constraint.action))
    return f"{kind} at {scope}: {action}"


def merge_words(merge: Merge) -> str:
    """`vote, at least 2 must pass, dissent kept`."""
    parts = [merge.strategy.replace("_", " ")]
    if merge.min_branches_pass > 1:
        parts.append(f"at least {merge.min_branches_pass} must pass")
    if merge.preserve_dissent:
        parts.append("dissent kept")
    return ", ".join(parts)


def budget_words(spec: Spec) -> str:
    """`$5 in all, $0.5 an iteration, then halt`, or that none was declared."""
    limits = spec.cost_limits
    if not limits.cumulative_usd:
        return "no budget declared"
    per = f", ${number(limits.per_iteration_usd)} an iteration" if limits.per_iteration_usd else ""
    return f"${number(limits.cumulative_usd)} in all{per}, then {limits.on_exceed.action}"
