"""`loopctl validate --format FORMAT[=FILE]`: which report goes where."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from loop_engineering.cli.loopctl import loopctl

GOLDEN = Path(__file__).parents[1] / "golden" / "validate"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_bytes((GOLDEN / "good.yaml").read_bytes())
    Path("warning.yaml").write_bytes((GOLDEN / "no_budget.yaml").read_bytes())
    Path("docker-compose.yml").write_text("services:\n  web: {image: nginx}\n", encoding="utf-8")


def run(*args: str) -> Result:
    return CliRunner().invoke(loopctl, ["validate", *args], prog_name="loopctl", catch_exceptions=True)


def refused(*args: str) -> str:
    result = run(*args)
    # CliRunner does not go through the group's own main, which gives every usage error status 2.
    assert result.exit_code == 2
    return result.stderr


def test_one_format_is_printed_and_the_others_are_written() -> None:
    alone = run(".", "--format", "sarif").stdout
    result = run(
        ".", "--format", "text", "--format", "sarif=a.sarif", "--format", "junit=a.xml", "--format", "json=a.json"
    )
    assert result.exit_code == 0
    assert result.stdout == run(".").stdout
    assert result.stderr == "2 files, 2 specs: 0 errors, 1 warning (1 file without a spec skipped)\n"
    assert Path("a.sarif").read_text(encoding="utf-8") == alone
    assert ElementTree.parse("a.xml").getroot().get("failures") == "1"
    assert json.loads(Path("a.json").read_bytes())["summary"]["warnings"] == 1


def test_a_file_of_any_format_ends_with_a_line_end() -> None:
    for form in ("text", "json", "sarif", "github", "gitlab", "junit", "markdown"):
        run("warning.yaml", "--format", f"{form}=out")
        written = Path("out").read_bytes()
        assert written.endswith(b"\n")
        assert not written.endswith(b"\n\n")


def test_where_nothing_is_printed_the_summary_still_is() -> None:
    result = run("warning.yaml", "--format", "text=a.txt", "--format", "json=a.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 file, 1 spec: 0 errors, 1 warning\n"
    findings = run("warning.yaml").stdout
    assert Path("a.txt").read_text(encoding="utf-8") == f"{findings}{result.stderr}"


def test_a_report_to_standard_output_stands_alone() -> None:
    result = run("warning.yaml", "--json", "--format", "text=a.txt")
    assert json.loads(result.stdout)["version"] == 1
    assert result.stderr == ""


def test_the_same_format_twice_is_one() -> None:
    assert run("warning.yaml", "--json", "--format", "json").stdout == run("warning.yaml", "--json").stdout


def test_what_cannot_be_is_refused_with_what_to_write() -> None:
    assert (
        "only one format can go to standard output, not text and json; write the others to files: --format json=FILE"
        in (refused(".", "--format", "text", "--json"))
    )
    assert 'there is no format "sarf"; did you mean "sarif"?' in refused(".", "--format", "sarf")
    assert "write junit=FILE, or junit for standard output" in refused(".", "--format", "junit=")
    assert "give each a file of its own" in refused(".", "--format", "json=./a", "--format", "sarif=a")
    assert "--statistics needs a format that counts: text or json" in refused(".", "--statistics", "--format", "sarif")


def test_a_report_that_cannot_be_written_is_complained_of_and_the_others_are_written() -> None:
    result = run("warning.yaml", "--format", "text", "--format", "sarif=none/a.sarif", "--format", "json=a.json")
    assert result.exit_code == 2
    assert "loopctl validate: none/a.sarif: cannot be written: there is no folder none\n" in result.stderr
    assert "LSS601" in result.stdout
    assert Path("a.json").is_file()
    Path("folder").mkdir()
    assert "folder: cannot be written: is a folder" in run("good.yaml", "--format", "json=folder").stderr


def test_statistics_take_the_place_of_the_findings_in_text_and_join_them_in_json() -> None:
    assert run(".", "--statistics").stdout == "1  LSS601  warning  no-budget\n"
    made = json.loads(run(".", "--statistics", "--json").stdout)
    assert [entry["rule"] for entry in made["statistics"]] == ["LSS601"]
    assert len(made["findings"]) == 1
    assert "statistics" not in json.loads(run(".", "--json").stdout)
    assert run("good.yaml", "--statistics").stdout == ""


def test_an_unreadable_file_is_in_the_reports_that_have_a_place_for_it() -> None:
    result = run("good.yaml", "missing.yaml", "--format", "sarif=a.sarif", "--format", "junit=a.xml")
    assert result.exit_code == 2
    (invocation,) = json.loads(Path("a.sarif").read_bytes())["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert ElementTree.parse("a.xml").getroot().get("errors") == "1"


def test_specs_only_skips_named_files_without_a_spec() -> None:
    assert run("docker-compose.yml").exit_code == 1
    result = run("docker-compose.yml", "good.yaml", "--specs-only")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 file, 1 spec: 0 errors, 0 warnings (1 file without a spec skipped)\n"
    assert "LSS601" in run("docker-compose.yml", "warning.yaml", "--specs-only").stdout
