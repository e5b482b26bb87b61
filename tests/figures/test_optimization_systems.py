"""The integrals of the page are what drawing candidates and taking the best gives."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest

from figures import optimization_systems as page


@pytest.mark.parametrize(
    ("n", "exact"),
    [
        (1, 0.0),
        (2, 1 / math.sqrt(math.pi)),
        (3, 3 / (2 * math.sqrt(math.pi))),
        (5, 5 / (4 * math.sqrt(math.pi)) * (1 + 6 / math.pi * math.asin(1 / 3))),
    ],
)
def test_the_expected_maximum_where_it_is_known_in_closed_form(n: int, exact: float) -> None:
    assert page.expected_maximum(n) == pytest.approx(exact, abs=1e-6)


def test_the_expected_maximum_grows_like_the_root_of_twice_the_logarithm() -> None:
    ratios = [page.expected_maximum(n) / math.sqrt(2 * math.log(n)) for n in (10, 100, 1000, 10_000)]
    assert ratios == sorted(ratios)
    assert 0.7 < ratios[0] < ratios[-1] < 1


def test_two_dice_share_the_gain() -> None:
    """Goal and error enter alike, so each has half of what the best total gains, exactly."""
    faces = range(1, 7)
    outcomes = [(goal, error) for goal in faces for error in faces]
    totals = {total: [goal for goal, error in outcomes if goal + error == total] for total in range(2, 13)}
    for total, goals in totals.items():
        assert sum(goals) / len(goals) == total / 2


def test_the_luckiest_of_equals_by_drawing() -> None:
    rng = random.Random(5)
    best = [max(sum(rng.random() < 0.8 for _ in range(10)) for _ in range(20)) / 10 for _ in range(2000)]
    assert sum(best) / len(best) == pytest.approx(page.expected_best_of_equals(20, 10, 0.8), abs=0.005)


def test_the_split_by_drawing() -> None:
    rng = random.Random(7)
    scores, goals = [], []
    for _ in range(300):
        trials = []
        for _ in range(80):
            goal = min(rng.gauss(page.MEAN, page.SPREAD), 1)
            score = sum(rng.random() < goal for _ in range(100)) / 100
            trials.append((score, rng.random(), goal))
        score, _, goal = max(trials)
        scores.append(score)
        goals.append(goal)
    exact = page.split(80)
    assert sum(scores) / len(scores) - page.MEAN == pytest.approx(exact.apparent, abs=0.003)
    assert sum(goals) / len(goals) - page.MEAN == pytest.approx(exact.true, abs=0.003)


def test_the_true_gain_turns_and_the_apparent_one_does_not() -> None:
    splits = [page.split(n) for n in page.SPLITS]
    assert [one.apparent for one in splits] == sorted(one.apparent for one in splits)
    best = max(splits, key=lambda one: one.true)
    assert splits[0].true < best.true > splits[-1].true
    apparent, true = page.normal_split(40)
    assert true / apparent == pytest.approx(page.split(40).reliability)


def test_halving_beats_every_even_split_of_the_same_budget() -> None:
    assert page.halving(40) > max(page.split(n).true for n in page.SPLITS) + 0.004
    assert page.halving(40) == pytest.approx(page.halving(40, runs=2000, seed=2), abs=0.001)


def test_reliability_is_the_correlation_of_two_scorings() -> None:
    rng = random.Random(11)
    goals = [rng.gauss(0, 1) for _ in range(20_000)]
    first = [goal + rng.gauss(0, 1.5) for goal in goals]
    second = [goal + rng.gauss(0, 1.5) for goal in goals]
    covariance = sum(a * b for a, b in zip(first, second, strict=True)) / len(goals)
    variance = sum(a * a for a in first) / len(goals)
    assert covariance / variance == pytest.approx(page.reliability(1, 1.5**2), abs=0.02)


def test_pass_at_k_counts_subsets() -> None:
    passed = [True] * 3 + [False] * 7
    for k in (1, 2, 5):
        subsets = list(combinations(passed, k))
        assert page.pass_at_k(10, 3, k) == pytest.approx(sum(map(any, subsets)) / len(subsets))


def test_pass_at_k_is_unbiased_and_the_plug_in_is_too_low() -> None:
    chance, samples, k = 0.15, 20, 5
    weights = [math.comb(samples, c) * chance**c * (1 - chance) ** (samples - c) for c in range(samples + 1)]
    truth = 1 - (1 - chance) ** k
    unbiased = sum(w * page.pass_at_k(samples, c, k) for c, w in enumerate(weights))
    plug_in = sum(w * (1 - (1 - c / samples) ** k) for c, w in enumerate(weights))
    assert unbiased == pytest.approx(truth)
    assert plug_in < truth - 0.02


def _student(rng: random.Random) -> float:
    """A draw from Student's t with 2 degrees of freedom, by its inverse distribution function."""
    u = rng.random()
    return (2 * u - 1) * math.sqrt(2 / (4 * u * (1 - u)))


def test_heavy_tails_by_drawing() -> None:
    rng = random.Random(13)
    goals = []
    for _ in range(1500):
        trials = [((goal := rng.gauss(0, 1)) + page.TAIL_SCALE * _student(rng), goal) for _ in range(100)]
        goals.append(max(trials)[1])
    assert sum(goals) / len(goals) == pytest.approx(page.heavy_tailed().winner(100)[0], abs=0.1)


def test_a_gap_in_the_metric_by_drawing() -> None:
    rng = random.Random(17)
    results = []
    for _ in range(1500):
        trials = []
        for _ in range(100):
            if rng.random() < page.EXPLOIT_SHARE:
                trials.append((page.EXPLOIT_BONUS + rng.gauss(0, page.NOISE), page.EXPLOIT_GOAL))
            else:
                goal = rng.gauss(0, 1)
                trials.append((goal + rng.gauss(0, page.NOISE), goal))
        results.append(max(trials))
    score, goal = (sum(values) / len(results) for values in zip(*results, strict=True))
    expected_goal, expected_score = page.exploitable().winner(100)
    assert goal == pytest.approx(expected_goal, abs=0.1)
    assert score == pytest.approx(expected_score, abs=0.1)


def test_a_single_candidate_is_an_average_one() -> None:
    assert page.heavy_tailed().winner(1)[0] == pytest.approx(0, abs=0.01)
    assert page.exploitable().winner(1)[0] == pytest.approx(-page.EXPLOIT_SHARE, abs=0.01)
