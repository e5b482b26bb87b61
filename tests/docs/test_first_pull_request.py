"""The guide "Your first pull request": followed from an empty folder, it prints what it shows and ends in a push.

In a fence `console`, a line `$ …` is a command and what follows its output, where `…` stands for any text and a line
`…` for any lines. A fence `diff` is an edit that the reader makes. With LOOP_UPDATE_GUIDES set, the outputs without `…`
are written anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contribute" / "first-pull-request.md"
NOT_RUN = "not run by the test of this page"
_FENCE = re.compile(r"^```(?P<info>\w+)(?: title=\"(?P<title>[^\n]*)\")?\n(?P<text>.*?)^```$", re.M | re.S)
_COMMAND = re.compile(r"^\$ (?P<command>.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.M)


@pytest.fixture
def fork(tmp_path: Path) -> Path:
    """A bare repository with one commit: the project as it is here, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seed = tmp_path / "seed"
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (seed / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, seed / name)
    bare = tmp_path / "forks" / "loop-engineering"
    environment = _environment(tmp_path)
    for command in (
        "git init -q -b main",
        "git add -A",
        "git commit -q -m Everything",
        f"git clone -q --bare . '{bare}'",
    ):
        subprocess.run(command, shell=True, cwd=seed, env=environment, check=True)
    return bare


def _environment(folder: Path) -> dict[str, str]:
    """That of a person who has a name, and for whom GitHub is a folder."""
    (folder / "gitconfig").write_text(
        "[user]\n\tname = A Contributor\n\temail = contributor@example.org\n"
        f'[url "{(folder / "forks").as_uri()}/"]\n\tinsteadOf = https://github.com/YOUR-NAME/\n',
        "utf-8",
    )
    git = {"GIT_CONFIG_GLOBAL": str(folder / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
    plain = {"NO_COLOR": "1", "COLUMNS": "400", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C"}
    # What belongs to the run of this test and not to the reader's terminal.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "MAKE", "MFLAGS", "GIT_", "LOOP_"))
    }
    return {**inherited, **git, **plain}


def _lend_environment(clone: Path) -> None:
    """Stand for `make site` of the set-up: the environment of this run, stamped as `scripts/venv.sh` does."""
    (clone / ".venv").mkdir()
    for made in Path(sys.prefix).iterdir():
        if not made.name.startswith("stamp"):
            (clone / ".venv" / made.name).symlink_to(made)
    sums = subprocess.run(
        ["cksum", "pyproject.toml", "requirements.lock"], cwd=clone, capture_output=True, text=True, check=True
    )
    (clone / ".venv" / "stamp").write_text(f"{clone}\n{sums.stdout}", "utf-8")
    # Drawn diagrams are found again.
    (clone / ".cache").mkdir()
    for kept in (ROOT / ".cache").glob("*"):
        (clone / ".cache" / kept.name).symlink_to(kept)


def _run(command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


def _pattern(shown: str) -> str:
    """What matches the output that a page shows."""
    return "".join(map(_line, shown.splitlines()))


def _line(shown: str) -> str:
    # What differs within a line has no comma, so that "… passed" does not stand for "1 failed, 2 passed".
    return r"(?:.*\n)*" if shown == "…" else re.escape(shown).replace("…", r"[^,\n]*") + r"\n"


class _Reader:
    """Somebody who does what the page says, in a folder that is empty at first."""

    def __init__(self, folder: Path) -> None:
        self.environment = _environment(folder)
        self.folder = folder / "empty"
        self.folder.mkdir()
        self.statuses: list[tuple[str, int]] = []

    def follow(self, fence: re.Match[str]) -> str:
        """The fence as it should be, its edit made or its commands run."""
        if fence["info"] == "diff":
            self._edit(fence["text"])
        elif fence["info"] == "console":
            return fence[0].replace(fence["text"], _COMMAND.sub(self._run, fence["text"]))
        else:
            assert fence["title"] == NOT_RUN
        return fence[0]

    def _edit(self, diff: str) -> None:
        done = subprocess.run(
            ["git", "apply", "-"],
            cwd=self.folder,
            env=self.environment,
            input=diff,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{diff}\n{done.stderr}"

    def _run(self, step: re.Match[str]) -> str:
        command, shown = step["command"], step["output"]
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            _lend_environment(self.folder)
            return step[0]
        done = _run(command, self.folder, self.environment)
        self.statuses.append((command, done.returncode))
        printed = done.stdout
        if os.environ.get("LOOP_UPDATE_GUIDES") and "…" not in shown:
            return f"$ {command}\n{printed}"
        assert re.fullmatch(_pattern(shown), printed), f"$ {command}\n{printed}"
        return step[0]


def test_the_page_can_be_followed_from_an_empty_folder(tmp_path: Path, fork: Path) -> None:
    reader = _Reader(tmp_path)
    text = PAGE.read_text("utf-8")
    expected = _FENCE.sub(reader.follow, text)
    if os.environ.get("LOOP_UPDATE_GUIDES"):
        PAGE.write_text(expected, "utf-8")

    # It got where it says: one commit on the fork, with the two files.
    branch = _run("git log --format=%s main..release-notes-writer", fork, reader.environment).stdout
    assert branch == "Add a release notes writer to the library\n"
    changed = _run("git diff --name-only main release-notes-writer", fork, reader.environment).stdout.splitlines()
    assert changed == ["loop-library/release-notes-writer.md", "loop-library/release-notes-writer.yaml"]

    # Both checks failed once and passed at last, and nothing else failed.
    failed = [command for command, status in reader.statuses if status]
    validate = next(command for command, _ in reader.statuses if " validate " in command)
    assert failed == [validate, "make site"]
    assert dict(reader.statuses)[validate] == dict(reader.statuses)["make site"] == 0


def test_what_is_not_run_is_named_and_is_what_ci_runs() -> None:
    page = PAGE.read_text("utf-8")
    left = [fence["text"].strip() for fence in _FENCE.finditer(page) if fence["title"] == NOT_RUN]
    assert left == ["make site", "make test"]
    assert "does not run the blocks that are titled so" in " ".join(page.split())
    ci = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert [line for line in ci if line.startswith("make ")] == left
    workflow = (ROOT / ".github" / "workflows" / "pull-request.yml").read_text("utf-8")
    assert re.findall(r"run: make PYTHON=python (\w+)", workflow) == [target.removeprefix("make ") for target in left]
