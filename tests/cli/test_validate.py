"""`loopctl validate`: what it looks at, what it reports, and how it ends."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.examples import CORE

from .conftest import Run

BUDGET = "cost_limits:\n  cumulative_usd: 5\n"
GOOD = CORE + BUDGET
ENDLESS = GOOD.replace("  - type: max_iterations\n    value: 10\n", "").replace(
    "cumulative_usd: 5", "cumulative_usd: 0"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_exit_status_follows_the_worst_finding(run: Run) -> None:
    write({"good.yaml": GOOD, "warning.yaml": CORE, "error.yaml": ENDLESS})
    assert run("validate", "good.yaml").exit_code == 0
    assert run("validate", "good.yaml", "--strict").exit_code == 0
    assert run("validate", "warning.yaml").exit_code == 0
    assert run("validate", "warning.yaml", "--strict").exit_code == 1
    assert run("validate", "error.yaml").exit_code == 1
    assert run("validate", "error.yaml", "missing.yaml").exit_code == 2


def test_findings_go_to_stdout_and_the_summary_to_stderr(run: Run) -> None:
    write({"a.yaml": CORE, "b.yaml": ENDLESS, "c/notes.yaml": "key: value\n"})
    result = run("validate", ".")
    assert "LSS601" in result.stdout
    assert "specs" not in result.stdout
    assert result.stderr == (
        "2 files, 2 specs: 1 error, 2 warnings (1 file without a spec skipped)\n"
        "1 problem can be fixed with --fix --unsafe-fixes\n"
    )
    for form in ("json", "sarif", "github"):
        assert run("validate", ".", "--format", form).stderr == ""


def test_a_folder_is_searched_and_what_holds_no_spec_is_skipped(run: Run) -> None:
    other = {"b.json": json.dumps({"key": [1]}), "deep.yaml": f"key:\n  {CORE.replace(chr(10), chr(10) + '  ')}\n"}
    flow = '{"other": {"loop_name": "x"}, "text": "loop_name: {"}'
    unseen = {f"{folder}/a.yaml": CORE for folder in (".hidden", "node_modules", ".venv", "site", "x/node_modules")}
    write(
        {
            "z.yaml": CORE,
            "a/b.json": json.dumps({"loop_name": "from-json"}),
            "a/broken.yaml": "loop_name: [\n",
            "a/page.md": f"# A\n\n```lss\n{CORE}```\n",
            "a/plain.md": "# B\n",
            "a/indented.yml": "  loop_name: indented\n",
            "notes.txt": CORE,
            "flow.yaml": flow,
            **other,
            **unseen,
        }
    )
    made = json.loads(run("validate", ".", "--json").stdout)
    paths = list(dict.fromkeys(finding["path"] for finding in made["findings"]))
    assert paths == ["a/b.json", "a/broken.yaml", "a/indented.yml", "a/page.md", "z.yaml"]
    assert made["summary"]["files"] == 5
    assert "4 files without a spec skipped" in run("validate", ".").stderr


def test_a_named_file_is_always_checked(run: Run) -> None:
    write({"notes.txt": "key: value\n", "node_modules/a.yaml": GOOD})
    assert "LSS101" in run("validate", "notes.txt").stdout
    assert run("validate", "node_modules/a.yaml").stderr.startswith("1 file, 1 spec")
    assert run("validate", "node_modules").stderr.startswith("1 file, 1 spec")


def test_a_file_named_twice_is_checked_once(run: Run) -> None:
    write({"a/one.yaml": CORE})
    assert run("validate", "a/one.yaml", "a", ".", "./a/one.yaml").stderr.startswith("1 file, 1 spec: 0 errors, 1 w")


def test_links_out_of_a_folder_are_not_followed(run: Run) -> None:
    write({"outside/secret.yaml": "loop_name: [secret\n", "inside/a.yaml": GOOD})
    Path("inside/folder").symlink_to("../outside")
    Path("inside/file.yaml").symlink_to("../outside/secret.yaml")
    Path("inside/same.yaml").symlink_to("a.yaml")
    Path("inside/loop").symlink_to(".")
    result = run("validate", "inside")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("1 file, 1 spec")


def test_standard_input(run: Run) -> None:
    result = run("validate", "-", "--json", input=CORE)
    finding = json.loads(result.stdout)["findings"][0]
    assert (finding["path"], finding["line"], finding["rule"]) == ("<stdin>", 1, "LSS601")
    page = run("validate", "-", "--json", "--stdin-format", "markdown", input=f"# A\n\n```lss\n{CORE}```\n")
    assert json.loads(page.stdout)["findings"][0]["line"] == 4
    assert json.loads(run("validate", "-", "--json", input=b"\xff\xfe").stdout)["findings"][0]["rule"] == "LSS002"


def test_standard_input_may_refer_to_files_of_the_current_folder(run: Run) -> None:
    write({"mkdocs.yml": "", "one.yaml": GOOD})
    composed = GOOD + (
        "composition:\n  type: sequential\n  children:\n"
        "    - {id: one, ref: one.yaml, role: stage}\n    - {id: two, ref: two.yaml, role: stage}\n"
        "  adapters: [{from: children.one.outputs.result, to: children.two.inputs.task}]\n"
    )
    findings = json.loads(run("validate", "-", "--json", input=composed).stdout)["findings"]
    assert [item["message"].split(" leads")[0] for item in findings] == ['ref "two.yaml" of child "two"']


def test_select_and_ignore_take_ids_prefixes_names_and_lists(run: Run) -> None:
    write({"a.yaml": ENDLESS})

    def found(*options: str) -> set[str]:
        made = json.loads(run("validate", "a.yaml", "--json", *options).stdout)
        return {finding["rule"] for finding in made["findings"]}

    everything = found()
    assert everything == {"LSS301", "LSS601"}
    assert found("--select", "LSS3") == {"LSS301"}
    assert found("--select", "lss301,no-budget") == everything
    assert found("--select", "LSS301", "--select", "no-budget") == everything
    assert found("--ignore", "unbounded-loop") == {"LSS601"}
    assert found("--select", "LSS", "--ignore", "LSS6,LSS301") == set()


def test_conformance_names_what_is_missing(run: Run) -> None:
    write({"core.yaml": CORE, "operational.yaml": GOOD, "page.md": f"Text\n\n```lss\n{CORE}```\n"})
    assert run("validate", ".", "--conformance", "core").exit_code == 0
    result = run("validate", ".", "--conformance", "operational", "--json", "--select", "LSS9")
    findings = json.loads(result.stdout)["findings"]
    assert result.exit_code == 1
    assert [(f["path"], f["line"], f["column"], f["pointer"]) for f in findings] == [
        ("core.yaml", 1, 12, "/loop_name"),
        ("page.md", 4, 12, "/loop_name"),
    ]
    assert {finding["rule"] for finding in findings} == {"LSS900"}
    assert findings[0]["message"].startswith(
        "the spec is LSS-Core; for LSS-Operational it lacks (1) no budget that halts"
    )
    assert "extensions.runbook" in run("validate", "operational.yaml", "--conformance", "production").stdout


def test_conformance_is_not_asked_of_a_counter_example(run: Run) -> None:
    write({"page.md": f'```lss expect="LSS601"\n{CORE}```\n'})
    assert run("validate", "page.md", "--conformance", "production").exit_code == 0


def test_a_page_of_countless_blocks_is_checked_up_to_a_limit(run: Run) -> None:
    write({"page.md": "```lss\n- a\n```\n" * 1_003})
    findings = json.loads(run("validate", "page.md", "--json").stdout)["findings"]
    assert [finding["rule"] for finding in findings] == ["LSS003"] * 1_000 + ["LSS005"]
    assert findings[-1]["line"] == 3_001


def test_json_says_how_each_spec_is_written_and_what_it_reaches(run: Run) -> None:
    write({"core.yaml": GOOD, "broken.yaml": GOOD.replace("test_suite", "test_siute")})
    full = run("expand", "core.yaml").stdout
    write({"full.yaml": full.replace("name: code-repair-loop", "name: whole-loop")})
    made = json.loads(run("validate", ".", "--json").stdout)
    assert made["summary"] == {"files": 3, "specs": 3, "errors": 1, "warnings": 0}
    assert made["specs"] == [
        {
            "loop_name": "code-repair-loop",
            "path": "core.yaml",
            "line": 1,
            "form": "core",
            "conformance": "LSS-Operational",
        },
        {"loop_name": "whole-loop", "path": "full.yaml", "line": 1, "form": "full", "conformance": "LSS-Operational"},
    ]


def test_what_two_pages_show_of_one_file_is_said_once(run: Run) -> None:
    write(
        {"mkdocs.yml": "", "a.yaml": CORE, "1.md": '```lss src="a.yaml"\n```\n', "2.md": '```lss src="a.yaml"\n```\n'}
    )
    made = json.loads(run("validate", ".", "--json").stdout)
    assert made["summary"] == {"files": 3, "specs": 1, "errors": 0, "warnings": 1}
    assert [spec["path"] for spec in made["specs"]] == ["a.yaml"]


def test_a_spec_that_a_page_shows_is_named_so_that_it_can_be_opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"mkdocs.yml": "", "specs/a.yaml": CORE, "pages/1.md": '```lss src="../specs/a.yaml"\n```\n'})
    for folder, asked in (("pages", "1.md"), ("pages", ".."), ("specs", "../pages"), (".", "pages"), ("specs", ".")):
        with monkeypatch.context() as context:
            context.chdir(folder)
            said = run("validate", asked, "--format", "github").stdout
            (named,) = re.findall(r"file=([^,]*),", said)
            assert Path(named).resolve().name == "a.yaml"
            assert Path(named).is_file()


def test_a_spec_is_reported_once_however_it_is_called(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write({"mkdocs.yml": "", "specs/a.yaml": CORE, "pages/1.md": '```lss src="../specs/a.yaml"\n```\n'})
    monkeypatch.chdir("specs")
    for asked in (("a.yaml", "../pages"), ("../pages", "a.yaml"), ("..",), (Path("a.yaml").resolve(), "../pages")):
        made = json.loads(run("validate", *asked, "--json").stdout)
        assert made["summary"] == {"files": 2, "specs": 1, "errors": 0, "warnings": 1}
        assert len(made["findings"]) == len(made["specs"]) == 1


def test_that_nothing_was_checked_is_said(run: Run) -> None:
    write({"docs/a.md": "# A\n", "docs/b.yaml": "key: value\n", "good.yaml": GOOD})
    result = run("validate", "docs/", "docs/a.md", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["summary"]["specs"] == 0
    assert result.stderr == "loopctl validate: no spec in docs/, docs/a.md; nothing was checked\n"
    text = run("validate", "docs").stderr
    assert text.endswith("\nloopctl validate: no spec in docs; nothing was checked\n")
    piped = run("validate", "-", "--stdin-format", "markdown", input="# A\n").stderr
    assert "no spec in standard input; nothing" in piped
    many = run("validate", *["docs"] * 5).stderr
    assert "no spec in docs, docs, docs and 2 more; nothing" in many
    assert "nothing was checked" not in run("validate", "docs", "good.yaml").stderr
    assert "nothing was checked" not in run("validate", "docs/b.yaml").stderr


def test_many_files_give_the_same_report_with_any_number_of_processes(run: Run) -> None:
    write({f"{n % 7}/{n}.yaml": (CORE, GOOD, ENDLESS, "key: value\n")[n % 4] for n in range(240)})
    for form in ("text", "json", "sarif", "github"):
        serial = run("validate", ".", "--format", form, "--jobs", "1")
        parallel = run("validate", ".", "--format", form, "--jobs", "2")
        assert serial.output == parallel.output
        assert serial.exit_code == parallel.exit_code == 1


def test_an_unreadable_file_of_a_folder_is_complained_of(run: Run) -> None:
    write({"a/good.yaml": CORE})
    Path("a/bad.yaml").symlink_to("nowhere.yaml")
    assert run("validate", "a").exit_code == 0
    if os.geteuid() != 0:
        write({"a/locked.yaml": CORE})
        Path("a/locked.yaml").chmod(0)
        result = run("validate", "a")
        assert result.exit_code == 2
        assert "a/locked.yaml: permission denied" in result.stderr


def test_no_report_is_written_over_a_spec_or_the_baseline(run: Run) -> None:
    write({"a/x.yaml": CORE, "x.yaml": "key: value\n"})
    for options in (("--format", "json=a/x.yaml"), ("--write-baseline", "./a/x.yaml")):
        result = run("validate", ".", *options)
        assert result.exit_code == 2
        assert "a/x.yaml is a spec that is checked; name another file to write to" in result.stderr
    assert Path("a/x.yaml").read_text("utf-8") == CORE
    both = run("validate", ".", "--format", "json=k.json", "--write-baseline", "./k.json")
    assert both.exit_code == 2
    assert not Path("k.json").exists()
    for _ in range(2):  # A report of the last run is no spec.
        assert run("validate", ".", "--format", "json=r.json").exit_code == 0


def test_a_link_in_a_folder_does_not_stand_in_for_the_file_itself(run: Run) -> None:
    write({"z/real.yaml": CORE, "loopctl.toml": 'exclude = ["a"]\n'})
    Path("a").mkdir()
    Path("a/link.yaml").symlink_to("../z/real.yaml")
    assert run("validate", ".").stdout.startswith("z/real.yaml:")
    assert "nothing was checked" in run("validate", "a").stderr


def test_a_link_to_itself_is_complained_of(run: Run) -> None:
    Path("a.yaml").symlink_to("a.yaml")
    result = run("validate", "a.yaml")
    assert (result.exit_code, result.stderr) == (2, "loopctl validate: a.yaml: is a link that leads to itself\n")


def test_files_that_the_configuration_excludes_are_told_from_missing_ones(run: Run) -> None:
    write({"a/b.yaml": CORE, "loopctl.toml": 'exclude = ["a"]\n'})
    said = run("validate", "a", "--verbose").stderr
    assert "nothing was checked (1 file excluded by the configuration)\n" in said
    assert "followed loopctl.toml\n" in said
    assert "no configuration file was followed\n" in run("validate", "a", "--verbose", "--isolated").stderr
