"""The command as a whole: help, rules, completion, start-up, and how it behaves in a pipe."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from loop_engineering import __version__
from loop_engineering.cli.loopctl import loopctl
from loop_engineering.lss.explanation import explain
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.rules import RULES
from tests.examples import CORE

from .conftest import Run

COMMAND = [sys.executable, "-m", "loop_engineering.cli"]
COMMANDS = list(loopctl.lazy)


def test_help_lists_every_command(run: Run) -> None:
    said = run("--help").stdout
    for name in COMMANDS:
        assert f"\n  {name} " in said
    assert run("-h").stdout == said


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example(name: str, run: Run) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"  loopctl {name}" in result.stdout


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"loopctl, version {__version__}\n"


def test_version_imports_nothing_that_is_slow() -> None:
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "loop_engineering.cli", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in result.stderr.splitlines()}
    assert not imported & {"yaml", "jsonschema", "jsonschema_rs", "msgspec", "rich", "mmdr", "multiprocessing"}
    assert "loop_engineering.lss" not in result.stderr


def test_rules(run: Run) -> None:
    made = json.loads(run("rules", "--json").stdout)
    assert [rule["id"] for rule in made] == sorted(RULES)
    keys = {"id", "name", "severity", "failure_mode", "summary", "remedy", "fix", "url"}
    assert all(keys <= rule.keys() for rule in made)
    said = run("rules").stdout
    assert all(f"{rule.id}  {rule.name} " in said and rule.summary in said for rule in RULES.values())


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_explain_says_what_why_and_how(rule: object, run: Run) -> None:
    assert isinstance(rule, type(RULES["LSS201"]))
    by_id, by_name = run("explain", rule.id.lower()), run("explain", rule.name)
    assert by_id.exit_code == 0
    assert by_id.stdout == by_name.stdout
    for text in (rule.summary, rule.rationale, rule.remedy):
        assert text in by_id.stdout
    assert rule.url in by_id.stdout
    before, after = by_id.stdout.partition("\nBefore:\n")[2].split("\nAfter:\n")
    assert before.strip()
    assert after.strip()
    for finding in explain(rule).bad.findings:
        assert f"line {finding.line}: {finding.rule} {visible(finding.message)}" in before


def test_explain_lists_the_rules_of_a_group(run: Run) -> None:
    result = run("explain", "lss2")
    assert result.exit_code == 0
    listed = [line.split()[:2] for line in result.stdout.splitlines()[1:]]
    assert listed == [[rule.id, rule.name] for rule in RULES.values() if rule.id.startswith("LSS2")]
    assert run("explain", "LSS").stdout == run("rules").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str, run: Run) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_LOOPCTL_COMPLETE={shell}_complete" in result.stdout


def test_rules_are_completed_after_a_comma() -> None:
    environment = {
        **os.environ,
        "_LOOPCTL_COMPLETE": "bash_complete",
        "COMP_WORDS": "loopctl validate --select LSS301,LSS20",
        "COMP_CWORD": "3",
    }
    code = "from loop_engineering.cli.loopctl import main; main()"
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    begun = [rule for rule in RULES if rule.startswith("LSS20")]
    assert result.stdout.split() == [f"plain,LSS301,{rule}" for rule in begun]


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    for number in range(150):
        (tmp_path / f"{number}.yaml").write_text(CORE * 2, encoding="utf-8")
    with subprocess.Popen(
        [*COMMAND, "validate", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "Exception" not in said


def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    fifo = tmp_path / "never.yaml"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [*COMMAND, "validate", str(fifo)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # The command has opened the pipe to read, so it is at work, once it can be opened to write.
    with process, fifo.open("w"):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.strip() == ""


def test_a_terminal_of_another_encoding_gets_everything(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(CORE.replace("test_suite", "名é"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    text = subprocess.run([*COMMAND, "validate", str(path)], env=environment, capture_output=True, check=False)
    assert text.returncode == 1
    assert 'is "\\u540dé"' in text.stdout.decode("latin-1")
    piped = [*COMMAND, "validate", "--json", str(path)]
    made = subprocess.run(piped, env=environment, capture_output=True, check=False)
    assert 'is "名é"' in json.loads(made.stdout.decode("utf-8"))["findings"][0]["message"]


def test_a_bug_is_one_line_and_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("a bug\nof two lines")

    monkeypatch.setattr(type(loopctl), "invoke", broken)
    monkeypatch.delenv("LOOPCTL_TRACEBACK", raising=False)
    result = run("rules")
    assert result.exit_code == 2
    assert result.stderr.startswith("loopctl: RuntimeError: a bug of two lines (LOOPCTL_TRACEBACK=1")
    assert result.stderr.count("\n") == 1
