"""The guide to CI: what its configuration files name exists, and the commands in them are commands.

The commands in `console` fences are run by tests/cli/test_guides.py.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from loop_engineering.cli.loopctl import loopctl
from loop_engineering.lss.report.markdown import MAX_ROWS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "integrate" / "ci.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CONFIGURATIONS = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.M | re.S)]
GOOD = ROOT / "tests" / "golden" / "validate" / "good.yaml"


def commands() -> list[str]:
    """The `loopctl` commands of the configuration files of CI services and of the hooks."""
    scripts = [line for made in CONFIGURATIONS for line in made.get("loops", {}).get("script", ())]
    scripts += re.findall(r"sh '(.*)'", PAGE)
    return [line for line in scripts if line.startswith("loopctl ")]


def test_workflows_give_inputs_that_the_action_has() -> None:
    steps = [step for made in CONFIGURATIONS for job in made.get("jobs", {}).values() for step in job["steps"]]
    ours = [step for step in steps if step.get("uses", "").startswith("loop-engineering/loop-engineering@")]
    assert len(ours) == 2
    assert all(set(step["with"]) <= set(ACTION["inputs"]) for step in ours)


def test_the_table_of_inputs_is_the_actions_own() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| (`?[\w.]+`?) \|", PAGE.partition("| input | default |")[2].partition("\n\n")[0], re.M
    )
    assert [(name, default.strip("`").replace("none", "")) for name, default in rows] == [
        (name, declared["default"]) for name, declared in ACTION["inputs"].items()
    ]


def test_the_hooks_exist_and_those_that_are_shown_are_among_them() -> None:
    ids = {hook["id"] for hook in HOOKS}
    shown = {hook["id"] for made in CONFIGURATIONS for repo in made.get("repos", ()) for hook in repo["hooks"]}
    assert shown <= ids == {"loopctl-validate", "loopctl-fix"}
    assert all(f"`{name}`" in PAGE or name in shown for name in ids)


@pytest.mark.parametrize("command", [*commands(), *(f"{hook['entry']} good.yaml" for hook in HOOKS)])
def test_every_command_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_bytes(GOOD.read_bytes())
    result = CliRunner().invoke(loopctl, shlex.split(command)[1:], prog_name="loopctl", catch_exceptions=False)
    assert result.exit_code == 0
    assert "1 file, 1 spec: 0 errors, 0 warnings" in result.output
    for artifact in re.findall(r"=(\S+)", command):
        assert Path(artifact).is_file()


def test_the_number_of_rows_of_a_summary_is_the_tools_own() -> None:
    assert f"the first {MAX_ROWS} are in the summary" in " ".join(PAGE.split())


def test_there_are_commands_to_run() -> None:
    assert len(commands()) == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("text", [GOOD.read_text("utf-8"), "loop_name: broken\n"])
def test_the_daily_job_writes_its_summary_and_keeps_the_status(text: str, tmp_path: Path) -> None:
    (script,) = [
        step["run"]
        for made in CONFIGURATIONS
        for job in made.get("jobs", {}).values()
        for step in job["steps"]
        if "loopctl checkin" in step.get("run", "")
    ]
    own = yaml.safe_load((ROOT / ".github" / "workflows" / "checkin.yml").read_text("utf-8"))
    steps = own["jobs"]["checkin"]["steps"]
    assert [step["run"].replace(".venv/bin/", "") for step in steps if step.get("shell") == "bash"] == [script]
    (tmp_path / "good.yaml").write_text(text, "utf-8")
    who = {f"GIT_{role}_{what}": "t@t.test" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {
        **os.environ,
        **who,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    for command in (["git", "init", "-q"], ["git", "add", "good.yaml"], ["git", "commit", "-qm", "one"]):
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
    # As GitHub runs a step whose shell is bash.
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert summary == done.stdout
    assert summary.startswith("# Check-in\n")
    assert "\n## Changes since `" in summary
    assert done.returncode == int("broken" in text), done.stderr
