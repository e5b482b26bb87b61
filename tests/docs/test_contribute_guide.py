"""The guide "Contribute a pattern": its commands print what it shows, and its spoilt block is caught as it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from loop_engineering.cli.loopctl import loopctl

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "contribute-a-pattern.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```sh\n\.venv/bin/loopctl ([^\n]*)\n```\n\n```text\n(.*?)^```$", PAGE, re.M | re.S)
SPOILT = re.search(r"^```text\n([^\n]*LSS201[^\n]*)\n```$", PAGE, re.M)


def said(arguments: str) -> str:
    result = CliRunner().invoke(loopctl, shlex.split(arguments), prog_name="loopctl")
    return result.stdout + result.stderr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "patterns", tmp_path / "patterns")
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
