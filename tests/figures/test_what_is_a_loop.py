"""The loop with an imperfect judge ends as often in each way as simulated ones do."""

from __future__ import annotations

import random

import pytest

from figures import what_is_a_loop as page


@pytest.mark.parametrize("attempts", [1, 2, 6, 20])
def test_every_run_ends_in_one_of_three_ways(attempts: int) -> None:
    end = page.retry(attempts, 0.35, 0.1)
    assert end.right + end.wrong + end.gave_up == pytest.approx(1.0)


def test_the_closed_form_is_what_runs_show() -> None:
    draw, runs = random.Random(2), 20_000
    right = wrong = 0
    for _ in range(runs):
        for _ in range(6):
            if draw.random() < 0.35:
                right += 1
                break
            if draw.random() < 0.1:
                wrong += 1
                break
    end = page.retry(6, 0.35, 0.1)
    assert right / runs == pytest.approx(end.right, abs=0.01)
    assert wrong / runs == pytest.approx(end.wrong, abs=0.01)


def test_no_number_of_attempts_ships_as_few_wrong_patches_as_the_better_judge() -> None:
    better = page.retry(6, 0.35, 0.05).wrong
    assert [n for n in range(1, 100) if page.retry(n, 0.35, 0.1).wrong <= better] == [1]


def test_newton_swings_for_ever_and_the_stall_rule_ends_it() -> None:
    points = page.newton(lambda x: x**3 - 2 * x + 2, lambda x: 3 * x * x - 2, 0, 9)
    assert points == [0, 1] * 5
    assert page.stalled_at([2, 1] * 5, 2) == 3
