"""What the guide on editors says that an editor shows."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from loop_engineering.lsp.completion import completions
from loop_engineering.lsp.text import Lines
from loop_engineering.lsp.view import Opened
from tests.lsp.client import Editor

GUIDE = (Path(__file__).parents[2] / "docs" / "integrate" / "editors.md").read_text(encoding="utf-8")


def block(info: str) -> str:
    found = re.search(rf"^( *)```{info}[^\n]*\n(.*?)^\1```$", GUIDE, re.M | re.S)
    assert found is not None
    return "".join(line.removeprefix(found[1]) for line in found[2].splitlines(keepends=True))


def test_the_settings_can_be_read() -> None:
    assert json.loads(block("json"))["glspc.server.commandArguments"] == ["lsp"]
    assert tomllib.loads(block("toml"))["language-server"]["loopctl"] == {"command": "loopctl", "args": ["lsp"]}


def test_the_example_shows_what_the_guide_says(tmp_path: Path) -> None:
    path, text = tmp_path / "issue-triage.yaml", block('lss title="issue-triage.yaml"')
    with Editor() as editor:
        (problem,) = editor.open(path, text)
        told = [problem["message"], problem["codeDescription"]["href"]]
        told += [action["title"] for action in editor.actions(path, problem)]
        assert len(told) == 4
        assert [item for item in told if item not in GUIDE] == []
        hovered = editor.at(path, "human_appr", "hover")
        assert "An entry of `success` in the full form" in hovered["contents"]["value"]
        assert editor.quit() == 0


def test_completion_after_the_bracket() -> None:
    text = block('lss title="issue-triage.yaml"').replace("labeler]", "")
    line, column = Lines(text).place(text.index("depends_on: [") + len("depends_on: ["))
    found = completions(Opened(text, "issue-triage.yaml", "spec"), line + 1, column + 1)
    assert [item.label for item in found] == ["labeller"]


def test_a_spec_with_the_comment_that_names_the_schema_has_no_findings(tmp_path: Path) -> None:
    with Editor() as editor:
        assert editor.open(tmp_path / "triage.yaml", block("yaml lss")) == []
        assert editor.quit() == 0
