"""What changed since a git ref."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from loop_engineering.checkin import Changes, GitError, Health, check_in
from loop_engineering.config import Config
from loop_engineering.files import find
from tests.examples import BUDGET, CORE

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
GOOD = CORE + BUDGET


def git(*arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "t@t.test" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    nothing = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env={**os.environ, **who, **nothing})


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git("init", "-q")
    Path("lib").mkdir()
    Path("lib/kept.yaml").write_text(GOOD)
    Path("lib/gone.yaml").write_text(GOOD.replace("code-repair", "gone"))
    Path("page.md").write_text(f"# Page\n\n```lss\n{GOOD.replace('code-repair', 'shown')}```\n")
    git("add", "-A")
    git("commit", "-qm", "one")


def health(*paths: str, since: str = "HEAD") -> Health:
    named = paths or (".",)
    candidates, _ = find(map(Path, named))
    return check_in(candidates, Config(), readers={}, since=since, wanted=named)


def changes(*paths: str, since: str = "HEAD") -> Changes:
    found = health(*paths, since=since).changes
    assert found is not None
    return found


def test_nothing_changed() -> None:
    found = changes()
    assert not any(
        (found.added, found.removed, found.changed, found.pages_added, found.pages_removed, found.pages_changed)
    )
    assert len(found.commit) == 40


def test_specs_come_go_and_change_their_readings() -> None:
    Path("lib/gone.yaml").unlink()
    Path("lib/new.yaml").write_text(GOOD.replace("code-repair", "new"))
    Path("lib/kept.yaml").write_text(GOOD.replace("value: 10", "value: 4"))
    Path("page.md").write_text(Path("page.md").read_text().replace("# Page", "# A page"))
    Path("more.md").write_text("# More\n")
    found = changes()
    assert found.added == (("lib/new.yaml", "new-loop"),)
    assert found.removed == (("lib/gone.yaml", "gone-loop"),)
    assert [(spec.path, spec.loop_name) for spec in found.changed] == [("lib/kept.yaml", "code-repair-loop")]
    readings = {name: (then, now) for name, then, now in found.changed[0].readings}
    assert readings["iterations"] == ("10", "4")
    assert (found.pages_added, found.pages_removed, found.pages_changed) == (("more.md",), (), ("page.md",))


def test_a_comment_changes_no_spec_and_a_mistake_breaks_it() -> None:
    Path("lib/kept.yaml").write_text("# why\n" + GOOD)
    assert changes().changed == ()
    Path("lib/kept.yaml").write_text(GOOD.replace("test_suite", "test_suit"))
    assert [spec.readings for spec in changes().changed] == [(("validity", "valid", "not valid"),)]


def test_only_what_was_asked_for_is_compared() -> None:
    Path("page.md").unlink()
    assert changes("lib").pages_removed == ()
    assert changes(".").pages_removed == ("page.md",)


def test_a_composition_changes_with_its_child() -> None:
    child = "{id: %s, ref: %s, role: stage}"
    Path("lib/both.yaml").write_text(
        GOOD.replace("code-repair", "both")
        + "composition:\n  type: sequential\n  children:\n"
        + "".join(f"    - {child % item}\n" for item in (("one", "kept.yaml"), ("two", "gone.yaml")))
        + "  adapters:\n    - {from: children.one.outputs.Implementer, to: children.two.inputs.task}\n"
    )
    git("add", "-A")
    git("commit", "-qm", "two")
    Path("lib/kept.yaml").write_text(GOOD.replace("value: 10", "value: 4"))
    assert {spec.path for spec in changes().changed} == {"lib/kept.yaml", "lib/both.yaml"}


@pytest.mark.parametrize("ref", ["no-such-ref", "--output=x", "", "HEAD:page.md", "-h"])
def test_a_ref_that_is_none(ref: str) -> None:
    with pytest.raises(GitError):
        changes(since=ref)


def test_a_folder_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitError, match="not a git repository"):
        changes()


def test_a_subfolder_is_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("lib/kept.yaml").write_text(GOOD.replace("value: 10", "value: 4"))
    monkeypatch.chdir("lib")
    assert [spec.path for spec in changes().changed] == ["kept.yaml"]
