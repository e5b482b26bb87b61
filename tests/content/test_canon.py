"""The canon: the patterns and the loop library are what the registry says, and hold what their pages promise."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from site_hooks.prose import sections

from loop_engineering.assess import Assessment
from loop_engineering.library import Library, open_library
from loop_engineering.lss import Project
from loop_engineering.lss.markdown import check_block, find_blocks
from loop_engineering.lss.pattern_stacks import STACKS
from loop_engineering.lss.patterns import PATTERNS
from tests.content.shapes import ROOT

LEVELS = {
    "research-agent": 2,
    "coding-agent": 3,
    "autonomous-debugger": 3,
    "startup-validator": 2,
    "writing-assistant": 2,
    "learning-coach": 2,
    "interview-coach": 2,
    "business-strategy-agent": 3,
    "circuit-design-agent": 3,
    "scientific-discovery-agent": 4,
}
"""The reference specs and their levels, which must not drift."""

COMPOSITIONS = {
    "code-debug-repair": ("nested", 4),
    "scenario-swarm-rehearsal": ("parallel", 4),
    "research-to-writing": ("sequential", None),
    "startup-to-strategy": ("sequential", None),
    "research-code-nest": ("nested", 4),
}
"""The compositions with their type and, where it is fixed, their level."""

EXECUTED = frozenset({"code", "binary"})
"""Formats of outputs that a program must judge."""


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library(ROOT / "loop-library", shown="loop-library")


def blocks(page: str) -> list[Assessment]:
    text = (ROOT / page).read_text("utf-8")
    project = Project(ROOT, ROOT / "loop-library")
    return [Assessment(check_block(block, project=project, file=ROOT / page)) for block in find_blocks(text, page)]


@pytest.mark.parametrize("slug", PATTERNS)
def test_a_pattern_has_a_complete_loop_at_its_level(slug: str) -> None:
    pattern = PATTERNS[slug]
    complete, *others = blocks(f"patterns/{slug}.md")
    assert complete.spec is not None
    assert complete.level is not None
    assert complete.conformance in ("LSS-Operational", "LSS-Production")
    assert complete.spec.patterns[0] == slug
    assert pattern.least <= complete.level.level <= pattern.most
    for item in (complete, *others):
        assert item.checked.findings == ()


def test_at_least_five_patterns_are_fit_for_production() -> None:
    rungs = [blocks(f"patterns/{slug}.md")[0].conformance for slug in PATTERNS]
    assert rungs.count("LSS-Production") >= 5


@pytest.mark.parametrize("slug", PATTERNS)
def test_a_pattern_page_agrees_with_the_catalogue(slug: str) -> None:
    text = (ROOT / "patterns" / f"{slug}.md").read_text("utf-8")
    pattern = PATTERNS[slug]
    assert f"\n# {pattern.name}\n" in text
    usual = re.search(rf"^Usual level: \[(?P<levels>[^\]]+)\]\(\.\./taxonomy/index\.md\) · slug `{slug}`$", text, re.M)
    assert usual is not None
    numbers = re.findall(r"\d", usual["levels"])
    assert numbers == ([] if pattern.levels == "any" else re.findall(r"\d", pattern.levels))
    assert re.search(r"^\*Intent:\* \w", text, re.M)
    assert text.rstrip().endswith(f"<!-- lss:used-by {slug} -->")


@pytest.mark.parametrize("slug", PATTERNS)
def test_a_pattern_states_the_worst_case_that_its_loop_has(slug: str) -> None:
    text = (ROOT / "patterns" / f"{slug}.md").read_text("utf-8")
    bounds = blocks(f"patterns/{slug}.md")[0].bounds
    assert bounds is not None
    assert bounds.usd is not None
    said = sections(text)["Consequences"]
    assert f"${bounds.usd:,.2f}" in said or f"${bounds.usd_without_budget or 0:,.2f}" in said, f"${bounds.usd:,.2f}"


@pytest.mark.parametrize("slug", PATTERNS)
def test_the_run_of_a_pattern_adds_up(slug: str) -> None:
    """Each sum that is written out, such as 0.31 + 0.27 + 0.29 = $0.87, is right to the last digit."""
    text = (ROOT / "patterns" / f"{slug}.md").read_text("utf-8")
    assert_sums(text)


def test_the_library_has_what_the_registry_says(library: Library) -> None:
    assert {entry.path for entry in library} >= {f"{name}.yaml" for name in LEVELS} | {
        f"compositions/{name}.yaml" for name in COMPOSITIONS
    }
    for entry in library:
        level, spec = entry.assessment.level, entry.assessment.spec
        assert level is not None
        assert spec is not None
        assert entry.loop_name == entry.slug.rpartition("/")[2]
        kind, wanted = COMPOSITIONS.get(entry.loop_name, (None, LEVELS.get(entry.loop_name)))
        assert wanted in (None, level.level)
        assert kind in (None, spec.composition.type if spec.composition is not None else None)


def test_every_library_spec_is_fit_for_production_and_has_no_finding(library: Library) -> None:
    for entry in library:
        assert entry.assessment.checked.findings == (), entry.path
        assert entry.assessment.conformance == "LSS-Production", entry.path


def test_every_pattern_that_a_library_spec_declares_exists_and_nearly_all_are_used(library: Library) -> None:
    used = {slug for entry in library if entry.assessment.spec is not None for slug in entry.assessment.spec.patterns}
    assert used <= set(PATTERNS)
    # No reference spec changes itself; the pattern of those that do is shown on its own page.
    assert set(PATTERNS) - used <= {"recursive-improvement-loop"}


def test_code_is_judged_by_what_executes(library: Library) -> None:
    for entry in library:
        spec = entry.assessment.spec
        assert spec is not None
        for worker in spec.workers:
            if worker.outputs.format in EXECUTED:
                judges = [judge for judge in spec.evaluators if {"*", worker.id} & set(judge.runs_after)]
                assert any(judge.type == "deterministic" for judge in judges), f"{entry.path}: {worker.id}"


def test_the_scenario_swarm_keeps_three_perspectives_and_their_dissent(library: Library) -> None:
    entry = library.find("scenario-swarm-rehearsal")
    assert entry is not None
    assert entry.assessment.spec is not None
    composition = entry.assessment.spec.composition
    assert composition is not None
    assert composition.merge is not None
    assert composition.merge.preserve_dissent
    assert [child.role for child in composition.children] == ["branch"] * 3
    assert len({child.lens for child in composition.children}) == 3


def test_a_companion_stands_beside_each_spec_and_its_runs_add_up(library: Library) -> None:
    for entry in library:
        companion = entry.file.with_suffix(".md")
        assert companion.is_file(), entry.path
        text = companion.read_text("utf-8")
        assert_sums(text)
        numbered = re.findall(r"^(\d)\. ", sections(text)["How to adapt it"], re.M)
        assert numbered == ["1", "2", "3"], entry.path


def test_a_companions_stopped_run_names_a_stop_of_its_spec(library: Library) -> None:
    for entry in library:
        spec = entry.assessment.spec
        assert spec is not None
        said = sections(entry.file.with_suffix(".md").read_text("utf-8"))["A run that its bound stops"]
        stops = {condition.type for condition in spec.termination_conditions.failure}
        stalls = {"stall"} if spec.termination_conditions.stall else set()
        named = {stop for stop in stops | stalls if re.search(rf"\b{stop}\b", said)}
        assert named, f"{entry.path}: the section names none of {sorted(stops | stalls)}"


def test_what_is_stacked_in_a_spec_stands_in_the_matrix(library: Library) -> None:
    """Patterns are named outermost first, so each and the next one are a pair that the matrix knows."""
    pairs = {(stack.outer, stack.inner) for stack in STACKS}
    pages = [*(f"patterns/{slug}.md" for slug in PATTERNS), "patterns/composing-patterns.md"]
    shown = [item.spec for page in pages for item in blocks(page)]
    for spec in (*shown, *(entry.assessment.spec for entry in library)):
        assert spec is not None
        assert set(pairwise(spec.patterns)) <= pairs, f"{spec.loop_name}: {spec.patterns}"


def test_the_matrix_page_has_four_live_stacks() -> None:
    stacks = blocks("patterns/composing-patterns.md")
    assert len(stacks) == 4
    for item in stacks:
        assert item.spec is not None
        assert item.checked.findings == ()
        assert len(item.spec.patterns) >= 2


def assert_sums(text: str) -> None:
    """Every sum of plain numbers that is written out with its result."""
    number = r"\$?(\d+(?:,\d{3})*(?:\.\d+)?)"
    for match in re.finditer(rf"{number}((?:\s*\+\s*{number})+)\s*=\s*{number}(?![\d.,]*\s*[×*/])", text):
        before = text[: match.start()].rstrip()[-1:]
        if before in ("×", "*", "/", "−", "-", "^", "(") or "×" in match[0]:
            continue
        terms = [term.replace(",", "") for term in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", match[0])]
        total, parts = terms[-1], terms[:-1]
        digits = len(total.partition(".")[2])
        assert abs(sum(map(float, parts)) - float(total)) < 0.51 * 10**-digits, match[0]
