"""What the gate accepts is counted exactly, and the selection formula is what simulated loops show."""

from __future__ import annotations

import math
import random
from pathlib import Path
from statistics import NormalDist

import pytest

from figures import self_improving_systems as page
from loop_engineering.assess import assess
from loop_engineering.lss import Source
from loop_engineering.lss.fences import fences


def test_the_net_change_has_the_mean_and_the_noise_of_the_page() -> None:
    tasks, fixes, breaks = 50, 0.1, 0.05
    chances = page.net_change(tasks, fixes, breaks)
    mean = sum((place - tasks) / tasks * chance for place, chance in enumerate(chances))
    spread = math.sqrt(sum(((place - tasks) / tasks - mean) ** 2 * chance for place, chance in enumerate(chances)))
    assert sum(chances) == pytest.approx(1.0)
    assert mean == pytest.approx(fixes - breaks)
    assert spread == pytest.approx(page.noise(tasks, fixes + breaks), rel=0.01)


@pytest.mark.parametrize("tasks", [20, 50, 200])
def test_the_sign_test_keeps_its_level(tasks: int) -> None:
    assert page.power(tasks, 0.075, 0.075, 0.05) <= 0.05


def test_the_power_of_the_sign_test_is_what_tasks_show() -> None:
    draw, runs, accepted = random.Random(3), 4000, 0
    for _ in range(runs):
        outcomes = draw.choices((1, -1, 0), (0.1, 0.05, 0.85), k=50)
        fixed, changed = outcomes.count(1), 50 - outcomes.count(0)
        tail = sum(math.comb(changed, k) for k in range(fixed, changed + 1)) / 2**changed
        accepted += tail <= 0.05
    assert accepted / runs == pytest.approx(page.power(50, 0.1, 0.05, 0.05), abs=0.02)


def test_the_best_of_one_worthless_edit_gains_nothing() -> None:
    assert page.expected_best(1, 50, 0.15) == pytest.approx(0.0, abs=1e-12)


def test_the_best_of_twenty_is_what_drawing_twenty_shows() -> None:
    draw = random.Random(5)
    gains = [sum(draw.choices((1, -1, 0), (0.075, 0.075, 0.85), k=50)) / 50 for _ in range(20 * 600)]
    best = [max(gains[start : start + 20]) for start in range(0, len(gains), 20)]
    assert sum(best) / len(best) == pytest.approx(page.expected_best(20, 50, 0.15), abs=0.005)


@pytest.mark.parametrize("tasks", [50, 400])
def test_accepted_edits_change_as_much_as_the_formula_says(tasks: int) -> None:
    draw, noisy, accepted = random.Random(7), page.noise(tasks, 0.15), []
    for _ in range(40_000):
        change = draw.gauss(-0.02, 0.03)
        if change + draw.gauss(0, noisy) >= 0:
            accepted.append(change)
    assert sum(accepted) / len(accepted) == pytest.approx(page.true_change(-0.02, 0.03, noisy), abs=0.001)


def test_the_level_spent_by_the_series_adds_up() -> None:
    assert sum(6 * 0.05 / (math.pi**2 * k * k) for k in range(1, 100_000)) == pytest.approx(0.05, abs=1e-6)


def test_the_envelope_of_the_page_is_the_one_that_production_asks_for() -> None:
    text = (Path(__file__).parents[2] / page.PAGE).read_text("utf-8")
    kept, counter = (assess(Source(fence.text)) for fence in fences(text) if fence.info.startswith("lss"))
    assert kept.level is not None
    assert kept.bounds is not None
    assert counter.level is not None
    assert (kept.level.level, kept.conformance, kept.bounds.usd) == (5, "LSS-Production", 8.0)
    assert counter.level.level == 5
    asked = " ".join(lack.message for lack in counter.shortfalls("LSS-Production"))
    assert "rollback" in asked
    assert "a person to approve" in asked


def test_three_edits_in_four_do_harm_under_the_assumptions_of_the_page() -> None:
    assert NormalDist(-0.02, 0.03).cdf(0) == pytest.approx(0.75, abs=0.005)
