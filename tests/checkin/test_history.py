"""When files came and changed, as git has it."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loop_engineering.checkin.git import GitError
from loop_engineering.checkin.history import Dates, dates_of_files


def _git(root: Path, *arguments: str, day: int = 1) -> None:
    when = f"2026-01-{day:02}T12:00:00+02:00"
    who = {f"GIT_{part}_{field}": "t@e.st" for part in ("AUTHOR", "COMMITTER") for field in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    hermetic = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=root,
        env={**os.environ, **who, **dates, **hermetic},
        check=True,
        capture_output=True,
    )


def _commit(root: Path, day: int, **files: str) -> None:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    _git(root, "add", ".")
    _git(root, "commit", "-m", f"day {day}", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    _git(root, "init")
    _commit(root, 1, lib__a="1", lib__é="1")
    _commit(root, 2, other="1")
    _commit(root, 3, lib__a="2", lib__b="1")
    return root


def _day(number: int) -> datetime:
    return datetime(2026, 1, number, 10, tzinfo=UTC)


def test_first_and_last_change_of_each_file(repository: Path) -> None:
    expected = {
        "lib/a": Dates(_day(1), _day(3)),
        "lib/b": Dates(_day(3), _day(3)),
        "lib/é": Dates(_day(1), _day(1)),
    }
    assert dates_of_files(repository, "lib") == expected
    assert dates_of_files(repository) == {**expected, "other": Dates(_day(2), _day(2))}
    assert dates_of_files(repository / "lib") == {name[4:]: dates for name, dates in expected.items()}


def test_a_merge_changes_nothing_that_a_side_had(repository: Path) -> None:
    _git(repository, "checkout", "-b", "side", "HEAD~1")
    _commit(repository, 4, side="1")
    _git(repository, "merge", "main", "-m", "merge", day=9)
    found = dates_of_files(repository)
    assert found["side"].last == _day(4)
    assert found["lib/a"].last == _day(3)


def test_where_git_cannot_say(repository: Path, tmp_path: Path) -> None:
    _git(tmp_path, "clone", "--depth", "1", f"file://{repository}", "shallow")
    with pytest.raises(GitError, match="shallow"):
        dates_of_files(tmp_path / "shallow")
    with pytest.raises(GitError):
        dates_of_files(tmp_path)
    (tmp_path / "empty").mkdir()
    _git(tmp_path / "empty", "init")
    with pytest.raises(GitError):
        dates_of_files(tmp_path / "empty")


def test_nothing_is_run_that_the_repository_asks_for(repository: Path) -> None:
    trap = repository / "trap"
    trap.write_text("#!/bin/sh\ntouch sprung\n", "utf-8")
    trap.chmod(0o755)
    asked = {"gpg.program": trap, "core.pager": trap, "core.fsmonitor": trap, "diff.external": trap, "pager.log": trap}
    for key, value in {**asked, "log.showSignature": "true", "diff.x.textconv": trap}.items():
        _git(repository, "config", key, str(value))
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "attributes").write_text("* diff=x\n", "utf-8")
    assert dates_of_files(repository)["lib/a"] == Dates(_day(1), _day(3))
    assert not (repository / "sprung").exists()
