"""Audits of safety: are harmful outcomes prevented?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all
from loop_engineering.les.context import Context
from loop_engineering.lss.limits import STOPPING_ACTIONS

__all__ = ["AUDITS"]

_BEFORE = ("pre_worker",)
_AFTER = ("post_worker", "pre_output", "pre_memory_write", "pre_evaluator")
_CLOSED = ("halt", "quarantine")


def _guards(context: Context, scopes: tuple[str, ...], advice: str) -> Outcome:
    found = {guard.type: f"/safety_constraints/{index}" for index, guard in context.guards if guard.scope in scopes}
    earned = (0, 10, 16, 20)[min(len(found), 3)]
    return Outcome(earned, tuple(found.values()) or ("/safety_constraints",), advice)


def _guarded_before(context: Context) -> Outcome:
    advice = (
        "add pre_worker constraints of three types, such as injection_detect, tool_allowlist and "
        "egress_monitor, that do more than warn"
    )
    return _guards(context, _BEFORE, advice)


def _guarded_after(context: Context) -> Outcome:
    advice = (
        "add constraints of three types after the workers, such as secret_scan, output_bounds and pii_detect, "
        "that do more than warn"
    )
    return _guards(context, _AFTER, advice)


def _fails_closed(context: Context) -> Outcome:
    closed = {
        guard.type: f"/safety_constraints/{index}/on_error"
        for index, guard in context.guards
        if guard.on_error in _CLOSED
    }
    advice = "set on_error: halt on safety constraints of five types"
    return Outcome(3 * min(len(closed), 5), tuple(closed.values()) or ("/safety_constraints",), advice)


def _violation_stops(context: Context) -> Outcome:
    pointers = context.failures("safety_violation", STOPPING_ACTIONS)
    advice = "add a failure condition safety_violation with action: halt"
    return Outcome(20 if pointers else 0, pointers or ("/termination_conditions",), advice)


def _tools_confined(context: Context) -> Outcome:
    advice = "confine what workers may do with constraints tool_allowlist and egress_monitor on every worker"
    workers = context.spec.workers
    armed = [index for index, worker in enumerate(workers) if worker.tools]
    chosen = armed or range(len(workers))
    allowed, watched = context.guarded("tool_allowlist"), context.guarded("egress_monitor")
    listed = sum(workers[index].id in allowed for index in chosen)
    fenced = sum(workers[index].id in watched for index in chosen)
    earned = points_if_all(8, listed, len(chosen)) + points_if_all(7, fenced, len(chosen))
    if not armed:
        return Outcome(max(earned, 8), ("/workers",), advice)
    return Outcome(earned, tuple(f"/workers/{index}/tools" for index in armed), advice)


def _person_decides(context: Context) -> Outcome:
    advice = "add a human_gate constraint at pre_output for the cases that a person must decide"
    for index, guard in context.guards:
        if guard.type == "human_gate":
            return Outcome(10, (f"/safety_constraints/{index}",), advice)
    for number, judge in context.judges:
        if judge.type == "human":
            return Outcome(10, (f"/evaluators/{number}",), advice)
    escalations = context.escalations
    return Outcome(5 if escalations else 0, escalations or ("/safety_constraints",), advice)


AUDITS = (
    Audit(
        id="safety.guarded-before",
        title="What reaches a worker is guarded",
        possible=20,
        rationale=(
            "Text that a worker reads can instruct it. All points for pre_worker constraints of three types "
            "that do more than warn, 16 for two, 10 for one."
        ),
        look=_guarded_before,
        sources=("greshake2023",),
    ),
    Audit(
        id="safety.guarded-after",
        title="What leaves a worker is guarded",
        possible=20,
        rationale=(
            "Secrets, personal data and outsized changes are seen in the output or nowhere. All points for "
            "constraints of three types at any point after the workers that do more than warn, 16 for two, 10 "
            "for one."
        ),
        look=_guarded_after,
    ),
    Audit(
        id="safety.fails-closed",
        title="A guard that fails does not open the door",
        possible=15,
        rationale=(
            "Protection must rest on permission, so that a mechanism that fails refuses. 3 points for each "
            "type of constraint, up to five, that does more than warn and whose on_error is halt or "
            "quarantine."
        ),
        look=_fails_closed,
        sources=("saltzer1975",),
    ),
    Audit(
        id="safety.violation-stops",
        title="A safety violation stops the loop",
        possible=20,
        rationale=(
            "A loop that tries again after a violation searches for a way around its guards. All points for a "
            "failure condition safety_violation that halts or hands over to a person."
        ),
        look=_violation_stops,
    ),
    Audit(
        id="safety.tools-confined",
        title="Tools are confined to what the task needs",
        possible=15,
        rationale=(
            "Least privilege: what a worker cannot reach it cannot harm. 8 points where a tool_allowlist and "
            "7 where an egress_monitor covers every worker with tools and does more than warn; half of each "
            "where it covers some. Where no worker declares a tool at least 8, and no more by itself: silence "
            "does not show that there are none."
        ),
        look=_tools_confined,
        sources=("saltzer1975",),
    ),
    Audit(
        id="safety.person-decides",
        title="A person decides what a machine must not",
        possible=10,
        rationale=(
            "Some outcomes cannot be taken back. All points for a human_gate or a human evaluator, half where "
            "a condition or another constraint hands over to a person."
        ),
        look=_person_decides,
    ),
)
