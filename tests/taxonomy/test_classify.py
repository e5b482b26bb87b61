"""The level of a loop is the deepest thing that happens inside an iteration, read off its spec."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loop_engineering.lss import Project, Source, Spec, check, dump_yaml, load, read
from loop_engineering.lss.position import split
from loop_engineering.lss.spec import Child, Composition
from loop_engineering.taxonomy import LEVELS, RECOGNIZERS, classify

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "loop-library"
Kind = Literal["sequential", "parallel", "nested"]
Role = Literal["stage", "branch", "outer", "inner"]

KINDS: tuple[Kind, ...] = ("sequential", "parallel", "nested")
ROLES: dict[Kind, tuple[Role, Role]] = {
    "sequential": ("stage", "stage"),
    "parallel": ("branch", "branch"),
    "nested": ("outer", "inner"),
}
"""The role of the first child, and that of the others."""

SELECTOR = {"id": "selector", "role": "selector", "depends_on": ["one", "two"]}


def loop(**fields: Any) -> Spec:
    """A reflective loop in core form, where `fields` say nothing else."""
    data: dict[str, Any] = {
        "loop_name": "repair",
        "version": "1.0",
        "objective": "Fix failing tests with a minimal diff",
        "workers": [{"id": "fixer", "role": "implementer"}],
        "evaluators": [{"type": "test_suite"}],
        "termination_conditions": [{"type": "all_tests_pass"}, {"type": "max_iterations", "value": 10}],
    }
    return load(dump_yaml(data | fields))


def strategy(kind: str, **config: Any) -> dict[str, Any]:
    return {"type": kind, "max_steps": 3, "config": config}


def composed(kind: Kind, children: Mapping[str, Spec], own: Spec | None = None) -> Spec:
    """A composition; the first child is the outer one where it is nested."""
    first, others = ROLES[kind]
    named = tuple(
        Child(id=name, ref=f"{name}.yaml", role=others if number else first) for number, name in enumerate(children)
    )
    whole = own if own is not None else loop()
    return replace(whole, composition=Composition(type=kind, children=named), children=dict(children))


class TestKnownAnswers:
    @pytest.mark.parametrize(
        ("name", "level"),
        [
            ("research-agent.yaml", 2),
            ("coding-agent.yaml", 3),
            ("autonomous-debugger.yaml", 3),
            ("compositions/code-debug-repair.yaml", 4),
        ],
    )
    def test_the_library(self, name: str, level: int) -> None:
        path = LIBRARY / name
        source = read(path, name)
        assert isinstance(source, Source)
        spec = check(source, project=Project(ROOT, LIBRARY), file=path).spec
        assert spec is not None
        assert classify(spec).level == level

    @pytest.mark.parametrize(
        ("name", "level"),
        [("core-minimal-loop.yaml", 2), ("gym-code-repair-v1.yaml", 2), ("core-multi-agent-loop.yaml", 3)],
    )
    def test_documents_that_others_published(self, corpus: Path, name: str, level: int) -> None:
        assert classify(load((corpus / name).read_text(encoding="utf-8"))).level == level

    def test_the_first_example_of_the_standard(self) -> None:
        classified = classify(loop())
        assert classified.as_dict() == {
            "loop_name": "repair",
            "level": 2,
            "name": "reflective",
            "evidence": [
                {
                    "pointer": "/feedback_channels/0",
                    "because": 'what evaluators.test_suite finds reaches worker "fixer" in the next iteration',
                }
            ],
        }


class TestLevel1:
    def test_one_attempt_has_nothing_to_flow_back_to(self) -> None:
        single = loop(termination_conditions=[{"type": "all_tests_pass"}, {"type": "max_iterations", "value": 1}])
        assert (classify(single).level, classify(single).name) == (1, "single-step")

    def test_feedback_that_reaches_no_worker_is_none(self) -> None:
        channel = {"source": "evaluators.test_suite", "destination": "optimization_strategy"}
        assert classify(loop(feedback_channels=[channel])).level == 1


class TestLevel2:
    def test_refining_a_prompt_within_a_run_is_revision(self) -> None:
        refining = strategy("prompt_refinement", refinement_target="workers.fixer")
        assert classify(loop(optimization_strategy=refining)).level == 2

    def test_workers_in_different_roles_that_ignore_each_other_do_not_coordinate(self) -> None:
        assert classify(loop(workers=[{"role": "writer"}, {"role": "illustrator"}])).level == 2


class TestLevel3:
    def test_handing_over_to_another_role(self) -> None:
        workers = [{"id": "draft", "role": "writer"}, {"role": "editor", "depends_on": ["draft"]}]
        classified = classify(loop(workers=workers))
        assert classified.level == 3
        assert [item.pointer for item in classified.evidence] == ["/workers/1"]

    def test_a_chain_of_one_role_is_one_worker_in_two_steps(self) -> None:
        workers = [{"id": "draft", "role": "Writer 1"}, {"role": "writer  2", "depends_on": ["draft"]}]
        assert classify(loop(workers=workers)).level == 2

    def test_one_worker_reviewing_another(self) -> None:
        workers = [{"id": "pro", "role": "advocate"}, {"id": "con", "role": "critic"}]
        channels = [{"source": "workers.con", "destination": "workers.pro"}]
        assert classify(loop(workers=workers, feedback_channels=channels)).level == 3

    def test_different_loops_in_sequence(self) -> None:
        assert classify(composed("sequential", {"research": loop(), "writing": loop()})).level == 3


class TestLevel4:
    @pytest.mark.parametrize("kind", KINDS[1:])
    def test_parallel_and_nested_compositions(self, kind: Kind) -> None:
        classified = classify(composed(kind, {"one": loop(), "two": loop()}))
        assert classified.level == 4
        assert classified.evidence[0].pointer == "/composition/type"

    def test_candidates_of_one_role_that_a_selector_compares(self) -> None:
        workers = [{"id": "one", "role": "proposer 1"}, {"id": "two", "role": "proposer 2"}, SELECTOR]
        classified = classify(loop(workers=workers))
        assert classified.level == 4
        assert [item.pointer for item in classified.evidence] == ["/workers/2"]

    def test_two_sides_of_a_debate_are_not_candidates(self) -> None:
        workers = [{"id": "one", "role": "argue for"}, {"id": "two", "role": "argue against"}, SELECTOR]
        assert classify(loop(workers=workers)).level == 3

    def test_searching_a_declared_space(self) -> None:
        searching = strategy("parameter_search", search_space={"temperature": [0, 0.5, 1]})
        assert classify(loop(optimization_strategy=searching)).level == 4
        assert classify(loop(optimization_strategy=strategy("parameter_search"))).level == 2


class TestLevel5And6:
    def test_a_structural_strategy_changes_the_loop_itself(self) -> None:
        classified = classify(loop(optimization_strategy=strategy("structural", refinement_target="workers.fixer")))
        assert (classified.level, classified.evidence[0].pointer) == (5, "/optimization_strategy/type")

    def test_changing_the_worker_that_steers_the_changes(self) -> None:
        workers = [{"id": "fixer", "role": "implementer"}, {"id": "designer", "role": "prompt designer"}]
        channels = [
            {"source": "evaluators.test_suite", "destination": "workers.fixer"},
            {"source": "workers.designer", "destination": "optimization_strategy.structural"},
        ]
        for target, level in (("workers.fixer", 5), ("workers.designer", 6)):
            changing = strategy("structural", refinement_target=target)
            spec = loop(workers=workers, feedback_channels=channels, optimization_strategy=changing)
            assert classify(spec).level == level

    def test_changing_structure_around_a_loop_that_changes_itself(self) -> None:
        changing = loop(optimization_strategy=strategy("structural"))
        assert classify(composed("nested", {"outer": changing, "inner": loop()})).level == 5
        assert classify(composed("nested", {"outer": loop(), "inner": changing})).level == 5
        assert classify(composed("nested", {"outer": changing, "inner": changing})).level == 6
        assert classify(composed("nested", {"outer": loop(), "inner": changing}, own=changing)).level == 6


class TestLaws:
    simple = loop()
    # One loop of each level that a single spec can be given by a small edit.
    ladder = (
        loop(termination_conditions=[{"type": "max_iterations", "value": 1}]),
        simple,
        loop(workers=[{"id": "draft", "role": "writer"}, {"role": "editor", "depends_on": ["draft"]}]),
        composed("parallel", {"one": simple, "two": simple}),
        loop(optimization_strategy=strategy("structural")),
        composed(
            "nested",
            {
                "outer": loop(optimization_strategy=strategy("structural")),
                "inner": loop(optimization_strategy=strategy("structural")),
            },
        ),
    )

    def test_the_ladder_has_all_levels(self) -> None:
        assert [classify(spec).level for spec in self.ladder] == list(LEVELS) == [1, 2, 3, 4, 5, 6]

    @given(st.sampled_from(KINDS), st.lists(st.sampled_from(ladder), min_size=2))
    def test_a_composition_is_at_least_as_deep_as_its_children(self, kind: Kind, children: list[Spec]) -> None:
        whole = composed(kind, {f"c{number}": child for number, child in enumerate(children)})
        assert classify(whole).level >= max(classify(child).level for child in children)

    @given(st.sampled_from(ladder), st.integers(1, 6))
    def test_what_an_author_claims_counts_for_nothing(self, spec: Spec, claim: int) -> None:
        labels = {"taxonomy_level": claim, "patterns": ["recursive-improvement-loop"]}
        assert classify(replace(spec, metadata=labels, extensions=labels)) == classify(spec)

    @given(st.sampled_from(ladder))
    def test_evidence_points_into_the_spec(self, spec: Spec) -> None:
        evidence = classify(spec).evidence
        assert evidence
        for item in evidence:
            place: Any = spec
            for step in split(item.pointer):
                place = place[int(step)] if isinstance(place, tuple) else getattr(place, step)

    def test_children_that_could_not_be_read_count_for_nothing(self) -> None:
        whole = composed("sequential", {"one": loop(optimization_strategy=strategy("structural")), "two": loop()})
        assert classify(whole).level == 5
        assert classify(replace(whole, children={})).level == 3


def test_each_level_has_one_recogniser_highest_first() -> None:
    assert [recognizer.level for recognizer in RECOGNIZERS] == sorted(LEVELS, reverse=True)
    assert all(recognizer.when.endswith(".") for recognizer in RECOGNIZERS)
