"""What changed since a git ref."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from loop_engineering.checkin import Changes, GitError, Health, check_in
from loop_engineering.cli.loopctl import loopctl
from loop_engineering.config import Config, load
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


def composition(*refs: str) -> str:
    children = "".join(
        f"    - {{id: {name}, ref: {ref}, role: stage}}\n" for name, ref in zip(("one", "two"), refs, strict=True)
    )
    return (
        GOOD.replace("code-repair", "both")
        + "composition:\n  type: sequential\n  children:\n"
        + children
        + "  adapters:\n    - {from: children.one.outputs.Implementer, to: children.two.inputs.task}\n"
    )


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
    Path("lib/both.yaml").write_text(composition("kept.yaml", "gone.yaml"))
    git("add", "-A")
    git("commit", "-qm", "two")
    Path("lib/kept.yaml").write_text(GOOD.replace("value: 10", "value: 4"))
    assert {spec.path for spec in changes().changed} == {"lib/kept.yaml", "lib/both.yaml"}


def test_what_is_not_looked_at_now_was_not_then() -> None:
    Path("site").mkdir()
    Path("site/page.md").write_text("# Built\n")
    Path("drafts").mkdir()
    Path("drafts/page.md").write_text("# Draft\n")
    git("add", "-Af")
    git("commit", "-qm", "two")
    Path("loopctl.toml").write_text('exclude = ["drafts/**"]\n')
    config = load(Path("loopctl.toml"))
    candidates, _ = find([Path()])
    found = check_in([one for one in candidates if not config.excludes(one.shown)], config, readers={}, since="HEAD")
    assert found.changes is not None
    assert found.changes.pages_removed == ()
    assert changes("site").pages_added == ()


def test_a_folder_is_the_same_however_it_is_named() -> None:
    for name in ("./lib/../lib", str(Path("lib").absolute()), ""):
        told = json.loads(CliRunner().invoke(loopctl, ["checkin", name, "--since", "HEAD", "--json"]).stdout)["changes"]
        assert not any(told[key] for key in ("added", "removed", "changed", "pages_added", "pages_removed"))


def test_a_composition_of_specs_that_were_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("lib/compositions").mkdir()
    Path("lib/compositions/both.yaml").write_text(composition("../kept.yaml", "../gone.yaml"))
    git("add", "-A")
    git("commit", "-qm", "two")
    assert changes("lib/compositions").changed == ()
    Path("lib/kept.yaml").write_text(GOOD.replace("value: 10", "value: 4"))
    monkeypatch.chdir("lib/compositions")
    (both,) = changes().changed
    assert ("iterations", "30", "24") in both.readings


def test_two_specs_of_one_name_on_a_page_are_two() -> None:
    page = f"# Page\n\n```lss\n{GOOD}```\n\n```lss\n{GOOD}```\n"
    Path("page.md").write_text(page)
    git("commit", "-qam", "two")
    Path("page.md").write_text(page.replace("value: 10", "value: 4", 1))
    assert [spec.path for spec in changes().changed] == ["page.md"]


def test_a_repository_without_all_of_its_files_runs_nothing_to_get_them(tmp_path: Path) -> None:
    blob = subprocess.run(["git", "rev-parse", "HEAD:lib/kept.yaml"], capture_output=True, text=True, check=True).stdout
    Path(".git/objects", blob[:2], blob[2:].strip()).unlink()
    mark = tmp_path / "ran"
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "ssh://nowhere.test/x",
        "core.sshCommand": f"touch {mark};",
        "core.fsmonitor": f"touch {mark};",
        "protocol.allow": "always",
    }.items():
        git("config", name, value)
    with pytest.raises(GitError, match="does not have all files"):
        changes()
    assert not mark.exists()


def test_a_tree_that_no_git_wrote() -> None:
    """Names that a system does not take, or that lead out, are passed over."""

    def stored(kind: str, data: bytes) -> bytes:
        given = ["git", "hash-object", "-t", kind, "-w", "--literally", "--stdin"]
        return subprocess.run(given, input=data, capture_output=True, check=True).stdout.strip()

    def entry(mode: bytes, name: bytes, of: bytes) -> bytes:
        return mode + b" " + name + b"\0" + bytes.fromhex(of.decode())

    page = stored("blob", b"# Page\n")
    below = stored("tree", entry(b"100644", b"x.md", page))
    names = (b"a" * 400 + b".md", b"../out.md", b"/abs.md", b"both.md")
    folders = (b"..", b".git", b"both.md")
    tree = stored(
        "tree",
        b"".join([entry(b"100644", name, page) for name in names] + [entry(b"40000", name, below) for name in folders]),
    )
    commit = stored("commit", b"tree " + tree + b"\nauthor t <t> 0 +0000\ncommitter t <t> 0 +0000\n\nm\n")
    assert changes(since=commit.decode()).pages_removed == ("both.md",)


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
