"""The framework's running example: five versions of one loop, each on its page, each providing for more."""

from __future__ import annotations

import itertools
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from figures.framework_example import CLERKS, FOLDER, MEASURED, VERSIONS, reading
from figures.framework_measure import PASSED, RIGHT_DRAFTS, WRONG_DRAFTS
from figures.framework_scale import (
    BUDGET,
    CANARY,
    CANARY_CAP_USD,
    CANARY_RUNS_PER_HOUR,
    CAP_USD,
    LIMIT_USD,
    RUNS_PER_HOUR,
)
from loop_engineering.assess import assess
from loop_engineering.cli.loopctl import loopctl
from loop_engineering.les import AUDITS
from loop_engineering.lss import Source
from loop_engineering.lss.conformance import RUNGS
from loop_engineering.lss.rules import RULES
from tests.content.shapes import ROOT

PAGES = dict(zip(VERSIONS, ("design", "diagnose", "measure", "improve", "scale"), strict=True))
STEPS = list(itertools.pairwise(VERSIONS))
TEXTS = {page: (ROOT / "framework" / f"{page}.md").read_text("utf-8") for page in ("index", *PAGES.values())}
COMMANDS = [
    pytest.param(command, id=f"{page}: {command}")
    for page, text in TEXTS.items()
    for fence in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for command in fence.splitlines()
]


def spec(version: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / f"{version}.yaml").read_text("utf-8"))
    return data


def test_the_files_are_the_versions_that_they_are_named_after() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == [f"{version}.yaml" for version in VERSIONS]
    assert [spec(version)["version"] for version in VERSIONS] == list(VERSIONS)
    assert {spec(version)["loop_name"] for version in VERSIONS} == {"refund-triage"}


def test_each_version_is_embedded_on_its_page_and_on_no_other() -> None:
    embedded = [
        (path.relative_to(ROOT).as_posix(), version)
        for path in sorted(ROOT.glob("*/**/*.md"))
        if not set(path.relative_to(ROOT).parts) & {"site", ".venv", "node_modules", ".cache"}
        for version in re.findall(r'^```lss src="running-example/(.*?)\.yaml"', path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(embedded) == sorted((f"framework/{page}.md", version) for version, page in PAGES.items())


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_a_page_shows_what_changed(old: str, new: str) -> None:
    assert f"<!-- lss:diff running-example/{old}.yaml running-example/{new}.yaml -->" in TEXTS[PAGES[new]]


def test_conformance_rises_to_production() -> None:
    rungs = [RUNGS.index(reading(version).conformance) for version in VERSIONS]
    assert rungs == sorted(rungs)
    assert (rungs[0], rungs[-1]) == (0, len(RUNGS) - 1)


def test_the_score_rises_and_most_at_first() -> None:
    scores = [reading(version).les for version in VERSIONS]
    gains = [new - old for old, new in itertools.pairwise(scores)]
    assert min(gains) > 0
    assert max(gains) == gains[0]


def test_the_level_is_the_one_stated() -> None:
    assert {reading(version).level for version in VERSIONS} == {2}
    assert "[2, reflective](../taxonomy/level-2-reflective.md)" in TEXTS["index"]


def test_design_shows_its_open_findings_and_diagnosis_closes_them() -> None:
    shown = re.search(r'running-example/0\.1\.0\.yaml".*expect="([^"]*)"', TEXTS["design"])
    assert shown is not None
    path = FOLDER / "0.1.0.yaml"
    found = {item.rule for item in assess(Source(path.read_text("utf-8")), file=path).checked.findings}
    assert set(shown[1].split(",")) == found
    assert set(reading("0.1.0").rules) == {"LSS405", "LSS602"}
    for version in VERSIONS[1:]:
        path = FOLDER / f"{version}.yaml"
        assert not assess(Source(path.read_text("utf-8")), file=path).checked.findings


def test_only_diagnosis_bounds_the_dollars() -> None:
    assert reading("0.1.0").usd is None
    assert all(reading(version).usd is not None for version in VERSIONS[1:])


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("0.2.0", "0.3.0", {"version", "evaluators", "termination_conditions", "metrics", "extensions"}),
        ("0.3.0", "0.4.0", {"version", "memory", "workers", "cost_limits"}),
        ("0.4.0", "1.0.0", {"version", "safety_constraints", "cost_limits", "extensions"}),
    ],
)
def test_a_phase_changes_only_what_it_says(old: str, new: str, changed: set[str]) -> None:
    before, after = spec(old), spec(new)
    assert {key for key in before | after if before.get(key) != after.get(key)} == changed


