"""The Code Quality report of GitLab: the keys that its documentation names, and what it refuses or hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from loop_engineering.lss import RULES, Finding
from loop_engineering.lss.report import Report, render


def finding(rule_id: str = "LSS201", path: str = "a.yaml", line: int = 1, pointer: str = "/workers/0") -> Finding:
    rule = RULES[rule_id]
    return Finding(path, line, 1, rule.id, "wrong", line, 2, pointer, rule.name, rule.severity, rule.failure_mode)


def entries(*findings: Finding) -> list[dict[str, Any]]:
    (text,) = render(Report(findings, tuple(None for _ in findings), (), 1, 1), "gitlab")
    made: list[dict[str, Any]] = json.loads(str(text))
    return made


def test_an_entry_has_what_gitlab_asks_for() -> None:
    (entry,) = entries(finding(line=7))
    fingerprint = entry.pop("fingerprint")
    assert len(fingerprint) == 64
    assert entry == {
        "description": "wrong",
        "check_name": "LSS201 unknown-reference",
        "severity": "critical",
        "location": {"path": "a.yaml", "lines": {"begin": 7}},
    }


def test_every_severity_is_one_of_gitlabs() -> None:
    by_severity = {
        RULES[f"LSS{entry['check_name'][3:6]}"].severity: entry["severity"] for entry in entries(*map(finding, RULES))
    }
    assert by_severity == {"error": "critical", "warning": "major", "info": "info"}


def test_fingerprints_are_unique_and_stay_when_lines_move() -> None:
    first, second = entries(finding(line=1), finding(line=30))
    assert first["fingerprint"] != second["fingerprint"]
    (moved,) = entries(finding(line=9))
    assert moved["fingerprint"] == first["fingerprint"]


def test_a_path_is_relative_to_the_folder_of_the_run() -> None:
    (entry,) = entries(finding(path=str(Path.cwd() / "loops" / "a.yaml")))
    assert entry["location"]["path"] == "loops/a.yaml"


def test_no_finding_is_an_empty_array() -> None:
    assert entries() == []
