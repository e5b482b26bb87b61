"""`loopctl checkin`: the report of a small knowledge base, good and ill."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from loop_engineering.lss.patterns import PATTERNS
from tests.examples import BUDGET, CORE

from .conftest import Run

GOOD = CORE + BUDGET
PATTERNED = GOOD + "extensions: {patterns: [verification-loop, planning-loop]}\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mkdocs.yml").write_text("site_name: x\n")
    Path("lib").mkdir()
    Path("lib/good.yaml").write_text(PATTERNED)


def asked(run: Run, *arguments: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(run("checkin", *arguments, "--json").stdout)
    return made


def ills() -> None:
    Path("patterns").mkdir()
    Path("patterns/verification-loop.md").write_text(
        f"# V\n\nLES 12.0 and [x](no.md).\n\n```lss\n{GOOD.replace('code-repair', 'shown')}```\n"
        f'\n```lss expect="LSS601"\n{CORE.replace("code-repair", "wrong")}```\n'
        '\n```lss src="../lib/good.yaml"\n```\n'
    )
    Path("lib/bad.yaml").write_text(GOOD.replace("test_suite", "<img src=x onerror=alert(1)>|`@team`"))


def test_a_healthy_base_passes(run: Run) -> None:
    result = run("checkin")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "# Check-in\n\n1 spec, 0 pages, 0 errors, 0 warnings, 0 dead links, 0 stale figures.\n"
    )
    titles = [line.removeprefix("## ") for line in result.stdout.splitlines() if line.startswith("## ")]
    assert titles == [
        "Specs by level and conformance",
        "Scores",
        "Findings",
        "Orphan patterns",
        "Dead links",
        "Stale figures",
    ]


def test_every_ill_is_told_and_fails(run: Run) -> None:
    ills()
    result = run("checkin")
    assert result.exit_code == 1
    made = asked(run)
    assert made["summary"] == {
        "pages": 1,
        "specs": 3,
        "counter_examples": 1,
        "errors": 1,
        "warnings": 0,
        "dead_links": 1,
        "stale_figures": 1,
    }
    assert [(spec["loop_name"], spec["library"]) for spec in made["specs"]] == [
        ("code-repair-loop", True),
        ("code-repair-loop", True),
        ("shown-loop", False),
    ]
    assert [spec["level"] for spec in made["specs"]] == [None, 2, 2]
    assert made["dead_links"][0]["path"] == "patterns/verification-loop.md"
    assert made["dead_links"][0]["line"] == 3
    assert made["stale_figures"][0]["stated"] == "12.0"
    assert made["unwritten_patterns"] == ["planning-loop"]
    assert set(made["orphan_patterns"]) == set(PATTERNS) - {"verification-loop", "planning-loop"}


def test_the_counts_of_the_tables_are_those_of_the_data(run: Run) -> None:
    ills()
    made = asked(run)
    rows = [line.strip("| ").split(" | ") for line in run("checkin").stdout.splitlines() if line.startswith("| ")]
    totals = [row for row in rows if row[0] == "all"]
    assert totals[0][-1] == str(len(made["specs"]))
    scored = [spec for spec in made["specs"] if spec["les"] is not None]
    histogram = [row for row in rows if "–" in row[0] and "█" in row[-1]]
    assert sum(int(cell or 0) for row in histogram for cell in row[1:3]) == len(scored)


def test_nothing_that_an_author_wrote_is_markup_in_the_report(run: Run) -> None:
    ills()
    Path("lib/<b>x|y`z.yaml").write_text(GOOD.replace("code-repair", "odd").replace("test_suite", "tests"))
    tokens = MarkdownIt("commonmark").enable("table").parse(run("checkin").stdout)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [
        token for token in (*tokens, *inline) if token.type in ("html_inline", "html_block", "link_open", "image")
    ]
    tables = [token for token in tokens if token.type == "tr_open"]
    assert tables


def test_no_cell_ends_where_an_author_wants(run: Run) -> None:
    Path("page.md").write_text("# P\n\n```console\n$ loopctl level lib/good.yaml\na\\|<img src=x> \\\\| b\n```\n")
    (row,) = (line for line in run("checkin").stdout.splitlines() if line.startswith("| `page.md:5`"))
    # As GitHub reads a row: a backslash takes the character after it along.
    assert len(re.findall(r"(?:\\.|[^|\\])+", row)) == 4


def test_a_spec_without_a_name_is_told_by_its_place(run: Run) -> None:
    Path("lib/none.yaml").write_text(GOOD.replace("code-repair-loop", "[]"))
    assert "\nNot valid: `lib/none.yaml`.\n" in run("checkin").stdout


def test_a_page_may_name_files_that_cannot_be_read(run: Run) -> None:
    Path("lib/round.yaml").symlink_to("round.yaml")
    Path("lib/round.md").write_text(
        f'# R\n\nLES 1.5\n\n```lss\n{GOOD}```\n\n```lss src="a\0b.yaml"\n```\n\n'
        "```console\n$ loopctl level lib/round.yaml\nx\n```\n"
    )
    made = asked(run)
    assert [item["stated"] for item in made["stale_figures"]] == ["1.5"]


def test_lines_count_however_they_end(run: Run) -> None:
    Path("page.md").write_bytes(f"# P\r\r[x](no.md)\r\rLES 1.5\r\r```lss\r{GOOD}```\r".encode())
    made = asked(run)
    assert [item["line"] for item in (*made["dead_links"], *made["stale_figures"])] == [3, 5]


def test_the_report_is_the_same_each_time(run: Run) -> None:
    ills()
    assert run("checkin").stdout == run("checkin").stdout


def test_the_configuration_is_followed(run: Run) -> None:
    ills()
    Path("loopctl.toml").write_text('exclude = ["patterns/**", "lib/bad.yaml"]\n')
    assert run("checkin").exit_code == 0
    assert run("checkin", "--isolated").exit_code == 1


def test_strict_counts_warnings(run: Run) -> None:
    Path("lib/soft.yaml").write_text(CORE)
    assert run("checkin").exit_code == 0
    assert run("checkin", "--strict").exit_code == 1


def test_what_cannot_be_read_is_status_2(run: Run) -> None:
    result = run("checkin", "nowhere")
    assert (result.exit_code, result.stderr) == (2, "loopctl checkin: nowhere: no such file or folder\n")
    result = run("checkin", "--since", "main", "..")
    assert result.exit_code == 2
    assert ".. lies outside the current folder" in result.stderr


def test_no_repository_no_comparison(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    result = run("checkin", "--since", "main")
    assert result.exit_code == 2
    assert (
        result.stderr.startswith("Error: --since main: not a git repository") or "not a git repository" in result.stderr
    )


def test_an_empty_folder_is_a_report_too(run: Run) -> None:
    Path("lib/good.yaml").unlink()
    result = run("checkin")
    assert result.exit_code == 0
    assert "There is no spec.\n" in result.stdout
    assert "There is no spec with a score.\n" in result.stdout
