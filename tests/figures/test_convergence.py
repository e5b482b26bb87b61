"""The bounds and probabilities of the page on convergence against runs, and against cases with a known answer."""

from __future__ import annotations

import math
import random

import pytest

from figures.convergence import (
    a_posteriori_rounds,
    a_priori_rounds,
    check_alarm,
    cosine_run,
    expected_maximum,
    ramp,
    stall_behaviour,
    survival,
)

Q = math.sin(1)


def test_both_bounds_hold_in_every_round_of_the_cosine_key() -> None:
    values = cosine_run(300)
    first = abs(values[1] - values[0])
    for n in range(1, 80):
        error = abs(values[n] - values[-1])
        assert error <= Q / (1 - Q) * abs(values[n] - values[n - 1]) <= Q**n / (1 - Q) * first + 1e-15


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 1e-6])
def test_the_rounds_that_the_bounds_ask_for_are_the_least(tolerance: float) -> None:
    values = cosine_run(300)
    first = abs(values[1] - values[0])
    n = a_priori_rounds(tolerance, Q, first)
    assert Q**n / (1 - Q) * first <= tolerance < Q ** (n - 1) / (1 - Q) * first
    assert abs(values[a_posteriori_rounds(tolerance, Q, values)] - values[-1]) <= tolerance


@pytest.mark.parametrize("checks", range(1, 6))
def test_scores_without_a_gain_all_rise_once_in_the_factorial(checks: int) -> None:
    """All orders of independent scores are equally likely, and one of them rises throughout."""
    alive = survival(1, 0.0, 1.0, [0.0] * (checks + 1))[checks]
    assert alive == pytest.approx(1 / math.factorial(checks + 1), rel=0.005)


def test_the_first_check_alarms_as_its_formula_says() -> None:
    for window in (1, 3, 5):
        alive = survival(window, 0.01, 0.02, ramp(12, 0, 0.01))
        assert 1 - alive[window] == pytest.approx(check_alarm(window, 0.01, 0.01, 0.02), abs=2e-4)


@pytest.mark.parametrize("window", [2, 3, 5, 8])
def test_false_stops_and_delays_are_those_of_simulated_runs(window: int) -> None:
    dice = random.Random(window)
    runs, false, late = 8_000, 0, []
    for _ in range(runs):
        scores = [mean + dice.gauss(0, 0.02) for mean in ramp(12, 60, 0.01)]
        stop = next(t for t in range(window, len(scores)) if scores[t] - scores[t - window] < 0.01)
        if stop <= 12:
            false += 1
        else:
            late.append(stop - 12)
    chance, delay = stall_behaviour(window)
    assert false / runs == pytest.approx(chance, abs=0.015)
    if len(late) > 100:
        assert sum(late) / len(late) == pytest.approx(delay, rel=0.06)


@pytest.mark.parametrize("window", [2, 3, 4, 5, 6, 8])
def test_false_stops_lie_between_independent_checks_and_the_union_bound(window: int) -> None:
    alarm, checks = check_alarm(window, 0.01, 0.01, 0.02), 12 - window + 1
    chance, _ = stall_behaviour(window)
    assert 1 - (1 - alarm) ** checks <= chance + 1e-4
    assert chance <= min(1.0, checks * alarm) + 1e-4


def test_a_longer_window_and_a_better_measurement_each_stop_fewer_runs_falsely() -> None:
    chances = [stall_behaviour(window)[0] for window in (2, 3, 4, 5, 6, 8)]
    assert chances == sorted(chances, reverse=True)
    assert stall_behaviour(5, sigma=0.01)[0] < 0.05 * stall_behaviour(5)[0]


def test_the_largest_of_two_and_of_three_are_the_textbook_values() -> None:
    assert expected_maximum(1) == pytest.approx(0, abs=1e-9)
    assert expected_maximum(2) == pytest.approx(1 / math.sqrt(math.pi), rel=1e-6)
    assert expected_maximum(3) == pytest.approx(1.5 / math.sqrt(math.pi), rel=1e-6)


def test_the_largest_of_ten_is_the_simulated_one() -> None:
    dice = random.Random(3)
    mean = sum(max(dice.gauss(0, 1) for _ in range(10)) for _ in range(20_000)) / 20_000
    assert expected_maximum(10) == pytest.approx(mean, rel=0.01)
