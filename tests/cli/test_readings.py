"""The commands that read one spec: score, level, bounds, diagram, expand, minify."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from loop_engineering.les import DIMENSIONS
from loop_engineering.lss import Source, check
from tests.examples import CORE

from .conftest import Run

LIBRARY = Path(__file__).parents[2] / "loop-library"
PAGE = f"# Two\n\n```lss\n{CORE}```\n\n- in a list\n\n    ```yaml\n" + "".join(
    f"    {line}\n" for line in CORE.replace("code-repair", "second").splitlines()
)
PAGE += "    ```\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("core.yaml").write_text(CORE, encoding="utf-8")
    Path("page.md").write_text(PAGE, encoding="utf-8")


def test_score_json_is_reproducible_from_its_audits(run: Run) -> None:
    made = json.loads(run("score", LIBRARY / "coding-agent.yaml", "--json").stdout)
    assert made["loop_name"] == "coding-agent"
    assert list(made["dimensions"]) == [dimension.name for dimension in DIMENSIONS]
    total = 0.0
    for dimension in made["dimensions"].values():
        earned = sum(audit["earned"] for audit in dimension["audits"])
        possible = sum(audit["possible"] for audit in dimension["audits"])
        assert dimension["score"] == pytest.approx(earned / possible)
        assert list(dimension["audits"][0]) == ["id", "title", "earned", "possible", "evidence", "advice"]
        total += dimension["weight"] * dimension["score"]
    assert made["les"] == pytest.approx(100 * total, abs=0.05001)
    assert made["les_normalized"] == pytest.approx(made["les"] / 100)


def test_score_shows_every_audit_missing_points_first(run: Run) -> None:
    said = run("score", "core.yaml").stdout
    made = json.loads(run("score", "--spec", "core.yaml", "--json").stdout)
    assert said.startswith(f"code-repair-loop: LES {made['les']:.1f} of 100 (structural)\n")
    for name, dimension in made["dimensions"].items():
        section = said.split(f"\n{name}: ")[1].split("\n\n")[0].splitlines()[1:]
        audits = [line for line in section if "→" not in line]
        assert len(audits) == len(dimension["audits"])
        full = [line.split()[0].split("/")[0] == line.split()[0].split("/")[1] for line in audits]
        assert full == sorted(full)
        for audit in dimension["audits"]:
            assert audit["title"] in said
            assert audit["advice"] is None or audit["advice"] in said


def test_level(run: Run) -> None:
    made = json.loads(run("level", LIBRARY / "coding-agent.yaml", "--json").stdout)
    assert (made["loop_name"], made["level"], made["name"]) == ("coding-agent", 3, "multi-agent")
    assert all(set(item) == {"pointer", "because"} for item in made["evidence"])
    said = run("level", "core.yaml").stdout
    assert said.startswith("code-repair-loop: level 2, reflective (LSS-Core)\n")
    assert "  line 7: " in said


def test_bounds(run: Run) -> None:
    made = json.loads(run("bounds", "core.yaml", "--json").stdout)
    assert made["terminates"] is True
    assert made["iterations"] == 10
    assert list(made)[:9] == [
        "loop_name",
        "terminates",
        "because",
        "iterations",
        "worker_calls",
        "evaluator_calls",
        "usd",
        "budget_declared",
        "usd_without_budget",
    ]
    said = run("bounds", "core.yaml").stdout
    assert said.startswith("code-repair-loop: must stop\n")
    assert "unbounded" in said


def test_a_page_gives_all_its_specs_or_the_one_that_is_named(run: Run) -> None:
    for command in ("score", "level", "bounds"):
        both = json.loads(run(command, "page.md", "--json").stdout)
        assert [item["loop_name"] for item in both] == ["code-repair-loop", "second-loop"]
        one = json.loads(run(command, "page.md", "--name", "second-loop", "--json").stdout)
        assert one == both[1]
        assert run(command, "page.md").stdout.count("second-loop: ") == 1
    assert "second-loop" in run("minify", "page.md", "--name", "second-loop").stdout


def test_level_of_a_block_names_the_line_of_the_page(run: Run) -> None:
    assert "  line 17: " not in run("level", "page.md", "--name", "code-repair-loop").stdout
    line = PAGE.splitlines().index("      - type: test_suite") + 1
    assert f"  line {line}: " in run("level", "page.md", "--name", "second-loop").stdout


@pytest.mark.parametrize("command", ["score", "level", "bounds", "diagram", "expand", "minify"])
def test_standard_input(command: str, run: Run) -> None:
    piped = run(command, "-", input=CORE)
    assert piped.exit_code == 0
    assert piped.stdout == run(command, "core.yaml").stdout


def test_expand_gives_full_form_that_is_its_own_expansion(run: Run) -> None:
    full = run("expand", "core.yaml").stdout
    checked = check(Source(full))
    assert checked.form == "full"
    assert not [finding for finding in checked.findings if finding.severity == "error"]
    assert run("expand", "-", input=full).stdout == full
    as_json = json.loads(run("expand", "core.yaml", "--json").stdout)
    assert checked.document is not None
    assert as_json == checked.document.data


def test_minify_is_one_line_of_the_same_meaning(run: Run) -> None:
    small = run("minify", "core.yaml").stdout
    assert small.count("\n") == 1
    assert json.loads(small) == json.loads(json.dumps(yaml.safe_load(CORE)))
    assert small.strip() == json.dumps(json.loads(small), separators=(",", ":"))
    assert run("score", "-", "--json", input=small).stdout == run("score", "core.yaml", "--json").stdout


def test_diagram_formats(run: Run) -> None:
    assert run("diagram", "core.yaml").stdout.startswith("flowchart")
    assert "implementer" in run("diagram", "core.yaml", "--format", "text").stdout
    result = run("diagram", "core.yaml", "--format", "svg", "-o", "loop.svg")
    assert (result.exit_code, result.output) == (0, "")
    assert ElementTree.parse("loop.svg").getroot().tag.endswith("svg")


def test_output_replaces_a_file(run: Run) -> None:
    Path("out.mmd").write_text("old" * 10_000, encoding="utf-8")
    assert run("diagram", "core.yaml", "-o", "out.mmd").exit_code == 0
    assert Path("out.mmd").read_text(encoding="utf-8") == run("diagram", "core.yaml").stdout


def test_a_counter_example_that_cannot_be_read_is_left_out(run: Run) -> None:
    wrong = CORE.replace("test_suite", "test_siute")
    Path("counter.md").write_text(f'```lss expect="LSS104"\n{wrong}```\n\n```lss\n{CORE}```\n', encoding="utf-8")
    result = run("level", "counter.md", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["loop_name"] == "code-repair-loop"


def test_a_spec_of_wrong_shape_is_reported_as_json_where_json_was_asked_for(run: Run) -> None:
    result = run("score", "-", "--json", input=CORE.replace("test_suite", "test_siute"))
    assert result.exit_code == 1
    assert [item["rule"] for item in json.loads(result.stdout)["findings"]] == ["LSS104"]
