"""Any bytes in, a report out: the table of bad input that the command promises to bear."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import CORE

from .conftest import Run

BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD: dict[str, tuple[bytes, str, int]] = {
    "not YAML": (b"loop_name: [a\nversion: 1\n", "LSS001", 2),
    "empty": (b"", "LSS003", 1),
    "only a comment": (b"# loop_name: later\n", "LSS003", 1),
    "binary": (b"loop_name: \x00\x01\x02", "LSS002", 1),
    "Latin-1": ("loop_name: a\nobjective: café".encode("latin-1"), "LSS002", 2),
    "UTF-16": (CORE.encode("utf-16"), "LSS002", 1),
    "a scalar": (b"just words", "LSS003", 1),
    "a list": (b"\n- a\n- b\n", "LSS003", 2),
    "a duplicate key": (CORE.encode() + b"version: '2.0'\n", "LSS006", 12),
    "a tab": (b"loop_name: a\nworkers:\n\t- role: b\n", "LSS001", 3),
    "an unknown tag": (b"loop_name: !env NAME\n", "LSS004", 1),
    "a Python tag": (b"loop_name: !!python/object/apply:os.system [touch pwned]\n", "LSS004", 1),
    "an alias bomb": (BOMB.encode() + CORE.encode(), "LSS005", 3),
    "an alias of itself": (b"loop_name: &a [*a]\n", "LSS005", 1),
    "10,000-deep brackets": (b"loop_name: " + b"[" * 10_000 + b"]" * 10_000, "LSS005", 1),
    "10,000-deep mappings": (b"loop_name:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 1_200)), "LSS005", 65),
    "50 MB": (CORE.encode() + b"# " + b"x" * 50_000_000, "LSS005", 1),
    "two documents": (CORE.encode() + b"---\n" + CORE.encode(), "LSS001", 12),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_a_finding_and_the_rest_goes_on(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    raw, rule, line = BAD[name]
    Path("bad.yaml").write_bytes(raw)
    Path("good.yaml").write_text(CORE, encoding="utf-8")
    result = run("validate", "bad.yaml", "good.yaml", "--json")
    made = json.loads(result.stdout)
    errors = [item for item in made["findings"] if item["severity"] == "error"]
    assert {(item["path"], item["rule"]) for item in errors} == {("bad.yaml", rule)}
    assert errors[0]["line"] == line
    assert [spec["loop_name"] for spec in made["specs"]] == ["code-repair-loop"]
    assert result.exit_code == 1
    assert not Path("pwned").exists()


@pytest.mark.parametrize("name", ["an alias bomb", "10,000-deep brackets", "50 MB"])
def test_hostile_input_stays_within_200_megabytes(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(BAD[name][0])

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200 * 2**20, 200 * 2**20))

    result = subprocess.run(
        [sys.executable, "-m", "loop_engineering.cli", "validate", "--json", str(path)],
        capture_output=True,
        preexec_fn=limit if sys.platform == "linux" else None,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert json.loads(result.stdout)["findings"][0]["rule"] == "LSS005"


@pytest.mark.parametrize("command", ["score", "level", "bounds", "diagram", "expand", "minify"])
def test_commands_that_read_a_spec_print_what_is_wrong_with_it(command: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(CORE.replace("test_suite", "test_siute"), encoding="utf-8")
    result = run(command, path)
    assert result.exit_code == 1
    assert "LSS104" in result.stdout
    assert 'did you mean "test_suite"?' in result.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["validate"], "name at least one file or folder"),
        (["validate", "missing.yaml"], "missing.yaml: no such file or folder"),
        (["validate", "missing\n.yaml"], "missing␊.yaml: no such file"),
        (["validate", ".", "--select", "LSS999"], 'no rule "LSS999"'),
        (["validate", ".", "--ignore", "self-grade"], 'did you mean "self-grading"?'),
        (["validate", ".", "--format", "xml"], "xml"),
        (["validate", ".", "--jobs", "0"], "jobs"),
        (["score"], "name one spec"),
        (["validate", "good.yaml/below.yaml"], "loopctl validate: good.yaml/below.yaml: no such file or folder"),
        (["score", "missing.yaml"], "loopctl score: missing.yaml: no such file or folder"),
        (["score", "good.yaml/below.yaml"], "loopctl score: good.yaml/below.yaml: no such file or folder"),
        (["score", "."], "loopctl score: .: is a folder; name a file"),
        (["expand", "missing.yaml", "--json"], "loopctl expand: missing.yaml: no such file or folder"),
        (["score", "good.yaml", "--spec", "good.yaml"], "name one spec"),
        (["score", "good.yaml", "--name", "code-repair-lop"], 'did you mean "code-repair-loop"?'),
        (["level", "empty.md"], "loopctl level: empty.md has no LSS block"),
        (["diagram", "two.md"], "(code-repair-loop, other-loop); choose with --name"),
        (["diagram", "good.yaml", "-o", "no/such/folder.svg"], "no/such/folder.svg: no such file or folder"),
        (["diagram", "good.yaml", "-o", "."], "loopctl diagram: .: is a folder; name a file"),
        (["explain", "self-grade"], 'did you mean "self-grading"?'),
        (["explain", "nonsense"], "loopctl rules lists them"),
        (["explain", "LSS99"], 'no rule "LSS99"'),
        (["library", "missing"], "loopctl library: missing: no such file or folder"),
        (["library", "good.yaml"], "loopctl library: good.yaml: is a file; name a folder"),
        (["validte"], 'did you mean "validate"?'),
        (["--no-such"], "--no-such"),
        (["completion", "tcsh"], "tcsh"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    args: list[str], said: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(CORE, encoding="utf-8")
    Path("empty.md").write_text("# nothing\n", encoding="utf-8")
    Path("two.md").write_text(
        f"```lss\n{CORE}```\n\n```lss\n{CORE.replace('code-repair', 'other')}```\n", encoding="utf-8"
    )
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["score", "level", "bounds", "expand"])
def test_who_asked_for_json_gets_json_also_of_a_wrong_spec(command: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(CORE.replace("test_suite", "test_siute"), encoding="utf-8")
    result = run(command, path, "--json")
    assert result.exit_code == 1
    assert [finding["rule"] for finding in json.loads(result.stdout)["findings"]] == ["LSS104"]


def test_who_asked_for_json_gets_json_also_of_a_missing_file(run: Run) -> None:
    result = run("validate", "missing.yaml", "--json")
    assert result.exit_code == 2
    assert result.stderr == "loopctl validate: missing.yaml: no such file or folder\n"
    assert json.loads(result.stdout)["summary"] == {"files": 0, "specs": 0, "errors": 0, "warnings": 0}
    assert json.loads(result.stdout)["findings"] == []
    sarif = run("validate", "missing.yaml", "--format", "sarif")
    assert sarif.exit_code == 2
    assert json.loads(sarif.stdout)["runs"][0]["results"] == []


def test_an_unreadable_file_is_complained_of_and_the_rest_is_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(CORE, encoding="utf-8")
    result = run("validate", tmp_path / "good.yaml", tmp_path / "missing.yaml")
    assert result.exit_code == 2
    assert "LSS601" in result.stdout
    assert "missing.yaml: no such file or folder" in result.stderr
    assert "1 file, 1 spec" in result.stderr
