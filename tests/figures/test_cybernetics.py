"""The capacities are those of the literature, and no search beats the bound that the page states."""

from __future__ import annotations

import math

import pytest

from figures import cybernetics as page


def test_a_faultless_verdict_carries_the_logarithm_of_its_classes() -> None:
    for classes in (2, 3, 16):
        assert page.capacity(classes, 0.0) == pytest.approx(math.log2(classes))


def test_a_judge_that_guesses_carries_nothing() -> None:
    for classes in (2, 3, 16):
        assert page.capacity(classes, 1 - 1 / classes) == pytest.approx(0.0, abs=1e-12)


def test_the_capacity_of_the_one_sided_judge_is_the_most_that_any_question_yields() -> None:
    alpha = 0.1

    def information(right: float) -> float:
        passes = right + (1 - right) * alpha
        return page.binary_entropy(passes) - (1 - right) * page.binary_entropy(alpha)

    best = max(information(step / 10_000) for step in range(1, 10_000))
    assert page.one_sided_capacity(alpha) == pytest.approx(best, abs=1e-7)
    assert page.one_sided_capacity(alpha) > page.capacity(2, alpha)


def test_without_noise_the_halving_search_is_the_bound_itself() -> None:
    assert page.halving(64, 0.0) == (6.0, 0.0, 0.0)


@pytest.mark.parametrize("error", [0.05, 0.1, 0.2])
def test_the_search_keeps_its_promise_and_the_bound(error: float) -> None:
    mean, deviation, wrong = page.halving(64, error)
    assert wrong <= 0.05
    assert deviation <= 0.5
    assert 1.1 <= mean / page.fano_bound(64, page.capacity(2, error), 0.05) <= 1.2


def test_the_law_of_requisite_variety_is_tight() -> None:
    disturbances, responses = 12, 4
    outcomes = [{(d + 3 * r) % disturbances for r in range(responses)} for d in range(disturbances)]
    held = [n for n in range(1, disturbances + 1) if all(any(z < n for z in reach) for reach in outcomes)]
    assert min(held) == disturbances / responses


def test_trying_one_after_the_other_needs_no_verdict_on_the_last() -> None:
    assert page.one_at_a_time(2) == 1
    assert page.one_at_a_time(3) == pytest.approx((1 + 2 + 2) / 3)


def test_three_verdicts_of_the_regional_check_are_enough_and_two_are_not() -> None:
    def most(left: int) -> int:
        """The most verdicts to come with so many suspects in each region: some stay, the others are reverted."""
        if not left:
            return 0
        return 1 + min(max(math.ceil(math.log2(stay)), most(left - stay)) for stay in range(1, left + 1))

    assert most(4) == 3
