"""The chain of the page on state transitions against simulation and against what it must be in easy cases."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from figures.state_transitions import absorbed_by, absorption, chain, fundamental_matrix, retry_outcomes

SHARES = [Fraction(0), Fraction(1, 2), Fraction(1)]


@pytest.mark.parametrize("hand_over", SHARES)
def test_every_state_leads_somewhere_with_certainty(hand_over: Fraction) -> None:
    among, out = chain(hand_over)
    assert [sum(row) + sum(leave) for row, leave in zip(among, out, strict=True)] == [1, 1, 1]
    assert sum(absorption(hand_over)) == 1


@pytest.mark.parametrize("hand_over", SHARES)
def test_the_fundamental_matrix_inverts_what_it_says(hand_over: Fraction) -> None:
    among, _ = chain(hand_over)
    visits = fundamental_matrix(among)
    for i in range(3):
        for j in range(3):
            assert visits[i][j] - sum(visits[i][k] * among[k][j] for k in range(3)) == int(i == j)


def test_a_loop_that_cannot_end_has_no_fundamental_matrix() -> None:
    with pytest.raises(StopIteration):
        fundamental_matrix(((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 2), Fraction(1, 2))))


def test_the_endings_are_those_of_simulated_runs() -> None:
    dice = random.Random(11)
    hand_over, runs = Fraction(1, 2), 20_000
    among, out = chain(hand_over)
    weights = [[float(share) for share in (*row, *leave)] for row, leave in zip(among, out, strict=True)]
    ended = [0, 0, 0]
    for _ in range(runs):
        state = 0
        while state < 3:
            state = dice.choices(range(6), weights[state])[0]
        ended[state - 3] += 1
    assert [count / runs for count in ended] == pytest.approx([float(p) for p in absorption(hand_over)], abs=0.01)


def test_absorption_by_round_ends_at_the_limit() -> None:
    right, wrong, person, running = absorbed_by(Fraction(0), 200)[-1]
    assert (right, wrong, person) == pytest.approx([float(p) for p in absorption(Fraction(0))])
    assert running < 1e-9


def test_the_first_attempt_is_that_of_the_page_before() -> None:
    assert absorbed_by(Fraction(0), 1)[1] == pytest.approx((0.35, 0.065, 0.0, 0.585))


def test_retries_repeat_the_effect_where_only_the_answer_was_lost() -> None:
    request, answer = Fraction(1, 100), Fraction(2, 100)
    once = retry_outcomes(request, answer, 1)
    assert once == {0: request, 1: 1 - request}
    thrice = retry_outcomes(request, answer, 3)
    assert sum(thrice.values()) == 1
    assert thrice[0] == request**3
    assert thrice[3] == ((1 - request) * answer) ** 2 * (1 - request)
    mean = sum(count * share for count, share in retry_outcomes(request, answer, 40).items())
    assert float(mean) == pytest.approx(1 / (1 - 0.02))


def test_a_perfect_line_repeats_nothing() -> None:
    outcomes = retry_outcomes(Fraction(0), Fraction(0), 3)
    assert outcomes[1] == 1
    assert sum(outcomes.values()) == 1
