"""Kept results: the same report with any cache, whatever became of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering import cache as cache_module
from loop_engineering.cache import FILE_NAME, Kept, digest, opened
from loop_engineering.config import Config
from loop_engineering.files import Complaint, find
from loop_engineering.lss.policy import Policy
from loop_engineering.lss.report import Report
from loop_engineering.validation import Account, Demands, validate
from tests.examples import CORE

from ..cli.conftest import Run
from ..conftest import ROOT

GOLDEN = (ROOT / "tests" / "lss" / "golden", ROOT / "loop-library")
"""Folders of inputs of every kind, among them compositions, which rest on other files."""

Result = tuple[Report, list[Complaint]]


def checked(*paths: Path, cache: Path | None, demands: Demands | None = None) -> tuple[Result, Account]:
    account = Account()
    result = validate(find(paths)[0], demands or Demands(), jobs=1, cache=cache, account=account)
    return result, account


def specs(folder: Path, number: int = 12) -> Path:
    folder.mkdir(exist_ok=True)
    for index in range(number):
        (folder / f"{index:02}.yaml").write_text(CORE.replace("code-repair-loop", f"loop-{index}"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def plain() -> Result:
    return checked(*GOLDEN, cache=None)[0]


def test_cold_and_warm_reports_are_those_without_a_cache(plain: Result, tmp_path: Path) -> None:
    assert plain[0].findings
    for warm in (False, True):
        result, account = checked(*GOLDEN, cache=tmp_path)
        assert result == plain
        assert bool(account.cached) is warm
        assert account.fault is None


def test_other_processes_find_what_was_kept(plain: Result, tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs", 260)
    without = validate(find([folder])[0], jobs=1)
    for kept in (0, 260, 260):
        account = Account()
        assert validate(find([folder])[0], jobs=2, cache=tmp_path / "cache", account=account) == without
        assert (account.cached, account.processes) == (kept, 2)


def test_a_file_that_changed_is_checked_again(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    checked(folder, cache=tmp_path)
    (folder / "03.yaml").write_text("loop_name: [\n", "utf-8")
    (report, _), account = checked(folder, cache=tmp_path)
    assert account.cached == 11
    assert [finding.rule for finding in report.findings if finding.path.endswith("03.yaml")] == ["LSS001"]


def test_a_file_that_moved_is_told_of_under_its_new_name(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    checked(folder, cache=tmp_path)
    (folder / "03.yaml").rename(folder / "moved.yaml")
    (report, _), account = checked(folder, cache=tmp_path)
    assert account.cached == 12
    assert {Path(path).name for path, _ in report.places} >= {"moved.yaml"}
    assert {Path(finding.path).name for finding in report.findings} >= {"moved.yaml"}
    assert {Path(entry["path"]).name for entry in report.specs} >= {"moved.yaml"}
    assert not any("03.yaml" in finding.path for finding in report.findings)


def test_what_rests_on_other_files_is_not_kept(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    page = folder / "page.md"
    page.write_text('# A\n\n```lss src="00.yaml"\n```\n', "utf-8")
    checked(folder, cache=tmp_path / "cache")
    (folder / "00.yaml").write_text("loop_name: [\n", "utf-8")
    (report, _), account = checked(page, folder, cache=tmp_path / "cache")
    assert account.cached == 11
    assert "LSS001" in {finding.rule for finding in report.findings}


def test_what_was_asked_is_part_of_the_key(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    for demands in (
        Demands(),
        Demands(conformance="LSS-Production"),
        Demands(Config(policy=Policy(providers=()))),
    ):
        result, account = checked(folder, cache=tmp_path, demands=demands)
        assert account.cached == 0
        assert result == checked(folder, cache=None, demands=demands)[0]


def test_selection_is_made_of_what_is_kept(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    checked(folder, cache=tmp_path, demands=Demands(Config(select=("LSS2",))))
    (report, _), account = checked(folder, cache=tmp_path, demands=Demands(Config(select=("LSS601",))))
    assert account.cached == 12
    assert {finding.rule for finding in report.findings} == {"LSS601"}


@given(st.data())
def test_a_corrupted_cache_changes_nothing(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("corrupted")
    texts = specs(folder / "specs")
    without = checked(texts, cache=None)[0]
    checked(texts, cache=folder)
    file = folder / FILE_NAME
    raw = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 40))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    assert checked(texts, cache=folder)[0] == without
    assert checked(texts, cache=folder)[0] == without


def test_a_result_under_another_key_is_not_taken(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    without = checked(folder, cache=None)[0]
    checked(folder, cache=tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as store, store:
        first = store.execute("SELECT value FROM results LIMIT 1").fetchone()[0]
        store.execute("UPDATE results SET value = ?", (first,))
    result, account = checked(folder, cache=tmp_path)
    assert (result, account.cached) == (without, 1)


@pytest.mark.parametrize("content", [b"not a database, and longer than the header of one" * 50, b"SQLite format 3\0"])
def test_a_file_that_is_no_cache_is_left_alone(tmp_path: Path, content: bytes) -> None:
    folder = specs(tmp_path / "specs")
    (tmp_path / FILE_NAME).write_bytes(content)
    result, account = checked(folder, cache=tmp_path)
    assert result == checked(folder, cache=None)[0]
    assert account.fault
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as other, other:
        other.execute("CREATE TABLE results (mine TEXT)")
    before = (tmp_path / FILE_NAME).read_bytes()
    account = checked(folder, cache=tmp_path)[1]
    assert account.fault == f"{tmp_path / FILE_NAME} was made by another program"
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_cache_that_cannot_be_made_or_written_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = specs(tmp_path / "specs")
    without = checked(folder, cache=None)[0]
    (tmp_path / "file").touch()
    result, account = checked(folder, cache=tmp_path / "file" / "below")
    assert result == without
    assert account.fault
    monkeypatch.setattr(cache_module, "_PATIENCE", 0.01)
    with opened(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        result, account = checked(folder, cache=tmp_path)
        assert result == without
        assert account.fault == "database is locked"


def test_the_oldest_results_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "MOST_BYTES", 200_000)
    for number in range(300):
        with opened(tmp_path) as store:
            store.put(digest(b"%d" % number), Kept((), (), ({"text": "x" * 2_000},), (), ()))
    assert (tmp_path / FILE_NAME).stat().st_size < 300_000
    with opened(tmp_path) as store:
        assert store.get(digest(b"299")) is not None
        assert store.get(digest(b"0")) is None


def test_runs_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    specs(tmp_path / "specs", 60)
    command = [sys.executable, "-m", "loop_engineering.cli", "validate", "specs", "--json"]
    environment = {**os.environ, "LOOPCTL_CACHE_DIR": str(tmp_path / "cache")}
    runs = [
        subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    outputs = [(run.communicate(), run.returncode) for run in runs]
    assert len({output[0][0] for output in outputs}) == 1
    assert {(output[0][1], output[1]) for output in outputs} == {(b"", 0)}


def test_the_command_line_says_whether_and_where(run: Run, tmp_path: Path) -> None:
    folder = specs(tmp_path / "specs")
    run("validate", folder, "--no-cache", "--cache-dir", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    first = run("validate", folder, "--json", "--cache-dir", tmp_path / "some", "-v")
    again = run("validate", folder, "--json", "--cache-dir", tmp_path / "some", "-v")
    assert (tmp_path / "some" / FILE_NAME).exists()
    assert first.stdout == again.stdout
    assert "12 checked, 0 known from the cache, 0 without a spec" in first.stderr
    assert "0 checked, 12 known from the cache, 0 without a spec" in again.stderr
