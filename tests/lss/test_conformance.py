"""The conformance ladder: Core or Parseable by the form, Operational and Production by what the loop provides for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.lss import Checked, Project, Source, check, dump_yaml, expand, read
from loop_engineering.lss.conformance import RUNGS, SHORT_NAMES, conformance, reaches, shortfalls
from loop_engineering.lss.levels import LEVELS

ROOT = Path(__file__).resolve().parents[2]
BUDGET = {"cumulative_usd": 5, "on_exceed": {"action": "halt"}}

CORE: dict[str, Any] = {
    "loop_name": "repair",
    "version": "1.0",
    "objective": "Fix failing tests with a minimal diff",
    "workers": [{"id": "fixer", "role": "implementer"}],
    "evaluators": [{"type": "test_suite"}],
    "termination_conditions": [{"type": "all_tests_pass"}, {"type": "max_iterations", "value": 10}],
}


def guards(*types: str, **more: Any) -> list[dict[str, Any]]:
    return [{"type": name, "scope": "pre_output"} | more for name in types]


PRODUCTION = CORE | {
    "cost_limits": BUDGET,
    "safety_constraints": guards(
        "output_bounds", "secret_scan", "human_gate", "tool_allowlist", "egress_monitor", "pii_detect"
    ),
    "optimization_strategy": {
        "type": "structural",
        "max_steps": 1,
        "config": {"refinement_target": "workers.fixer"},
        "rollback": {"on_safety_failure": True},
    },
    "extensions": {"calibration": {"sample_size": 40}, "runbook": {"owner": "the team"}},
}
"""What satisfies every level."""


def checked(data: dict[str, Any]) -> Checked:
    found = check(Source(dump_yaml(data)))
    assert found.spec is not None, found.findings
    return found


def lacking(data: dict[str, Any], level: int) -> list[str]:
    """What keeps a document that is otherwise in order from Production at `level`, in words."""
    found = checked(data)
    missing = shortfalls(found, level, "LSS-Production")
    assert (conformance(found, level) == "LSS-Production") == (not missing)
    return [item.message for item in missing]


class TestForms:
    def test_without_a_budget_the_form_decides(self) -> None:
        assert conformance(checked(CORE), 2) == "LSS-Core"
        assert conformance(checked(expand(CORE)), 2) == "LSS-Parseable"

    def test_operational_in_either_form(self) -> None:
        data = CORE | {"cost_limits": BUDGET}
        assert conformance(checked(data), 2) == conformance(checked(expand(data)), 2) == "LSS-Operational"

    @pytest.mark.parametrize("text", ["", "[1, 2]", "loop_name: [", "loop_name: x\nversion: 1"])
    def test_what_is_not_valid_conforms_to_nothing(self, text: str) -> None:
        found = check(Source(text))
        assert conformance(found, 1) is None
        assert [item.rung for item in shortfalls(found, 1, "LSS-Core")] == ["LSS-Core"]

    def test_the_short_names_of_options(self) -> None:
        assert list(SHORT_NAMES) == ["core", "parseable", "operational", "production"]
        assert tuple(SHORT_NAMES.values()) == RUNGS

    @given(st.sampled_from(RUNGS), st.sampled_from(RUNGS))
    def test_a_rung_includes_those_below_it(self, found: Any, wanted: Any) -> None:
        assert reaches(found, wanted) == (RUNGS.index(found) >= RUNGS.index(wanted))
        assert not reaches(None, wanted)


class TestOperational:
    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"cost_limits": {"cumulative_usd": 0}}, "/cost_limits"),
            ({"cost_limits": BUDGET | {"on_exceed": {"action": "warn"}}}, "/cost_limits"),
            ({"metrics": [{"name": "a"}]}, "/metrics"),
            ({"metrics": [{"name": "a", "primary": True}, {"name": "b", "primary": True}]}, "/metrics"),
            ({"metrics": [{"name": "a", "primary": True, "source": "evaluators.nobody"}]}, "/metrics/0/source"),
            ({"workers": [{"role": "a", "depends_on": ["nobody"]}]}, "/workers/0/depends_on/0"),
        ],
    )
    def test_each_condition_is_needed_and_its_absence_is_pointed_at(self, change: dict[str, Any], pointer: str) -> None:
        found = checked(CORE | {"cost_limits": BUDGET} | change)
        assert conformance(found, 2) == "LSS-Core"
        assert pointer in [item.pointer for item in shortfalls(found, 2, "LSS-Operational")]

    def test_a_loop_that_nothing_stops_is_not_operational(self) -> None:
        endless = CORE | {"termination_conditions": [{"type": "all_tests_pass"}]}
        messages = [item.message for item in shortfalls(checked(endless), 2, "LSS-Operational")]
        assert any(message.startswith("nothing forces the loop to stop") for message in messages)

    def test_a_budget_declared_as_a_condition_counts(self) -> None:
        conditions = [*CORE["termination_conditions"], {"type": "max_cost_usd", "value": 3}]
        assert conformance(checked(CORE | {"termination_conditions": conditions}), 2) == "LSS-Operational"

    def test_pointers_are_those_of_the_document_as_written(self) -> None:
        """Where core form says nothing, the pointer is that of what it was expanded from."""
        missing = shortfalls(checked(CORE), 2, "LSS-Operational")
        assert [(item.rung, item.pointer) for item in missing] == [("LSS-Operational", "")]


class TestProduction:
    @pytest.mark.parametrize("level", LEVELS)
    def test_one_document_can_satisfy_every_level(self, level: int) -> None:
        assert lacking(PRODUCTION, level) == []

    @pytest.mark.parametrize("level", LEVELS)
    def test_without_safety_constraints_no_level_is_satisfied(self, level: int) -> None:
        assert lacking(PRODUCTION | {"safety_constraints": []}, level)

    @pytest.mark.parametrize(("level", "least"), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])
    def test_a_level_needs_as_many_constraints_as_its_number(self, level: int, least: int) -> None:
        every = guards("output_bounds", "human_gate", "secret_scan", "pii_detect", "rate_limit")
        assert lacking(PRODUCTION | {"safety_constraints": every[:least]}, level) == []
        assert lacking(PRODUCTION | {"safety_constraints": every[: least - 1]}, level)

    def test_copies_of_a_constraint_count_once(self) -> None:
        copies = guards(*["output_bounds"] * 5)
        assert lacking(PRODUCTION | {"safety_constraints": copies}, 2) == [
            "level 2 needs 2 safety constraints, one of them output_bounds; only 1 does more than warn and is no copy"
        ]

    def test_level_2_needs_bounds_on_the_output(self) -> None:
        scans = guards("secret_scan", "pii_detect")
        assert lacking(PRODUCTION | {"safety_constraints": scans}, 2) == [
            "level 2 needs a safety constraint of type output_bounds"
        ]

    def test_level_6_needs_its_guards_to_halt(self) -> None:
        warning = guards("human_gate") + guards("tool_allowlist", "egress_monitor", action="warn")
        assert lacking(PRODUCTION | {"safety_constraints": warning}, 6) == [
            "level 6 needs tool_allowlist with the action halt",
            "level 6 needs egress_monitor with the action halt",
        ]

    @pytest.mark.parametrize("name", ["calibration", "runbook"])
    def test_calibration_and_runbook_are_needed_at_every_level(self, name: str) -> None:
        nothing: tuple[dict[str, Any], ...] = ({}, {name: {}}, {name: None})
        for empty in nothing:
            rest = {key: value for key, value in PRODUCTION["extensions"].items() if key != name}
            assert len(lacking(PRODUCTION | {"extensions": rest | empty}, 1)) == 1

    def test_rollback_from_level_4_on_and_for_safety_at_level_6(self) -> None:
        strategy = PRODUCTION["optimization_strategy"]
        without = PRODUCTION | {"optimization_strategy": {**strategy, "rollback": {}}}
        assert [len(lacking(without, level)) for level in LEVELS] == [0, 0, 0, 1, 1, 1]
        on_drop = PRODUCTION | {"optimization_strategy": {**strategy, "rollback": {"on_metric_drop": 0.0}}}
        assert [len(lacking(on_drop, level)) for level in LEVELS] == [0, 0, 0, 0, 0, 1]

    def test_a_gate_must_cover_what_the_loop_changes_about_itself(self) -> None:
        rest = [guard for guard in PRODUCTION["safety_constraints"] if guard["type"] != "human_gate"]
        rest += guards("rate_limit")
        workers = [{"id": "fixer", "role": "implementer"}, {"id": "helper", "role": "helper"}]
        for gate, missing in (
            (guards("human_gate", applies_to=["helper"]), 1),
            (guards("human_gate", action="warn"), 1),
            (guards("human_gate", applies_to=["fixer"]), 0),
            (guards("human_gate", applies_to=["*"]), 0),
        ):
            assert len(lacking(PRODUCTION | {"workers": workers, "safety_constraints": rest + gate}, 5)) == missing
        gated = {**PRODUCTION["optimization_strategy"], "config": {"human_gate_on": {"after_step": 1}}}
        assert lacking(PRODUCTION | {"optimization_strategy": gated, "safety_constraints": rest}, 5) == []


MAKER = {"provider": "anthropic", "name": "claude-sonnet-4-5"}
OTHER = {"provider": "openai", "name": "gpt-4.1"}


class TestMakerAndChecker:
    @pytest.mark.parametrize(
        ("maker", "judges", "separate"),
        [
            (MAKER, [{"type": "rubric", "model": MAKER}], False),
            (MAKER, [{"type": "rubric", "model": OTHER}], True),
            (MAKER, [{"type": "rubric", "model": MAKER}, {"type": "test_suite"}], True),
            (MAKER, [{"type": "rubric", "model": MAKER}, {"type": "human"}], True),
            (MAKER, [{"type": "rubric"}], False),
            (None, [{"type": "rubric", "model": OTHER}], False),
            (None, [{"type": "rubric"}], False),
        ],
    )
    def test_a_rubric_on_the_same_or_an_unnamed_model_is_no_separate_judge(
        self, maker: dict[str, str] | None, judges: list[dict[str, Any]], separate: bool
    ) -> None:
        worker = {"id": "fixer", "role": "implementer"} | ({"model": maker} if maker else {})
        bounded = [{"type": "max_iterations", "value": 10}]
        data = PRODUCTION | {"workers": [worker], "evaluators": judges, "termination_conditions": bounded}
        assert lacking(data, 2) == []
        assert (lacking(data, 3) == []) == separate

    def test_every_judged_worker_counts(self) -> None:
        workers = [{"id": "fixer", "role": "implementer"}, {"id": "writer", "role": "changelog writer"}]
        judges = [{"type": "test_suite", "runs_after": ["fixer"]}, {"type": "rubric", "runs_after": ["*"]}]
        messages = lacking(PRODUCTION | {"workers": workers, "evaluators": judges}, 3)
        assert [message.split(" is judged")[0] for message in messages] == ['worker "writer"']


class TestRealDocuments:
    @pytest.mark.parametrize(
        ("name", "level"),
        [("core-minimal-loop", 2), ("gym-code-repair-v1", 2), ("core-multi-agent-loop", 3)],
    )
    def test_published_documents_are_parseable_or_better(self, corpus: Path, name: str, level: int) -> None:
        text = (corpus / f"{name}.yaml").read_text(encoding="utf-8")
        assert reaches(conformance(check(Source(text)), level), "LSS-Parseable")

    def test_a_composition_is_operational_only_with_its_children(self) -> None:
        path = ROOT / "loop-library" / "compositions" / "code-debug-repair.yaml"
        source = read(path, path.name)
        assert isinstance(source, Source)
        alone = check(source)
        whole = check(source, project=Project(ROOT), file=path)
        assert reaches(conformance(whole, 4), "LSS-Operational")
        assert conformance(alone, 4) == "LSS-Parseable"
        assert [item.pointer for item in shortfalls(alone, 4, "LSS-Operational")] == [
            "/composition/children/0/ref",
            "/composition/children/1/ref",
        ]


class TestLaws:
    droppable = tuple(sorted(PRODUCTION.keys() - CORE.keys()))

    @given(st.sets(st.sampled_from(droppable)), st.sampled_from(sorted(LEVELS)), st.sampled_from(RUNGS))
    def test_a_rung_is_reached_exactly_where_nothing_is_lacking(self, dropped: set[str], level: int, rung: Any) -> None:
        found = checked({key: value for key, value in PRODUCTION.items() if key not in dropped})
        assert reaches(conformance(found, level), rung) == (shortfalls(found, level, rung) == ())

    @given(st.sets(st.sampled_from(droppable)), st.sampled_from(sorted(LEVELS)), st.sampled_from(droppable))
    def test_adding_what_production_asks_for_never_lowers_the_rung(
        self, dropped: set[str], level: int, added: str
    ) -> None:
        less = {key: value for key, value in PRODUCTION.items() if key not in dropped | {added}}
        more = less | {added: PRODUCTION[added]}
        before = conformance(checked(less), level)
        assert before is not None
        assert reaches(conformance(checked(more), level), before)
