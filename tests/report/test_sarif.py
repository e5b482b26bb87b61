"""The SARIF log: the shape that SARIF 2.1.0 asks for, and what code scanning services refuse or hide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from loop_engineering import __version__
from loop_engineering.lss import RULES, Finding
from loop_engineering.lss.report import Report, render

TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string", "minLength": 1}},
}
PLACE = {"type": "integer", "minimum": 1}


def closed(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """A schema of an object with these keys and no other."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
        "additionalProperties": False,
    }


LEVEL = {"enum": ["error", "warning", "note"]}
RULE = closed(
    {
        "id": {"pattern": "^LSS[0-9]{3}$"},
        "name": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": closed({"level": LEVEL}),
    },
    properties=closed({"failure_mode": {"pattern": "^F[0-9]+$"}}),
)
REGION = closed({"startLine": PLACE, "startColumn": PLACE, "endLine": PLACE, "endColumn": PLACE})
LOCATION = closed({"artifactLocation": closed({"uri": {"pattern": "^[!-~]+$"}}), "region": REGION})
RESULT = closed(
    {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": closed({"physicalLocation": LOCATION})},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
    }
)
DRIVER = closed(
    {
        "name": {"const": "loopctl"},
        "version": {"const": __version__},
        "informationUri": {"const": "https://loop-engineering.org/"},
        "rules": {"type": "array", "items": RULE, "minItems": len(RULES), "maxItems": len(RULES), "uniqueItems": True},
    }
)
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "columnKind": {"const": "unicodeCodePoints"},
        "results": {"type": "array", "items": RESULT},
    }
)
# The part of the schema of SARIF 2.1.0 that this log uses, without what it leaves out.
LOG = closed(
    {
        "$schema": {"pattern": "sarif-schema-2\\.1\\.0\\.json$"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN, "minItems": 1, "maxItems": 1},
    }
)


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


def log(*findings: Finding) -> Any:
    (text,) = render(Report(findings, tuple(None for _ in findings), (), 1, 1), "sarif")
    made = json.loads(str(text))
    Draft202012Validator(LOG).validate(made)
    return made


def results(*findings: Finding) -> Iterator[Any]:
    return iter(log(*findings)["runs"][0]["results"])


def uri(path: str) -> str:
    (result,) = results(finding(path=path))
    return str(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])


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
        assert described.get("properties", {}).get("failure_mode") == rule.failure_mode


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
    assert marks(first) == marks(finding(line=7, column=4, end_line=7, end_column=9, message="other words"))
    others = [finding("LSS202"), finding(path="b.yaml"), finding(pointer="/workers/1"), finding(line=30, end_line=30)]
    assert len(set(marks(first, *others))) == 5


def test_a_message_is_text_and_holds_no_link_and_no_control() -> None:
    (result,) = results(finding(message="see [here](https://evil.example)\x1b[31m\u202e"))
    assert result["message"]["text"] == "see [here] (https://evil.example)␛[31m<U+202E>"
