"""The formulas of the page are what judging many drawn attempts gives, and its special cases are those of page 1."""

from __future__ import annotations

import math
import random

import pytest

from figures import evaluation_systems as page


def test_page_one_is_the_case_without_false_fails() -> None:
    right, wrong, gave_up = page.first_accepted(0.35, 6, alpha=0.1, beta=0.0)
    assert (round(right, 3), round(wrong, 3), round(gave_up, 3)) == (0.810, 0.150, 0.040)


@pytest.mark.parametrize(("p", "attempts"), [(0.2, 10), (0.0, 10), (0.6, 3)])
def test_first_acceptance_by_drawing(p: float, attempts: int) -> None:
    rng = random.Random(3)
    runs = 20_000
    kept = {True: 0, False: 0}
    for _ in range(runs):
        for _ in range(attempts):
            right = rng.random() < p
            if rng.random() < (1 - page.BETA if right else page.ALPHA):
                kept[right] += 1
                break
    exact = page.first_accepted(p, attempts)
    assert sum(exact) == pytest.approx(1)
    assert kept[True] / runs == pytest.approx(exact[0], abs=0.012)
    assert kept[False] / runs == pytest.approx(exact[1], abs=0.012)


def test_retries_leave_precision_alone_on_one_task_and_lower_it_on_a_mixture() -> None:
    one = [page.first_accepted(page.P, n) for n in range(1, 30)]
    assert all(right / (right + wrong) == pytest.approx(page.precision(page.P)) for right, wrong, _ in one)
    mixed = [page.kept_wrong_share(n)[1] for n in range(1, 30)]
    assert mixed == sorted(mixed)
    assert mixed[0] < mixed[-1]


def test_odds_are_multiplied_by_the_likelihood_ratio() -> None:
    precision = page.precision(0.3, 0.05, 0.2)
    assert precision / (1 - precision) == pytest.approx(0.3 / 0.7 * 0.8 / 0.05)


@pytest.mark.parametrize("model", ["common cause", "graded"])
def test_a_panel_by_drawing(model: str) -> None:
    """Judges that err with the page's chance and correlate as they should, and whose majority errs as computed."""
    rng = random.Random(9)
    correlation, judges, draws = 0.3, 5, 20_000
    whole = 1 / correlation - 1
    errors = []
    for _ in range(draws):
        if model == "graded":
            own = rng.betavariate(page.ALPHA * whole, (1 - page.ALPHA) * whole)
            errors.append([rng.random() < own for _ in range(judges)])
        elif rng.random() < correlation:
            errors.append([rng.random() < page.ALPHA] * judges)
        else:
            errors.append([rng.random() < page.ALPHA for _ in range(judges)])
    single = sum(map(sum, errors)) / (judges * draws)
    both = sum(e[0] and e[1] for e in errors) / draws
    majority = sum(sum(e) > judges / 2 for e in errors) / draws
    formula = page.beta_binomial if model == "graded" else page.common_cause
    assert single == pytest.approx(page.ALPHA, abs=0.006)
    assert (both - single**2) / (single * (1 - single)) == pytest.approx(correlation, abs=0.04)
    assert majority == pytest.approx(formula(judges, correlation), abs=0.006)


def test_ceilings_are_what_large_panels_tend_to() -> None:
    assert page.majority(101) < 1e-20
    assert page.common_cause(101, 0.3) == pytest.approx(0.3 * page.ALPHA)
    assert page.beta_binomial(401, 0.3) == pytest.approx(page.beta_ceiling(0.3), abs=0.001)
    ceiling = min(0.3 * page.ALPHA, page.beta_ceiling(0.3))
    assert max(page.common_cause(5, 0.1), page.beta_binomial(5, 0.1)) < ceiling


def test_correlation_does_not_settle_which_model_is_the_friendlier() -> None:
    assert page.beta_ceiling(0.3) > 0.3 * page.ALPHA
    assert page.beta_ceiling(0.1) < 0.1 * page.ALPHA


def test_three_independent_judges_by_hand() -> None:
    assert page.majority(3) == pytest.approx(3 * 0.1**2 * 0.9 + 0.1**3)


def test_wilson_inverts_the_score_test() -> None:
    """At each end of the interval, the share seen lies exactly z standard errors away."""
    z = 1.959964
    for seen, n in ((2, 20), (8, 80), (1, 80)):
        for end in page.wilson(seen, n):
            assert abs(seen / n - end) == pytest.approx(z * math.sqrt(end * (1 - end) / n))


def test_none_seen_bounds_the_rate() -> None:
    for n in (20, 59, 299):
        assert (1 - page.upper_bound_of_none(n)) ** n == pytest.approx(0.05)
    assert page.upper_bound_of_none(299) == pytest.approx(3 / 299, rel=0.01)
    assert page.upper_bound_of_none(59) <= 0.05 < page.upper_bound_of_none(58)


def test_kappa_is_nothing_for_chance_and_one_for_agreement() -> None:
    assert page.agreement_kappa(81, 1, 9, 9) == pytest.approx(0)
    assert page.agreement_kappa(90, 10, 0, 0) == pytest.approx(1)


def test_a_stricter_threshold_trades_false_passes_for_tries() -> None:
    pairs = [page.threshold_errors(x / 4) for x in range(12)]
    assert [alpha for alpha, _ in pairs] == sorted((alpha for alpha, _ in pairs), reverse=True)
    assert [beta for _, beta in pairs] == sorted(beta for _, beta in pairs)
    alpha, beta = page.threshold_errors(1.0)
    assert alpha == pytest.approx(beta)
