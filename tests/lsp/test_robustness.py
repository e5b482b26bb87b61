"""What the server does where something in it breaks, and with messages and files that nobody expects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import Editor
from tests.lsp.test_server import BROKEN, SPEC

RAISING_RULE = """
from dataclasses import replace
from loop_engineering.lss import rules
def broken(subject):
    if "break" in subject.spec.objective:
        raise ZeroDivisionError("two\\nlines")
    return ()
rules.RULES["LSS201"] = replace(rules.RULES["LSS201"], check=broken)
"""
RAISING_HOVER = """
from loop_engineering.lsp import server
def broken(*args):
    raise KeyError("hover")
server.hover = broken
"""


def logged(session: Editor) -> list[str]:
    return [item["params"]["message"] for item in session.messages if item.get("method") == "window/logMessage"]


def test_a_rule_that_breaks_is_told_and_the_next_check_goes_on(tmp_path: Path) -> None:
    path, other = tmp_path / "triage.yaml", tmp_path / "other.yaml"
    with Editor(before=RAISING_RULE) as session:
        breaking = BROKEN.replace("Label", "break")
        (problem,) = session.open(path, breaking)
        assert problem["message"].endswith("ZeroDivisionError: two lines")
        assert session.actions(path, problem) == []
        assert session.open(other, SPEC.replace("version:", "versio:"))[0]["code"]
        (problem,) = session.type(path, breaking + "\n")  # By the timer, this time.
        assert "could not be checked" in problem["message"]
        assert session.type(path, BROKEN) == []
        assert logged(session) == ["loopctl: ZeroDivisionError: two lines"] * 2
        assert session.quit(silent=False) == 0


def test_a_feature_that_breaks_answers_with_an_error_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    with Editor(before=RAISING_HOVER) as session:
        session.open(path, SPEC)
        with pytest.raises(AssertionError, match="hover"):
            session.at(path, "workers", "hover")
        assert session.at(path, "depends_on: [lab", "definition")["range"]["start"]["line"] == 4
        assert len(logged(session)) == 1
        assert session.quit(silent=False) == 0


@pytest.mark.parametrize("params", [None, [], {}, {"textDocument": {}}, {"textDocument": {"uri": 7}, "position": "x"}])
def test_a_request_that_makes_no_sense_is_answered(params: Any, tmp_path: Path) -> None:
    with Editor() as session:
        with pytest.raises(AssertionError, match="message"):
            session.ask("textDocument/hover", params)
        assert [item["code"] for item in session.open(tmp_path / "triage.yaml", BROKEN)] == ["LSS201"]
        assert session.quit(silent=False) == 0


@pytest.fixture(scope="module")
def odd() -> Any:
    with Editor() as session:
        yield session
        assert session.quit() == 0


@pytest.mark.parametrize(
    "uri",
    [
        "untitled:Untitled-1",
        "untitled:/home/x/a%20b.yaml",
        "vscode-notebook-cell:/x/y.yaml#W0sZmlsZQ%3D%3D",
        "file:///c%3A/Users/x/a.yaml",
        "file:///C:/Users/x/a.yaml",
        "file://server/share/a.yaml",
        "file:///srv/a%20b/%C3%BC%F0%9F%98%80.yaml",
        "file:///srv/a%23b%3F%25.yaml",
        "file:///srv/a%FFb.yaml",
        "file:///srv/a%00b/c%00d.yaml",
        "file:///srv/" + "x" * 5000 + ".yaml",
        "file:relative.yaml",
        "a.yaml",
        "",
        "untitled:..",
    ],
)
def test_any_uri_will_do(odd: Editor, uri: str) -> None:
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": BROKEN}
    odd.texts[uri], odd.versions[uri] = BROKEN, 1
    odd.tell("textDocument/didOpen", {"textDocument": document})
    (problem,) = odd.problems(uri)
    assert problem["code"] == "LSS201"
    place = {"textDocument": {"uri": uri}, "position": {"line": 6, "character": 50}}
    odd.ask("textDocument/definition", place)
    params = {"textDocument": {"uri": uri}, "range": problem["range"], "context": {"diagnostics": []}}
    assert list(odd.ask("textDocument/codeAction", params)[0]["edit"]["changes"]) == [uri]
    odd.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert odd.ask("textDocument/hover", place) is None
