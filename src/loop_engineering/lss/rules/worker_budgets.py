"""Worker budgets that do not fit into the budget of an iteration."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import total
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_ROUNDING = 1e-9


def check(subject: Subject) -> Iterator[Problem]:
    limits = subject.spec.cost_limits
    allowed = [
        (value, name)
        for value, name in ((limits.per_iteration_usd, "per_iteration_usd"), (limits.cumulative_usd, "cumulative_usd"))
        if value > 0
    ]
    if not allowed:
        return
    least, name = min(allowed)
    planned = total(worker.cost_budget_usd or 0 for worker in subject.spec.workers)
    if planned > least * (1 + _ROUNDING):
        yield Problem(
            f"/cost_limits/{name}",
            f"the workers may spend ${planned:.2f} in one iteration, more than {name} of ${least:.2f}; "
            "raise it, or lower their cost_budget_usd",
        )


RULE = Rule(
    id="LSS604",
    name="worker-budgets",
    severity="warning",
    summary="The budgets of the workers add up to more than an iteration may cost.",
    rationale=(
        "Each worker stays within its own budget and the iteration still goes over: the last worker, often the one "
        "that checks, is the one that gets cut off."
    ),
    remedy="Make the sum of cost_budget_usd fit into per_iteration_usd.",
    failure_mode="F8",
    check=check,
)
