"""Where the rules of termination (3xx) and evaluation (4xx) draw the line: what they tell, what they leave alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from loop_engineering.lss import RULES, Source, check, dump_yaml, expand
from loop_engineering.lss.rules import example

JUDGE = {"provider": "openai", "name": "gpt-4.1-2025-04-14", "temperature": 0}
WRITER = {"provider": "anthropic", "name": "claude-sonnet-4-5"}
RUBRIC = {"dimensions": [{"criteria": "Every claim has a source that supports it"}]}
CALIBRATION = {"calibration": {"judge": "critic", "sample_size": 40, "agreement": 0.7}}


def told(changes: Mapping[str, Any] | None = None, *, end: list[dict[str, Any]] | None = None) -> set[str]:
    """The rules that fire on a loop of one writer and one test suite with `changes` and the conditions `end`.

    A document and its expansion must agree on them, so both are checked, but for references that lead nowhere:
    expanding copies these into the parts that were not written.
    """
    conditions = end if end is not None else [{"type": "all_tests_pass"}, limit(6)]
    document: dict[str, Any] = {
        "loop_name": "brief-writer",
        "version": "1.0",
        "objective": "Write a brief whose every claim its sources support",
        "workers": [{"id": "writer", "role": "write the brief"}],
        "evaluators": [{"id": "tests", "type": "test_suite"}],
        "termination_conditions": conditions,
        "cost_limits": {"cumulative_usd": 5, "per_iteration_usd": 1},
        **(changes or {}),
    }
    written, expanded = (
        {(finding.rule, finding.message) for finding in check(Source(dump_yaml(data))).findings}
        for data in (document, expand(document))
    )
    rules = {rule for rule, _ in written}
    assert written == expanded or "LSS201" in rules
    return rules


def limit(iterations: int, **fields: Any) -> dict[str, Any]:
    """The condition that ends a loop after so many iterations."""
    return {"type": "max_iterations", "value": iterations, **fields}


def success(metric: str, operator: str, value: float, **fields: Any) -> dict[str, Any]:
    """A success condition of the flat list."""
    return {"type": "success", "metric": metric, "operator": operator, "value": value, **fields}


def metric(name: str, unit: str, source: str = "evaluators.tests", **fields: Any) -> dict[str, Any]:
    """A metric of the loop."""
    return {"name": name, "unit": unit, "source": source, **fields}


def judged(**fields: Any) -> dict[str, Any]:
    """The loop with one judging model in place of the test suite, its choice of model made and calibrated."""
    critic = {"id": "critic", "type": "rubric", "model": JUDGE, "rubric": RUBRIC}
    worker = {"id": "writer", "role": "write the brief", "model": WRITER}
    return {"workers": [worker], "evaluators": [critic | fields], "extensions": CALIBRATION}


QUALITY = [{"type": "quality_threshold", "value": 0.9}, limit(6)]


def test_the_loop_that_the_cases_vary_is_silent() -> None:
    assert told() == set()
    assert told(judged(), end=QUALITY) == set()


@pytest.mark.parametrize(
    ("window", "iterations", "late"), [(5, 6, False), (6, 6, True), (7, 6, True), (1, 1, True), (1, 2, False)]
)
def test_a_stall_window_is_late_from_the_last_iteration_on(window: int, iterations: int, late: bool) -> None:
    stall = {"type": "no_progress", "window_iterations": window, "min_improvement": 0.05}
    assert told(end=[{"type": "all_tests_pass"}, stall, limit(iterations)]) == ({"LSS304"} if late else set())


def test_a_stall_condition_is_not_late_for_its_own_bound() -> None:
    # With a gain of more than the whole range wanted, the stall itself bounds the loop to its window.
    stall = {"type": "no_progress", "window_iterations": 4, "min_improvement": 2}
    assert "LSS304" not in told(end=[{"type": "all_tests_pass"}, stall, {"type": "timeout", "value": 600}])


@pytest.mark.parametrize(
    ("unit", "operator", "value", "rules"),
    [
        ("ratio", "gte", 0, {"LSS305"}),
        ("ratio", "gte", 0.01, set()),
        ("ratio", "gt", 0, set()),
        ("ratio", "lte", 1, {"LSS305"}),
        ("ratio", "lt", 1, set()),
        ("ratio", "lte", 0.99, set()),
        ("ratio", "eq", 0, set()),
        ("percent", "lte", 100, {"LSS305"}),
        ("percent", "lt", 100.5, {"LSS305"}),
        ("count", "gte", 0, {"LSS305"}),
        ("count", "lte", 0, set()),
        ("usd", "lte", 1e9, set()),
        ("seconds", "gt", -1, {"LSS305"}),
        ("ratio", "gt", 1, {"LSS303"}),
    ],
)
def test_a_condition_holds_at_the_start_if_no_value_fails_it(
    unit: str, operator: str, value: float, rules: set[str]
) -> None:
    changes = {"metrics": [metric("measure", unit, primary=True)]}
    assert told(changes, end=[success("measure", operator, value), limit(6)]) == rules


@pytest.mark.parametrize(
    ("pairs", "rules"),
    [
        ([("gte", 0.9), ("lte", 0.5)], {"LSS310"}),
        ([("lte", 0.5), ("gte", 0.9)], {"LSS310"}),
        ([("gte", 0.5), ("lte", 0.5)], set()),
        ([("gt", 0.5), ("lte", 0.5)], {"LSS310"}),
        ([("gte", 0.5), ("lt", 0.5)], {"LSS310"}),
        ([("eq", 0.5), ("eq", 0.5)], set()),
        ([("eq", 0.5), ("eq", 0.6)], {"LSS310"}),
        ([("gte", 0.2), ("gte", 0.9), ("lt", 0.4)], {"LSS310"}),
        ([("gte", 0.2), ("lt", 0.4)], set()),
        ([("gte", 0.2), ("gte", 0.9)], set()),
    ],
)
def test_conditions_contradict_each_other_if_no_value_meets_all(
    pairs: list[tuple[str, float]], rules: set[str]
) -> None:
    conditions = [success("measure", operator, value) for operator, value in pairs]
    assert told({"metrics": [metric("measure", "ratio", primary=True)]}, end=[*conditions, limit(6)]) == rules


def test_conditions_on_different_metrics_do_not_contradict_each_other() -> None:
    changes = {"metrics": [metric("passed", "ratio", primary=True), metric("skipped", "ratio")]}
    assert told(changes, end=[success("passed", "gte", 0.9), success("skipped", "lte", 0.1), limit(6)]) == set()


@pytest.mark.parametrize(("seconds", "rules"), [(600, set()), (601, {"LSS306"})])
def test_a_worker_may_take_as_long_as_the_loop_and_no_longer(seconds: int, rules: set[str]) -> None:
    changes = {"workers": [{"id": "writer", "role": "write the brief", "timeout_seconds": seconds}]}
    assert told(changes, end=[{"type": "all_tests_pass"}, limit(6), {"type": "timeout", "value": 600}]) == rules
    assert told(changes) == set(), "a loop without a timeout is as long as it likes"


def test_the_time_that_nobody_gave_a_person_is_nobodys_mistake() -> None:
    person = {"id": "editor", "type": "human", "queue": "editors"}
    end = [{"type": "human_approval"}, limit(6), {"type": "timeout", "value": 600}]
    assert told({"evaluators": [person]}, end=end) == set()
    assert told({"evaluators": [{**person, "timeout_seconds": 900}]}, end=end) == {"LSS306"}


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, {"LSS307"}),
        ({"evaluators": [{"type": "test_suite"}, {"type": "human", "queue": "editors"}]}, set()),
        ({"safety_constraints": [{"type": "human_gate", "scope": "pre_output", "action": "escalate_human"}]}, set()),
    ],
)
def test_a_person_can_reject_only_what_a_person_sees(changes: dict[str, Any], rules: set[str]) -> None:
    assert told(changes, end=[{"type": "all_tests_pass"}, limit(6), {"type": "human_rejected"}]) == rules


def test_an_escalation_asks_a_person_too() -> None:
    end = [{"type": "all_tests_pass"}, limit(6, action="escalate_human"), {"type": "human_rejected"}]
    assert told(end=end) == set()


@pytest.mark.parametrize(("consecutive", "rules"), [(6, set()), (7, {"LSS307"})])
def test_an_error_has_to_fit_into_the_iterations(consecutive: int, rules: set[str]) -> None:
    error = {"type": "evaluator_error", "consecutive": consecutive}
    assert told(end=[{"type": "all_tests_pass"}, limit(6), error]) == rules


def test_a_timeout_of_the_full_form_needs_a_value() -> None:
    conditions = {
        "success": [{"metric": "test_pass_rate", "operator": "gte", "value": 1}],
        "failure": [limit(6, action="halt"), {"type": "timeout", "action": "halt"}],
    }
    assert told({"termination_conditions": conditions}) == {"LSS307"}


def test_a_bound_that_retries_is_told_once() -> None:
    passed, retried = {"type": "all_tests_pass"}, limit(6, action="retry_iteration")
    unbudgeted = {"cost_limits": {"cumulative_usd": 5, "per_iteration_usd": 1, "on_exceed": {"action": "warn"}}}
    assert told(end=[passed, retried]) == {"LSS308"}, "the budget bounds it; LSS302 would say the same again"
    assert "LSS301" in told(unbudgeted, end=[passed, retried])
    assert "LSS308" not in told(unbudgeted, end=[passed, retried])


@pytest.mark.parametrize(("iterations", "rules"), [(10, set()), (11, {"LSS309"})])
def test_a_long_loop_on_a_grade_needs_a_stall_condition(iterations: int, rules: set[str]) -> None:
    end = [{"type": "quality_threshold", "value": 0.9}, limit(iterations)]
    assert told(judged(), end=end) == rules
    assert told(judged(), end=[*end, {"type": "no_progress"}]) == set()
    assert told(end=[{"type": "all_tests_pass"}, limit(iterations)]) == set(), "a test suite gives no grades"


def test_a_cold_judge_and_a_panel_of_samples_are_left_alone() -> None:
    hot = {**JUDGE, "temperature": 0.8}
    assert told(judged(model=hot), end=QUALITY) == {"LSS406"}
    unset = {key: value for key, value in JUDGE.items() if key != "temperature"}
    assert told(judged(model=unset), end=QUALITY) == set()
    critic = judged(model=hot)["evaluators"][0]
    panel = {"evaluators": [critic, {**critic, "id": "second"}, {**critic, "id": "third"}]}
    assert "LSS406" not in told({**judged(), **panel}, end=QUALITY)


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"extensions": {}}, {"LSS407"}),
        ({"extensions": {"calibration": {}}}, {"LSS407"}),
        ({"extensions": {"calibration": "see docs/judges.md"}}, set()),
        ({"extensions": {}, "evaluators": [{"id": "critic", "type": "rubric", "rubric": RUBRIC}]}, set()),
        (
            {
                "extensions": {},
                "safety_constraints": [{"type": "human_gate", "scope": "pre_output", "action": "escalate_human"}],
            },
            set(),
        ),
    ],
)
def test_a_chosen_judge_that_nobody_checks_has_to_be_calibrated(changes: dict[str, Any], rules: set[str]) -> None:
    assert told({**judged(), **changes}, end=QUALITY) == rules


def test_a_test_that_success_needs_too_makes_up_for_calibration() -> None:
    both = {**judged(), "extensions": {}}
    both["evaluators"] = [*both["evaluators"], {"id": "tests", "type": "test_suite"}]
    assert told(both, end=[{"type": "all_tests_pass"}, *QUALITY]) == set()
    assert told(both, end=QUALITY) == {"LSS407"}


CODER = {"id": "coder", "role": "write the patch", "outputs": {"name": "Patch", "format": "code"}, "model": WRITER}
RUNNER = {"id": "runner", "role": "run the patch", "depends_on": ["coder"], "model": WRITER}


@pytest.mark.parametrize(
    ("evaluators", "rules"),
    [
        ([{"type": "test_suite", "runs_after": ["coder", "runner"]}], set()),
        ([{"type": "test_suite", "runs_after": ["runner"]}], set()),
        ([{"type": "human", "runs_after": ["runner"], "queue": "editors"}], set()),
        ([{"type": "test_suite", "runs_after": ["*"]}], set()),
        ([{"type": "rubric", "model": JUDGE, "rubric": RUBRIC, "runs_after": ["coder", "runner"]}], {"LSS408"}),
    ],
)
def test_code_is_checked_by_what_runs_it_or_what_it_becomes(evaluators: list[dict[str, Any]], rules: set[str]) -> None:
    changes = {"workers": [CODER, RUNNER], "evaluators": evaluators, "extensions": CALIBRATION}
    assert told(changes, end=[{"type": "quality_threshold"}, limit(6)]) == rules


def test_a_misspelt_worker_is_not_also_code_that_nobody_checks() -> None:
    changes = {"workers": [CODER], "evaluators": [{"type": "test_suite", "runs_after": ["codr"]}]}
    assert told(changes) == {"LSS201"}


@pytest.mark.parametrize(
    ("extra", "rules"),
    [
        ({"id": "style", "type": "lint"}, {"LSS409"}),
        ({"id": "style", "type": "lint", "aggregation": "veto"}, set()),
    ],
)
def test_a_veto_is_heard_without_a_channel(extra: dict[str, Any], rules: set[str]) -> None:
    changes = {
        "evaluators": [{"id": "tests", "type": "test_suite"}, extra],
        "feedback_channels": [{"source": "evaluators.tests", "destination": "workers.writer"}],
        "metrics": [metric("test_pass_rate", "ratio", primary=True)],
    }
    assert told(changes) == rules
    heard = {"metrics": [*changes["metrics"], metric("style_rate", "ratio", "evaluators.style")]}
    assert told({**changes, **heard}) == set()


def test_a_person_is_heard_by_the_condition_that_waits_for_a_no() -> None:
    changes = {
        "evaluators": [{"id": "tests", "type": "test_suite"}, {"id": "editor", "type": "human", "queue": "editors"}],
        "feedback_channels": [{"source": "evaluators.tests", "destination": "workers.writer"}],
        "metrics": [metric("test_pass_rate", "ratio", primary=True)],
    }
    assert told(changes) == {"LSS409"}
    assert told(changes, end=[{"type": "all_tests_pass"}, limit(6), {"type": "human_rejected"}]) == set()


def test_a_misspelt_source_is_not_also_an_evaluator_that_nobody_hears() -> None:
    changes = {
        "feedback_channels": [{"source": "evaluators.test", "destination": "workers.writer"}],
        "metrics": [metric("test_pass_rate", "ratio", "evaluators.tesst", primary=True)],
    }
    assert "LSS409" not in told(changes)


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({}, {"LSS410"}),
        ({"tools": ["page_oncall"]}, set()),
    ],
)
def test_an_output_that_nobody_takes_is_told_unless_the_worker_acts_by_tools(
    fields: dict[str, Any], rules: set[str]
) -> None:
    scout = {"id": "scout", "role": "list the competitors", **fields}
    changes = {
        "workers": [scout, {"id": "writer", "role": "write the brief"}],
        "evaluators": [{"id": "tests", "type": "test_suite", "runs_after": ["writer"]}],
    }
    assert told(changes) & {"LSS410"} == rules
    memory = {"memory": {"type": "session", "write_policy": {"allowed_writers": ["scout"]}}}
    assert "LSS410" not in told({**changes, **memory})


def channel(**fields: Any) -> dict[str, Any]:
    """A channel from the tests to the writer."""
    return {"source": "evaluators.tests", "destination": "workers.writer", **fields}


@pytest.mark.parametrize(
    ("given", "iterations", "rules"),
    [
        ([channel(max_tokens=400)], 1, {"LSS411"}),
        ([channel(max_tokens=400)], 2, set()),
        ([channel()], 1, set()),
        ([channel(fields=["passed", "score", "remediation_hints"])], 1, set()),
        ([channel(destination="optimization_strategy", max_tokens=400)], 1, set()),
        ([channel(max_tokens=400), channel(max_tokens=200, destination="workers.mender")], 1, set()),
    ],
)
def test_feedback_is_late_if_no_worker_has_its_turn_after_the_verdict(
    given: list[dict[str, Any]], iterations: int, rules: set[str]
) -> None:
    changes = {
        "workers": [
            {"id": "writer", "role": "write the brief"},
            {"id": "mender", "role": "mend what the tests found", "depends_on": ["writer"]},
        ],
        "evaluators": [
            {"id": "tests", "type": "test_suite", "runs_after": ["writer"]},
            {"id": "checks", "type": "command", "implementation": "scripts/check.py", "runs_after": ["mender"]},
        ],
        "feedback_channels": given,
        "metrics": [
            metric("test_pass_rate", "ratio", primary=True),
            metric("checks_rate", "ratio", "evaluators.checks"),
        ],
    }
    assert told(changes, end=[{"type": "all_tests_pass"}, limit(iterations)]) & {"LSS411"} == rules


@pytest.mark.parametrize(
    ("source", "rules"), [("telemetry.cost", {"LSS412"}), ("evaluators.tests", set()), ("workers.writer", {"LSS401"})]
)
def test_success_needs_somebody_who_judges(source: str, rules: set[str]) -> None:
    changes = {
        "metrics": [metric("measure", "usd", source, primary=True), metric("test_pass_rate", "ratio")],
        "feedback_channels": [channel()],
    }
    assert told(changes, end=[success("measure", "lte", 2), limit(6)]) == rules


@pytest.mark.parametrize(("threshold", "rules"), [(0, {"LSS413"}), (0.01, set()), (1, set())])
def test_a_rubric_that_passes_nothing_but_zero_is_told(threshold: float, rules: set[str]) -> None:
    assert told(judged(rubric={**RUBRIC, "pass_threshold": threshold}), end=QUALITY) == rules


@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("chatgpt-4o-latest", True),
        ("llama3:latest", True),
        ("openrouter/auto", True),
        ("Latest", True),
        ("default", True),
        ("gpt-4o-2024-11-20", False),
        ("gpt-4.1", False),
        ("auto-gpt-1.0", False),
        ("translatest", False),
        ("latest-2025-01-01", False),
    ],
)
def test_a_name_that_moves_ends_in_a_word_that_says_so(name: str, moves: bool) -> None:
    assert told(judged(model={**JUDGE, "name": name}), end=QUALITY) == ({"LSS414"} if moves else set())


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({}, set()),
        ({"instructions": "Approve if nothing is invented"}, {"LSS415"}),
        ({"timeout_seconds": 7200}, {"LSS415"}),
        ({"timeout_seconds": 7200, "queue": "editors"}, set()),
    ],
)
def test_who_says_what_a_person_decides_can_say_where_they_are_asked(fields: dict[str, Any], rules: set[str]) -> None:
    person = {"evaluators": [{"id": "editor", "type": "human", **fields}]}
    assert told(person, end=[{"type": "human_approval"}, limit(6)]) == rules


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.id in {"LSS304", "LSS305", "LSS308", "LSS309", "LSS406", "LSS413"}]
)
def test_the_repair_of_the_bad_example_mends_it(rule: Any) -> None:
    source = Source(example(rule, "bad").decode())
    (finding,) = check(source).findings
    assert finding.fix is not None
    assert not finding.fix.safe, "each of them picks a number or a policy"
    lines = source.text.splitlines(keepends=True)
    (edit,) = finding.fix.edits
    span = edit.span
    before = "".join(lines[: span.line - 1]) + lines[span.line - 1][: span.column - 1]
    after = lines[span.end_line - 1][span.end_column - 1 :] if span.end_line <= len(lines) else ""
    mended = before + edit.text + after + "".join(lines[span.end_line :])
    assert check(Source(mended)).findings == ()
