"""The pages of the standards agree with the code and with each other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click import Context, Group

from loop_engineering.bounds import worst_case
from loop_engineering.cli.loopctl import loopctl
from loop_engineering.les import score
from loop_engineering.lss import Project, Source, check, schema
from loop_engineering.lss.conformance import RUNG_MEANINGS, RUNGS, conformance
from loop_engineering.lss.constraints import TABLES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.fences import fences
from loop_engineering.taxonomy import classify
from mkdocs_lss.macros import MACROS, Surroundings, find_calls
from mkdocs_lss.schema_fields import definitions, fields

ROOT = Path(__file__).resolve().parents[2]
STANDARDS = ROOT / "standards"
PAGES = sorted(STANDARDS.glob("*.md"))


def page(name: str) -> str:
    return (STANDARDS / name).read_text("utf-8")


def one_line(name: str) -> str:
    return " ".join(page(name).split())


@pytest.mark.parametrize("field", TABLES)
def test_each_word_of_a_safety_constraint_has_a_meaning(field: str) -> None:
    values = schema()["$defs"]["safetyConstraint"]["properties"][field]["enum"]
    assert sorted(TABLES[field]) == sorted(values)
    assert all(meaning.endswith(".") for meaning in TABLES[field].values())
    assert [call.argument for call in find_calls(page("safety.md")) if call.name == "constraints"] == list(TABLES)


def test_each_rung_has_a_meaning(around: Surroundings) -> None:
    assert tuple(RUNG_MEANINGS) == RUNGS
    html = MACROS["rungs"].make("", around)
    assert all(rung in html for rung in RUNGS)


def test_what_each_level_owes_is_on_the_safety_page(around: Surroundings) -> None:
    assert any(call.name == "safeguards" for call in find_calls(page("safety.md")))
    html = MACROS["safeguards"].make("", around)
    assert "among them egress_monitor, with the action halt" in html
    assert html.count("<tr>") == 7


def test_the_guarded_example_has_the_score_and_the_rung_that_the_page_says() -> None:
    block = next(fence for fence in fences(page("safety.md")) if fence.info.startswith("lss"))
    checked = check(Source(block.text, "example"))
    assert checked.spec is not None
    assert not checked.findings
    points = {item.dimension.name: item.earned for item in score(checked.spec).dimensions}
    assert f"The panel gives safety {points['safety']} of 100 points" in page("safety.md")
    assert conformance(checked, classify(checked.spec).level) == "LSS-Production"


def test_commands_that_the_pages_name_exist() -> None:
    assert isinstance(loopctl, Group)
    known = loopctl.list_commands(Context(loopctl))
    for path in PAGES:
        for name in re.findall(r"`loopctl ([a-z]+)", path.read_text("utf-8")):
            assert name in known, f"{path.name}: loopctl {name}"


def test_the_strictest_action_comes_first() -> None:
    said = re.search(r"strictest action among those that fire is taken: ([\w ]+)\.", one_line("safety.md"))
    assert said is not None
    assert set(said[1].split(" before ")) == set(TABLES["action"])


def test_the_definitions_that_the_trace_page_shows_are_all_there_are() -> None:
    shown = [call.argument for call in find_calls(page("loop-trace-1.0.md")) if call.name == "fields"]
    known = json.loads((ROOT / "src/loop_engineering/trace/loop-trace-1.0.schema.json").read_text("utf-8"))["$defs"]
    assert sorted(shown) == sorted(["trace.types", *(f"trace.{name}" for name in known if "properties" in known[name])])


def test_signals_of_failure_modes_are_telemetry_of_the_trace() -> None:
    telemetry = [field.name for field in fields("trace.metrics")]
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([F0-9, ]+) \|$", page("failure-taxonomy.md"), re.MULTILINE)
    assert sorted({name for name, _ in rows}) == sorted(telemetry)
    assert {code for _, codes in rows for code in codes.split(", ")} <= set(FAILURE_MODES)


def test_words_of_the_trace_in_the_failure_taxonomy_are_its_own() -> None:
    text = page("failure-taxonomy.md")
    found = [field for name in definitions() if name.startswith("trace.") for field in fields(name)]
    known = {field.name for field in found} | {re.split(r"\[?\]?\.", field.name)[-1] for field in found}
    known |= {value for field in found for value in field.values}
    for paragraph in re.findall(r"\*\*In a trace\.\*\*.*?\n\n", text, re.DOTALL):
        for word in re.findall(r"`([a-z_.]+)(?:: \w+)?`", paragraph):
            assert word in known | {"warn"}, word


def test_the_arithmetic_of_the_compositions_is_that_of_the_bounds() -> None:
    text = one_line("lss-1.0.md")
    for name, iterations, dollars in (
        ("invoice-to-ledger", "3 + 4 + 2 = 9 iterations", "0.12 + 0.24 + 0.04 = 0.40 dollars"),
        ("incident-hypotheses", "3 × 3 + 2 = 11 iterations", "3 × 0.45 + 0.20 = 1.55 dollars"),
        ("rehearsed-migration", "4 + 4 × 3 + 2 = 18 iterations", "0.80 + 4 × 0.90 + 0.20 = 4.60 dollars"),
    ):
        path = STANDARDS / "examples" / f"{name}.yaml"
        checked = check(Source(path.read_text("utf-8"), str(path)), project=Project(ROOT), file=path)
        assert checked.spec is not None
        assert not checked.findings
        bounds = worst_case(checked.spec)
        assert iterations in text
        assert dollars in text
        for said, found in ((iterations, bounds.iterations), (dollars, bounds.usd)):
            sum_, result = said.split(" = ")
            terms = [re.findall(r"[\d.]+", term) for term in sum_.split(" + ")]
            total = sum(float(term[0]) * float(term[1] if len(term) > 1 else 1) for term in terms)
            assert found == pytest.approx(total) == pytest.approx(float(result.split()[0]))
    assert "at most 6 minutes for the longest branch and 2 for the coordinator" in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_capitals_are_words_of_rfc_2119_and_each_page_says_so(path: Path) -> None:
    text = path.read_text("utf-8")
    for fence in fences(text):
        text = text.replace(fence.text, "")
    used = set(re.findall(r"\b(?:MUST(?: NOT)?|SHOULD(?: NOT)?|MAY|SHALL|REQUIRED|OPTIONAL)\b", text))
    assert used <= {"MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY"}
    assert "[^rfc2119]" in text
    assert "[^rfc8174]" in text
    said = re.search(r"The words ([A-Z, ]+) and ([A-Z ]+) are\s+used", text)
    if path.name != "index.md":
        assert said is not None
        declared = {*said[1].split(", "), said[2]}
        text = text.replace(said[0], "")
        assert declared == set(re.findall(r"\b(?:MUST(?: NOT)?|SHOULD(?: NOT)?|MAY)\b", text))


def test_yaml_is_read_as_the_lss_page_says() -> None:
    text = "x_date: 2026-03-04\nx_equals: =\nx_yes: yes\nx_octal: 010\nx_merged: {<<: {a: 1}, b: 2}\n"
    core = next(fence.text for fence in fences(page("lss-1.0.md")) if fence.info.startswith("lss"))
    checked = check(Source(core + text, "example"))
    assert checked.expanded is not None
    read = {key: value for key, value in checked.expanded.data.items() if key.startswith("x_")}
    merged = {"a": 1, "b": 2}
    assert read == {"x_date": "2026-03-04", "x_equals": "=", "x_yes": True, "x_octal": 8, "x_merged": merged}
    for refused in ("on: 1", "x_nan: .nan", "x_set: !!set {a, b}", "x_many: 9007199254740993", "x_a: 1\nx_a: 2"):
        found = check(Source(core + refused + "\n", "example"))
        assert {finding.rule for finding in found.findings} <= {"LSS004", "LSS006"}, refused
        assert found.findings, refused


def test_valid_and_conforming_are_two_things() -> None:
    core = next(fence.text for fence in fences(page("lss-1.0.md")) if fence.info.startswith("lss"))
    checked = check(Source(core.replace("  - type: max_iterations\n    value: 10\n", ""), "example"))
    assert any(finding.rule == "LSS301" and finding.severity == "error" for finding in checked.findings)
    assert conformance(checked, 2) == "LSS-Core"


@pytest.mark.parametrize("path", [path for path in PAGES if path.name != "index.md"], ids=lambda path: path.name)
def test_each_standard_has_its_row_and_its_changelog(path: Path) -> None:
    row = re.search(rf"^\| \[[^]]+\]\({re.escape(path.name)}\) \| ([\d.]+) \|", page("index.md"), re.MULTILINE)
    assert row is not None
    changelog = path.read_text("utf-8").rpartition("## Changelog\n")[2]
    assert re.findall(r"^\*\*([\d.]+)\*\*", changelog, re.MULTILINE)[0] == row[1]
