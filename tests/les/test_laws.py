"""The laws of the score, over generated specs: safeguards never hurt, volume and talk never help.

The specs are of two kinds: the model spec spoiled in up to fifteen of the places that audits look at, which is
cheap and to the point, and anything at all that the language allows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from loop_engineering.les import Score, score
from loop_engineering.lss import expand
from loop_engineering.lss.limits import halting_budget, stops
from tests.les.documents import best, earned, spec_of
from tests.les.test_audits import CASES
from tests.strategies import documents

Document = dict[str, Any]
EDITS = [edit for _, _, edit in CASES]


@st.composite
def spoiled(draw: st.DrawFn) -> Document:
    """The model spec after some of the edits of `test_audits`; an edit that finds its place gone is left out."""
    document = best()
    for number in draw(st.lists(st.integers(0, len(EDITS) - 1), unique=True, max_size=15)):
        edited = copy.deepcopy(document)
        try:
            EDITS[number](edited)
        except (KeyError, IndexError):
            continue
        document = edited
    return document


FULL = st.one_of(spoiled(), spoiled(), documents(sound=True).map(expand))
CONSTRAINTS = (
    "injection_detect", "secret_scan", "pii_detect", "egress_monitor", "tool_allowlist", "schema_enforce",
    "human_gate", "tenant_isolation", "output_bounds", "rate_limit",
)  # fmt: skip


def dimensions(result: Score) -> dict[str, int]:
    return {item.dimension.name: item.earned for item in result.dimensions}


def _stall_rule(document: Document) -> None:
    rule = {"metric": document["metrics"][0]["name"], "window_iterations": 2, "min_improvement": 0.01, "action": "halt"}
    document["termination_conditions"].setdefault("stall", []).append(rule)


def _violation_stops(document: Document) -> None:
    document["termination_conditions"].setdefault("failure", []).append({"type": "safety_violation", "action": "halt"})


def _evaluator_errors(document: Document) -> None:
    rule = {"type": "evaluator_error", "consecutive": 2, "action": "halt"}
    document["termination_conditions"].setdefault("failure", []).append(rule)


def _test_suite(document: Document) -> None:
    judge = {"id": "added-suite", "type": "deterministic", "runs_after": ["*"], "implementation": "evaluators.tests"}
    document["evaluators"].append(judge)


def _other_model(document: Document) -> None:
    rubric = {"dimensions": [{"name": "fit", "weight": 1, "scale": [0, 1], "criteria": "Fits"}], "pass_threshold": 0.8}
    model = {"provider": "elsewhere", "name": "judge"}
    document["evaluators"].append(
        {"id": "added-judge", "type": "llm_rubric", "runs_after": ["*"], "model": model, "rubric": rubric}
    )


def _deciding_suite(document: Document) -> None:
    _test_suite(document)
    metric = {"name": "added_rate", "definition": "Tests passed", "source": "evaluators.added-suite", "unit": "ratio"}
    document["metrics"].append(metric)
    rule = {"metric": "added_rate", "operator": "gte", "value": 1, "consecutive": 1}
    document["termination_conditions"].setdefault("success", []).append(rule)


def _rollback(document: Document) -> None:
    document["optimization_strategy"].setdefault("rollback", {"on_metric_drop": 0.05, "on_safety_failure": True})


def _retention(document: Document) -> None:
    document["memory"].setdefault("retention", {"unit": "iteration", "value": 5})


def _entry_limit(document: Document) -> None:
    document["memory"].setdefault("write_policy", {}).setdefault("max_entries", 50)


def _worker_timeouts(document: Document) -> None:
    for worker in document["workers"]:
        worker.setdefault("timeout_seconds", 120)


def _run_timeout(document: Document) -> None:
    rule = {"type": "timeout", "value": 900, "action": "halt"}
    document["termination_conditions"].setdefault("failure", []).append(rule)


def _budget(document: Document) -> None:
    if halting_budget(spec_of(document)) is None:
        document["cost_limits"] |= {"per_iteration_usd": 1, "cumulative_usd": 10, "on_exceed": {"action": "halt"}}


def _worker_budgets(document: Document) -> None:
    for worker in document["workers"]:
        worker.setdefault("cost_budget_usd", 0.2)


def _capped_feedback(document: Document) -> None:
    for channel in document["feedback_channels"]:
        channel.setdefault("max_tokens", 400)


SAFEGUARDS: list[tuple[Callable[[Document], None], tuple[str, ...]]] = [
    (_stall_rule, ("speed", "autonomy", "safety")),
    (_violation_stops, ("safety",)),
    (_evaluator_errors, ("robustness",)),
    (_test_suite, ("effectiveness", "robustness", "adaptability", "safety")),
    (_other_model, ("effectiveness", "robustness", "adaptability", "safety")),
    (_deciding_suite, ("effectiveness", "robustness", "adaptability", "safety")),
    (_rollback, ("robustness", "autonomy", "safety")),
    (_retention, ("scalability",)),
    (_entry_limit, ("scalability",)),
    (_worker_timeouts, ("speed", "robustness")),
    (_run_timeout, ("speed", "safety")),
    (_budget, ("cost", "safety")),
    (_worker_budgets, ("cost",)),
    (_capped_feedback, ("scalability",)),
]


@given(FULL)
def test_a_safeguard_never_lowers_a_dimension_that_it_serves(document: Document) -> None:
    before = dimensions(score(spec_of(document)))
    for add, served in SAFEGUARDS:
        safer = copy.deepcopy(document)
        add(safer)
        after = dimensions(score(spec_of(safer)))
        assert {name for name in served if after[name] < before[name]} == set(), add.__name__


@given(
    FULL,
    st.sampled_from(CONSTRAINTS),
    st.sampled_from(("pre_worker", "post_worker", "pre_output", "pre_memory_write", "pre_evaluator")),
    st.sampled_from(("halt", "quarantine", "escalate_human", "strip", "warn")),
)
def test_a_constraint_lowers_nothing_but_a_gate_that_waits_for_people(
    document: Document, kind: str, scope: str, action: str
) -> None:
    before = dimensions(score(spec_of(document)))
    constraint = {"id": "added", "type": kind, "scope": scope, "action": action, "on_error": "halt"}
    safer = document | {"safety_constraints": [*document["safety_constraints"], constraint]}
    after = dimensions(score(spec_of(safer)))
    exempt = ("autonomy",) if kind == "human_gate" else ()
    assert all(after[name] >= points for name, points in before.items() if name not in exempt)


@given(FULL)
def test_removing_the_only_bound_raises_no_audit(document: Document) -> None:
    forced = stops(spec_of(document))
    assume(forced)
    for kept in forced:
        others = [stop.pointer for stop in forced if stop is not kept]
        bounded = _without(document, others)
        if len(stops(spec_of(bounded))) != 1:
            continue
        unbounded = _without(document, [stop.pointer for stop in forced])
        before, after = earned(score(spec_of(bounded))), earned(score(spec_of(unbounded)))
        assert {audit for audit, points in after.items() if points > before[audit]} == set()


def _without(document: Document, pointers: list[str]) -> Document:
    """The document without what stands at the pointers to stopping rules; without a budget for the one to it."""
    loose = copy.deepcopy(document)
    conditions = loose["termination_conditions"]
    gone = {(pointer.split("/")[-2], int(pointer.split("/")[-1])) for pointer in pointers if pointer[-1].isdigit()}
    if len(gone) < len(pointers):
        loose["cost_limits"]["cumulative_usd"] = 0
        gone |= {
            ("failure", n) for n, rule in enumerate(conditions.get("failure", [])) if rule["type"] == "cost_exceeded"
        }
    for group in conditions:
        conditions[group] = [rule for number, rule in enumerate(conditions[group]) if (group, number) not in gone]
    return loose


PARTS = ("evaluators", "safety_constraints", "metrics", "feedback_channels", "workers", "stall", "success")


@given(FULL)
def test_ten_copies_earn_no_more_than_one(document: Document) -> None:
    before = earned(score(spec_of(document)))
    for part in PARTS:
        items = (document["termination_conditions"] if part in ("stall", "success") else document).get(part, [])
        for chosen in items[:1] + items[1:][-1:]:
            many = copy.deepcopy(document)
            place = many["termination_conditions"] if part in ("stall", "success") else many
            place[part] = [copied for item in items for copied in (_ten(item) if item is chosen else [item])]
            after = earned(score(spec_of(many)))
            assert {audit for audit, points in after.items() if points > before[audit]} == set(), part


def _ten(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The item, and nine more that differ in nothing but their name."""
    identity = next((key for key in ("id", "name") if key in item), None)
    again = {key: value for key, value in item.items() if key != "primary"}
    return [item] + [again | ({identity: f"{item[identity]}_{n}"} if identity else {}) for n in range(9)]


