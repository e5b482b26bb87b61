"""The statistics of the framework pages against their definitions and against simulation."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from figures.framework_diagnose import traces_needed
from figures.framework_example import (
    FOUND,
    IMPROVED,
    MEASURED,
    TRACES,
    Z95,
    at_least,
    mcnemar_exact,
    paired_difference,
    seen,
    wilson,
)
from figures.framework_improve import PRECEDENTS, SIX_ROUNDS, critical_wins, gain_if_accepted, power
from figures.framework_measure import cases_needed, half_width, observed, precision
from figures.framework_scale import exposure, stop_at


@pytest.mark.parametrize(("successes", "trials"), [(10, 80), (249, 300), (1, 60), (188, 200)])
def test_a_limit_of_wilsons_interval_is_just_rejected_by_the_normal_test(successes: int, trials: int) -> None:
    share = successes / trials
    for limit in wilson(successes, trials):
        assert abs(share - limit) == pytest.approx(Z95 * math.sqrt(limit * (1 - limit) / trials))


def test_wilsons_interval_covers_nearly_as_often_as_it_says() -> None:
    share, trials = 0.125, 80
    covered = sum(
        math.comb(trials, n) * share**n * (1 - share) ** (trials - n)
        for n in range(trials + 1)
        if wilson(n, trials)[0] <= share <= wilson(n, trials)[1]
    )
    assert covered == pytest.approx(0.95, abs=0.015)


def test_wilsons_interval_stays_within_0_and_1() -> None:
    assert wilson(0, 5)[0] == 0
    assert wilson(5, 5)[1] == 1


@pytest.mark.parametrize("total", range(1, 9))
def test_the_paired_test_counts_coins(total: int) -> None:
    for better in range(total + 1):
        distance = abs(better - total / 2)
        flips = list(itertools.product((0, 1), repeat=total))
        as_far = sum(abs(sum(flip) - total / 2) >= distance for flip in flips)
        assert mcnemar_exact(better, total - better) == pytest.approx(as_far / len(flips))


def test_the_interval_of_a_paired_difference_has_the_spread_of_repeated_holdouts() -> None:
    dice, cases, better, worse = random.Random(7), 300, 0.09, 0.04
    differences = []
    for _ in range(3000):
        draws = [dice.random() for _ in range(cases)]
        won, lost = sum(d < better for d in draws), sum(better <= d < better + worse for d in draws)
        differences.append((won - lost) / cases)
    mean = sum(differences) / len(differences)
    spread = math.sqrt(sum((d - mean) ** 2 for d in differences) / len(differences))
    _, low, high = paired_difference(round(better * cases), round(worse * cases), cases)
    assert (high - low) / 2 == pytest.approx(Z95 * spread, rel=0.05)


@pytest.mark.parametrize("discordant", [0, 5, 6, 15, 38, 100])
def test_the_least_wins_are_the_first_that_the_test_accepts(discordant: int) -> None:
    accepted = [
        wins
        for wins in range(discordant + 1)
        if wins > discordant / 2 and mcnemar_exact(wins, discordant - wins) <= 0.05
    ]
    assert critical_wins(discordant) == (min(accepted) if accepted else None)


def test_the_power_is_that_of_simulated_comparisons() -> None:
    dice, cases, better, worse, rounds = random.Random(11), 300, 0.08, 0.04, 3000
    accepted = 0
    for _ in range(rounds):
        draws = [dice.random() for _ in range(cases)]
        won, lost = sum(d < better for d in draws), sum(better <= d < better + worse for d in draws)
        accepted += won > lost and mcnemar_exact(won, lost) <= 0.05
    assert power([cases], better, worse)[0] == pytest.approx(accepted / rounds, abs=0.03)


def test_a_change_that_does_nothing_passes_at_most_once_in_forty() -> None:
    for chance in power([50, 100, 300, 800], 0.06, 0.06):
        assert chance <= 0.025


def test_the_counts_of_the_example_agree_with_each_other() -> None:
    assert MEASURED.cases == IMPROVED.cases == 300
    assert MEASURED.right + PRECEDENTS[0] - PRECEDENTS[1] == IMPROVED.right
    assert mcnemar_exact(*PRECEDENTS) < 0.05 < mcnemar_exact(*SIX_ROUNDS)
    assert sum(count for _, count in FOUND) == 22 < TRACES
    assert IMPROVED.wrong <= MEASURED.wrong
    assert IMPROVED.usd_per_right <= 1.15 * MEASURED.usd_per_right


def test_fewer_traces_would_not_show_the_mode() -> None:
    for share in (0.01, 0.02, 0.05, 0.1):
        needed = traces_needed(share)
        assert seen(share, needed) >= 0.95 > seen(share, needed - 1)


def test_precision_is_that_of_simulated_drafts() -> None:
    dice = random.Random(3)
    passed = right = 0
    for _ in range(60_000):
        good = dice.random() < 0.7
        if dice.random() < (0.925 if good else 0.125):
            passed += 1
            right += good
    assert precision(0.925, 0.125, 0.7) == pytest.approx(right / passed, abs=0.005)


def test_one_case_fewer_would_be_too_few() -> None:
    for width in (0.05, 0.03, 0.01):
        needed = cases_needed(0.83, width)
        assert half_width(0.83, needed) <= width < half_width(0.83, needed - 1)


def test_the_observed_dimensions_are_shares() -> None:
    assert all(0 <= value <= 1 for value in observed().values())
    assert len(observed()) == 5


@pytest.mark.parametrize("cases", [50, 150, 400])
def test_a_canary_that_stopped_one_wrong_case_earlier_would_alarm_too_often(cases: int) -> None:
    count = stop_at(cases)
    assert at_least(count, cases, 0.05) <= 0.10 < at_least(count - 1, cases, 0.05)


def test_a_cap_binds_only_what_is_above_it() -> None:
    assert exposure(1, cap=3000) == exposure(1) == 1200
    assert exposure(24, cap=3000) == 3000 < exposure(24)
    assert exposure(72, cap=3000) == 9000


def test_the_winner_is_flattered_as_much_as_in_simulation() -> None:
    dice, cases, better, worse = random.Random(5), 300, 0.08, 0.04
    measured = []
    for _ in range(2500):
        draws = [dice.random() for _ in range(cases)]
        won, lost = sum(d < better for d in draws), sum(better <= d < better + worse for d in draws)
        if won > lost and mcnemar_exact(won, lost) <= 0.05:
            measured.append((won - lost) / cases)
    mean = sum(measured) / len(measured)
    assert gain_if_accepted(cases, better, worse) == pytest.approx(mean, abs=0.002)
    assert mean > better - worse
