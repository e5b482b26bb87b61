"""Audits of cost: what does a unit of progress cost?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all, points_up_to
from loop_engineering.les.context import Context

__all__ = ["AUDITS"]

_RUN_USD = ((1, 30), (3, 22), (8, 14), (25, 7), (59.99, 2))
_OVERSPEND = ((1, 20), (2, 5))
_ROUNDING = 1e-9


def _halting_budget(context: Context) -> Outcome:
    advice = "declare cost_limits with cumulative_usd above 0 and on_exceed: {action: halt}"
    soft = context.spec.cost_limits.cumulative_usd > 0
    earned = 25 if context.budget is not None else 8 if soft else 0
    return Outcome(earned, ("/cost_limits",), advice)


def _run_price(context: Context) -> Outcome:
    limit = _RUN_USD[0][0]
    advice = f"lower the halting budget, or iterations and the workers' budgets, until a run costs at most ${limit}"
    usd = context.bounds.usd if context.budget is not None and context.bounds.terminates else None
    return Outcome(points_up_to(usd, _RUN_USD), ("/cost_limits/cumulative_usd",), advice)


def _budget_fits(context: Context) -> Outcome:
    advice = "make iterations × Σ cost_budget_usd × (1 + retries) fit into the halting budget"
    budget = context.budget
    worst = context.bounds.usd_without_budget if context.bounds.terminates else None
    if not budget or worst is None:
        return Outcome(0, ("/cost_limits",), advice)
    return Outcome(points_up_to(worst / (budget * (1 + _ROUNDING)), _OVERSPEND), ("/cost_limits",), advice)


def _worker_budgets(context: Context) -> Outcome:
    workers = context.spec.workers
    limited = [index for index, worker in enumerate(workers) if worker.cost_budget_usd is not None]
    missing = tuple(f"/workers/{index}" for index in range(len(workers)) if index not in limited)
    evidence = missing or tuple(f"/workers/{index}/cost_budget_usd" for index in limited)
    earned = points_if_all(10, len(limited), len(workers))
    return Outcome(earned, evidence, "give every worker a cost_budget_usd")


def _early_warning(context: Context) -> Outcome:
    limits = context.spec.cost_limits
    advice = "declare a budget, and let on_approach throttle or halt below 100 percent of it"
    if limits.on_approach is None or limits.on_approach.threshold_percent >= 100 or limits.cumulative_usd <= 0:
        return Outcome(0, ("/cost_limits",), advice)
    return Outcome(4 if limits.on_approach.action == "warn" else 8, ("/cost_limits/on_approach",), advice)


def _tokens_capped(context: Context) -> Outcome:
    advice = "set cost_limits.token_soft_cap"
    if context.spec.cost_limits.token_soft_cap is None:
        return Outcome(0, ("/cost_limits",), advice)
    return Outcome(7, ("/cost_limits/token_soft_cap",), advice)


AUDITS = (
    Audit(
        id="cost.halting-budget",
        title="A budget halts the loop",
        possible=25,
        rationale=(
            "Only a halt bounds what a run costs; a warning at three in the morning is read at nine. All "
            "points for a declared budget that halts, 8 for one that only warns or throttles."
        ),
        look=_halting_budget,
        sources=("kapoor2024",),
    ),
    Audit(
        id="cost.run-price",
        title="A run is cheap in the worst case",
        possible=30,
        rationale=(
            "All points where a run costs at most $1, 22 at most $3, 14 at most $8, 7 at most $25, 2 less "
            "than $60. The landmark is automated program repair before language models, at $8 for each bug it "
            "fixed. Nothing where no budget halts the loop: then the workers' budgets are all that is known, "
            "and judging comes on top."
        ),
        look=_run_price,
        sources=("legoues2012",),
    ),
    Audit(
        id="cost.budget-fits",
        title="The budget pays for the iterations that are allowed",
        possible=20,
        rationale=(
            "A budget that ends a run part-way spends all of it and buys nothing. All points where iterations "
            "× the workers' budgets, retries included, fit into the halting budget; 5 where they need at "
            "most twice the budget."
        ),
        look=_budget_fits,
    ),
    Audit(
        id="cost.worker-budgets",
        title="Each worker has a budget",
        possible=10,
        rationale=(
            "One worker on a spending spree should not starve the others. All points where every worker has "
            "cost_budget_usd, half where some have."
        ),
        look=_worker_budgets,
    ),
    Audit(
        id="cost.early-warning",
        title="Something happens before the budget is spent",
        possible=8,
        rationale=(
            "With a fifth of the budget left there is still a choice. All points for an on_approach that "
            "throttles or halts below 100 percent of a declared budget, half for one that warns."
        ),
        look=_early_warning,
    ),
    Audit(
        id="cost.tokens-capped",
        title="Tokens are counted too",
        possible=7,
        rationale=(
            "Prices change and are booked late; tokens are counted as they are used. All points for token_soft_cap."
        ),
        look=_tokens_capped,
    ),
)
