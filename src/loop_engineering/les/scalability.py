"""Audits of scalability: do quality and cost survive more load?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all, points_up_to
from loop_engineering.les.context import Context

__all__ = ["AUDITS"]

_CALLS = ((50, 15), (150, 10), (500, 5))


def _memory_bounded(context: Context) -> Outcome:
    memory = context.spec.memory
    advice = "give memory a retention and write_policy.max_entries"
    earned, pointers = 0, []
    if memory.retention is not None:
        earned, pointers = 15, ["/memory/retention"]
    elif memory.type == "ephemeral":
        earned, pointers = 15, ["/memory/type"]
    if memory.write_policy is not None and memory.write_policy.max_entries is not None:
        earned += 10
        pointers.append("/memory/write_policy/max_entries")
    return Outcome(earned, tuple(pointers) or ("/memory",), advice)


def _feedback_bounded(context: Context) -> Outcome:
    advice = "give every feedback channel to a worker max_tokens"
    capped, missing = [], []
    for number, channel, _ in context.feedback:
        if channel.max_tokens is not None:
            capped.append(f"/feedback_channels/{number}/max_tokens")
        else:
            missing.append(f"/feedback_channels/{number}")
    earned = points_if_all(20, len(capped), len(context.feedback))
    return Outcome(earned, tuple(missing or capped) or ("/feedback_channels",), advice)


def _inputs_bounded(context: Context) -> Outcome:
    advice = "give every string and array input a max_length, or a pattern"
    bounded: list[str] = []
    missing: list[str] = []
    for name, field in context.spec.inputs.schema.items():
        if field.type in ("string", "array"):
            limited = field.max_length is not None or field.pattern is not None
            (bounded if limited else missing).append(context.input_pointers[name])
    earned = points_if_all(15, len(bounded), len(bounded) + len(missing)) if bounded or missing else 15
    return Outcome(earned, tuple(missing or bounded) or ("/inputs/schema",), advice)


def _runs_kept_apart(context: Context) -> Outcome:
    advice = "keep runs apart with a tenant_isolation constraint, and even out load with a rate_limit"
    earned, pointers = 0, []
    for index, guard in context.guards:
        if guard.type in ("tenant_isolation", "rate_limit"):
            pointers.append(f"/safety_constraints/{index}")
    types = {guard.type for _, guard in context.guards}
    if context.spec.memory.type != "persistent":
        pointers.insert(0, "/memory/type")
    earned += 8 if "tenant_isolation" in types else 5 if context.spec.memory.type != "persistent" else 0
    approach = context.spec.cost_limits.on_approach
    if approach is not None and approach.action == "throttle" and context.spec.cost_limits.cumulative_usd > 0:
        pointers.append("/cost_limits/on_approach")
        earned += 7
    elif "rate_limit" in types:
        earned += 7
    return Outcome(earned, tuple(pointers) or ("/safety_constraints",), advice)


def _calls_bounded(context: Context) -> Outcome:
    limit = _CALLS[0][0]
    advice = f"lower iterations, retries or workers until a run makes at most {limit} calls"
    earned = points_up_to(context.calls, _CALLS)
    return Outcome(earned, context.iteration_evidence, advice)


def _memory_read_by_key(context: Context) -> Outcome:
    advice = "name in memory.read_policy what each worker that reads memory may read"
    policy = context.spec.memory.read_policy
    missing = tuple(pointer for name, pointer in context.memory_reads if not policy.get(name) and not policy.get("*"))
    return Outcome(0 if missing else 10, missing or (("/memory/read_policy",) if policy else ("/memory",)), advice)


AUDITS = (
    Audit(
        id="scalability.memory-bounded",
        title="Memory does not grow without limit",
        possible=25,
        rationale=(
            "What is kept is read again, paid for again and, in a long context, overlooked. 15 points for "
            "memory with a retention, or that ends with the run; 10 for a limit on its entries."
        ),
        look=_memory_bounded,
        sources=("liu2023",),
    ),
    Audit(
        id="scalability.feedback-bounded",
        title="Feedback does not fill the context",
        possible=20,
        rationale=(
            "Test logs have no natural length, and what matters in the middle of a long context is used "
            "worst. All points where each feedback channel to a worker has max_tokens, half where some have."
        ),
        look=_feedback_bounded,
        sources=("liu2023",),
    ),
    Audit(
        id="scalability.inputs-bounded",
        title="Inputs have a largest size",
        possible=15,
        rationale=(
            "The first request of a hundred times the usual size arrives with the load. All points where each "
            "string and array input has a max_length or a pattern, or there is none; half where some have."
        ),
        look=_inputs_bounded,
    ),
    Audit(
        id="scalability.runs-kept-apart",
        title="Runs do not get in each other's way",
        possible=15,
        rationale=(
            "Many runs at once share memory and quotas. 8 points for a tenant_isolation constraint, 5 where "
            "memory merely ends with the run, and 7 for a rate_limit or for throttling as the budget nears "
            "its end."
        ),
        look=_runs_kept_apart,
    ),
    Audit(
        id="scalability.calls-bounded",
        title="A run makes a planned number of calls",
        possible=15,
        rationale=(
            "Capacity is the number of runs times the calls of one. All points for at most 50 worker and "
            "evaluator calls in the worst case, 10 for at most 150, 5 for at most 500, children of a "
            "composition included: eight runs at once, the load that observed LES tests, are then 400, 1,200 "
            "or 4,000 calls. Nothing where the number has no limit."
        ),
        look=_calls_bounded,
    ),
    Audit(
        id="scalability.memory-read-by-key",
        title="Workers read what they need from memory",
        possible=10,
        rationale=(
            "A worker that is handed all of memory pays for all of it in every iteration. All points where "
            "each worker that reads memory has its keys in read_policy, or none reads it."
        ),
        look=_memory_read_by_key,
        sources=("liu2023", "mei2025"),
    ),
)
