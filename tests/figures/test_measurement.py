"""The study of the dimensions: statistics with known answers, and a corpus that is the one the page names."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest

from figures import measurement as page
from loop_engineering.les import DIMENSIONS


def test_the_correlation_is_pearson_s() -> None:
    assert page.correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1)
    assert page.correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert page.correlation([1, 2, 3, 4], [1, -1, -1, 1]) == pytest.approx(0)
    assert page.correlation([1, 2, 4], [1, 3, 2]) == pytest.approx(math.sqrt(3 / 28))
    with pytest.raises(ValueError, match="constant"):
        page.correlation([1, 1], [1, 2])


def test_effective_dimensions_run_from_one_to_all() -> None:
    assert page.effective_dimensions([0.0] * 28, 8) == 8
    assert page.effective_dimensions([1.0] * 28, 8) == 1
    assert page.effective_dimensions([1.0, *[0.0] * 5], 4) == pytest.approx(16 / 6)  # eigenvalues 2, 1, 1 and 0


def test_two_tight_groups_of_four_are_two_dimensions() -> None:
    group = {0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 1, 7: 1}
    pairs = [float(group[one] == group[other]) for one, other in combinations(range(8), 2)]
    assert page.effective_dimensions(pairs, 8) == 2


def test_one_correlation_in_twenty_of_independent_columns_is_beyond_the_level() -> None:
    draw = random.Random(20)
    critical = page.critical_correlation(20, 2.1009)
    trials = [
        abs(page.correlation([draw.gauss(0, 1) for _ in range(20)], [draw.gauss(0, 1) for _ in range(20)]))
        for _ in range(4000)
    ]
    assert sum(r > critical for r in trials) / len(trials) == pytest.approx(0.05, abs=0.012)


def test_fisher_s_interval_covers_in_nineteen_cases_of_twenty() -> None:
    draw = random.Random(21)
    covered = 0
    for _ in range(1000):
        common = [draw.gauss(0, 1) for _ in range(50)]
        one, other = ([x + draw.gauss(0, 1) for x in common] for _ in range(2))  # correlated by 0.5
        low, high = page.correlation_interval(page.correlation(one, other), 50)
        covered += low < 0.5 < high
    assert covered / 1000 == pytest.approx(0.95, abs=0.025)


def test_shuffling_keeps_each_column_and_breaks_what_goes_together() -> None:
    rows = [[number] * 8 for number in range(20)]
    chance = page.shuffled(rows, 50, 1)
    assert chance == sorted(chance)
    assert chance == page.shuffled(rows, 50, 1)
    assert 4.5 < chance[25] < 7


def test_the_corpus_is_that_of_the_page() -> None:
    names = list(page.corpus())
    assert {name.rpartition("/")[0] for name in names} == set(page.CORPUS)
    assert sum(name.startswith("framework/running-example/") for name in names) == 5
    assert all(spec.composition is None or spec.children for spec in page.corpus().values())


def test_each_edit_takes_something_away_and_keeps_the_loop() -> None:
    for spec in page.corpus().values():
        edits = dict(page.without_one_provision(spec))
        assert edits
        for changed in edits.values():
            assert changed != spec
            assert changed.workers
            assert changed.evaluators
            assert changed.feedback_channels or not spec.feedback_channels
        assert all(0 <= count <= len(DIMENSIONS) for count in page.moved(spec))
