"""The worst case of one loop: the figures, the reason why it stops, and the laws that hold for every loop."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loop_engineering.bounds import Bounds, worst_case
from loop_engineering.lss import Spec, dump_yaml, load
from loop_engineering.lss.spec import CostLimits, FailureCondition, OnExceed, StallCondition

TEN_TRIES = {"type": "max_iterations", "value": 10}


def loop(*conditions: dict[str, Any], **fields: Any) -> Spec:
    """A loop with one implementer and a test suite, in core form, where `fields` say nothing else."""
    data: dict[str, Any] = {
        "loop_name": "repair",
        "version": "1.0",
        "objective": "Fix failing tests with a minimal diff",
        "workers": [{"role": "implementer"}],
        "evaluators": [{"type": "test_suite"}],
        "termination_conditions": [{"type": "all_tests_pass"}, *conditions],
    }
    return load(dump_yaml(data | fields))


def budget(usd: float, action: str = "halt", **more: float) -> dict[str, Any]:
    return {"cumulative_usd": usd, "on_exceed": {"action": action}} | more


class TestIterationsAndCalls:
    def test_the_first_example_of_the_standard(self) -> None:
        bounds = worst_case(loop(TEN_TRIES))
        assert bounds.terminates
        assert bounds.because == ("max_iterations stops it after 10 iterations",)
        assert (bounds.iterations, bounds.worker_calls, bounds.evaluator_calls) == (10, 10, 10)
        assert bounds.usd == 0.0
        assert bounds.notes == ("no budget is declared, so it counts as $0 and the loop halts on its first cent",)
        assert bounds.usd_without_budget is None
        assert bounds.seconds is None

    def test_each_retry_is_a_call_and_each_evaluator_runs_once_an_iteration(self) -> None:
        workers = [{"role": "writer", "retries": 2}, {"role": "editor"}]
        bounds = worst_case(loop(TEN_TRIES, workers=workers, evaluators=[{"type": "lint"}, {"type": "test_suite"}]))
        assert bounds.worker_calls == 10 * (3 + 1)
        assert bounds.evaluator_calls == 10 * 2

    def test_the_lowest_of_several_limits_counts(self) -> None:
        assert worst_case(loop(TEN_TRIES, {"type": "max_iterations", "value": 4})).iterations == 4

    def test_a_stall_rule_on_a_bounded_metric_counts_iterations(self) -> None:
        stall = {"type": "no_progress", "window_iterations": 2, "min_improvement": 0.25}
        bounds = worst_case(loop(stall))
        assert bounds.terminates
        assert bounds.iterations == 2 * (4 + 1)

    def test_a_limit_that_retries_limits_nothing_and_says_so(self) -> None:
        bounds = worst_case(loop(TEN_TRIES | {"action": "retry_iteration"}))
        assert not bounds.terminates
        assert bounds.iterations is None
        assert "max_iterations does not stop it: its action is retry_iteration, which goes on" in bounds.because

    def test_a_retried_iteration_counts_towards_the_limit(self) -> None:
        retried = {"type": "evaluator_error", "action": "retry_iteration"}
        with_it, without = worst_case(loop(TEN_TRIES, retried)), worst_case(loop(TEN_TRIES))
        assert with_it.worker_calls == without.worker_calls
        note = "evaluator_error repeats the iteration, and each repetition counts as one more iteration"
        assert note in with_it.notes


class TestTermination:
    @pytest.mark.parametrize(
        "bound",
        [
            TEN_TRIES,
            {"type": "timeout", "value": 60},
            {"type": "max_cost_usd", "value": 2},
            {"type": "no_progress"},
        ],
    )
    def test_removing_the_only_bound_makes_a_loop_endless(self, bound: dict[str, Any]) -> None:
        assert worst_case(loop(bound)).terminates
        endless = worst_case(loop())
        assert not endless.terminates
        assert endless.because == ("nothing forces it to stop: add max_iterations with a value and the action halt",)
        assert endless.iterations is None
        assert endless.worker_calls is None

    def test_a_loop_bounded_in_money_alone_stops_after_an_unknown_number_of_iterations(self) -> None:
        bounds = worst_case(loop(cost_limits=budget(5)))
        assert bounds.terminates
        assert bounds.iterations is None
        assert bounds.usd == 5
        assert "nothing counts the iterations, so nothing bounds the calls" in bounds.notes


class TestDollars:
    def test_the_budget_of_a_run_caps(self) -> None:
        assert worst_case(loop(TEN_TRIES, cost_limits=budget(3))).usd == 3

    def test_the_budget_of_an_iteration_caps(self) -> None:
        assert worst_case(loop(TEN_TRIES, cost_limits=budget(3, per_iteration_usd=0.1))).usd == 1

    def test_the_budgets_of_the_workers_cap_with_their_retries(self) -> None:
        workers = [{"role": "writer", "cost_budget_usd": 0.1, "retries": 1}]
        bounds = worst_case(loop(TEN_TRIES, workers=workers, cost_limits=budget(50)))
        assert bounds.usd == bounds.usd_without_budget == 2.0

    def test_what_a_rubric_costs_is_unknown_so_worker_budgets_do_not_bound_the_loop(self) -> None:
        workers = [{"role": "writer", "cost_budget_usd": 0.1}]
        judged = {"workers": workers, "evaluators": [{"type": "rubric"}]}
        bounds = worst_case(loop(TEN_TRIES, cost_limits=budget(50), **judged))
        assert (bounds.usd, bounds.usd_without_budget) == (50, 1.0)
        assert (
            bounds.not_counted[0] == 'usd_without_budget leaves out what judging costs ("rubric"): nothing limits that'
        )
        assert worst_case(loop(TEN_TRIES, cost_limits=budget(50, "warn"), **judged)).usd is None

    def test_a_budget_that_only_warns_bounds_nothing(self) -> None:
        bounds = worst_case(loop(TEN_TRIES, cost_limits=budget(3, "warn")))
        assert bounds.usd is None
        assert "the budget of $3 bounds nothing: past it the loop would only warn" in bounds.notes


class TestSeconds:
    def test_workers_and_evaluators_one_after_the_other(self) -> None:
        workers = [{"role": "writer", "timeout_seconds": 30, "retries": 1}]
        bounds = worst_case(loop(TEN_TRIES, workers=workers, evaluators=[{"type": "human", "timeout_seconds": 40}]))
        assert bounds.seconds == 10 * (30 * 2 + 40)
        assert bounds.not_counted == ()

    def test_workers_that_do_not_wait_for_each_other_overlap(self) -> None:
        workers = [
            {"id": "left", "role": "reader", "timeout_seconds": 30},
            {"id": "right", "role": "searcher", "timeout_seconds": 50},
            {"id": "join", "role": "writer", "depends_on": ["left", "right"], "timeout_seconds": 20},
        ]
        # The lint of `left` is over before `join` is, the check of `join` is not.
        evaluators = [
            {"type": "lint", "runs_after": ["left"], "timeout_seconds": 5},
            {"type": "command", "runs_after": ["join"], "timeout_seconds": 7},
        ]
        bounds = worst_case(loop(TEN_TRIES, workers=workers, evaluators=evaluators))
        assert bounds.seconds == 10 * (30 + 50 + 20 + 5 + 7)
        assert bounds.seconds_if_parallel == 10 * (50 + 20 + 7)

    def test_a_timeout_condition_caps_and_stands_in_for_missing_timeouts(self) -> None:
        timeout = {"type": "timeout", "value": 90}
        assert worst_case(loop(TEN_TRIES, timeout)).seconds == 90
        slow = [{"role": "writer", "timeout_seconds": 30}]
        capped = worst_case(loop(TEN_TRIES, timeout, workers=slow))
        assert (capped.seconds, capped.not_counted) == (90, ())

    def test_evaluators_without_a_timeout_are_named(self) -> None:
        bounds = worst_case(loop(TEN_TRIES, workers=[{"role": "writer", "timeout_seconds": 30}]))
        assert bounds.seconds == 300
        assert bounds.not_counted == ('seconds leave out evaluators that declare no timeout_seconds: "test_suite"',)


def test_the_json_contract() -> None:
    data = worst_case(loop(TEN_TRIES)).as_dict()
    assert list(data) == [
        "loop_name",
        "terminates",
        "because",
        "iterations",
        "worker_calls",
        "evaluator_calls",
        "usd",
        "budget_declared",
        "usd_without_budget",
        "seconds",
        "seconds_if_parallel",
        "notes",
        "not_counted",
    ]
    assert json.loads(json.dumps(data, allow_nan=False)) == data


FIGURES = (
    "iterations",
    "worker_calls",
    "evaluator_calls",
    "usd",
    "usd_without_budget",
    "seconds",
    "seconds_if_parallel",
)

counts = st.integers(0, 2**53)
amounts = st.floats(0, allow_infinity=False)
actions = st.sampled_from(["halt", "escalate_human", "retry_iteration"])


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """Loops of up to four workers in any order of waiting, with numbers of any size that a spec can hold."""
    ids = [f"w{number}" for number in range(draw(st.integers(1, 4)))]
    base = loop(workers=[{"id": name, "role": name} for name in ids], evaluators=[{"type": "test_suite"}])
    workers = tuple(
        replace(
            worker,
            depends_on=tuple(draw(st.sets(st.sampled_from(ids), max_size=3))),
            retries=draw(counts),
            timeout_seconds=draw(st.none() | amounts),
            cost_budget_usd=draw(st.none() | amounts),
        )
        for worker in base.workers
    )
    kinds = st.sampled_from(["max_iterations", "timeout", "cost_exceeded", "evaluator_error"])
    values = st.none() | st.integers(1, 2**53).map(float) | st.floats(5e-324, allow_infinity=False)
    failures = draw(st.lists(st.builds(FailureCondition, type=kinds, action=actions, value=values), max_size=3))
    failures = [
        f if f.type != "max_iterations" or f.value is None else replace(f, value=float(math.ceil(f.value)))
        for f in failures
    ]
    stalls = draw(
        st.lists(
            st.builds(
                StallCondition,
                metric=st.sampled_from([base.metrics[0].name, "unknown"]),
                window_iterations=st.integers(1, 2**53),
                min_improvement=amounts,
                action=actions,
            ),
            max_size=2,
        )
    )
    exceed = st.builds(OnExceed, action=st.sampled_from(["halt", "warn", "throttle"]))
    limits = st.builds(CostLimits, per_iteration_usd=amounts, cumulative_usd=amounts, on_exceed=exceed)
    evaluator = replace(base.evaluators[0], timeout_seconds=draw(st.none() | amounts))
    conditions = replace(base.termination_conditions, failure=tuple(failures), stall=tuple(stalls))
    return replace(
        base, workers=workers, evaluators=(evaluator,), termination_conditions=conditions, cost_limits=draw(limits)
    )


def at_most(less: float | None, more: float | None) -> bool:
    """Whether one bound is no looser than another; None is the loosest. The 12th digit may be rounded."""
    return more is None or (less is not None and less <= more * (1 + 1e-11))


def no_looser(less: Bounds, more: Bounds) -> bool:
    return all(at_most(getattr(less, name), getattr(more, name)) for name in FIGURES)


class TestLaws:
    @given(specs())
    def test_every_figure_is_a_number_that_json_can_hold_or_none(self, spec: Spec) -> None:
        json.dumps(worst_case(spec).as_dict(), allow_nan=False)

    @given(specs())
    def test_a_loop_whose_iterations_are_counted_terminates(self, spec: Spec) -> None:
        bounds = worst_case(spec)
        assert bounds.terminates or bounds.iterations is None
        assert bounds.because

    @given(specs())
    def test_running_things_side_by_side_never_takes_longer(self, spec: Spec) -> None:
        bounds = worst_case(spec)
        assert at_most(bounds.seconds_if_parallel, bounds.seconds)

    @given(specs(), st.data())
    def test_a_retry_more_never_lowers_a_figure(self, spec: Spec, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(spec.workers) - 1))
        workers = tuple(
            replace(worker, retries=worker.retries + (index == place)) for index, worker in enumerate(spec.workers)
        )
        assert no_looser(worst_case(spec), worst_case(replace(spec, workers=workers)))

    @given(specs(), st.integers(1, 2**53))
    def test_another_limit_never_raises_a_figure_and_always_ends_the_loop(self, spec: Spec, limit: int) -> None:
        added = FailureCondition(type="max_iterations", action="halt", value=float(limit))
        conditions = spec.termination_conditions
        conditions = replace(conditions, failure=(*conditions.failure, added))
        limited = worst_case(replace(spec, termination_conditions=conditions))
        assert limited.terminates
        assert no_looser(limited, worst_case(spec))

    @given(specs(), st.floats(0.01, 1e6))
    def test_declaring_a_halting_budget_never_loosens_the_dollars(self, spec: Spec, usd: float) -> None:
        undeclared = replace(
            spec, cost_limits=CostLimits(per_iteration_usd=0, cumulative_usd=usd, on_exceed=OnExceed(action="warn"))
        )
        declared = replace(
            spec, cost_limits=CostLimits(per_iteration_usd=0, cumulative_usd=usd, on_exceed=OnExceed(action="halt"))
        )
        assert at_most(worst_case(declared).usd, worst_case(undeclared).usd)
        assert at_most(worst_case(declared).usd, usd)