@given(FULL)
def test_talk_and_self_praise_earn_nothing(document: Document) -> None:
    talk = " And this is written at more length, with confidence, and with the best intentions. " * 3
    praised = copy.deepcopy(document)
    praised |= {"x_les": 100, "x_safety": {"guards": ["all"]}, "objective": document["objective"] + talk}
    praised["metadata"] = {**document.get("metadata", {}), "les_estimate": 0.99, "reviewed_by": "everybody"}
    praised["extensions"] = {**document.get("extensions", {}), "quality": "excellent", "level": 6}
    for worker in praised["workers"]:
        worker["role"] += talk
    for metric in praised["metrics"]:
        metric["definition"] += talk
    for evaluator in praised["evaluators"]:
        for dimension in evaluator.get("rubric", {}).get("dimensions", []):
            dimension["criteria"] += talk
    for field in praised["inputs"]["schema"].values():
        field["description"] += talk
    assert earned(score(spec_of(praised))) == earned(score(spec_of(document)))


@given(FULL)
def test_a_rule_that_cannot_fire_earns_nothing(document: Document) -> None:
    conditions = {key: rules for key, rules in document["termination_conditions"].items() if key != "stall"}
    document = document | {"termination_conditions": conditions}
    rule = {
        "metric": document["metrics"][0]["name"],
        "window_iterations": 10**6,
        "min_improvement": 0,
        "action": "halt",
    }
    useless = document | {"termination_conditions": conditions | {"stall": [rule]}}
    assert score(spec_of(useless)).as_dict() == score(spec_of(document)).as_dict()
