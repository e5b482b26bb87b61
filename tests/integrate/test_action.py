"""The composite action: its scripts, run by bash as a runner of GitHub Actions would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
INSTALL, CHECK = ACTION["runs"]["steps"]
GOOD = (ROOT / "tests" / "golden" / "validate" / "good.yaml").read_text(encoding="utf-8")
WARNS = (ROOT / "tests" / "golden" / "validate" / "no_budget.yaml").read_text(encoding="utf-8")
_EXPRESSION = re.compile(r"\$\{\{ (inputs\.(?P<input>[\w-]+)|github\.action_path) \}\}")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the action's scripts are for bash")


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace beside which the environment of the tests stands where the first step puts its own."""
    (tmp_path / "temp" / "loopctl").mkdir(parents=True)
    (tmp_path / "temp" / "loopctl" / "bin").symlink_to(Path(sys.executable).parent)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    monkeypatch.chdir(workspace)
    return tmp_path


def run(step: dict[str, Any], runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    given = {
        name: inputs.get(name.replace("-", "_"), declared["default"]) for name, declared in ACTION["inputs"].items()
    }
    variables = {
        name: _EXPRESSION.sub(lambda match: given[match["input"]] if match["input"] else str(ROOT), value)
        for name, value in step["env"].items()
    }
    environment = {
        "PATH": os.environ["PATH"],
        "RUNNER_TEMP": str(runner / "temp"),
        "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
        **variables,
    }
    # As documented for `shell: bash`.
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def summary(runner: Path) -> str:
    return (runner / "summary.md").read_text(encoding="utf-8")


def test_no_expression_stands_in_a_script() -> None:
    used = set()
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        used |= {match["input"] for value in step["env"].values() for match in _EXPRESSION.finditer(value)}
    assert used - {None} == set(ACTION["inputs"])


def test_findings_are_annotations_a_summary_and_a_report(runner: Path) -> None:
    Path("a.yaml").write_text(WARNS, encoding="utf-8")
    result = run(CHECK, runner, sarif_file="loopctl.sarif")
    assert result.returncode == 0
    assert result.stdout.startswith("::warning file=a.yaml,line=1,")
    assert summary(runner).startswith("### loopctl\n\n1 file, 1 spec: 0 errors, 1 warning\n\n| | where |")
    assert json.loads(Path("loopctl.sarif").read_bytes())["version"] == "2.1.0"


def test_strict_and_conformance_make_the_job_fail_and_the_summary_is_there_all_the_same(runner: Path) -> None:
    Path("a.yaml").write_text(WARNS, encoding="utf-8")
    assert run(CHECK, runner, strict="true").returncode == 1
    assert run(CHECK, runner, conformance="production").returncode == 1
    assert summary(runner).count("### loopctl\n") == 2


def test_paths_are_given_one_a_line(runner: Path) -> None:
    for name in ("a b.yaml", "loops/c.yaml", "other/d.yaml"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(GOOD, encoding="utf-8")
    assert run(CHECK, runner, paths="a b.yaml\nloops\n").returncode == 0
    assert summary(runner) == "### loopctl\n\n2 files, 2 specs: 0 errors, 0 warnings\n"


def test_inputs_are_never_run(runner: Path) -> None:
    hostile = '$(touch pwned)\n`touch pwned`\n; touch pwned\n"; touch pwned; "\n--help'
    result = run(CHECK, runner, paths=hostile, sarif_file="$(touch pwned).sarif", conformance="core")
    assert result.returncode == 2
    assert result.stderr.count("no such file or folder") == 5
    assert not Path("pwned").exists()
    refused = run(CHECK, runner, conformance="; touch pwned")
    assert refused.returncode == 2
    assert not Path("pwned").exists()


def test_python_imports_nothing_of_the_folder_that_is_checked() -> None:
    script = INSTALL["run"]
    assert script.count(" -I ") == script.count(" -m ") + script.count(" -c ") == 3


def test_a_summary_of_an_earlier_run_is_not_told_again(runner: Path) -> None:
    Path("a.yaml").write_text(GOOD, encoding="utf-8")
    assert run(CHECK, runner).returncode == 0
    assert run(CHECK, runner, conformance="nonsense").returncode == 2
    assert summary(runner).count("### loopctl") == 1


def test_a_python_that_is_too_old_is_told_of(runner: Path) -> None:
    result = run(INSTALL, runner, python="false")
    assert result.returncode == 2
    assert "::error::loopctl needs Python 3.11 or newer" in result.stdout
