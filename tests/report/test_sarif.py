"""The SARIF log: the shape that SARIF 2.1.0 asks for, and what code scanning services refuse or hide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from loop_engineering import __version__
from loop_engineering.files import find
from loop_engineering.lss import RULES, Finding, rules
from loop_engineering.lss.finding import Edit, Fix
from loop_engineering.lss.position import Span
from loop_engineering.lss.report import Report, render
from loop_engineering.lss.rules import GROUPS
from loop_engineering.lss.suppression import Suppressed
from loop_engineering.validation import validate

# Where it comes from stands beside it.
SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)
RULE_FOLDER = Path(rules.__file__).parent
GOLDEN = Path(__file__).parent.parent / "golden" / "validate"


def finding(rule_id: str = "LSS201", path: str = "a.yaml", message: str = "wrong", **more: Any) -> Finding:
    rule = RULES[rule_id]
    place: dict[str, Any] = {"line": 1, "column": 1, "end_line": 1, "end_column": 2, "pointer": "/workers/0", **more}
    return Finding(
        path=path,
        rule=rule.id,
        message=message,
        name=rule.name,
        severity=rule.severity,
        failure_mode=rule.failure_mode,
        **place,
    )


def log(*findings: Finding, **more: Any) -> Any:
    (text,) = render(Report(findings, tuple(None for _ in findings), (), 1, 1, **more), "sarif")
    made = json.loads(str(text))
    VALIDATOR.validate(made)
    return made


def results(*findings: Finding) -> Iterator[Any]:
    return iter(log(*findings)["runs"][0]["results"])


def artifact(path: str) -> dict[str, str]:
    (result,) = results(finding(path=path))
    made: dict[str, str] = result["locations"][0]["physicalLocation"]["artifactLocation"]
    return made


def uri(path: str) -> str:
    return artifact(path)["uri"]


def test_the_golden_inputs_and_the_examples_of_all_rules_give_logs_that_the_schema_accepts() -> None:
    found, complaints = find([GOLDEN, *sorted(RULE_FOLDER.glob("*.bad.*"))])
    assert not complaints
    report, _ = validate([replace(candidate, named=True) for candidate in found], jobs=1)
    made = log(*report.findings)
    assert {result["ruleId"] for result in made["runs"][0]["results"]} >= {"LSS001", "LSS201", "LSS704"}
    assert any("fixes" in result for result in made["runs"][0]["results"])


def test_every_rule_can_be_reported_at_its_index_and_level() -> None:
    made = log(*map(finding, RULES))["runs"][0]
    rules = made["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note"}
    for result, rule in zip(made["results"], RULES.values(), strict=True):
        described = rules[result["ruleIndex"]]
        assert described["id"] == result["ruleId"] == rule.id
        assert described["defaultConfiguration"]["level"] == result["level"] == levels[rule.severity]
        assert described["fullDescription"]["text"] == rule.rationale
        assert described["help"]["text"] == rule.remedy
        assert described["properties"].get("failure_mode") == rule.failure_mode
        assert described["helpUri"] == rule.url
        assert described["help"]["markdown"].startswith(rule.remedy)
        tags = described["properties"]["tags"]
        assert tags[0] == GROUPS[rule.id[:4]].replace(" ", "-")
        assert tags[1:] == ([f"failure-mode/{rule.failure_mode}"] if rule.failure_mode else [])


def test_the_run_says_what_it_is_and_whether_all_was_read() -> None:
    run = log()["runs"][0]
    assert run["tool"]["driver"]["version"] == __version__
    assert run["automationDetails"] == {"id": "loopctl/"}
    assert run["invocations"] == [{"executionSuccessful": True}]
    (invocation,) = log(complaints=("a.yaml: permission denied",))["runs"][0]["invocations"]
    assert not invocation["executionSuccessful"]
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == [
        "a.yaml: permission denied"
    ]


def test_a_fix_is_told_as_replacements_of_regions() -> None:
    edits = (Edit(Span(2, 3, 2, 6), "new"), Edit(Span(4, 1, 4, 1), "\tadded: {x: 1}\n"))
    (result,) = results(finding(fix=Fix("write {new}", edits, safe=False)))
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "write {{new}}"
    assert fix["properties"] == {"safety": "unsafe"}
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"] == result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6},
            "insertedContent": {"text": "new"},
        },
        {
            "deletedRegion": {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 1},
            "insertedContent": {"text": "\tadded: {x: 1}\n"},
        },
    ]


def test_a_region_begins_at_1_and_never_ends_before_it_begins() -> None:
    (result,) = results(finding(line=0, column=0, end_line=0, end_column=0))
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    (result,) = results(finding(line=3, column=9, end_line=4, end_column=2))
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 9, "endLine": 4, "endColumn": 2}


def test_a_path_is_a_relative_uri() -> None:
    assert uri("docs/a.yaml") == "docs/a.yaml"
    assert uri("../a b/100%#?.yaml") == "../a%20b/100%25%23%3F.yaml"
    assert uri("a:b/é.yaml") == "a%3Ab/%C3%A9.yaml"
    assert uri("<stdin>") == "%3Cstdin%3E"
    assert uri(Path("/a/b c.yaml").as_posix()) == "file:///a/b%20c.yaml"


def test_only_a_path_below_the_folder_of_the_run_is_relative_to_the_root() -> None:
    assert (
        artifact("a/b.yaml") == artifact(str(Path.cwd() / "a/b.yaml")) == {"uri": "a/b.yaml", "uriBaseId": "%SRCROOT%"}
    )
    assert artifact("../b.yaml") == {"uri": "../b.yaml"}
    assert artifact("<stdin>") == {"uri": "%3Cstdin%3E"}
    assert artifact("/elsewhere/b.yaml") == {"uri": "file:///elsewhere/b.yaml"}


@given(st.text(st.characters(exclude_categories=["Cc"]), min_size=1).filter(lambda text: Path(text).name != ""))
def test_any_file_name_survives_as_a_uri(name: str) -> None:
    made = urlsplit(uri(name))
    assert made.query == made.fragment == ""
    path = unquote(made.path, errors="surrogatepass")
    assert Path(path) == Path(name) or path == f"/{Path(name).as_posix().lstrip('/')}"


def test_a_fingerprint_stays_when_lines_move_and_tells_findings_apart() -> None:
    def marks(*findings: Finding) -> list[str]:
        return [result["partialFingerprints"]["loopctl/v1"] for result in results(*findings)]

    first = finding()
    assert marks(first) == marks(finding(path=str(Path.cwd() / "a.yaml")))
    assert marks(first) == marks(finding(line=7, column=4, end_line=7, end_column=9, message="other words"))
    others = [finding("LSS202"), finding(path="b.yaml"), finding(pointer="/workers/1"), finding(line=30, end_line=30)]
    assert len(set(marks(first, *others))) == 5


def test_a_message_is_text_and_holds_no_link_and_no_control() -> None:
    (result,) = results(finding(message="see [here](https://evil.example)\x1b[31m\u202e"))
    assert result["message"]["text"] == "see [here] (https://evil.example)␛[31m<U+202E>"


def test_braces_are_doubled_in_messages_so_that_they_are_no_placeholders() -> None:
    # SARIF 2.1.0, section 3.11.5; what a reader shows is the message as it was.
    message = "add {type: max_iterations, value: {0}} or }"
    (result,) = results(finding(message=message))
    assert result["message"]["text"] == "add {{type: max_iterations, value: {{0}}}} or }}"
    assert result["message"]["text"].format() == message


def test_a_suppressed_finding_comes_last_with_its_reason() -> None:
    suppressed = Suppressed(finding("LSS602"), "the bill is paid by {the lab}")
    first, last = log(finding(), suppressed=(suppressed,))["runs"][0]["results"]
    assert "suppressions" not in first
    assert last["ruleId"] == "LSS602"
    assert last["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "the bill is paid by {the lab}"}
    ]


def test_no_result_is_left_out_however_many_there_are() -> None:
    many = log(*[finding(pointer=f"/workers/{number}") for number in range(6_000)])
    assert len(many["runs"][0]["results"]) == 6_000
