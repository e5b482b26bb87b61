"""The laws of the output formats that golden files cannot show."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from loop_engineering.lss import RULES, Finding
from loop_engineering.lss.finding import Edit, Fix
from loop_engineering.lss.position import Span
from loop_engineering.lss.report import FORMATS, Report, render
from loop_engineering.lss.report.excerpt import Excerpt, excerpt, visible
from loop_engineering.lss.report.json import dumps
from loop_engineering.lss.report.markdown import MAX_ROWS


def finding(message: str = "wrong", path: str = "a.yaml", column: int = 1, end_column: int = 2) -> Finding:
    rule = RULES["LSS201"]
    return Finding(path, 1, column, rule.id, message, 1, end_column, "", rule.name, rule.severity, rule.failure_mode)


def report(*findings: Finding, line: str = "x: y") -> Report:
    return Report(findings, tuple(excerpt([line], item) for item in findings), (), 1, 1)


def lines(form: str, *findings: Finding, line: str = "x: y") -> list[str]:
    return [str(item) for item in render(report(*findings, line=line), form)]


@given(st.text())
def test_visible_text_is_one_harmless_line(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1
    assert all(char.isprintable() for char in shown if char != "\u3000" and not char.isspace())
    assert not set(shown) & set("\x1b\r\n\t\u202e\u2066\u200b")
    assert visible(shown) == shown


@pytest.mark.parametrize("form", FORMATS)
@given(message=st.text(), path=st.text(min_size=1), line=st.text(max_size=300), column=st.integers(1, 400))
def test_any_text_can_be_reported(form: str, message: str, path: str, line: str, column: int) -> None:
    said = "\n".join(lines(form, finding(message, path, column, column + 3), line=line.replace("\n", " ")))
    assert not set(said) & set("\x1b\r\u202e") or form == "json"
    if form == "junit":
        assert len(list(ElementTree.fromstring(said.encode()).iter("failure"))) == 1
    if form == "gitlab":
        assert len(json.loads(said)) == 1
    if form == "markdown":
        assert said.count("\n") == 4
    if form == "sarif":
        assert len(json.loads(said)["runs"][0]["results"]) == 1
    if form == "json":
        assert json.loads(said)["findings"][0]["message"] == message
    if form == "github":
        assert said.count("\n") == 0


@given(st.text(max_size=60), st.text(min_size=1, max_size=20), st.text(max_size=200))
def test_the_caret_stands_under_the_fault(before: str, fault: str, after: str) -> None:
    line = "".join((before, fault, after)).replace("\n", " ").replace("\r", " ")
    start = len(before)
    shown = lines("text", finding(column=start + 1, end_column=start + len(fault) + 1), line=line)
    if not line.strip() or len(line) > 120:
        return
    source, under = shown[1], shown[2]
    margin = cell_len(" 1 | ")
    assert cell_len(under) - len(under.lstrip(" |")) == margin + cell_len(visible(line[:start]))
    assert set(under.strip(" |")) == {"^"}
    assert source.startswith(" 1 | ")


def test_a_long_line_is_cut_to_the_surroundings_of_the_fault() -> None:
    line = "a" * 500_000 + "FAULT" + "b" * 500_000
    item = finding(column=500_001, end_column=500_006)
    assert excerpt([line], item) == Excerpt("a" * 60 + "FAULT" + "b" * 55, 499_941, more=True)
    source, under = lines("text", item, line=line)[1:3]
    assert "FAULT" in source
    assert source.index("FAULT") == under.index("^^^^^")
    assert len(source) < 140


def test_markup_is_text() -> None:
    assert (
        "[bold]x[/bold] [link=http://a.example]" in lines("text", finding("[bold]x[/bold] [link=http://a.example]"))[0]
    )


def test_github_escapes_what_the_runner_would_obey() -> None:
    said = lines("github", finding("50 % of\n::error::x, a: b", path="a,b:c%\n.yaml"))
    assert said == [
        "::error file=a%2Cb%3Ac%25␊.yaml,line=1,endLine=1,col=1,title=LSS201 unknown-reference"
        "::50 %25 of␊::error::x, a: b"
    ]


@pytest.mark.parametrize("command", ["##[stop-commands]x", "##vso[task.setvariable]x", "##teamcity[x]", "###[group]"])
def test_no_format_holds_what_the_log_of_a_ci_server_obeys(command: str) -> None:
    told = finding(f"no {command}", path=f"{command}.yaml")
    for form in FORMATS:
        assert not re.search(r"##(vso|teamcity)?\[", "\n".join(lines(form, told)))
    assert json.loads(lines("json", told)[0])["findings"][0]["message"] == f"no {command}"
    line = excerpt([f"a{command}"], finding())
    assert line is not None
    assert "##[" not in line.text


def test_a_path_begins_no_command_of_github() -> None:
    assert lines("text", finding(path=" ::error::x.yaml"))[0].startswith("./ ::error::x.yaml:1:1: ")


def test_json_keeps_no_control_that_a_terminal_obeys() -> None:
    text = dumps({"\x9b31m": "\u202e\u2066\x7f\x1b"})
    assert text.isascii()
    assert json.loads(text) == {"\x9b31m": "\u202e\u2066\x7f\x1b"}


def test_json_keeps_its_keys_and_their_order() -> None:
    made = json.loads(lines("json", finding())[0])
    assert list(made) == ["version", "summary", "findings", "specs"]
    assert made["version"] == 1
    assert list(made["summary"]) == ["files", "specs", "errors", "warnings"]
    assert list(made["findings"][0]) == [
        "rule",
        "name",
        "severity",
        "message",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "pointer",
        "failure_mode",
        "fix",
        "url",
    ]


def test_json_is_utf8_even_for_a_file_name_that_is_not() -> None:
    name = b"a\xff.yaml".decode("utf-8", "surrogateescape")
    text = dumps({"path": name, "名": "é"})
    assert '"名": "é"' in text
    assert json.loads(text.encode("utf-8").decode("utf-8"))["path"] == name


def test_json_counts_the_rules_only_when_asked() -> None:
    (text,) = render(report(finding(), finding()), "json", statistics=True)
    assert json.loads(str(text))["statistics"] == [
        {"rule": "LSS201", "name": "unknown-reference", "severity": "error", "count": 2, "fixable": 0}
    ]


def test_text_says_that_and_how_a_finding_can_be_fixed() -> None:
    edits = (Edit(Span(1, 1, 1, 2), "y"),)
    safe, unsafe = (replace(finding(), fix=Fix("write y", edits, safe=is_safe)) for is_safe in (True, False))
    assert "   = fix: write y (loopctl validate --fix)" in lines("text", safe)
    assert "   = fix: write y (loopctl validate --fix --unsafe-fixes)" in lines("text", unsafe)
    assert not any("= fix:" in line for line in lines("text", finding()))


def test_text_links_to_the_page_of_the_rule() -> None:
    shown = list(render(report(finding()), "text"))
    url = "https://loop-engineering.org/rules/LSS201/"
    assert str(shown[-1]) == f"   = more: loopctl explain LSS201 or {url}"
    first = shown[0]
    assert isinstance(first, Text)
    linked = [first.plain[span.start : span.end] for span in first.spans if f"link {url}" in str(span.style)]
    assert linked == ["LSS201"]


def test_a_markdown_row_holds_no_markup_of_others() -> None:
    row = lines("markdown", finding("| <b>x</b> [a](http://b.example) `c` @d $e$ ![f](g)", path="a|b.yaml"))[4]
    assert row == (
        "| error | a\\|b\\.yaml\\:1\\:1 | [LSS201](https://loop-engineering.org/rules/LSS201/) unknown-reference | "
        "\\| \\<b\\>x\\</b\\> \\[a\\](http\\://b\\.example) \\`c\\` \\@d \\$e\\$ \\!\\[f\\](g) |"
    )


def test_markdown_says_how_many_findings_it_leaves_out() -> None:
    said = lines("markdown", *[finding()] * (MAX_ROWS + 2_000))
    assert said[0] == "1 file, 1 spec: 2500 errors, 0 warnings"
    assert sum(line.startswith("| error") for line in said) == MAX_ROWS
    assert said[-1] == "2,000 further findings are not listed here."
    assert lines("markdown") == ["1 file, 1 spec: 0 errors, 0 warnings"]
