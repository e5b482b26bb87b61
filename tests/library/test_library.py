"""A folder of specs as an index."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from loop_engineering.files import Complaint
from loop_engineering.library import Library, open_library
from tests.cli.conftest import Run
from tests.cli.conftest import run as run  # the fixture
from tests.examples import CORE

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library(REPOSITORY / "loop-library", shown="loop-library")


def test_entries_are_in_order_of_their_paths(library: Library) -> None:
    paths = [entry.path for entry in library]
    assert paths == sorted(paths, key=lambda path: Path(path).parts)
    assert "compositions/code-debug-repair.yaml" in paths


def test_an_entry_has_every_reading(library: Library) -> None:
    entry = library.find("coding-agent.yaml")
    assert entry is not None
    made = entry.as_dict()
    assert made["loop_name"] == "coding-agent"
    assert made["level"] == 3
    assert made["level_name"] == "multi-agent"
    assert made["bounds"]["terminates"] is True
    assert len(made["dimensions"]) == 8
    assert made["form"] == "full"
    assert made["conformance"].startswith("LSS-")
    assert made["errors"] == 0
    assert entry.slug == "coding-agent"


def test_known_answers_of_the_taxonomy(library: Library) -> None:
    levels = {entry.loop_name: entry.as_dict()["level"] for entry in library}
    known = {"research-agent": 2, "coding-agent": 3, "autonomous-debugger": 3, "code-debug-repair": 4}
    assert {name: levels[name] for name in known} == known
    assert [entry.loop_name for entry in library.at_level(2)] == [name for name in levels if levels[name] == 2]


def test_compositions_and_their_children_know_each_other(library: Library) -> None:
    composition = library.find("code-debug-repair")
    assert composition is not None
    assert [(child.role, child.path) for child in composition.children] == [
        ("outer", "coding-agent.yaml"),
        ("inner", "autonomous-debugger.yaml"),
    ]
    for child in composition.children:
        entry = library.find(child.path or "")
        assert entry is not None
        assert entry.loop_name == child.loop_name
        assert composition.path in entry.used_by


def test_patterns_can_be_asked_for(library: Library) -> None:
    for entry in library:
        for slug in entry.as_dict()["patterns"]:
            assert entry in library.with_pattern(slug)
    assert library.with_pattern("no-such-pattern") == ()


def test_the_index_is_the_same_from_anywhere(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY / "loop-library")
    again = open_library(Path(), shown="loop-library")
    assert json.dumps(again.as_dict()) == json.dumps(library.as_dict())


def test_wrong_specs_are_listed_too_and_other_files_skipped(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(CORE, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(CORE.replace("test_suite", "test_siute"), encoding="utf-8")
    (tmp_path / "broken.yaml").write_bytes(b"loop_name: \xff")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    (tmp_path / "page.md").write_text("# no spec", encoding="utf-8")
    library = open_library(tmp_path)
    assert library.skipped == 1
    assert [(entry.path, entry.loop_name, entry.count("error")) for entry in library] == [
        ("broken.yaml", None, 1),
        ("good.yaml", "code-repair-loop", 0),
        ("wrong.yaml", "code-repair-loop", 1),
    ]
    wrong = library.entries[2].as_dict()
    assert [wrong[key] for key in ("level", "les", "bounds", "conformance", "form")] == [None] * 5


def test_a_file_that_cannot_be_read_is_complained_of_by_the_name_that_findings_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> bytes:
        raise PermissionError(errno.EACCES, "closed")

    # To root, as whom CI runs, no file is closed.
    monkeypatch.setattr("loop_engineering.library.read_bytes", closed)
    (tmp_path / "a: b.yaml").write_text(CORE, encoding="utf-8")
    assert open_library(tmp_path, shown="specs").complaints == (Complaint("specs/a: b.yaml", "permission denied"),)


def test_the_command_lists_and_prints_the_index(run: Run, library: Library) -> None:
    said = run("library", REPOSITORY / "loop-library").stdout
    assert [line.split()[0] for line in said.splitlines()[1:]] == [entry.loop_name for entry in library]
    made = json.loads(run("library", REPOSITORY / "loop-library", "--json").stdout)
    assert made == library.as_dict()
