"""The small POMDP of the page: its policy against simulation, against simpler rules, and against plain arguments."""

from __future__ import annotations

import random

import pytest

from figures import reinforcement_learning as page
from figures.reinforcement_learning import Task

TASK = Task()


def test_the_policy_costs_what_its_value_says() -> None:
    expected = TASK.make + page.solve(TASK).at(TASK.right)
    assert page.simulated_cost(TASK, 40_000, seed=3) == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_the_cost_of_a_fixed_number_of_passes_is_what_runs_cost(needed: int) -> None:
    draw, runs, spent = random.Random(needed), 40_000, 0.0
    for _ in range(runs):
        while True:
            right = draw.random() < TASK.right
            spent += TASK.make
            for _ in range(needed):
                spent += TASK.judge
                if draw.random() >= (1 - TASK.false_fail if right else TASK.false_pass):
                    break
            else:
                spent += 0.0 if right else TASK.wrong
                break
    assert spent / runs == pytest.approx(page.cost_of_passes(needed, TASK), rel=0.04)


def test_no_fixed_number_of_passes_beats_the_policy() -> None:
    best = TASK.make + page.solve(TASK).at(TASK.right)
    assert best < min(page.cost_of_passes(needed, TASK) for needed in range(1, 8))


@pytest.mark.parametrize("wrong", [5.0, 20.0, 100.0])
@pytest.mark.parametrize("judge", [0.05, 0.20])
def test_nothing_above_the_simple_limit_is_judged_again(wrong: float, judge: float) -> None:
    task = Task(wrong=wrong, judge=judge)
    values = page.solve(task)
    assert values.redo_below < values.accept_above <= 1 - judge / wrong
    middle = (values.redo_below + values.accept_above) / 2
    assert values.judge(middle) < min(values.accept(middle), values.otherwise())


def test_the_thresholds_decide_the_sequences_of_the_page() -> None:
    values = page.solve(TASK)
    passed = page.after_passes(1, TASK)
    assert values.redo_below < passed < values.accept_above < page.after_passes(2, TASK)
    assert page.belief(TASK.right, False, TASK) < values.redo_below
    assert values.redo_below < page.belief(passed, False, TASK) < values.accept_above


def test_a_larger_budget_never_costs_more() -> None:
    costs = [page.cost_with(actions, TASK) for actions in range(0, 40, 3)]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] == pytest.approx(TASK.make + TASK.person)
    assert costs[-1] == pytest.approx(TASK.make + page.solve(TASK).at(TASK.right), abs=1e-3)


def test_beliefs_are_what_counting_gives() -> None:
    draw, right, seen = random.Random(5), 0, 0
    for _ in range(100_000):
        good = draw.random() < TASK.right
        if all(draw.random() < (1 - TASK.false_fail if good else TASK.false_pass) for _ in range(2)):
            seen += 1
            right += good
    assert right / seen == pytest.approx(page.after_passes(2, TASK), abs=0.002)


def test_repeated_verdicts_span_from_independent_to_worthless() -> None:
    assert page.repeated_judge(0.0, 4, TASK) == pytest.approx(page.after_passes(4, TASK))
    assert page.repeated_judge(1.0, 4, TASK) == pytest.approx(page.after_passes(1, TASK))
    threshold = page.solve(TASK).accept_above
    assert all(page.repeated_judge(0.3, count, TASK) < threshold for count in range(1, 50))


@pytest.mark.parametrize("discount", [1.0, 0.9])
def test_shaping_by_a_potential_telescopes(discount: float) -> None:
    potentials = [0.4, 0.7, 0.2, 0.9, 1.0]
    end = discount ** (len(potentials) - 1) * potentials[-1] - potentials[0]
    assert page.shaped_return(potentials, discount) == pytest.approx(end)


def test_praise_for_rises_prefers_swinging_to_finishing() -> None:
    swinging, finishing = [0.4, 0.6] * 5, [0.4, 0.7, 1.0]
    assert page.paid_for_rises(swinging) > page.paid_for_rises(finishing)
    assert page.shaped_return(swinging) < page.shaped_return(finishing)


def test_a_discount_is_a_chance_of_survival() -> None:
    draw, lives = random.Random(4), []
    for _ in range(20_000):
        rounds = 1
        while draw.random() < 0.875:
            rounds += 1
        lives.append(rounds)
    assert sum(lives) / len(lives) == pytest.approx(8, rel=0.03)
    assert sum(life > 16 for life in lives) / len(lives) == pytest.approx(0.875**16, abs=0.01)
