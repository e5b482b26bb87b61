"""Runs with a configuration and a baseline: what is told, what fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.examples import CORE
from tests.plugin.sites import GOOD, build, fenced, write_site

__all__ = ["run"]

COUNTER = 'lss expect="LSS601"'
TWICE = f"{fenced(CORE)}\n{fenced(CORE)}"
"""A page with LSS601 twice."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "a.yaml").write_text(CORE, "utf-8")
    (tmp_path / "docs" / "b.md").write_text(TWICE, "utf-8")
    return tmp_path


def told(run: Run, *args: str) -> dict[str, int]:
    """How many findings there are of each rule and severity in each file."""
    found = json.loads(run("validate", ".", "--json", *args).stdout)["findings"]
    keys = [f"{item['path']} {item['rule']} {item['severity']}" for item in found]
    return {key: keys.count(key) for key in keys}


def configure(text: str) -> None:
    Path("loopctl.toml").write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("config", "args", "expected"),
    [
        ("", (), {"a.yaml LSS601 warning": 1, "docs/b.md LSS601 warning": 2}),
        ('ignore = ["LSS6"]', (), {}),
        ('ignore = ["LSS6"]', ("--isolated",), {"a.yaml LSS601 warning": 1, "docs/b.md LSS601 warning": 2}),
        ('select = ["LSS3"]', (), {}),
        ('select = ["LSS3"]', ("--select", "LSS601"), {"a.yaml LSS601 warning": 1, "docs/b.md LSS601 warning": 2}),
        ('ignore = ["LSS601"]', ("--select", "LSS6"), {"a.yaml LSS601 warning": 1, "docs/b.md LSS601 warning": 2}),
        ('per-path-ignores = {"docs/**" = ["no-budget"]}', (), {"a.yaml LSS601 warning": 1}),
        ('exclude = ["*.md"]\nseverity = {LSS601 = "error"}', (), {"a.yaml LSS601 error": 1}),
        ('severity = {LSS601 = "off"}', (), {}),
    ],
)
def test_what_is_told(run: Run, config: str, args: tuple[str, ...], expected: dict[str, int]) -> None:
    configure(config)
    assert told(run, *args) == expected


def test_options_win_over_the_file(run: Run) -> None:
    configure('strict = true\nconformance = "operational"')
    assert run("validate", "a.yaml").exit_code == 1
    assert run("validate", "a.yaml", "--no-strict", "--conformance", "core").exit_code == 0


def test_a_mistake_ends_the_run(run: Run) -> None:
    configure("selct = 1")
    result = run("validate", "a.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == 'loopctl.toml:1: unknown key "selct"; did you mean "select"?\n'


def test_allow_lists_reach_the_rules(run: Run) -> None:
    worker = "  - {role: implementer, model: {provider: openai, name: m}}"
    Path("a.yaml").write_text(CORE.replace("  - role: implementer", worker), "utf-8")
    before = told(run)
    configure('[allow]\nproviders = ["anthropic"]')
    assert before.items() <= told(run).items()


def test_suppressed_findings_are_counted(run: Run) -> None:
    Path("a.yaml").write_text(f"# lss: ignore[LSS601] nothing is billed\n{CORE}", "utf-8")
    assert run("validate", "a.yaml", "--strict").stderr == "1 file, 1 spec: 0 errors, 0 warnings; 1 suppressed\n"
    sarif = json.loads(run("validate", "a.yaml", "--format", "sarif", "--show-suppressed").stdout)
    (result,) = sarif["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "nothing is billed"


def test_a_baseline_leaves_out_what_is_known(run: Run, here: Path) -> None:
    written = run("validate", ".", "--strict", "--write-baseline", "known.json")
    assert written.exit_code == 0
    assert json.loads((here / "known.json").read_text("utf-8")) == {
        "version": 1,
        "findings": [
            {"rule": "LSS601", "path": "a.yaml", "anchor": "/code-repair-loop", "count": 1},
            {"rule": "LSS601", "path": "docs/b.md", "anchor": "/code-repair-loop", "count": 2},
        ],
    }
    (here / "docs" / "b.md").write_text(f"# Moved down\n\n{TWICE}\n{fenced(CORE)}", "utf-8")
    configure('baseline = "known.json"')
    result = run("validate", ".", "--strict")
    assert result.exit_code == 1
    assert "0 errors, 1 warning; 3 known from the baseline" in result.stderr
    assert "docs/b.md:32:1: warning LSS601" in result.stdout
    (here / "docs" / "b.md").write_text("# Nothing\n", "utf-8")
    assert "gone" not in run("validate", "a.yaml").stderr, "what was not looked at may still be there"
    (here / "docs" / "b.md").unlink()
    assert "1 entry of known.json is gone; write it anew" in run("validate", "a.yaml").stderr


def test_what_is_known_stays_known_in_a_longer_list(run: Run) -> None:
    workers = "workers:\n  - {id: planner, role: planner}\n  - {id: fixer, role: fixer, depends_on: [nobody]}\n"
    text = CORE.replace("workers:\n  - role: implementer\n", workers)
    Path("a.yaml").write_text(text, "utf-8")
    assert run("validate", "a.yaml", "--write-baseline", "known.json").exit_code == 0
    Path("a.yaml").write_text(text.replace("workers:\n", "workers:\n  - {id: scout, role: scout}\n"), "utf-8")
    assert "0 errors, 0 warnings; 2 known" in run("validate", "a.yaml", "--baseline", "known.json").stderr
    Path("a.yaml").write_text(text.replace("id: fixer", "id: mender"), "utf-8")
    assert "1 error, 0 warnings; 1 known" in run("validate", "a.yaml", "--baseline", "known.json").stderr


def test_rules_that_are_selected_are_told_whatever_the_file_ignores(run: Run) -> None:
    configure('ignore = ["LSS601", "LSS3"]')
    assert "LSS601" not in run("validate", "a.yaml").stdout
    assert "LSS601" in run("validate", "a.yaml", "--select", "LSS6").stdout
    assert "LSS601" not in run("validate", "a.yaml", "--select", "LSS6", "--ignore", "LSS601").stdout


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"version": 2, "findings": []}',
                                 b'{"version": 1, "findings": [{"rule": "LSS601"}]}'])  # fmt: skip
def test_a_broken_baseline_is_told_in_one_line(run: Run, raw: bytes) -> None:
    Path("known.json").write_bytes(raw)
    result = run("validate", "a.yaml", "--baseline", "known.json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert run("validate", "a.yaml", "--baseline", "none.json").exit_code == 2


def test_the_plugin_follows_the_same_file(tmp_path: Path) -> None:
    free = GOOD.split("cost_limits")[0]
    page = f"# P\n\n{fenced(free)}\n{fenced(free, info=COUNTER)}"
    site = write_site(tmp_path / "site", {"docs/index.md": page}, options={"fail_on": "warning"})
    assert build(site).status == 1
    (site / "loopctl.toml").write_text('ignore = ["LSS601"]', "utf-8")
    built = build(site)
    assert built.status == 0, built.log
    assert built.page().count('"lss-findings"') == 1, "that of the counter-example"
    (site / "loopctl.toml").write_text("selct = 1", "utf-8")
    assert build(site).lines('unknown key "selct"')
