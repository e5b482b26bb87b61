"""`loopctl validate --fix`, `--unsafe-fixes` and `--diff`: what is written, what is said, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loop_engineering.cli.loopctl import loopctl
from tests.examples import BUDGET, CORE

GOOD = CORE + BUDGET
TYPO = GOOD.replace("test_suite", "test_suit").replace('"1.0"', "1.0")
ENDLESS = GOOD.replace("  - type: max_iterations\n    value: 10\n", "  - type: timeout\n    value: 60\n")

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*args: str, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(
            loopctl, ["validate", *args], input=input, prog_name="loopctl", catch_exceptions=False
        )

    return invoke


def test_fix_writes_and_tells_what_remains(run: Run) -> None:
    Path("a.yaml").write_text(TYPO)
    Path("b.yaml").write_text(ENDLESS)
    Path("c.yaml").write_text(GOOD)
    before = Path("c.yaml").stat().st_mtime_ns
    result = run(".", "--fix")
    assert Path("a.yaml").read_text() == GOOD
    assert Path("b.yaml").read_text() == ENDLESS
    assert Path("c.yaml").stat().st_mtime_ns == before
    assert "LSS302" in result.stdout
    assert "LSS104" not in result.stdout
    assert result.stderr == (
        "3 files, 3 specs: 0 errors, 1 warning\nfixed 2 problems in 1 file (1 more with --unsafe-fixes)\n"
    )
    assert result.exit_code == 0


def test_unsafe_fixes_choose_a_number(run: Run) -> None:
    Path("b.yaml").write_text(ENDLESS)
    result = run("b.yaml", "--fix", "--unsafe-fixes")
    assert "  - type: max_iterations\n    value: 10\n" in Path("b.yaml").read_text()
    assert result.stderr.endswith("fixed 1 problem in 1 file\n")
    assert run("b.yaml", "--fix", "--unsafe-fixes").stderr.endswith("nothing to fix\n")


def test_without_fix_a_person_is_told_that_there_are_fixes(run: Run) -> None:
    Path("a.yaml").write_text(TYPO)
    Path("b.yaml").write_text(ENDLESS)
    assert run(".").stderr.endswith("2 problems can be fixed with --fix (1 more with --unsafe-fixes)\n")
    assert "can be fixed" not in run(".", "--format", "json").stderr
    assert Path("a.yaml").read_text() == TYPO


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize("text", [TYPO, TYPO.rstrip("\n"), TYPO.replace("\n", "\r\n")], ids=["lf", "no end", "crlf"])
def test_diff_is_a_patch_and_writes_nothing(run: Run, text: str) -> None:
    file = Path("a.yaml")
    file.write_bytes(text.encode())
    result = run("a.yaml", "--diff")
    assert result.exit_code == 1
    assert file.read_bytes() == text.encode()
    assert result.stderr.endswith("would fix 2 problems in 1 file\n")
    subprocess.run(["patch", "-p1", "--binary"], input=result.stdout_bytes, check=True, capture_output=True)
    patched = file.read_bytes()
    file.write_bytes(text.encode())
    run("a.yaml", "--fix")
    assert file.read_bytes() == patched


def test_diff_ends_with_0_where_there_is_nothing_to_do(run: Run) -> None:
    Path("c.yaml").write_text(GOOD)
    result = run("c.yaml", "--diff")
    assert (result.exit_code, result.stdout) == (0, "")


def test_standard_input_comes_out_fixed(run: Run) -> None:
    result = run("-", "--fix", input=TYPO)
    assert result.stdout == GOOD
    assert result.stderr.endswith("fixed 2 problems in 1 file\n")
    kept = run("-", "--fix", input=ENDLESS)
    assert kept.stdout == ENDLESS
    assert "<stdin>" in kept.stderr
    assert "LSS302" in kept.stderr
    page = run("-", "--fix", "--stdin-format", "markdown", input=f"# Page\r\n\r\n```lss\n{TYPO}```")
    assert page.stdout_bytes == f"# Page\r\n\r\n```lss\n{GOOD}```".encode()


def test_select_and_ignore_limit_what_is_fixed(run: Run) -> None:
    Path("a.yaml").write_text(TYPO)
    run("a.yaml", "--fix", "--ignore", "LSS102")
    assert Path("a.yaml").read_text() == GOOD.replace('"1.0"', "1.0")
    Path("a.yaml").write_text(TYPO)
    run("a.yaml", "--fix", "--select", "LSS102")
    assert Path("a.yaml").read_text() == GOOD.replace("test_suite", "test_suit")


def test_what_the_baseline_knows_is_left(run: Run) -> None:
    Path("a.yaml").write_text(TYPO)
    run("a.yaml", "--select", "LSS102", "--write-baseline", "known.json")
    run("a.yaml", "--fix", "--baseline", "known.json")
    assert Path("a.yaml").read_text() == GOOD.replace('"1.0"', "1.0")


def test_a_spec_that_a_page_shows_is_fixed_only_where_it_was_named(run: Run) -> None:
    Path("pyproject.toml").write_text("")
    Path("page.md").write_text('```lss src="a.yaml"\n```\n')
    Path("a.yaml").write_text(TYPO)
    assert run("page.md", "--fix").stderr.endswith("nothing to fix\n")
    assert Path("a.yaml").read_text() == TYPO
    assert "fixed 2 problems in 1 file" in run(".", "--fix").stderr
    assert Path("a.yaml").read_text() == GOOD


def test_a_mark_and_the_rights_of_a_file_stay(run: Run) -> None:
    file = Path("a.yaml")
    file.write_bytes(b"\xef\xbb\xbf" + TYPO.encode())
    file.chmod(0o640)
    run("a.yaml", "--fix")
    assert file.read_bytes() == b"\xef\xbb\xbf" + GOOD.encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in Path().iterdir()] == ["a.yaml"]


def test_links_are_followed_inside_the_project_only(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "b.yaml"
    outside.write_text(TYPO)
    Path("pyproject.toml").write_text("")
    Path("a.yaml").write_text(TYPO)
    Path("in.yaml").symlink_to("a.yaml")
    Path("out.yaml").symlink_to(outside)
    assert run("in.yaml", "--fix").exit_code == 0
    assert Path("in.yaml").is_symlink()
    assert Path("a.yaml").read_text() == GOOD
    result = run("out.yaml", "--fix")
    assert result.exit_code == 2
    assert "out.yaml: is a link out of the project; name the file that it leads to" in result.stderr
    assert outside.read_text() == TYPO


@pytest.mark.parametrize("named", ["folder", "folder/b.yaml"])
def test_a_link_to_a_folder_outside_is_not_written_through(
    run: Run, named: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "b.yaml"
    outside.write_text(TYPO)
    (outside.parent / "pyproject.toml").write_text("")
    Path("folder").symlink_to(outside.parent)
    result = run(named, "--fix")
    assert result.exit_code == 2
    assert "folder/b.yaml: not fixed: it is a link to a file outside the project" in result.stderr
    assert outside.read_text() == TYPO


def test_a_file_that_cannot_be_written_is_a_complaint(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.yaml").write_text(TYPO)
    Path("a.yaml").chmod(0o444)
    if os.geteuid() == 0:
        # Root may write everywhere, so that the answer of the system has to be given for it.
        monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    result = run("a.yaml", "--fix")
    assert result.exit_code == 2
    assert "a.yaml: not fixed: permission denied" in result.stderr
    assert Path("a.yaml").read_text() == TYPO


def test_fixes_that_uncover_errors_are_left_to_the_person(run: Run) -> None:
    text = GOOD + "safety_constraint:\n  - {id: leak, type: no_such_guard, scope: post_worker, action: halt}\n"
    Path("a.yaml").write_text(text)
    result = run("a.yaml", "--fix")
    assert Path("a.yaml").read_text() == text
    assert "a.yaml: left as it is, for its fixes would bring other errors" in result.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--fix", "--diff"), "leave one out"),
        (("--unsafe-fixes",), "goes with --fix"),
        (("--diff", "--format", "json"), "--format json=FILE"),
        (("--fix", "--write-baseline", "b.json"), "fix first"),
    ],
)
def test_options_that_contradict_each_other(run: Run, options: tuple[str, ...], says: str) -> None:
    Path("a.yaml").write_text(TYPO)
    result = run("a.yaml", *options)
    assert result.exit_code == 2
    assert says in result.stderr
    assert Path("a.yaml").read_text() == TYPO


def test_programs_read_what_remains(run: Run) -> None:
    Path("b.yaml").write_text(ENDLESS)
    told: dict[str, Any] = json.loads(run("b.yaml", "--fix", "--format", "json").stdout)
    (left,) = told["findings"]
    assert left["rule"] == "LSS302"
    assert left["fix"]["safety"] == "unsafe"
    (edit,) = left["fix"]["edits"]
    assert edit["text"] == "\n  - type: max_iterations\n    value: 10"
