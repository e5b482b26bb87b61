"""The server as an editor meets it: a process that speaks the protocol over its standard input and output."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.client import Editor

SPEC = """loop_name: triage
version: "1.0"
objective: "Label \U0001f600 and route every new issue"
workers:
  - id: labeller
    role: label issues
  - {id: router, role: "\U0001f600 route", depends_on: [labeller]}
evaluators:
  - type: rubric
termination_conditions:
  - type: quality_threshold
    value: 0.9
  - type: max_iterations
    value: 3
cost_limits:
  cumulative_usd: 2
"""
BROKEN = SPEC.replace("[labeller]", "[labeler]")
PAGE = (
    "# Triage \U0001f600\n\n> ```lss\n" + "".join(f"> {line}" for line in BROKEN.splitlines(keepends=True)) + "> ```\n"
)


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    with Editor() as session:
        yield session
        assert session.quit() == 0


def test_a_session_from_the_first_word_to_the_fix(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    (problem,) = editor.open(path, BROKEN)
    assert problem["code"] == "LSS201"
    assert problem["source"] == "loopctl"
    assert problem["severity"] == 1
    assert problem["codeDescription"]["href"] == "https://loop-engineering.org/rules/LSS201/"
    assert problem["data"]["safety"] == "safe"
    action = editor.actions(path, problem)[0]
    assert (action["title"], action["isPreferred"]) == ("Write labeller (LSS201)", True)
    mended = editor.after(path, action["edit"]["changes"][path.as_uri()])
    assert mended == SPEC
    assert editor.type(path, mended) == []


def test_columns_count_utf_16_unless_agreed_otherwise(editor: Editor, tmp_path: Path) -> None:
    line = BROKEN.split("\n")[6]
    start = line.index("labeler")
    (problem,) = editor.open(tmp_path / "triage.yaml", BROKEN)
    assert editor.encoding == "utf-16"
    assert problem["range"]["start"] == {"line": 6, "character": start + 1}
    assert problem["range"]["end"] == {"line": 6, "character": start + 1 + len("labeler")}


@pytest.mark.parametrize(("encoding", "more"), [("utf-32", 0), ("utf-8", 3)])
def test_other_units_of_columns(encoding: str, more: int, tmp_path: Path) -> None:
    with Editor(encodings=["utf-32", "utf-16"] if encoding == "utf-32" else ["utf-8"]) as session:
        assert session.encoding == encoding
        (problem,) = session.open(tmp_path / "triage.yaml", BROKEN)
        assert problem["range"]["start"]["character"] == BROKEN.split("\n")[6].index("labeler") + more
        assert session.quit() == 0


def test_a_byte_order_mark_moves_the_first_line_only(editor: Editor, tmp_path: Path) -> None:
    text = "\ufeff" + SPEC.replace("loop_name: triage", "loop_name: Triage")
    (problem,) = editor.open(tmp_path / "triage.yaml", text)
    assert problem["range"]["start"] == {"line": 0, "character": len("\ufeffloop_name: ")}


def test_blocks_of_a_page(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    (problem,) = editor.open(path, PAGE, "markdown")
    assert problem["range"]["start"] == {"line": 9, "character": BROKEN.split("\n")[6].index("labeler") + 1 + 2}
    action = editor.actions(path, problem)[0]
    mended = editor.after(path, action["edit"]["changes"][path.as_uri()])
    assert mended == PAGE.replace("labeler", "labeller")
    labels = [item["label"] for item in editor.at(path, "depends_on: [", "completion")["items"]]
    assert labels == ["labeller"]
    assert editor.at(path, "# Tri", "completion")["items"] == []
    assert editor.at(path, "# Tri", "hover") is None


def test_a_finding_of_an_embedded_file_leads_there(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "triage.yaml").write_text(BROKEN, encoding="utf-8")
    (problem,) = editor.open(tmp_path / "page.md", '```lss src="triage.yaml"\n```\n', "markdown")
    assert problem["message"].startswith("triage.yaml:7:")
    assert problem["range"]["start"] == {"line": 0, "character": 0}
    (related,) = problem["relatedInformation"]
    assert related["location"]["uri"] == (tmp_path / "triage.yaml").as_uri()
    assert related["location"]["range"]["start"]["line"] == 6
    location = editor.at(tmp_path / "page.md", 'src="tri', "definition")
    assert location["uri"] == (tmp_path / "triage.yaml").as_uri()


def test_hover_completion_definition_references_symbols(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    editor.open(path, SPEC)
    assert "Ids of the workers" in editor.at(path, "depends_on", "hover")["contents"]["value"]
    labels = [item["label"] for item in editor.at(path, "cumulative_usd: 2\n", "completion")["items"]]
    assert labels[0] == "inputs"
    where = editor.at(path, "depends_on: [lab", "definition")
    assert where["range"]["start"] == {"line": 4, "character": 8}
    found = editor.at(path, "id: lab", "references", context={"includeDeclaration": True})
    assert [item["range"]["start"]["line"] for item in found] == [4, 6]
    (loop,) = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": path.as_uri()}})
    assert loop["name"] == "triage"
    assert [section["name"] for section in loop["children"]][:2] == ["workers", "evaluators"]


def test_typing_fast_ends_with_the_findings_of_the_last_text(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    editor.open(path, "")
    assert editor.type(path, *(BROKEN[:length] for length in range(len(BROKEN))), SPEC) == []
    assert [item["code"] for item in editor.type(path, SPEC, BROKEN)] == ["LSS201"]


def test_broken_text_says_so_and_still_completes(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    text = SPEC.replace("cost_limits:", "cost_limits: {on_exceed: {action: ")
    assert [item["code"] for item in editor.open(path, text)] == ["LSS001"]
    items = editor.at(path, "action: ", "completion")["items"]
    assert [item["label"] for item in items] == ["halt", "warn", "throttle"]


def test_all_safe_fixes_when_an_editor_saves(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    twice = BROKEN.replace("- type: rubric", "- type: rubric\n    runs_after: [ruter]")
    problems = editor.open(path, twice)
    for only in ("source.fixAll", "source.fixAll.loopctl"):
        (action,) = editor.actions(path, problems[0], only=[only])
        assert action["kind"] == "source.fixAll.loopctl"
        mended = editor.after(path, action["edit"]["changes"][path.as_uri()])
        assert mended == twice.replace("labeler", "labeller").replace("ruter", "router")
    assert all(item["kind"] == "quickfix" for item in editor.actions(path, problems[0], only=["quickfix"]))
    assert editor.actions(path, problems[0], only=["refactor"]) == []


def test_the_configuration_of_the_project_holds(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "loopctl.toml").write_text('ignore = ["LSS201"]\n', encoding="utf-8")
    path = tmp_path / "triage.yaml"
    assert editor.open(path, BROKEN) == []
    (tmp_path / "loopctl.toml").write_text('severity = {LSS201 = "warning"}\n', encoding="utf-8")
    (problem,) = editor.type(path, BROKEN + "\n")
    assert problem["severity"] == 2


def test_the_comment_that_names_a_schema_changes_nothing(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    modeline = "# yaml-language-server: $schema=https://loop-engineering.org/schema/lss-1.0.schema.json\n"
    (problem,) = editor.open(path, modeline + BROKEN)
    assert (problem["code"], problem["range"]["start"]["line"]) == ("LSS201", 7)
    assert editor.type(path, modeline + SPEC) == []
    labels = [item["label"] for item in editor.at(path, "depends_on: [", "completion")["items"]]
    assert labels == ["labeller"]


def test_other_files_are_left_alone(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    assert editor.open(path, "services:\n  web:\n    image: x\n") == []
    assert editor.at(path, "  web:\n    ", "completion")["items"] == []
    uri = (tmp_path / "a.py").as_uri()
    document = {"uri": uri, "languageId": "python", "version": 1, "text": "loop_name: x"}
    editor.tell("textDocument/didOpen", {"textDocument": document})
    position = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}}
    assert editor.ask("textDocument/hover", position) is None


def test_a_text_that_is_in_no_file_yet(editor: Editor) -> None:
    uri = "untitled:Untitled-1"
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": BROKEN}
    editor.versions[uri] = 1
    editor.tell("textDocument/didOpen", {"textDocument": document})
    assert [item["code"] for item in editor.problems(uri)] == ["LSS201"]


def test_closing_takes_the_findings_away(tmp_path: Path) -> None:
    with Editor() as session:
        path = tmp_path / "triage.yaml"
        session.open(path, BROKEN)
        session.tell("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
        assert session.quit() == 0
        last = [item for item in session.messages if item.get("method") == "textDocument/publishDiagnostics"][-1]
        assert last["params"]["diagnostics"] == []


def test_places_outside_of_the_text_are_no_error(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "triage.yaml"
    editor.open(path, SPEC)
    for line, character in ((0, 10**6), (10**6, 0), (2**31 - 1, 2**31 - 1)):
        for method in ("hover", "completion", "definition"):
            position = {"line": line, "character": character}
            editor.ask(f"textDocument/{method}", {"textDocument": {"uri": path.as_uri()}, "position": position})


def test_messages_that_make_no_sense_are_survived(tmp_path: Path) -> None:
    with Editor() as session:
        path = tmp_path / "triage.yaml"
        document = {"uri": path.as_uri(), "version": 3}
        session.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": "x"}]})
        session.tell("textDocument/didClose", {"textDocument": document})
        session.tell("textDocument/didSave", {"textDocument": document})
        session.tell("no/such/thing", {"a": 1})
        session.send_raw(b"{not json")
        session.send_raw(b"[]")
        session.send_raw(b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 7}}')
        position = {"textDocument": {"uri": path.as_uri()}, "position": {"line": 0, "character": 0}}
        for method in ("hover", "completion", "definition", "documentSymbol"):
            assert session.ask(f"textDocument/{method}", position) is None
        lone = json.loads('"loop_name: \\ud800"')
        assert [item["code"] for item in session.open(path, lone)] == ["LSS002"]
        session.tell("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
        assert [item["code"] for item in session.open(path, BROKEN)] == ["LSS201"]
        assert session.quit(silent=False) == 0


def test_an_editor_that_dies_leaves_no_server_behind(tmp_path: Path) -> None:
    with Editor() as session:
        session.open(tmp_path / "triage.yaml", BROKEN)
        assert session.hang_up() == 1


def test_leaving_without_a_shutdown_is_told_by_the_status() -> None:
    with Editor() as session:
        session.tell("exit", None)
        assert session.end() == 1


def test_without_pygls_one_line_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError('no pygls', name='pygls')\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); "
         "from loop_engineering.cli.loopctl import main; sys.argv[1:] = ['lsp']; main()"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "pip install 'pygls>=2'" in done.stderr


def test_other_commands_do_not_load_the_server() -> None:
    code = (
        "import sys; from loop_engineering.cli.loopctl import loopctl; loopctl.commands; "
        "import loop_engineering.cli.validate; "
        "print([name for name in sys.modules if name.startswith(('pygls', 'lsprotocol'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
