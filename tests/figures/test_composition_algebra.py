"""The algebra of the page on composition holds in the tool: for its examples, random trees and any documents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from figures import composition_algebra as page
from loop_engineering.bounds import Bounds, worst_case
from loop_engineering.lss import Spec, dump_yaml, find_blocks, load
from loop_engineering.lss.spec import Child, Composition, FailureCondition, OnExceed
from tests.strategies import documents

Kind = Literal["sequential", "parallel", "nested"]
Role = Literal["stage", "branch", "outer", "inner"]

FIGURES = (
    "iterations",
    "worker_calls",
    "evaluator_calls",
    "usd",
    "usd_without_budget",
    "seconds",
    "seconds_if_parallel",
)
NAMES = sorted(path.stem for path in page.EXAMPLES.glob("*.yaml"))

DOCUMENT = """
loop_name: %s
version: "1.0"
objective: "Do one part of a longer piece of work"
workers: [{role: worker, timeout_seconds: 30, retries: %d, cost_budget_usd: 0.25}]
evaluators: [{type: test_suite, timeout_seconds: 5}]
termination_conditions: [{type: all_tests_pass}, {type: max_iterations, value: %d}]
cost_limits: {cumulative_usd: 1000000, on_exceed: {action: halt}}
"""


@cache
def leaf(name: str, iterations: int, retries: int = 0) -> Spec:
    return load(DOCUMENT % (name, retries, iterations))


ROLES: dict[Kind, tuple[Role, Role]] = {
    "sequential": ("stage", "stage"),
    "parallel": ("branch", "branch"),
    "nested": ("outer", "inner"),
}
"""The role of the first child, and that of the others."""


def compose(kind: Kind, children: Sequence[Spec], own: Spec | None = None) -> Spec:
    """A composition of two or more, the first of them the outer one where it is nested."""
    named = tuple(
        Child(id=f"c{number}", ref=f"c{number}.yaml", role=ROLES[kind][number > 0]) for number in range(len(children))
    )
    return replace(
        own if own is not None else leaf("manager", 2),
        composition=Composition(type=kind, children=named),
        children={child.id: spec for child, spec in zip(named, children, strict=True)},
    )


def nest(outer: Spec, inner: Spec, own: Spec | None = None) -> Spec:
    return compose("nested", (outer, inner), own)


kinds = st.sampled_from(("sequential", "parallel", "nested"))
names = st.sampled_from(("draft", "check", "repair", "merge"))
leaves = st.builds(leaf, names, st.integers(1, 4), st.integers(0, 2))
trees = st.recursive(
    leaves,
    lambda parts: st.builds(
        compose, kinds, st.lists(parts, min_size=2, max_size=3), st.builds(leaf, names, st.just(1))
    ),
    max_leaves=4,
)
anything = documents(sound=True).map(lambda data: load(dump_yaml(data)))
"""Whatever can be written: without counts, budgets or timeouts, or with several, of any action."""

MONEY = """
loop_name: %s
version: "1.0"
objective: "Do one part of a longer piece of work"
workers: [{role: worker, timeout_seconds: 30, retries: %d, cost_budget_usd: %s}]
evaluators: [{type: %s, timeout_seconds: 5}]
termination_conditions: [{type: max_iterations, value: %d}]
cost_limits: {per_iteration_usd: %s, cumulative_usd: %s, on_exceed: {action: %s}}
"""


@cache
def priced(
    name: str, retries: int, price: float, judge: str, iterations: int, each: float, whole: float, action: str
) -> Spec:
    return load(MONEY % (name, retries, price, judge, iterations, each, whole, action))


def _priced(most: int) -> st.SearchStrategy[Spec]:
    return st.builds(
        priced,
        names,
        st.integers(0, 2),
        st.sampled_from((0.05, 0.1, 0.3)),
        st.sampled_from(("test_suite", "test_suite", "llm_rubric")),
        st.integers(1, most),
        st.sampled_from((0, 0.1, 0.25, 0.7)),
        st.sampled_from((0, 0.4, 1, 50, 10_000, 10_000)),
        st.sampled_from(("halt", "halt", "halt", "warn")),
    )


capped_trees = st.recursive(
    _priced(4),
    lambda parts: st.builds(compose, kinds, st.lists(parts, min_size=2, max_size=3), _priced(2)),
    max_leaves=4,
)
"""Compositions at any level of which budgets of runs and of iterations, or none, and judges without a price occur."""


def dollars(spec: Spec) -> float:
    """D of the page, from the text alone: infinite where nothing bounds it."""
    limits = spec.cost_limits
    halts = limits.on_exceed.action == "halt"
    beta = limits.cumulative_usd if halts else math.inf
    b = limits.per_iteration_usd if halts and limits.per_iteration_usd > 0 else math.inf
    d = sum((worker.cost_budget_usd or 0) * (1 + worker.retries) for worker in spec.workers)
    if any(judge.type == "llm_rubric" for judge in spec.evaluators):
        d = math.inf
    inside = int(spec.termination_conditions.failure[0].value or 0) * min(b, d)
    if spec.composition is not None:
        parts: dict[str, list[Spec]] = {role: [] for role in ("stage", "branch", "outer", "inner")}
        for child in spec.composition.children:
            parts[child.role].append(spec.children[child.id])
        once = [*parts["stage"], *parts["branch"], *parts["outer"]]
        calls = sum(worst_case(outer).iterations or 0 for outer in parts["outer"])
        inside += sum(map(dollars, once)) + sum(calls * dollars(inner) for inner in parts["inner"])
    return min(beta, inside)


few = settings(max_examples=25)
"""Drawing a document takes longer than bounding it."""


def same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and one == pytest.approx(other, rel=1e-9))


def at_most(less: float | None, more: float | None) -> bool:
    """Whether one bound is no looser; None is the loosest. The last of twelve digits may be rounded."""
    return more is None or (less is not None and less <= more * (1 + 1e-9))


def differing(one: Bounds, other: Bounds, names: Sequence[str] = FIGURES) -> list[str]:
    return [name for name in names if not same(getattr(one, name), getattr(other, name))]


def looser(one: Bounds, other: Bounds, names: Sequence[str] = FIGURES) -> list[str]:
    return [name for name in names if not at_most(getattr(one, name), getattr(other, name))]


class TestTheBound:
    @pytest.mark.parametrize("name", NAMES)
    def test_three_ways_lead_to_the_figures_of_an_example(self, name: str) -> None:
        spec = page.example(name)
        found, summed = page.figures(spec), page.unrolled(spec)
        assert (found.iterations, found.worker_calls, found.evaluator_calls) == (
            summed.iterations,
            summed.worker_calls,
            summed.evaluator_calls,
        )
        assert (found.usd, found.seconds) == pytest.approx((summed.usd, summed.seconds))
        assert sum(page.run(spec).values()) == found.iterations

    @given(trees)
    def test_the_recursion_is_the_sum_over_documents(self, spec: Spec) -> None:
        found, summed = worst_case(spec), page.unrolled(spec)
        assert (found.iterations, found.worker_calls, found.evaluator_calls) == (
            summed.iterations,
            summed.worker_calls,
            summed.evaluator_calls,
        )
        assert (found.usd_without_budget, found.seconds) == pytest.approx((summed.usd, summed.seconds))

    @given(trees.filter(lambda spec: (worst_case(spec).iterations or 0) < 3000))
    def test_a_runner_that_never_succeeds_attains_it(self, spec: Spec) -> None:
        assert sum(page.run(spec).values()) == worst_case(spec).iterations

    @given(trees.filter(lambda spec: (worst_case(spec).iterations or 0) < 3000))
    def test_the_other_readings_make_no_more(self, spec: Spec) -> None:
        widest = sum(page.run(spec).values())
        assert sum(page.run(spec, "own").values()) <= widest
        assert sum(page.run(spec, "innermost").values()) <= widest


class TestCaps:
    @given(capped_trees)
    def test_the_tool_prints_the_formula_of_the_page(self, spec: Spec) -> None:
        found = worst_case(spec).usd
        assert (math.inf if found is None else found) == pytest.approx(dollars(spec))

    @given(
        capped_trees.filter(lambda spec: (worst_case(spec).iterations or 0) < 3000), st.sampled_from((0.0, 0.07, 0.4))
    )
    def test_no_run_that_keeps_the_budgets_costs_more(self, spec: Spec, judging: float) -> None:
        assert at_most(page.spend(spec, judging), worst_case(spec).usd)

    @given(trees.filter(lambda spec: (worst_case(spec).iterations or 0) < 3000))
    def test_without_a_cap_that_binds_the_dollars_are_attained(self, spec: Spec) -> None:
        assert page.spend(spec) == pytest.approx(worst_case(spec).usd)

    @pytest.mark.parametrize("name", NAMES)
    def test_the_examples_spend_all_that_is_printed(self, name: str) -> None:
        assert page.spend(page.example(name)) == pytest.approx(page.figures(page.example(name)).usd)

    def test_the_budget_of_an_iteration_is_not_asked_by_a_child(self) -> None:
        own = priced("manager", 0, 0.1, "llm_rubric", 2, 0.25, 10_000, "halt")
        parts = [priced("draft", 0, 0.3, "test_suite", 4, 0, 50, "halt")] * 2
        whole = compose("sequential", parts, own)
        # 2 x 0.25 for the manager and its judge, 2 x 4 x 0.30 for the children.
        assert worst_case(whole).usd == pytest.approx(2.9)
        assert page.spend(whole, 0.15) == pytest.approx(2.9)

    def test_a_call_that_does_not_fit_is_not_begun(self) -> None:
        assert page.spend(priced("draft", 0, 0.3, "test_suite", 9, 0, 1, "halt")) == pytest.approx(0.9)


class TestLawsThatHold:
    @few
    @given(kinds.filter(lambda kind: kind != "nested"), anything, anything)
    def test_sequences_and_branches_commute(self, kind: Kind, one: Spec, other: Spec) -> None:
        assert not differing(worst_case(compose(kind, (one, other))), worst_case(compose(kind, (other, one))))

    @few
    @given(anything, anything)
    def test_branches_are_a_sequence_in_less_time(self, one: Spec, other: Spec) -> None:
        aside, in_turn = worst_case(compose("parallel", (one, other))), worst_case(compose("sequential", (one, other)))
        assert not differing(aside, in_turn, FIGURES[:-1])
        assert at_most(aside.seconds_if_parallel, in_turn.seconds_if_parallel)

    @given(kinds.filter(lambda kind: kind != "nested"), trees, trees, trees)
    def test_sequences_and_branches_are_associative_without_caps(
        self, kind: Kind, one: Spec, two: Spec, three: Spec
    ) -> None:
        left = compose(kind, (compose(kind, (one, two)), three))
        right = compose(kind, (one, compose(kind, (two, three))))
        # Side by side, the inner manager waits for its own branches only.
        assert not differing(worst_case(left), worst_case(right), FIGURES[:-1])

    @few
    @given(anything, anything, anything)
    def test_inner_children_may_be_exchanged(self, outer: Spec, one: Spec, other: Spec) -> None:
        found = worst_case(compose("nested", (outer, one, other)))
        assert not differing(found, worst_case(compose("nested", (outer, other, one))))

    @few
    @given(st.integers(0, 2), anything)
    def test_nesting_in_one_iteration_is_a_sequence(self, retries: int, inner: Spec) -> None:
        once = leaf("once", 1, retries)
        assert not differing(worst_case(nest(once, inner)), worst_case(compose("sequential", (once, inner))))

    @few
    @given(kinds, anything, anything)
    def test_a_composition_makes_more_iterations_than_its_parts(self, kind: Kind, one: Spec, other: Spec) -> None:
        parts = [worst_case(part).iterations for part in (one, other)]
        whole = worst_case(compose(kind, (one, other))).iterations
        assert whole is None or whole > sum(part or 0 for part in parts)

    @few
    @given(kinds, anything, anything)
    def test_an_unbounded_child_leaves_the_count_unbounded(self, kind: Kind, one: Spec, other: Spec) -> None:
        parts = [worst_case(part).iterations for part in (one, other)]
        if None in parts:
            assert worst_case(compose(kind, (one, other))).iterations is None

    @few
    @given(kinds, anything, anything, st.integers(0, 1), st.integers(1, 60))
    def test_no_figure_rises_when_a_limit_is_added_to_a_part(
        self, kind: Kind, one: Spec, other: Spec, place: int, limit: int
    ) -> None:
        parts = [one, other]
        conditions = parts[place].termination_conditions
        added = FailureCondition(type="max_iterations", action="halt", value=float(limit))
        conditions = replace(conditions, failure=(*conditions.failure, added))
        before = worst_case(compose(kind, parts))
        parts[place] = replace(parts[place], termination_conditions=conditions)
        assert not looser(worst_case(compose(kind, parts)), before)

    @few
    @given(kinds, anything, anything, st.floats(0.01, 100))
    def test_a_halting_budget_caps_the_whole_and_nothing_else(
        self, kind: Kind, one: Spec, other: Spec, usd: float
    ) -> None:
        plain = compose(kind, (one, other))
        before, after = worst_case(plain), worst_case(page.budgeted(plain, usd))
        assert at_most(after.usd, usd)
        assert not looser(after, before)
        assert not differing(after, before, [name for name in FIGURES if name != "usd"])

    @few
    @given(kinds, anything, anything, st.integers(1, 10_000))
    def test_a_timeout_caps_both_times_and_nothing_else(self, kind: Kind, one: Spec, other: Spec, seconds: int) -> None:
        plain = compose(kind, (one, other))
        added = FailureCondition(type="timeout", action="halt", value=float(seconds))
        conditions = replace(plain.termination_conditions, failure=(*plain.termination_conditions.failure, added))
        before, after = worst_case(plain), worst_case(replace(plain, termination_conditions=conditions))
        assert at_most(after.seconds, seconds)
        assert at_most(after.seconds_if_parallel, seconds)
        assert not differing(after, before, FIGURES[:-2])

    def test_an_undeclared_budget_is_a_cap_of_zero(self) -> None:
        spec = leaf("draft", 3)
        limits = replace(spec.cost_limits, cumulative_usd=0, per_iteration_usd=0, on_exceed=OnExceed(action="halt"))
        assert worst_case(replace(spec, cost_limits=limits)).usd == 0

    @given(trees, trees, trees)
    def test_nesting_distributes_from_the_right_up_to_the_managers(self, one: Spec, two: Spec, inner: Spec) -> None:
        own = 2
        together = worst_case(nest(compose("sequential", (one, two)), inner)).iterations
        apart = worst_case(compose("sequential", (nest(one, inner), nest(two, inner)))).iterations
        count = worst_case(inner).iterations
        assert together is not None
        assert apart is not None
        assert count is not None
        assert together - apart == own * (count - 1)


class TestWhereAssociativityFails:
    @given(leaves, leaves, leaves, st.integers(1, 5))
    def test_the_gap_is_the_one_of_the_page(self, one: Spec, two: Spec, three: Spec, own: int) -> None:
        manager = leaf("manager", own)
        left = worst_case(nest(nest(one, two, manager), three, manager)).iterations
        right = worst_case(nest(one, nest(two, three, manager), manager)).iterations
        limits = [worst_case(spec).iterations for spec in (one, three)]
        assert left is not None
        assert right is not None
        assert left - right == page.associativity_gap(limits[0] or 0, limits[1] or 0, own)

    def test_it_has_either_sign(self) -> None:
        assert page.associativity_gap(3, 2, 2) > 0 > page.associativity_gap(6, 1, 2)

    @given(st.tuples(*[st.tuples(*[st.integers(0, 9)] * 3)] * 3))
    def test_on_vectors_it_is_the_last_times_the_first(self, vectors: tuple[tuple[int, ...], ...]) -> None:
        x, y, z = vectors
        left, right = page.nest(page.nest(x, y), z), page.nest(x, page.nest(y, z))
        assert [a - b for a, b in zip(left, right, strict=True)] == [x[0] * figure for figure in z]

    @given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
    def test_only_innermost_calls_are_associative(self, a: int, b: int, c: int) -> None:
        one, two, three = leaf("one", a), leaf("two", b), leaf("three", c)
        both = (nest(nest(one, two), three), nest(one, nest(two, three)))
        counts = [page.run(spec, "innermost") for spec in both]
        assert [made["three"] for made in counts] == [a * b * c] * 2
        assert [made["two"] for made in counts] == [a * b] * 2

    @given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))
    def test_managers_count_as_often_as_their_bracket_is_called(self, a: int, b: int, c: int, own: int) -> None:
        one, two, three, manager = leaf("one", a), leaf("two", b), leaf("three", c), leaf("manager", own)
        left = page.run(nest(nest(one, two, manager), three, manager), "innermost")
        right = page.run(nest(one, nest(two, three, manager), manager), "innermost")
        assert sum(left.values()) - sum(right.values()) == own * (1 - a)

    def test_a_budget_in_the_middle_makes_sequences_differ(self) -> None:
        parts = [page.example(name) for name in ("timetable-draft", "vehicle-plan", "delay-test")]
        left = page.sequence(page.budgeted(page.sequence(parts[0], parts[1]), 0.5), parts[2])
        right = page.sequence(parts[0], page.budgeted(page.sequence(parts[1], parts[2]), 0.5))
        assert page.figures(left).usd < page.figures(right).usd
        assert page.figures(left).iterations == page.figures(right).iterations


class TestWhereTheBoundIsLoose:
    """The loop of problem P1: the metric that a stall rule watches is also the goal."""

    def test_the_goal_ends_the_run_before_the_stall_bound(self) -> None:
        path = page.EXAMPLES.parent / "termination.md"
        text = path.read_text("utf-8")
        spec = next(load(block.source.text) for block in find_blocks(text, path.name))
        goal, stall = spec.termination_conditions.success[0], spec.termination_conditions.stall[0]
        tenths = [round(10 * number) for number in (goal.value, stall.min_improvement)]
        longest = longest_run(tenths[0], 10, ((stall.window_iterations, tenths[1]),))
        bound = worst_case(spec).iterations
        assert (longest, bound) == (16, 22)
        assert f"prints {bound} iterations" in text
        assert f"{longest} iterations is a bound" in " ".join(text.split())

    @given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 9)), min_size=1, max_size=3), st.integers(3, 15))
    def test_several_stall_rules_on_a_metric_are_a_knapsack(self, rules: list[tuple[int, int]], most: int) -> None:
        """The run has to end when whole windows that fit into it ask for more gain than the metric has room for."""
        longest = longest_run(most + 1, most, rules)
        assert longest == least_weight(most + 1, rules)
        assert longest <= min(window * (most // gain + 1) for window, gain in rules)


def longest_run(goal: int, most: int, rules: Sequence[tuple[int, int]]) -> int:
    """Iterations of the longest run on a metric of 0 to `most` that ends at the goal or by a rule (window, least gain).

    A metric holds the rules off longest if it rises only when it must.
    """
    values = [0]
    while True:
        now = len(values)
        values.append(max([values[-1], *(values[now - window] + gain for window, gain in rules if now >= window)]))
        if values[now] > most or values[now] >= goal:
            return now


def least_weight(value: int, items: Sequence[tuple[int, int]]) -> int:
    """The least weight of items (weight, worth), each taken at will, that are worth `value`: an unbounded knapsack."""
    least = [0]
    for wanted in range(1, value + 1):
        least.append(min(weight + least[max(0, wanted - worth)] for weight, worth in items))
    return least[value]
