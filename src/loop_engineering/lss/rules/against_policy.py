"""Models, tools and price tables that the project does not allow."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import listed, shown
from loop_engineering.lss.index import UNSPECIFIED
from loop_engineering.lss.policy import Policy
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import Model
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Says nothing of a model that nobody declared: the runtime picks it, and nothing is known of it."""
    spec, policy = subject.spec, subject.policy
    if policy.providers is not None:
        providers = frozenset(name.casefold() for name in policy.providers)
        for number, worker in enumerate(spec.workers):
            yield from _model(worker.model, f'worker "{worker.id}" runs', join("workers", number), providers, policy)
        for number, judge in enumerate(spec.evaluators):
            if judge.model is not None:
                yield from _model(
                    judge.model, f'evaluator "{judge.id}" judges by', join("evaluators", number), providers, policy
                )
    if policy.tools is not None:
        tools = frozenset(policy.tools)
        for number, worker in enumerate(spec.workers):
            for place, tool in enumerate(worker.tools):
                if tool not in tools and tool.partition("(")[0] not in tools:
                    yield Problem(
                        join("workers", number, "tools", place),
                        f'worker "{worker.id}" has the tool "{shown(tool)}", which the project\'s list of tools does '
                        f"not allow (it allows {listed(policy.tools)})",
                    )
    table = spec.cost_limits.price_table_ref
    if policy.price_tables is not None and table is not None and table not in policy.price_tables:
        yield Problem(
            "/cost_limits/price_table_ref",
            f'costs are reckoned by "{shown(table)}", which the project\'s list of price tables does not allow '
            f"(it allows {listed(policy.price_tables)})",
        )


def _model(model: Model, says: str, pointer: str, allowed: Collection[str], policy: Policy) -> Iterator[Problem]:
    if model.provider == UNSPECIFIED:
        return
    provider = model.provider.casefold()
    if provider not in allowed and f"{provider}/{model.name.casefold()}" not in allowed:
        named = any(name.startswith(f"{provider}/") for name in allowed)
        yield Problem(
            pointer + join("model", "name" if named else "provider"),
            f"{says} {shown(f'{model.provider}/{model.name}')}, which the project's list of providers does not allow "
            f"(it allows {listed(policy.providers or ())})",
        )


RULE = Rule(
    id="LSS509",
    name="against-policy",
    severity="error",
    summary="A model, a tool or a price table is not on the project's allow-list.",
    rationale=(
        "The lists are what the organization has agreed to: where data may go, what an agent may touch, what a token "
        "costs. A spec that goes past them is found out by the bill, the audit or the customer."
    ),
    remedy="Take something that the list allows, or have the list of the project extended by whoever answers for it.",
    failure_mode="F12",
    check=check,
    example_policy=Policy(
        providers=("anthropic", "openai/gpt-4.1"),
        tools=("read_file", "search_code", "run_in_sandbox"),
        price_tables=("prices/2026-06.json",),
    ),
)
