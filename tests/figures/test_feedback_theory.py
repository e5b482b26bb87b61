"""The closed forms of the page on feedback theory against the loop itself."""

from __future__ import annotations

import math

import pytest

from figures.feedback_theory import (
    noise_deviation,
    rounds_to_settle,
    simulate_noise,
    stability_bound,
    stall_round,
    swing_free_gain,
    swing_period,
    trajectory,
)


@pytest.mark.parametrize("delay", range(9))
def test_a_miss_dies_out_just_below_the_bound_and_grows_just_above(delay: int) -> None:
    bound = stability_bound(delay)
    below, above = trajectory(0.98 * bound, delay, 6000), trajectory(1.02 * bound, delay, 6000)
    assert max(map(abs, below[-60:])) < 1e-2
    assert max(map(abs, above[-60:])) > 1e3


@pytest.mark.parametrize("delay", range(9))
def test_at_the_bound_the_miss_returns_to_where_it_was_after_4d_plus_2_rounds(delay: int) -> None:
    misses = trajectory(stability_bound(delay), delay, 3000)
    period = 4 * delay + 2
    assert misses[-1] == pytest.approx(misses[-1 - period], abs=1e-6)
    assert max(misses[-period:]) > 1


@pytest.mark.parametrize("delay", range(9))
def test_the_miss_crosses_its_target_only_above_the_swing_free_gain(delay: int) -> None:
    gain = swing_free_gain(delay)
    assert min(trajectory(gain, delay, 300)) >= 0
    assert min(trajectory(1.1 * gain, delay, 300)) < 0


def test_the_whole_miss_one_round_late_swings_for_ever_in_six_rounds() -> None:
    assert trajectory(1.0, 1, 12) == [6, 0, -6, -6, 0, 6, 6, 0, -6, -6, 0, 6, 6]
    assert swing_period(1.0) == pytest.approx(6)


def test_the_smallest_gain_of_the_table_settles_first() -> None:
    rounds = {gain: rounds_to_settle(gain, 1) for gain in (0.25, 0.6, 1.0, 1.1)}
    assert rounds == {0.25: 6, 0.6: 9, 1.0: None, 1.1: None}


@pytest.mark.parametrize(("gain", "delay"), [(0.25, 0), (1.0, 0), (1.6, 0), (0.25, 1), (0.6, 1), (0.8, 1)])
def test_the_spread_by_a_noisy_judge_is_the_simulated_one(gain: float, delay: int) -> None:
    assert simulate_noise(gain, delay, 60_000, seed=5) == pytest.approx(noise_deviation(gain, delay), rel=0.03)


@pytest.mark.parametrize("window", range(1, 20))
def test_every_window_catches_a_sustained_swing_within_itself_and_one_swing(window: int) -> None:
    score = [1 - abs(miss) / 20 for miss in trajectory(1.0, 1, 60)]
    fired = stall_round(score, window)
    assert fired is not None
    assert fired <= window + 3  # The score swings in three rounds.


def test_the_loop_of_the_spec_succeeds_before_its_stall_rule_and_its_limit() -> None:
    score = [1 - abs(miss) / 20 for miss in trajectory(0.25, 0, 14)]
    success = next(t for t in range(2, 15) if all(value >= 0.975 for value in score[t - 2 : t + 1]))
    stalled = stall_round(score, 4)
    assert success < 14
    assert stalled is None or success <= stalled


def test_a_score_that_hides_the_sign_swings_twice_as_often_as_the_miss() -> None:
    misses = trajectory(stability_bound(3), 3, 600)
    period = 4 * 3 + 2
    assert abs(misses[-1]) == pytest.approx(abs(misses[-1 - period // 2]), abs=1e-6)
    assert misses[-1] == pytest.approx(-misses[-1 - period // 2], abs=1e-6)


def test_no_crossing_of_the_table_stays_in_the_band_for_three_rounds() -> None:
    for gain in (0.6, 1.0, 1.1):
        misses = trajectory(gain, 1, 60)
        settled = rounds_to_settle(gain, 1)
        crossing = [abs(miss) <= 0.5 for miss in misses[: settled or len(misses)]]
        assert not any(crossing[t] and crossing[t + 1] for t in range(len(crossing) - 1))


def test_the_noise_of_a_loop_past_its_bound_has_no_limit() -> None:
    assert math.isinf(noise_deviation(1.0, 1))
