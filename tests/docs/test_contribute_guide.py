"""The guides for contributors: commands print what they show, and a spoilt block is caught as one of them says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from loop_engineering.cli.loopctl import loopctl

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "contribute-a-pattern.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\n\.venv/bin/loopctl ([^\n]*)\n```\n\n```text\n(.*?)^```$", PAGE, re.M | re.S)
SPOILT = re.search(r"^```text\n([^\n]*LSS201[^\n]*)\n```$", PAGE, re.M)
COPIES = re.search(r"^```sh\n(grep [^\n]*)\n```$", PAGE, re.M)
LIBRARY_SPEC = ROOT / "docs" / "contribute" / "library-spec.md"
_CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.M | re.S)
_COMMAND = re.compile(r"^\$ loopctl (?P<args>.*)\n(?:(?!\$ ).*\n)*", re.M)


def said(arguments: str) -> str:
    result = CliRunner().invoke(loopctl, shlex.split(arguments), prog_name="loopctl")
    return result.stdout + result.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("patterns", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("arguments", "output"), SHOWN, ids=[arguments.split()[0] for arguments, _ in SHOWN])
def test_a_command_prints_what_the_page_shows(arguments: str, output: str) -> None:
    assert said(arguments) == output


def test_the_page_shows_three_commands() -> None:
    assert [arguments.split()[0] for arguments, _ in SHOWN] == ["validate", "level", "bounds"]


def test_the_spoilt_block_is_caught_where_the_page_says(folder: Path) -> None:
    page = folder / "patterns" / "verification-loop.md"
    text = page.read_text(encoding="utf-8")
    assert "runs_after: [author]" in text
    page.write_text(text.replace("runs_after: [author]", "runs_after: [autor]", 1), encoding="utf-8")
    assert SPOILT is not None
    assert SPOILT[1] in said(SHOWN[0][0])


def test_the_copied_template_passes_the_check_of_the_page(folder: Path) -> None:
    assert COPIES is not None
    subprocess.run(COPIES[1], shell=True, cwd=folder, check=True)
    copied = (folder / "patterns" / "your-slug.md").read_text(encoding="utf-8")
    assert "write:" not in copied
    assert "#:" not in copied
    assert said(SHOWN[0][0].replace("verification-loop", "your-slug")) == SHOWN[0][1]


def test_a_new_name_is_a_finding_until_its_row_is_there(folder: Path) -> None:
    page = folder / "templates" / "pattern.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("patterns: [verification-loop]", "patterns: [check-first-loop]"), encoding="utf-8")
    assert "LSS904" in said("validate --strict templates/pattern.md")


def test_the_commands_about_the_library_print_what_their_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = LIBRARY_SPEC.read_text(encoding="utf-8")

    def run(match: re.Match[str]) -> str:
        return f"$ loopctl {match['args']}\n{said(match['args'])}"

    expected = _CONSOLE.sub(lambda fence: _COMMAND.sub(run, fence[0]), text)
    if os.environ.get("LOOP_UPDATE_GUIDES"):
        LIBRARY_SPEC.write_text(expected, encoding="utf-8")
        text = expected
    assert text == expected
    assert text.count("\n$ loopctl ") == 3
