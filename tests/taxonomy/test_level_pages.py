"""The level pages develop one loop through six specs: each at its level, each a small edit of the one before."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from figures import pages
from figures.taxonomy_costs import BAR, FOLDER, above_bar_by_luck, bounds, reached, reading, runs_per_arm, upper_tail
from loop_engineering.assess import Assessment, assess
from loop_engineering.lss import Source, find_blocks

ROOT = Path(__file__).resolve().parents[2]
LEVELS = range(1, 7)
NAMES = {
    1: "level-1-single-step",
    2: "level-2-reflective",
    3: "level-3-multi-agent",
    4: "level-4-evolutionary",
    5: "level-5-self-modifying",
    6: "level-6-recursive-meta",
}
MOST_CHANGES = {2: 4, 3: 9, 4: 9, 5: 26, 6: 2}
"""The most lines that a spec may add to the one a level below; a changed line counts as one."""


def text(level: int) -> str:
    return (FOLDER / f"level-{level}.yaml").read_text("utf-8")


def page(level: int) -> str:
    return (ROOT / "taxonomy" / f"{NAMES[level]}.md").read_text("utf-8")


def edited(level: int, *edits: tuple[str, str], more: str = "") -> Assessment:
    """The readings of a spec of the family after some replacements, each of which has to apply."""
    changed = text(level) + more
    for old, new in edits:
        assert changed.count(old) == 1, old
        changed = changed.replace(old, new)
    return assess(Source(changed, "edited.yaml"))


def level_of(assessment: Assessment) -> int:
    assert assessment.level is not None
    return assessment.level.level


def found_in(assessment: Assessment) -> list[str]:
    return [finding.rule for finding in assessment.checked.findings]


@pytest.mark.parametrize("level", LEVELS)
def test_each_spec_is_at_its_level_and_nothing_is_found_in_it(level: int) -> None:
    assert level_of(reading(level)) == level
    assert reading(level).checked.findings == ()
    assert reading(level).conformance == "LSS-Operational"
    assert bounds(level).terminates
    spec = reading(level).spec
    assert spec is not None
    assert [condition.value for condition in spec.termination_conditions.success] == [BAR]


@pytest.mark.parametrize("level", LEVELS[1:])
def test_each_spec_is_a_small_edit_of_the_one_before(level: int) -> None:
    lines = list(difflib.ndiff(text(level - 1).splitlines(), text(level).splitlines()))
    assert sum(line.startswith("+ ") for line in lines) <= MOST_CHANGES[level]
    assert sum(line.startswith("- ") for line in lines) <= 5


@pytest.mark.parametrize("level", LEVELS)
def test_each_page_has_its_spec_and_the_two_diffs(level: int) -> None:
    content = page(level)
    assert [block.src for block in find_blocks(content, "page.md")] == [f"specs/level-{level}.yaml"]
    assert f"<!-- lss:level {level} -->" in content
    steps = [(n, n + 1) for n in LEVELS[:-1] if level in (n, n + 1)]
    shown = re.findall(r"^<!-- lss:diff specs/level-(\d)\.yaml specs/level-(\d)\.yaml -->$", content, re.MULTILINE)
    assert [(int(old), int(new)) for old, new in shown] == steps


def test_the_overview_leads_to_every_page() -> None:
    overview = (ROOT / "taxonomy" / "index.md").read_text("utf-8")
    assert all(f"]({name}.md)" in overview for name in NAMES.values())


@pytest.mark.parametrize("name", ["index", *NAMES.values()])
def test_the_figures_of_each_page_stand_in_it(name: str) -> None:
    path = f"taxonomy/{name}.md"
    content = " ".join((ROOT / path).read_text("utf-8").split())
    claims = pages()[path].claims
    assert claims
    assert [claim for claim in claims if " ".join(claim.split()) not in content] == []


SEARCH = (
    "optimization_strategy: {type: parameter_search, max_steps: 5, config: {search_space: {temperature: [0.2, 0.7]}}}"
)


@pytest.mark.parametrize(
    ("level", "edits", "more", "to", "rules"),
    [
        (1, [("type: max_iterations\n    value: 1", "type: max_iterations\n    value: 5")], "", 2, ["LSS603"]),
        (2, [], SEARCH, 4, []),
        (2, [], "optimization_strategy: {type: structural, max_steps: 1}", 5, ["LSS508"]),
        (3, [("role: rule reviewer", "role: rule writer")], "", 2, []),
        (3, [("type: max_iterations\n    value: 5", "type: max_iterations\n    value: 1")], "", 3, []),
        (4, [("second_writer\n    role: rule writer", "second_writer\n    role: Rule Writer 2")], "", 4, []),
        (4, [("second_writer\n    role: rule writer", "second_writer\n    role: query analyst")], "", 3, []),
        (4, [("depends_on: [writer, second_writer]", "depends_on: [writer]")], "", 3, []),
        (
            5,
            [("  type: structural", "  type: memory_update")],
            "",
            4,
            [],
        ),
        (
            5,
            [
                ("  type: structural", "  type: prompt_refinement"),
            ],
            "",
            4,
            [],
        ),
        (5, [("    human_gate_on: [instruction, worker]\n", "")], "", 5, ["LSS508"]),
        (5, [("  rollback:\n    on_metric_drop: 0\n    on_safety_failure: true\n", "")], "", 5, ["LSS508"]),
        (6, [(", workers.coach]", "]")], "", 5, []),
        (
            6,
            [("  - {id: to_strategy, source: workers.coach, destination: optimization_strategy}\n", "")],
            "",
            5,
            ["LSS410"],
        ),
    ],
)
def test_the_edits_that_the_pages_name_do_what_they_say(
    level: int, edits: list[tuple[str, str]], more: str, to: int, rules: list[str]
) -> None:
    after = edited(level, *edits, more=f"{more}\n")
    assert level_of(after) == to
    assert found_in(after) == rules


def test_without_a_judge_there_is_no_spec() -> None:
    without = edited(1, ("evaluators:\n  - id: replay\n    type: deterministic\n    timeout_seconds: 300\n", ""))
    assert without.spec is None
    assert found_in(without) == ["LSS101"]


WRITER = "  - role: writer\n"
EDITOR = "  - {role: editor, depends_on: [writer, writer_2]}\n"


@pytest.mark.parametrize(
    ("old", "new", "to"),
    [
        ("value: 3", "value: 1", 1),
        (WRITER, f"{WRITER}  - {{role: fact checker, depends_on: [writer]}}\n", 3),
        (WRITER, f"{WRITER}{WRITER}{EDITOR}", 4),
        ("cost_limits:", "optimization_strategy: {type: structural, max_steps: 1}\ncost_limits:", 5),
    ],
)
def test_the_edits_that_the_overview_names_do_what_they_say(old: str, new: str, to: int) -> None:
    (block,) = find_blocks((ROOT / "taxonomy" / "index.md").read_text("utf-8"), "index.md")
    assert level_of(assess(block.source)) == 2
    assert block.source.text.count(old) == 1
    assert level_of(assess(Source(block.source.text.replace(old, new), "edited.yaml"))) == to


def test_the_arithmetic_of_the_pages() -> None:
    assert upper_tail(0) == 0.5
    assert upper_tail(1.959963984540054) == pytest.approx(0.025)
    assert reached(0.3, 1) == pytest.approx(0.3)
    assert above_bar_by_luck(100, 2) == pytest.approx(2 * upper_tail(1) - upper_tail(1) ** 2)
    assert runs_per_arm(0.5, 0.7) == 91