def test_measurement_changes_nothing_about_the_judge_but_its_threshold() -> None:
    before, after = spec("0.2.0")["evaluators"], spec("0.3.0")["evaluators"]
    assert (before[1]["rubric"].pop("pass_threshold"), after[1]["rubric"].pop("pass_threshold")) == (0.8, 0.85)
    assert before == after


def test_the_specs_record_the_counts_that_the_pages_compute_with() -> None:
    extensions = spec("1.0.0")["extensions"]
    right, wrong = PASSED[0.85]
    assert extensions["calibration"]["counts_at_threshold"] == {
        "right_passed": right,
        "right_drafts": RIGHT_DRAFTS,
        "wrong_passed": wrong,
        "wrong_drafts": WRONG_DRAFTS,
    }
    assert extensions["holdout"]["cases"] == MEASURED.cases
    assert (extensions["baseline"]["right"], extensions["baseline"]["cases"]) == CLERKS
    rollout = extensions["rollout"]
    assert (rollout["canary"]["cases"], rollout["canary"]["stop_at_wrong"]) == CANARY
    assert rollout["canary"]["runs_per_hour"] == CANARY_RUNS_PER_HOUR
    assert rollout["payment_cap_usd_per_24h"] == {"canary": CANARY_CAP_USD, "everyone": CAP_USD}
    assert rollout["error_budget"]["at_least"] == 1 - BUDGET
    guards = {guard["id"]: guard for guard in spec("1.0.0")["safety_constraints"]}
    assert guards["hourly-rate"]["config"]["runs_per_hour"] == RUNS_PER_HOUR
    assert f"amount_usd <= {LIMIT_USD:.0f})" in guards["person-above-60"]["config"]["when"]


def test_four_pieces_of_advice_stand_declined() -> None:
    path = FOLDER / "1.0.0.yaml"
    score = assess(Source(path.read_text("utf-8")), file=path).score
    assert score is not None
    advised = {
        audit["id"]
        for dimension in score.as_dict()["dimensions"].values()
        for audit in dimension["audits"]
        if audit["advice"] is not None
    }
    assert advised == {
        "speed.short-iterations",
        "robustness.independent-judges",
        "robustness.luck-excluded",
        "adaptability.learns",
    }
    assert "Four pieces of its advice stand declined" in " ".join(TEXTS["scale"].split())


@pytest.mark.parametrize("page", TEXTS)
def test_a_page_names_only_rules_and_audits_that_exist(page: str) -> None:
    rules = set(RULES)
    audits = {audit.id.replace(".", "-"): audit.title for found in AUDITS.values() for audit in found}
    assert set(re.findall(r"LSS\d{3}", TEXTS[page])) <= rules
    for title, anchor in re.findall(r"\[([^\]]*)\]\(\.\./standards/les-1\.0\.md#([a-z-]+)\)", TEXTS[page]):
        if anchor == "observed-les":
            continue
        assert anchor in audits
        assert title in (audits[anchor], "an audit")


@pytest.mark.parametrize("page", PAGES.values())
def test_a_checklist_names_rules_audits_and_what_no_tool_sees(page: str) -> None:
    checklist = TEXTS[page].split("## Checklist\n")[1].split("\n## ")[0]
    assert "LSS" in checklist
    assert "les-1.0.md#" in checklist
    assert "*no tool*" in checklist


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_on_a_page_succeeds(command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LOOPCTL_CACHE_DIR", str(tmp_path))
    program, *arguments = shlex.split(command)
    assert program == "loopctl"
    result = CliRunner().invoke(loopctl, arguments, prog_name="loopctl")
    assert result.exit_code == 0, result.output
