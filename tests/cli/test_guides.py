"""The commands that guides show give the output that they show.

In a fence `console`, a line `$ loopctl …` is a command and what follows its output, where a line `…` stands for
any number of lines. The LSS blocks of a guide whose title begins with a file name are the files it speaks of,
each there from its block on. With LOOP_UPDATE_GUIDES set, the outputs are written anew.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from loop_engineering.cli.loopctl import loopctl

REPOSITORY = Path(__file__).parents[2]
GUIDES = ("docs/tools/fixes.md", "docs/tools/loopctl.md", "docs/integrate/ci.md")

_FENCE = re.compile(r"^```(?P<info>lss title=\"(?P<file>[\w-]+\.yaml)|console)[^\n]*\n(?P<text>.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^\$ loopctl (?P<args>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.M)


def run_commands(match: re.Match[str]) -> str:
    """The fence as it should be: a file is written, commands are run."""
    if match["file"]:
        Path(match["file"]).write_text(match["text"], encoding="utf-8")
        return match[0]
    return match[0].replace(match["text"], _COMMAND.sub(_with_output, match["text"]))


def _with_output(match: re.Match[str]) -> str:
    # Both streams, findings before the summary, as a person sees them.
    result = CliRunner().invoke(loopctl, shlex.split(match["args"]), prog_name="loopctl")
    said = result.stdout + result.stderr
    shown, elided, _ = match["output"].partition("…\n")
    if elided:
        said = "".join(said.splitlines(keepends=True)[: shown.count("\n")]) + elided
    return f"$ loopctl {match['args']}\n{said}"


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_say_what_it_shows(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = REPOSITORY / guide
    text = page.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("taxonomy").mkdir()
    Path("taxonomy/specs").symlink_to(REPOSITORY / "taxonomy" / "specs")
    expected = _FENCE.sub(run_commands, text)
    if os.environ.get("LOOP_UPDATE_GUIDES"):
        page.write_text(expected, encoding="utf-8")
    assert text == expected
