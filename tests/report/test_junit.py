"""JUnit XML: what a dashboard counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from loop_engineering.files import find
from loop_engineering.lss import RULES, Finding
from loop_engineering.lss.report import Report, render
from loop_engineering.lss.suppression import Suppressed
from loop_engineering.validation import validate

GOLDEN = Path(__file__).parent.parent / "golden" / "validate"
COUNTS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def finding(rule_id: str = "LSS201", path: str = "a.yaml", line: int = 1, message: str = "wrong") -> Finding:
    rule = RULES[rule_id]
    return Finding(path, line, 1, rule.id, message, line, 2, "", rule.name, rule.severity, rule.failure_mode)


def suites(report: Report) -> dict[str, list[tuple[str, str]]]:
    """The suites by name: the name of each test case, and the element that says how it ended."""
    root = ElementTree.fromstring("\n".join(map(str, render(report, "junit"))).encode())
    for counted in [root, *root]:
        cases = list(counted.iter("testcase"))
        assert counted.get("tests") == str(len(cases))
        for attribute, tag in COUNTS.items():
            assert counted.get(attribute) == str(len(list(counted.iter(tag))))
    return {
        suite.attrib["name"]: [(case.attrib["name"], "".join(child.tag for child in case)) for case in suite]
        for suite in root
    }


def report(*findings: Finding, places: tuple[tuple[str, int], ...], **more: Any) -> Report:
    return Report(findings, tuple(None for _ in findings), more.pop("specs", ()), len(places), 1, places=places, **more)


def test_a_finding_fails_and_a_spec_without_any_passes() -> None:
    entry = {"path": "page.md", "line": 5, "loop_name": "good-loop"}
    made = report(
        finding(path="page.md", line=22),
        finding(path="page.md", line=20),
        finding(path="z.yaml"),
        places=(("page.md", 20), ("z.yaml", 1), ("page.md", 5), ("page.md", 40), ("b.yaml", 1)),
        specs=(entry,),
    )
    assert suites(made) == {
        "b.yaml": [("spec at line 1", "")],
        "page.md": [
            ("good-loop", ""),
            ("LSS201 unknown-reference at 20:1", "failure"),
            ("LSS201 unknown-reference at 22:1", "failure"),
            ("spec at line 40", ""),
        ],
        "z.yaml": [("LSS201 unknown-reference at 1:1", "failure")],
    }


def test_a_note_fails_nothing() -> None:
    note = next(rule.id for rule in RULES.values() if rule.severity == "info")
    (cases,) = suites(report(finding(note), places=(("a.yaml", 1),))).values()
    assert [ended for _, ended in cases] == ["system-out"]


def test_a_suppressed_finding_is_skipped_and_its_spec_passes() -> None:
    made = report(places=(("a.yaml", 1),), suppressed=(Suppressed(finding(line=3), "known"),))
    assert suites(made) == {"a.yaml": [("spec at line 1", ""), ("LSS201 unknown-reference at 3:1", "skipped")]}


def test_an_unreadable_file_is_an_error() -> None:
    made = suites(report(places=(), complaints=("a.yaml: permission denied",)))
    assert made == {"unreadable files": [("a.yaml: permission denied", "error")]}


def test_nothing_found_is_an_empty_report() -> None:
    assert suites(report(places=())) == {}


def test_what_xml_cannot_hold_is_made_visible() -> None:
    hostile = finding(path="a\ud800\x00.yaml", message="\x1b]8;; ]]> <&\ufffe\x0b")
    (name,) = suites(report(hostile, places=()))
    assert name == "a<U+D800>␀.yaml"


def test_the_golden_inputs_are_counted_right() -> None:
    found, _ = find([GOLDEN])
    made, _ = validate(found, jobs=1)
    cases = [case for suite in suites(made).values() for case in suite]
    assert sum(ended == "failure" for _, ended in cases) == made.count("error") + made.count("warning")
    assert [name for name, ended in cases if not ended] == ["repair-loop"]
