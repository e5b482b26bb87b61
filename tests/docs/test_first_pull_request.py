"""The guide "Your first pull request": followed from an empty folder, it prints what it shows and ends in a push.

In a fence `console`, a line `$ …` is a command and what follows its output, where `…` stands for any text and a line
`…` for any lines. A fence `diff` is an edit that the reader makes. With LOOP_UPDATE_GUIDES set, outputs are written anew.
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


def _run(command: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
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
    return done.stdout


def _pattern(shown: str) -> str:
    """What matches the output that a page shows."""
    lines = [r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", "[^,\n]*") + r"\n" for line in shown.splitlines()]
    return "".join(lines)


def test_the_page_can_be_followed_from_an_empty_folder(tmp_path: Path, fork: Path) -> None:
    page = PAGE.read_text("utf-8")
    updated = page
    environment = _environment(tmp_path)
    folder = tmp_path / "empty"
    folder.mkdir()
    ran = []
    for fence in _FENCE.finditer(page):
        if fence["info"] == "diff":
            applied = subprocess.run(
                ["git", "apply", "-"], cwd=folder, env=environment, input=fence["text"], capture_output=True, text=True
            )
            assert applied.returncode == 0, f"{fence['text']}\n{applied.stderr}"
        elif fence["info"] == "sh":
            assert fence["title"] == NOT_RUN
        elif fence["info"] == "console":
            made = fence["text"]
            for step in _COMMAND.finditer(fence["text"]):
                command, shown = step["command"], step["output"]
                ran.append(command)
                if command.startswith("cd "):
                    folder = folder / command.removeprefix("cd ")
                    _lend_environment(folder)
                    continue
                printed = _run(command, folder, environment)
                if os.environ.get("LOOP_UPDATE_GUIDES") and "…" not in shown:
                    made = made.replace(step[0], f"$ {command}\n{printed}")
                else:
                    assert re.fullmatch(_pattern(shown), printed), f"$ {command}\n{printed}"
            updated = updated.replace(fence["text"], made)
    if os.environ.get("LOOP_UPDATE_GUIDES"):
        PAGE.write_text(updated, "utf-8")

    # It got where it says: one commit on the fork, with the two files and the guide that lists them.
    branch = _run("git log --format=%s main..release-notes-writer", fork, environment)
    assert branch == "Add a release notes writer to the library\n"
    changed = _run("git diff --name-only main release-notes-writer", fork, environment).splitlines()
    assert {"loop-library/release-notes-writer.md", "loop-library/release-notes-writer.yaml"} < set(changed)
    assert [command for command in ran if command == "make site"] == ["make site"] * 2


def test_what_is_not_run_is_named_and_is_what_ci_runs() -> None:
    page = PAGE.read_text("utf-8")
    left = [fence["text"].strip() for fence in _FENCE.finditer(page) if fence["title"] == NOT_RUN]
    assert left == ["make site", "make test"]
    assert "does not run the blocks that are titled so" in " ".join(page.split())
    ci = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert [line for line in ci if line.startswith("make ")] == left
    workflow = (ROOT / ".github" / "workflows" / "pull-request.yml").read_text("utf-8")
    assert re.findall(r"run: make PYTHON=python (\w+)", workflow) == [target.removeprefix("make ") for target in left]
