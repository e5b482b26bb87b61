"""The report as JUnit XML, which most CI servers turn into a list of tests.

A file is a test suite. An error or a warning is a test case of it that failed, a note is one that passed and says
something, a spec of which nothing was found is one that passed. What a comment suppresses is a case that was skipped,
with its reason, and a file that could not be read is an error. There is no standard: the elements and attributes are
those that Jenkins, GitLab and Azure DevOps read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from xml.etree import ElementTree

from loop_engineering.lss.finding import Finding, rule_url
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.report.identity import relative
from loop_engineering.lss.rules import RULES
from loop_engineering.lss.suppression import Suppressed

__all__ = ["render"]

_Element = ElementTree.Element
_COUNTS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""The attributes that count test cases, and the element of a case that each counts."""


def render(report: Report) -> Iterator[str]:
    """The report as the text of an XML document."""
    cases: dict[str, list[tuple[int, _Element]]] = defaultdict(list)
    for path, line, name in _clean(report):
        cases[relative(path)].append((line, _case(path, name)))
    for finding in report.findings:
        cases[relative(finding.path)].append((finding.line, _found(finding)))
    for item in report.suppressed:
        cases[relative(item.finding.path)].append((item.finding.line, _suppressed(item)))
    root = _Element("testsuites", name="loopctl")
    for path, placed in sorted(cases.items()):
        _suite(root, path, [case for _, case in sorted(placed, key=lambda pair: pair[0])])
    if report.complaints:
        _suite(root, "unreadable files", list(map(_unreadable, report.complaints)))
    _count(root)
    ElementTree.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield ElementTree.tostring(root, encoding="unicode")


def _clean(report: Report) -> Iterator[tuple[str, int, str]]:
    """The path, line and name of each spec of which nothing was found."""
    names = {(entry["path"], entry["line"]): str(entry["loop_name"]) for entry in report.specs}
    lines: dict[str, list[int]] = defaultdict(list)
    for path, line in sorted(report.places):
        lines[path].append(line)
    # A finding belongs to the last spec that begins at its line or before it.
    blamed = {
        (finding.path, bisect_right(lines[finding.path], finding.line))
        for finding in report.findings
        if finding.path in lines
    }
    for path, starts in lines.items():
        for number, line in enumerate(starts, 1):
            if (path, number) not in blamed:
                yield path, line, names.get((path, line), f"spec at line {line}")


def _found(finding: Finding) -> _Element:
    case = _case_of(finding)
    message = visible(finding.message)
    place = f"{visible(finding.path)}:{finding.line}:{finding.column}"
    lines = [
        f"{place}: {finding.severity} {finding.rule} [{finding.name}] {message}",
        f"help: {RULES[finding.rule].remedy}",
        f"more: {rule_url(finding.rule)}",
    ]
    if finding.severity == "info":
        ElementTree.SubElement(case, "system-out").text = "\n".join(lines)
    else:
        failure = ElementTree.SubElement(case, "failure", type=finding.severity, message=message)
        failure.text = "\n".join(lines)
    return case


def _suppressed(item: Suppressed) -> _Element:
    case = _case_of(item.finding)
    ElementTree.SubElement(case, "skipped", message=visible(f"suppressed: {item.reason}"))
    return case


def _case_of(finding: Finding) -> _Element:
    return _case(finding.path, f"{finding.rule} {finding.name} at {finding.line}:{finding.column}")


def _unreadable(complaint: str) -> _Element:
    case = _case("loopctl", visible(complaint))
    ElementTree.SubElement(case, "error", type="unreadable", message=visible(complaint))
    return case


def _case(path: str, name: str) -> _Element:
    # Servers take what follows the last dot of a class name for the class, and what precedes it for the package.
    file = relative(path)
    pure = PurePath(file)
    classname = pure.with_suffix("").as_posix() if pure.suffix else file
    return _Element("testcase", name=visible(name), classname=visible(classname), file=visible(file), time="0")


def _suite(root: _Element, name: str, cases: list[_Element]) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=visible(name))
    suite.extend(cases)
    _count(suite)


def _count(parent: _Element) -> None:
    cases = list(parent.iter("testcase"))
    parent.set("tests", str(len(cases)))
    for attribute, element in _COUNTS.items():
        parent.set(attribute, str(sum(case.find(element) is not None for case in cases)))
    parent.set("time", "0")
