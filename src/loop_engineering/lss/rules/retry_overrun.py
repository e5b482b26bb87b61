"""Loops that fit their budget until a worker has to try again."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import halting_budget, planned_spending, spending_limit
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_ROUNDING = 1e-9


def check(subject: Subject) -> Iterator[Problem]:
    """Fires on the worker whose retries add most. Where the loop does not fit even without any, LSS603 tells."""
    spec = subject.spec
    worst, planned, budget = spending_limit(spec), planned_spending(spec), halting_budget(spec)
    if worst is None or planned is None or budget is None:
        return
    allowed = budget * (1 + _ROUNDING)
    if planned <= allowed < worst:
        added = [worker.retries * (worker.cost_budget_usd or 0) for worker in spec.workers]
        index = added.index(max(added))
        worker = spec.workers[index]
        yield Problem(
            join("workers", index, "retries"),
            f"with retries the iterations cost up to ${worst:,.2f}, past the budget of ${budget:,.2f} that they fit "
            f'without (${planned:,.2f}); lower the retries of "{worker.id}", which add most, or raise cumulative_usd',
        )


RULE = Rule(
    id="LSS606",
    name="retry-overrun",
    severity="warning",
    summary="The worst case fits the budget only as long as no worker has to retry.",
    rationale=(
        "Retries come when something is broken, so they come together, and retries inside a loop that repeats anyway "
        "multiply, as they do in services that retry at each layer (Brooker, 2019). The budget that looked right in "
        "review is then gone half-way."
    ),
    remedy="Make iterations × Σ cost_budget_usd × (1 + retries) fit into cumulative_usd, most simply by fewer retries.",
    failure_mode="F8",
    check=check,
    sources=("brooker2019",),
)
