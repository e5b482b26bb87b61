"""What the page says of gains, limits, noise and ranks, checked by running the loop and by algebra."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from figures import control_theory as page
from figures.control_theory import Gains

PI = Gains(0.5, 0.1)


@pytest.mark.parametrize("gain", [0.2, 0.5, 0.8, 1.3])
def test_proportional_correction_rests_where_it_cancels_the_load(gain: float) -> None:
    assert page.run(Gains(gain), 200)[0][-1] == pytest.approx(page.offset(0.8, gain))


@pytest.mark.parametrize("load", [-0.8, 0.0, 0.8, 2.5])
def test_an_integral_removes_every_constant_load(load: float) -> None:
    assert page.run(PI, 200, load=load)[0][-1] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("p", [0.1, 0.5, 1.0, 1.5, 1.9, 2.1])
@pytest.mark.parametrize("i", [0.0, 0.1, 0.9, 1.9, 3.7])
def test_the_limit_of_the_gains_is_where_deviations_stop_dying_out(p: float, i: float) -> None:
    gains = Gains(p, i)
    assert (abs(page.run(gains, 400, load=0.0)[0][-1]) < 1e-3) == page.stays_calm(gains)


def test_the_integral_comes_to_rest_at_what_the_load_needs() -> None:
    assert page.run(PI, 200)[1][-1] == pytest.approx(0.8)


def test_holding_the_sum_at_the_limit_removes_the_overshoot() -> None:
    wound, held = (page.run(PI, 40, most=1.5, hold=hold)[0] for hold in (False, True))
    assert min(wound) < -2.5
    assert min(held) > -0.005
    assert page.settled(held) < page.settled(wound)
    falling = list(pairwise(held))[:6]
    assert all(before - after == pytest.approx(1.5 - 0.8) for before, after in falling)


def test_the_spread_from_noise_has_its_closed_form_without_sum_and_trend() -> None:
    assert page.noise_gain(Gains(0.5)) == pytest.approx(math.sqrt(0.5 / 1.5))


@pytest.mark.parametrize(("d", "delay"), [(0.0, 0), (0.0, 1), (0.2, 1), (0.4, 1)])
def test_the_spread_from_noise_is_what_a_noisy_run_shows(d: float, delay: int) -> None:
    gains = Gains(PI.p, PI.i, d)
    simulated = page.simulated_spread(gains, 20_000, seed=9, delay=delay)
    assert simulated == pytest.approx(page.noise_gain(gains, delay=delay), rel=0.03)


def test_the_trend_helps_a_late_verdict_and_not_a_prompt_one() -> None:
    def swing(d: float, delay: int) -> float:
        return -min(page.run(Gains(PI.p, PI.i, d), 60, delay=delay)[0])

    assert swing(0.2, 0) >= swing(0.0, 0)
    assert swing(0.4, 1) < swing(0.2, 1) < swing(0.0, 1)
    assert swing(0.6, 1) > swing(0.4, 1)


@pytest.mark.parametrize(
    ("a", "c", "expected"),
    [
        (((0.9, 0.0), (0.0, 0.5)), ((1.0, 1.0),), 2),
        (((0.7, 0.0), (0.0, 0.7)), ((1.0, 1.0),), 1),
        (((0.7, 0.0), (0.0, 0.7)), ((1.0, 0.0), (0.0, 1.0)), 2),
        (((0.9, 0.0), (0.0, 0.5)), ((0.0, 1.0),), 1),
        (((0.9, 0.2), (0.0, 0.5)), ((1.0, 0.0),), 2),
    ],
)
def test_what_a_judge_can_tell_apart(a: page.Matrix, c: page.Matrix, expected: int) -> None:
    assert page.rank(page.stack(a, c)) == expected


def test_a_worker_without_the_tool_cannot_reach_the_defect() -> None:
    a, b = ((0.9, 0.0), (0.0, 0.5)), ((0.0,), (1.0,))
    reach = tuple((*one, *other) for one, other in zip(b, page.times(a, b), strict=True))
    assert page.rank(reach) == 1
    assert all(entry == 0 for entry in reach[0])


def test_the_split_of_a_total_is_as_uncertain_as_the_page_says() -> None:
    first, second = 0.72, 0.68
    moved = [((y1 - second * y0) / (first - second)) for y0, y1 in ((1.0, 0.0), (0.0, 1.0))]
    assert math.hypot(*moved) == pytest.approx(page.spread_of_split(first, second))


def test_a_weekly_rhythm_read_every_five_days_looks_like_its_alias() -> None:
    seen = page.alias_period(5, 7)
    for reading in range(20):
        assert math.cos(2 * math.pi * 5 * reading / 7) == pytest.approx(math.cos(2 * math.pi * 5 * reading / seen))
