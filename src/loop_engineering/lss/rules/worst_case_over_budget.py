"""Loops whose budget runs out before their iterations do."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import halting_budget, iteration_limit, planned_spending, spending_limit
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject

_ROUNDING = 1e-9


def check(subject: Subject) -> Iterator[Problem]:
    spec = subject.spec
    worst, budget, limit = spending_limit(spec), halting_budget(spec), iteration_limit(spec)
    if worst is None or budget is None or limit is None or worst <= budget * (1 + _ROUNDING):
        return
    planned = planned_spending(spec)
    if planned is not None and planned <= budget * (1 + _ROUNDING):
        return  # It is the retries that do not fit, as LSS606 says.
    number = int(budget * (1 + _ROUNDING) / (worst / limit))
    enough = str(number) if number else "less than one"
    yield Problem(
        "/cost_limits/cumulative_usd",
        f"in the worst case {limit} iterations cost ${worst:.2f}, but the budget of ${budget:.2f} pays for {enough}; "
        "raise cumulative_usd, or lower max_iterations, retries or the workers' budgets",
    )


RULE = Rule(
    id="LSS603",
    name="worst-case-over-budget",
    severity="warning",
    summary="The worst case costs more than the budget allows.",
    rationale=(
        "The iteration limit that a reviewer reads is then not the one that holds: on a hard task the budget "
        "cuts the run off part-way, with the money spent and nothing to show."
    ),
    remedy="Make iterations × Σ cost_budget_usd × (1 + retries) fit into cumulative_usd.",
    failure_mode="F8",
    check=check,
)
