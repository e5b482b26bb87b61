"""Each audit: the model spec earns it whole, and one edit at the fact that it looks at loses its points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loop_engineering.les import AUDITS, score
from tests.les.documents import best, earned, spec_of

Document = dict[str, Any]
Edit = Callable[[Document], object]


def _guard(kind: str) -> Edit:
    """Let the constraint of this type only warn."""
    return lambda d: [c.update(action="warn") for c in d["safety_constraints"] if c["type"] == kind]


def _drop_guards(*kinds: str) -> Edit:
    return lambda d: d.update(safety_constraints=[c for c in d["safety_constraints"] if c["type"] not in kinds])


def _second_worker(**fields: Any) -> Edit:
    """Add a reader of the writer's work that is like the writer but for the given fields; None leaves one out."""

    def edit(document: Document) -> None:
        worker = {**document["workers"][0], "id": "editor", "inputs": [{"from": "workers.writer"}], "tools": []}
        worker |= fields
        document["workers"].append({key: value for key, value in worker.items() if value is not None})

    return edit


def _chain(length: int) -> Edit:
    def edit(document: Document) -> None:
        first = document["workers"][0]
        for number in range(1, length):
            upstream = "writer" if number == 1 else f"editor{number - 1}"
            worker = {**first, "id": f"editor{number}", "inputs": [{"from": f"workers.{upstream}"}]}
            document["workers"].append(worker)

    return edit


def _failures(*kinds: str) -> Edit:
    def edit(document: Document) -> None:
        conditions = document["termination_conditions"]
        conditions["failure"] = [item for item in conditions["failure"] if item["type"] not in kinds]

    return edit


def _limit(iterations: int) -> Edit:
    return lambda d: d["termination_conditions"]["failure"][0].update(value=iterations)


def _success(*metrics: str, **fields: Any) -> Edit:
    def edit(document: Document) -> None:
        conditions = document["termination_conditions"]
        conditions["success"] = [item | fields for item in conditions["success"] if item["metric"] in metrics]

    return edit


def _same_model(document: Document) -> None:
    document["evaluators"][1]["model"] = {"provider": "Anthropic", "name": "claude-haiku-4-5"}


def _all(*edits: Edit) -> Edit:
    return lambda d: [edit(d) for edit in edits]


def _set(path: str, **fields: Any) -> Edit:
    """Update the mapping at a path such as `workers.0.model`; a value of None removes the key."""

    def edit(document: Document) -> None:
        place: Any = document
        for part in filter(None, path.split(".")):
            place = place[int(part)] if part.isdigit() else place[part]
        for key, value in fields.items():
            if value is None:
                del place[key]
            else:
                place[key] = value

    return edit


def _human(**fields: Any) -> Edit:
    person = {"id": "lead", "type": "human", "runs_after": ["writer"], "timeout_seconds": 600} | fields
    return lambda d: d["evaluators"].append(person)


def _inputs(*names: str, **field: Any) -> Edit:
    """Declare further inputs, each a required boolean but for the given fields."""
    made = {"type": "boolean", "description": "One more", "required": True} | field
    return lambda d: d["inputs"]["schema"].update({name: dict(made) for name in names})


def _uncapped_channel(document: Document) -> None:
    channel = {**document["feedback_channels"][0], "id": "more"}
    del channel["max_tokens"]
    document["feedback_channels"].append(channel)


_HALTING_STALL = _set("termination_conditions.stall.0", action="halt")
_HUMAN_FACTS = _set("evaluators.0", type="human", timeout_seconds=9)
_ONE_FENCED_EACH = _all(
    _second_worker(tools=["x"]),
    _set("safety_constraints.1", applies_to=["editor"]),
    _set("safety_constraints.2", applies_to=["writer"]),
)
_FEEDBACK_WORKER = {"source": "workers.editor", "destination": "workers.writer"}

