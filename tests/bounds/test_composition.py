"""The worst case of loops made of loops: sequential and parallel add, nested multiplies (LSS 1.1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loop_engineering.bounds import Bounds, worst_case
from loop_engineering.lss import Project, Source, Spec, check, dump_yaml, load, read
from loop_engineering.lss.spec import Child, Composition

ROOT = Path(__file__).resolve().parents[2]
Kind = Literal["sequential", "parallel", "nested"]
Role = Literal["stage", "branch", "outer", "inner"]

ROLES: dict[Kind, tuple[Role, Role]] = {
    "sequential": ("stage", "stage"),
    "parallel": ("branch", "branch"),
    "nested": ("outer", "inner"),
}
"""The role of the first child, and that of the others."""


def loop(iterations: int, **fields: Any) -> Spec:
    """A loop of one worker that takes a minute and a tenth of a dollar, and a test suite that takes a second."""
    data = {
        "loop_name": "part",
        "version": "1.0",
        "objective": "Do one part of a longer piece of work",
        "workers": [{"role": "worker", "timeout_seconds": 60, "cost_budget_usd": 0.1}],
        "evaluators": [{"type": "test_suite", "timeout_seconds": 1}],
        "termination_conditions": [{"type": "max_iterations", "value": iterations}],
        "cost_limits": {"cumulative_usd": 1000},
    }
    return load(dump_yaml(data | fields))


def composed(kind: Kind, *children: Spec, own: Spec | None = None) -> Spec:
    """A composition whose first child is the outer one where it is nested; its own worker makes one attempt."""
    first, others = ROLES[kind]
    named = tuple(
        Child(id=f"c{number}", ref=f"c{number}.yaml", role=others if number else first)
        for number in range(len(children))
    )
    return replace(
        own if own is not None else loop(1),
        composition=Composition(type=kind, children=named),
        children={child.id: spec for child, spec in zip(named, children, strict=True)},
    )


def numbers(bounds: Bounds) -> tuple[float | None, ...]:
    return (
        bounds.iterations,
        bounds.worker_calls,
        bounds.evaluator_calls,
        bounds.usd_without_budget,
        bounds.usd,
        bounds.seconds,
    )


def known(bounds: Bounds) -> list[float]:
    figures = [number for number in numbers(bounds) if number is not None]
    assert len(figures) == len(numbers(bounds))
    return figures


class TestFigures:
    def test_sequential_children_add_up_on_top_of_the_own_worker(self) -> None:
        bounds = worst_case(composed("sequential", loop(3), loop(4)))
        assert (bounds.iterations, bounds.worker_calls, bounds.usd, bounds.seconds) == (8, 8, 0.8, 8 * 61)
        assert bounds.seconds_if_parallel == 8 * 61

    def test_parallel_children_add_up_but_overlap_in_time(self) -> None:
        bounds = worst_case(composed("parallel", loop(3), loop(4)))
        assert (bounds.iterations, bounds.worker_calls, bounds.usd, bounds.seconds) == (8, 8, 0.8, 8 * 61)
        assert bounds.seconds_if_parallel == (1 + 4) * 61

    def test_inner_loops_are_multiplied_by_the_iterations_of_the_outer(self) -> None:
        bounds = worst_case(composed("nested", loop(3), loop(4), loop(5)))
        rounds = 1 + 3 + 3 * (4 + 5)
        assert (bounds.iterations, bounds.worker_calls) == (rounds, rounds)
        assert bounds.seconds == rounds * 61

    def test_nesting_goes_on_inside_children(self) -> None:
        inner = composed("nested", loop(2), loop(3))
        bounds = worst_case(composed("nested", loop(4), inner))
        assert bounds.iterations == 1 + 4 + 4 * (1 + 2 + 2 * 3)

    def test_budget_and_timeout_of_the_composition_cap_the_whole(self) -> None:
        own = loop(
            1,
            cost_limits={"cumulative_usd": 0.5},
            termination_conditions=[{"type": "max_iterations", "value": 1}, {"type": "timeout", "value": 300}],
        )
        bounds = worst_case(composed("nested", loop(30), loop(40), own=own))
        assert (bounds.usd, bounds.seconds, bounds.seconds_if_parallel) == (0.5, 300, 300)
        assert bounds.iterations == 1 + 30 + 30 * 40

    def test_the_budget_of_an_iteration_covers_no_child(self) -> None:
        """A child is no part of an iteration: 2 x 0.05 for the own worker, and 10 x 0.1 for each child."""
        limits = {"per_iteration_usd": 0.05, "cumulative_usd": 1000, "on_exceed": {"action": "halt"}}
        bounds = worst_case(composed("sequential", loop(10), loop(10), own=loop(2, cost_limits=limits)))
        assert bounds.usd == 2.1

    def test_the_budget_of_a_child_bounds_the_child(self) -> None:
        bounds = worst_case(composed("sequential", loop(100, cost_limits={"cumulative_usd": 2}), loop(1)))
        assert bounds.usd == pytest.approx(0.1 + 2 + 0.1)


class TestTermination:
    def test_each_child_says_why_it_stops(self) -> None:
        because = worst_case(composed("sequential", loop(3), loop(4))).because
        assert 'child "c0" stops: max_iterations stops it after 3 iterations' in because

    def test_one_endless_child_makes_the_whole_endless(self) -> None:
        endless = loop(1, termination_conditions=[{"type": "all_tests_pass"}], cost_limits={"cumulative_usd": 0})
        bounds = worst_case(composed("sequential", loop(3), endless))
        assert not bounds.terminates
        assert bounds.iterations is None
        assert any('child "c1" (part) need not stop' in reason for reason in bounds.because)

    def test_a_child_that_could_not_be_read_leaves_the_whole_unbounded(self) -> None:
        whole = composed("sequential", loop(3), loop(4))
        bounds = worst_case(replace(whole, children={"c0": whole.children["c0"]}))
        assert not bounds.terminates
        assert (bounds.iterations, bounds.worker_calls, bounds.seconds) == (None, None, None)
        assert bounds.usd == 1000
        assert 'child "c1" could not be read, so nothing is known of when it stops' in bounds.because


KINDS: tuple[Kind, ...] = ("sequential", "parallel", "nested")
kinds = st.sampled_from(KINDS)
loops = st.builds(loop, st.integers(1, 50))


class TestLaws:
    @given(loops, loops)
    def test_addition_does_not_depend_on_the_order(self, one: Spec, other: Spec) -> None:
        assert known(worst_case(composed("sequential", one, other))) == pytest.approx(
            known(worst_case(composed("sequential", other, one)))
        )
        assert numbers(worst_case(composed("sequential", one, other))) == numbers(
            worst_case(composed("parallel", one, other))
        )

    @given(loops, loops)
    def test_composed_figures_are_the_sum_of_those_of_the_parts(self, one: Spec, other: Spec) -> None:
        parts = zip(*(known(worst_case(part)) for part in (loop(1), one, other)), strict=True)
        assert known(worst_case(composed("sequential", one, other))) == pytest.approx([sum(part) for part in parts])

    @given(st.integers(1, 50), st.integers(1, 50))
    def test_nesting_multiplies(self, outer: int, inner: int) -> None:
        assert worst_case(composed("nested", loop(outer), loop(inner))).worker_calls == 1 + outer + outer * inner

    @given(kinds, loops, loops, loops)
    def test_a_child_more_never_lowers_a_figure(self, kind: Kind, one: Spec, two: Spec, three: Spec) -> None:
        less, more = worst_case(composed(kind, one, two)), worst_case(composed(kind, one, two, three))
        assert all(a <= b for a, b in zip(known(less), known(more), strict=True))

    def test_a_shared_child_is_worked_out_once(self) -> None:
        whole = loop(1)
        for _ in range(60):
            whole = composed("sequential", whole, whole)
        bounds = worst_case(whole)
        assert bounds.terminates
        assert bounds.iterations is None  # 2^61 − 1 iterations are past any number that a spec can hold.
        assert len(bounds.because) == 4


def test_code_debug_repair_of_the_library() -> None:
    path = ROOT / "loop-library" / "compositions" / "code-debug-repair.yaml"
    source = read(path, path.name)
    assert isinstance(source, Source)
    spec = check(source, project=Project(ROOT), file=path).spec
    assert spec is not None
    code, debug = (worst_case(child) for child in spec.children.values())
    assert code.iterations is not None
    assert debug.iterations is not None
    own = worst_case(replace(spec, composition=None, children={})).iterations
    assert own is not None
    bounds = worst_case(spec)
    assert bounds.terminates
    assert bounds.iterations == own + code.iterations + code.iterations * debug.iterations
    assert bounds.usd == spec.cost_limits.cumulative_usd
