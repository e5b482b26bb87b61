"""The arithmetic of the score, the tables behind it, and the numbers of well-known specs."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from msgspec.structs import replace

from loop_engineering.bounds import worst_case
from loop_engineering.les import AUDITS, DIMENSIONS, WEIGHTS, Context, score
from loop_engineering.lss import Index, Project, Source, check, expand, load, read
from tests.examples import CORE
from tests.les.documents import best, earned, resolve, spec_of
from tests.strategies import documents

ROOT = Path(__file__).resolve().parents[2]
FEWER = settings(max_examples=40)
"""Whole documents are slow to draw."""

BOUND_DEPENDENT = (
    "effectiveness.room-to-improve",
    "speed.short-iterations",
    "speed.short-runs",
    "speed.early-exit",
    "cost.run-price",
    "cost.budget-fits",
    "scalability.calls-bounded",
    "autonomy.stops-by-itself",
    "autonomy.knows-when-stuck",
)


def test_weights_are_those_of_les_1_0() -> None:
    assert WEIGHTS == {
        "effectiveness": 0.20,
        "speed": 0.15,
        "robustness": 0.13,
        "cost": 0.12,
        "safety": 0.12,
        "scalability": 0.10,
        "adaptability": 0.10,
        "autonomy": 0.08,
    }
    assert sum(dimension.percent for dimension in DIMENSIONS) == 100


@pytest.mark.parametrize("dimension", [dimension.name for dimension in DIMENSIONS])
def test_a_dimension_has_four_audits_and_more_of_100_points_in_all(dimension: str) -> None:
    audits = AUDITS[dimension]
    assert len(audits) >= 4
    assert sum(audit.possible for audit in audits) == 100
    assert all(audit.dimension == dimension and audit.possible > 0 for audit in audits)


def test_audits_are_documented_and_cite_works_of_the_bibliography() -> None:
    known = yaml.safe_load((ROOT / "bibliography.yaml").read_text("utf-8"))
    audits = [audit for group in AUDITS.values() for audit in group]
    assert len({audit.id for audit in audits}) == len({audit.title for audit in audits}) == len(audits)
    for audit in audits:
        assert audit.rationale.endswith(".")
        assert not audit.title.endswith(".")
        assert set(audit.sources) <= set(known)


@FEWER
@given(documents())
def test_the_composite_is_reproducible_by_hand_from_the_printed_audits(document: dict[str, Any]) -> None:
    printed = score(spec_of(document)).as_dict()
    total = Decimal(0)
    for dimension in printed["dimensions"].values():
        points = sum(audit["earned"] for audit in dimension["audits"])
        possible = sum(audit["possible"] for audit in dimension["audits"])
        assert Decimal(str(dimension["score"])) == Decimal(points) / possible
        total += Decimal(str(dimension["weight"])) * Decimal(str(dimension["score"]))
    assert Decimal(str(printed["les"])) == (total * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert Decimal(str(printed["les_normalized"])) == Decimal(str(printed["les"])) / 100


@FEWER
@given(documents())
def test_audits_earn_within_their_points_and_advise_where_some_are_missing(document: dict[str, Any]) -> None:
    for item in score(spec_of(document)).dimensions:
        for result in item.audits:
            assert 0 <= result.earned <= result.audit.possible
            missing = Decimal(str(item.dimension.weight)) * (result.audit.possible - result.earned)
            if missing:
                advice, _, gain = (result.advice or "").rpartition(": +")
                assert advice
                assert gain == f"{missing.normalize():f} LES"
            else:
                assert result.advice is None


@FEWER
@given(documents())
def test_evidence_points_into_the_full_form(document: dict[str, Any]) -> None:
    full = expand(document)
    for item in score(spec_of(document)).dimensions:
        for result in item.audits:
            assert result.evidence
            for pointer in result.evidence:
                resolve(full, pointer)


@FEWER
@given(documents())
def test_a_context_built_elsewhere_gives_the_same_score(document: dict[str, Any]) -> None:
    spec = spec_of(document)
    assert score(spec, Context(spec, Index(spec), worst_case(spec))) == score(spec)


def test_the_json_contract() -> None:
    printed = score(load(CORE)).as_dict()
    assert list(printed) == ["loop_name", "reading", "bounded", "les", "les_normalized", "dimensions"]
    assert printed["loop_name"] == "code-repair-loop"
    assert printed["reading"] == "structural"
    assert list(printed["dimensions"]) == list(WEIGHTS)
    for dimension in printed["dimensions"].values():
        assert list(dimension) == ["score", "weight", "audits"]
        for audit in dimension["audits"]:
            assert list(audit) == ["id", "title", "earned", "possible", "evidence", "advice"]


def test_a_loop_that_nothing_bounds_has_a_score_without_what_bounds_give() -> None:
    document = best()
    document["termination_conditions"] = {"success": document["termination_conditions"]["success"]}
    document["cost_limits"]["on_exceed"]["action"] = "warn"
    unbounded = score(spec_of(document))
    assert {earned(unbounded)[audit] for audit in BOUND_DEPENDENT} == {0}
    assert 0 < unbounded.les < score(spec_of(best())).les


def test_following_an_advice_gives_what_it_promises() -> None:
    before = score(load(CORE))
    after = score(load(CORE + "  - {type: evaluator_error, consecutive: 2, action: halt}\n"))
    result = before.dimensions[2].audits[1]
    assert result.audit.id == "robustness.evaluator-errors"
    assert result.advice == "add a failure condition evaluator_error that halts after two errors running: +1.95 LES"
    assert earned(after)[result.audit.id] == result.audit.possible
    assert after.dimensions[2].earned - before.dimensions[2].earned == 15


def test_four_hours_and_sixty_dollars_are_neither_fast_nor_cheap() -> None:
    document = best()
    document["workers"][0] |= {"timeout_seconds": 1440, "retries": 1, "cost_budget_usd": 6}
    document["cost_limits"] |= {"per_iteration_usd": 12, "cumulative_usd": 60}
    spec = spec_of(document)
    bounds = worst_case(spec)
    assert (bounds.seconds, bounds.usd) == (4 * 3600, 60)
    points = earned(score(spec))
    assert points["speed.short-runs"] == points["cost.run-price"] == 0
    assert points["speed.short-iterations"] == 4


def test_a_composition_whose_children_are_unknown_is_not_bounded() -> None:
    path = ROOT / "loop-library" / "compositions" / "code-debug-repair.yaml"
    project = Project(ROOT / "loop-library")
    whole = check(_source(path), project=project, file=path).spec
    assert whole is not None
    assert len(whole.children) == 2
    alone = replace(whole, children={})
    assert {earned(score(alone))[audit] for audit in BOUND_DEPENDENT} == {0}
    assert score(alone).les < score(whole).les


def test_the_core_example_is_low_and_its_missing_budget_costs_all_of_cost() -> None:
    core = score(load(CORE))
    assert 25 <= core.les <= 45
    assert {item.dimension.name: item.score for item in core.dimensions}["cost"] == 0


@pytest.mark.parametrize("path", sorted((ROOT / "loop-library").glob("*.yaml")), ids=lambda path: path.stem)
def test_reference_specs_are_high_and_not_perfect(path: Path) -> None:
    spec = check(_source(path)).spec
    assert spec is not None
    assert 70 <= score(spec).les < 100


def test_published_documents_are_in_the_middle(corpus: Path) -> None:
    scores = {}
    for path in sorted(corpus.glob("*.yaml")):
        spec = check(_source(path)).spec
        assert spec is not None
        scores[path.stem] = score(spec).les
    assert all(50 <= les <= 80 for les in scores.values())
    assert scores["gym-code-repair-v1"] < scores["core-minimal-loop"] < scores["core-multi-agent-loop"]


def _source(path: Path) -> Source:
    source = read(path, path.name)
    assert isinstance(source, Source)
    return source