CASES: list[tuple[str, int, Edit]] = [
    ("effectiveness.measured-goal", 6, _all(_success("usefulness"), _set("metrics.0", source="telemetry.clicks"))),
    ("effectiveness.measured-goal", 0, _all(_success("usefulness"), _set("metrics.0", source="workers.writer"))),
    ("effectiveness.measured-goal", 0, _set("termination_conditions", success=None)),
    ("effectiveness.trusted-judge", 20, _success("quote_validity")),
    ("effectiveness.trusted-judge", 20, _set("extensions", calibration=None)),
    ("effectiveness.trusted-judge", 20, _same_model),
    ("effectiveness.trusted-judge", 18, _success("usefulness")),
    ("effectiveness.trusted-judge", 10, _all(_success("usefulness"), _set("extensions", calibration=True))),
    ("effectiveness.trusted-judge", 10, _all(_success("usefulness"), _same_model)),
    (
        "effectiveness.trusted-judge",
        0,
        _all(_success("usefulness"), _same_model, _set("evaluators.0", aggregation=None)),
    ),
    ("effectiveness.feedback-closes", 10, _set("feedback_channels.0", source="evaluators.tone")),
    ("effectiveness.feedback-closes", 10, _all(_second_worker(), _set("feedback_channels.0", **_FEEDBACK_WORKER))),
    ("effectiveness.feedback-closes", 0, _set("feedback_channels.0", source="workers.writer")),
    ("effectiveness.feedback-closes", 0, _set("feedback_channels.0", destination="optimization_strategy")),
    ("effectiveness.feedback-instructs", 9, _set("feedback_channels.0", fields=["passed", "remediation_hints"])),
    ("effectiveness.feedback-instructs", 3, _set("feedback_channels.0", fields=["passed", "score"])),
    ("effectiveness.feedback-instructs", 0, _set("feedback_channels.0", fields=[])),
    ("effectiveness.room-to-improve", 8, _limit(101)),
    ("effectiveness.room-to-improve", 8, _limit(2)),
    ("effectiveness.room-to-improve", 0, _limit(1)),
    ("effectiveness.room-to-improve", 0, _all(_failures("max_iterations"), _set("termination_conditions", stall=None))),
    ("effectiveness.room-to-improve", 8, _failures("max_iterations")),
    ("effectiveness.results-judged", 2, _second_worker()),
    ("effectiveness.results-judged", 5, _all(_second_worker(inputs=[{"from": "inputs.ticket"}]))),
    ("effectiveness.results-judged", 0, _set("", evaluators=[])),
    ("speed.short-iterations", 28, _set("workers.0", timeout_seconds=31)),
    ("speed.short-iterations", 12, _set("workers.0", timeout_seconds=500)),
    ("speed.short-iterations", 4, _set("workers.0", timeout_seconds=1800)),
    ("speed.short-iterations", 0, _set("workers.0", timeout_seconds=None)),
    ("speed.short-iterations", 28, _human(timeout_seconds=200)),
    ("speed.short-runs", 12, _set("workers.0", timeout_seconds=100)),
    ("speed.short-runs", 5, _set("workers.0", timeout_seconds=400)),
    ("speed.short-runs", 0, _set("workers.0", timeout_seconds=1440)),
    ("speed.early-exit", 0, _limit(3)),
    ("speed.early-exit", 0, _all(_failures("max_iterations"), _set("metrics.0", unit="count"))),
    ("speed.early-exit", 0, _set("termination_conditions.stall.0", action="retry_iteration")),
    ("speed.early-exit", 0, _set("termination_conditions.stall.0", metric="nobody_knows")),
    ("speed.checks-first", 0, _set("evaluators.0", type="human", timeout_seconds=60)),
    ("speed.answers-capped", 0, _set("workers.0.model", max_tokens=None)),
    ("speed.answers-capped", 3, _second_worker(model={"provider": "openai", "name": "gpt-4.1"})),
    ("speed.short-path", 6, _chain(2)),
    ("speed.short-path", 2, _chain(4)),
    ("speed.short-path", 0, _chain(5)),
    ("speed.short-path", 0, _all(_chain(2), _set("workers.0", depends_on=["editor1"]))),
    ("robustness.independent-judges", 15, _set("evaluators.2.model", provider="OpenAI")),
    ("robustness.independent-judges", 8, lambda d: d["evaluators"].__delitem__(slice(1, None))),
    ("robustness.independent-judges", 0, lambda d: [e.update(runs_after=["nobody"]) for e in d["evaluators"]]),
    ("robustness.evaluator-errors", 0, _failures("evaluator_error")),
    ("robustness.hangs-cut-off", 0, _set("workers.0", timeout_seconds=None)),
    ("robustness.hangs-cut-off", 7, _second_worker(timeout_seconds=None)),
    ("robustness.faults-retried", 0, _set("workers.0", retries=0)),
    ("robustness.faults-retried", 0, _set("workers.0", retries=6)),
    ("robustness.faults-retried", 5, _second_worker(retries=0)),
    ("robustness.luck-excluded", 6, _success("quote_validity", "usefulness", consecutive=1)),
    (
        "robustness.luck-excluded",
        0,
        _all(_success("usefulness", consecutive=1), _set("evaluators.0", aggregation="min")),
    ),
    ("robustness.steps-undone", 0, _set("optimization_strategy", rollback=None)),
    ("robustness.steps-undone", 12, _set("optimization_strategy.rollback", on_safety_failure=None)),
    ("robustness.steps-undone", 8, _set("optimization_strategy.rollback", on_metric_drop=0.5)),
    ("robustness.outputs-shaped", 0, _set("workers.0.outputs", schema_ref=None)),
    ("robustness.outputs-shaped", 5, _second_worker(outputs={"name": "Note", "format": "text"})),
    ("cost.halting-budget", 8, _set("cost_limits.on_exceed", action="warn")),
    ("cost.halting-budget", 0, _set("cost_limits", cumulative_usd=0)),
    ("cost.run-price", 22, _set("cost_limits", per_iteration_usd=2, cumulative_usd=3)),
    ("cost.run-price", 14, _set("cost_limits", per_iteration_usd=2, cumulative_usd=8)),
    ("cost.run-price", 7, _set("cost_limits", per_iteration_usd=9, cumulative_usd=25)),
    ("cost.run-price", 2, _set("cost_limits", per_iteration_usd=20, cumulative_usd=59)),
    ("cost.run-price", 0, _set("cost_limits.on_exceed", action="warn")),
    ("cost.budget-fits", 5, _set("cost_limits", cumulative_usd=0.1)),
    ("cost.budget-fits", 0, _set("cost_limits", cumulative_usd=0.09)),
    ("cost.budget-fits", 0, _set("workers.0", cost_budget_usd=None)),
    ("cost.worker-budgets", 0, _set("workers.0", cost_budget_usd=None)),
    ("cost.worker-budgets", 5, _second_worker(cost_budget_usd=None)),
    ("cost.early-warning", 4, _set("cost_limits.on_approach", action="warn")),
    ("cost.early-warning", 0, _set("cost_limits.on_approach", threshold_percent=100)),
    ("cost.tokens-capped", 0, _set("cost_limits", token_soft_cap=None)),
    ("safety.guarded-before", 16, _guard("egress_monitor")),
    ("safety.guarded-before", 10, _drop_guards("egress_monitor", "tool_allowlist")),
    ("safety.guarded-before", 0, _drop_guards("egress_monitor", "tool_allowlist", "injection_detect")),
    ("safety.guarded-after", 16, _drop_guards("pii_detect", "secret_scan")),
    ("safety.guarded-after", 0, _drop_guards("pii_detect", "secret_scan", "human_gate", "tenant_isolation")),
    ("safety.fails-closed", 9, _drop_guards("pii_detect", "secret_scan", "human_gate", "tenant_isolation")),
    ("safety.fails-closed", 0, lambda d: [c.update(on_error="warn") for c in d["safety_constraints"]]),
    ("safety.violation-stops", 0, _failures("safety_violation")),
    ("safety.violation-stops", 0, _set("termination_conditions.failure.1", action="retry_iteration")),
    ("safety.tools-confined", 8, _guard("egress_monitor")),
    ("safety.tools-confined", 7, _guard("tool_allowlist")),
    ("safety.tools-confined", 7, _ONE_FENCED_EACH),
    ("safety.tools-confined", 8, _all(_set("workers.0", tools=[]), _drop_guards("tool_allowlist", "egress_monitor"))),
    ("safety.tools-confined", 0, _drop_guards("tool_allowlist", "egress_monitor")),
    ("safety.person-decides", 5, _guard("human_gate")),
    ("safety.person-decides", 0, _all(_guard("human_gate"), _HALTING_STALL)),
    ("scalability.memory-bounded", 15, _set("memory.write_policy", max_entries=None)),
    ("scalability.memory-bounded", 10, _set("memory", retention=None)),
    ("scalability.memory-bounded", 0, _all(_set("memory", retention=None), _set("memory", write_policy=None))),
    ("scalability.feedback-bounded", 0, _set("feedback_channels.0", max_tokens=None)),
    ("scalability.feedback-bounded", 10, _uncapped_channel),
    ("scalability.inputs-bounded", 0, _set("inputs.schema.ticket", max_length=None)),
    ("scalability.inputs-bounded", 7, _inputs("log", type="array")),
    ("scalability.runs-kept-apart", 7, _guard("tenant_isolation")),
    ("scalability.runs-kept-apart", 12, _all(_guard("tenant_isolation"), _set("memory", type="session"))),
    ("scalability.runs-kept-apart", 8, _set("cost_limits.on_approach", action="warn")),
    ("scalability.calls-bounded", 10, _limit(11)),
    ("scalability.calls-bounded", 5, _limit(31)),
    ("scalability.calls-bounded", 0, _limit(101)),
    ("scalability.memory-read-by-key", 0, _set("memory", read_policy={"editor": ["lessons"]})),
    ("adaptability.learns", 10, _set("optimization_strategy", type="manual")),
    ("adaptability.learns", 21, _set("memory", type="session")),
    ("adaptability.learns", 15, _set("workers.0", inputs=[{"from": "inputs.ticket"}])),
    ("adaptability.inputs-described", 12, _set("inputs", examples=None)),
    ("adaptability.inputs-described", 14, _inputs("log", type="array")),
    ("adaptability.inputs-described", 8, _set("inputs", schema={"log": {"type": "array", "description": "Lines"}})),
    ("adaptability.several-criteria", 6, lambda d: d["evaluators"].__delitem__(1)),
    ("adaptability.several-criteria", 14, _all(lambda d: d["evaluators"].__delitem__(1), _human())),
    ("adaptability.several-criteria", 0, lambda d: d["evaluators"].__delitem__(slice(1, None))),
    ("adaptability.asks-for-help", 10, _set("termination_conditions.stall.0", action="halt")),
    ("adaptability.asks-for-help", 0, _all(_guard("human_gate"), _HALTING_STALL)),
    ("adaptability.drift-noticed", 8, _set("extensions", calibration=None)),
    ("adaptability.drift-noticed", 7, _set("metrics.0", regression_threshold=None)),
    ("adaptability.drift-noticed", 7, _set("metrics.0", source="telemetry.clicks")),
    ("autonomy.nobody-inside", 12, _human(timeout_seconds=3600)),
    ("autonomy.nobody-inside", 5, _human(timeout_seconds=3601)),
    ("autonomy.nobody-inside", 5, _set("safety_constraints.5", scope="pre_worker")),
    ("autonomy.stops-by-itself", 10, _set("termination_conditions", success=None)),
    ("autonomy.stops-by-itself", 10, _all(_success("quote_validity"), _HUMAN_FACTS)),
    ("autonomy.knows-when-stuck", 0, _limit(3)),
    ("autonomy.knows-when-stuck", 0, _set("termination_conditions", stall=None)),
    ("autonomy.few-questions", 11, _inputs("a", "b")),
    ("autonomy.few-questions", 0, _inputs("a", "b", "c", "d", "e", "f")),
    ("autonomy.recovers", 7, _set("workers.0", retries=0)),
    ("autonomy.recovers", 11, _second_worker(retries=0)),
    ("autonomy.recovers", 8, _set("optimization_strategy", rollback=None)),
    ("autonomy.runbook", 0, _set("extensions", runbook=None)),
    ("autonomy.runbook", 0, _set("extensions", runbook=True)),
]  # fmt: skip


def test_the_model_spec_earns_every_point() -> None:
    whole = score(spec_of(best()))
    assert [result.audit.id for item in whole.dimensions for result in item.audits if result.advice] == []
    assert whole.les == 100


@pytest.mark.parametrize(
    ("audit", "points", "edit"), CASES, ids=[f"{n}-{case[0]}-{case[1]}" for n, case in enumerate(CASES)]
)
def test_an_edit_at_the_fact_changes_the_points(audit: str, points: int, edit: Edit) -> None:
    document = best()
    edit(document)
    assert earned(score(spec_of(document)))[audit] == points


def test_every_audit_can_lose_points() -> None:
    assert {audit for audit, _, _ in CASES} == {audit.id for group in AUDITS.values() for audit in group}
