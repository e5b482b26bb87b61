"""The variances of the page are what long runs show, and its limits and waivers are what counting gives."""

from __future__ import annotations

import statistics

import pytest

from figures import organizational_learning as page


@pytest.mark.parametrize(("gain", "drift"), [(0.0, 0.0), (0.2, 0.0), (0.5, 0.0), (1.0, 0.0), (0.27, 0.1), (1.0, 0.1)])
def test_the_closed_form_is_what_a_long_run_shows(gain: float, drift: float) -> None:
    assert statistics.pvariance(page.funnel(gain, 40_000, 4, drift)) == pytest.approx(
        page.variance(gain, drift), rel=0.03
    )


def test_correcting_the_whole_miss_doubles_the_variance() -> None:
    assert page.variance(1.0) == 2.0


@pytest.mark.parametrize("drift", [0.01, 0.1, 1.0])
def test_no_gain_does_better_than_the_best(drift: float) -> None:
    least = page.variance(page.best_gain(drift), drift)
    assert all(page.variance(step / 100, drift) >= least for step in range(1, 200))


def test_without_drift_the_best_correction_is_none() -> None:
    assert page.best_gain(0.0) == 0.0


@pytest.mark.parametrize("share", [0.01, 0.02, 0.05, 0.1])
def test_waivers_are_counted_to_the_first_that_halves(share: float) -> None:
    count = page.waivers_to_half(share)
    assert (1 - share) ** count <= 0.5 < (1 - share) ** (count - 1)


def test_a_doubling_always_saves_the_same_share() -> None:
    for number in (1, 3, 10):
        assert page.unit_cost(0.8, 0.85, 2 * number) == pytest.approx(0.85 * page.unit_cost(0.8, 0.85, number))


def test_all_results_or_fewer_are_certain() -> None:
    assert page.chance_at_most(40, 40, 0.85) == pytest.approx(1.0)
