"""The bounds on the page are those of the tools, and its closed forms are what counting and simulating give."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from figures import termination_conditions as page
from loop_engineering.bounds import worst_case
from loop_engineering.lss import Spec, load
from loop_engineering.lss.spec import Child, Composition

LOOP = """
loop_name: part
version: "1.0"
objective: "Do one part of a longer piece of work"
workers: [{role: worker}]
evaluators: [{type: test_suite}]
termination_conditions: [{type: max_iterations, value: %d}]
cost_limits: {cumulative_usd: 1000}
"""


def nested(limit: int, depth: int) -> Spec:
    """`depth` loops of `limit` iterations, each called in each iteration of the one around it."""
    plain = load(LOOP % limit)
    if depth == 1:
        return plain
    children = (Child(id="outer", ref="a.yaml", role="outer"), Child(id="inner", ref="b.yaml", role="inner"))
    return replace(
        load(LOOP % 1),
        composition=Composition(type="nested", children=children),
        children={"outer": plain, "inner": nested(limit, depth - 1)},
    )


@pytest.mark.parametrize(("limit", "depth"), [(2, 1), (2, 5), (4, 3), (8, 4)])
def test_the_recursion_is_what_the_tool_counts(limit: int, depth: int) -> None:
    assert worst_case(nested(limit, depth)).iterations == page.nested_bound(limit, depth)


@pytest.mark.parametrize(("window", "gains"), [(1, 1), (2, 50), (3, 50), (4, 20), (7, 3)])
def test_no_smaller_stall_bound_holds(window: int, gains: int) -> None:
    assert page.slowest_climb(window, gains) == page.stall_bound(window, 1 / gains)


def test_no_metric_outlasts_the_stall_bound() -> None:
    draw = random.Random(8)
    for _ in range(200):
        window, gains = draw.randint(1, 4), draw.randint(1, 6)
        values = [draw.randint(0, gains)]
        while len(values) <= window or values[-1] - values[-1 - window] >= 1:
            values.append(draw.choice([gains, min(gains, values[-1] + 1), draw.randint(0, gains)]))
        assert len(values) - 1 <= window * (gains + 1)


def test_the_mean_number_of_iterations_is_what_runs_take() -> None:
    draw, runs, total = random.Random(1), 20_000, 0
    for _ in range(runs):
        total += next((made for made in range(1, 8) if draw.random() < 0.2), 8)
    assert total / runs == pytest.approx(page.expected_iterations(0.2, 8), rel=0.02)


def test_the_reservation_value_is_where_one_more_draw_just_pays() -> None:
    z, steps = page.reservation_value(0.45, 10.0), 10_000
    gain = sum(max((step + 0.5) / steps - z, 0.0) for step in range(steps)) / steps
    assert 10.0 * gain == pytest.approx(0.45, rel=1e-3)


def test_looking_one_attempt_ahead_agrees_with_dynamic_programming() -> None:
    worth, cost = 6.0, 0.65
    value, first_stop = 0.0, 0
    for failures in range(200, -1, -1):
        chance = 1 / (failures + 2)
        go_on = -cost + chance * worth + (1 - chance) * value
        if go_on <= 0:
            first_stop = failures
        value = max(0.0, go_on)
    assert first_stop == page.attempts_worth_paying(cost, worth) == 8


def test_the_counter_of_the_page_is_the_limit_that_its_price_asks_for() -> None:
    assert worst_case(page.page_spec()).iterations == page.attempts_worth_paying(0.65, 6.0)
    assert page.page_spec().cost_limits.cumulative_usd == pytest.approx(8 * 0.65)
