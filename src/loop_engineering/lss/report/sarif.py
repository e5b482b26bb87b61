"""The report as SARIF 2.1.0, the format of code scanning services and editors.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. Lines and columns count from 1, the
end column is the one after the last character, and columns are code points, as in findings.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from loop_engineering import __version__
from loop_engineering.lss.finding import Finding, Severity
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.report.json import dumps
from loop_engineering.lss.rules import RULES, Rule

__all__ = ["as_dict", "render"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_INDEX = {rule_id: number for number, rule_id in enumerate(RULES)}


def render(report: Report) -> Iterator[str]:
    """The report as the text of a SARIF log with one run."""
    yield dumps(as_dict(report))


def as_dict(report: Report) -> dict[str, Any]:
    """The SARIF log as JSON data."""
    driver = {
        "name": "loopctl",
        "version": __version__,
        "informationUri": "https://loop-engineering.org/",
        "rules": [_rule(rule) for rule in RULES.values()],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": list(_results(report))}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": rule.remedy},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }
    return made if rule.failure_mode is None else {**made, "properties": {"failure_mode": rule.failure_mode}}


def _results(report: Report) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in report.findings:
        mark = _fingerprint(finding)
        seen[mark] += 1
        yield {
            "ruleId": finding.rule,
            "ruleIndex": _INDEX[finding.rule],
            "level": _LEVELS[finding.severity],
            "message": {"text": _text(finding.message)},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": _uri(finding.path)}, "region": _region(finding)}}
            ],
            # Two specs of a page may have the same fault, so that the mark alone would tell them for one.
            "partialFingerprints": {"loopctl/v1": f"{mark}:{seen[mark]}"},
        }


def _fingerprint(finding: Finding) -> str:
    """What stays the same while lines are added around a finding."""
    parts = "\0".join((finding.rule, finding.path, finding.pointer))
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()


def _region(finding: Finding) -> dict[str, int]:
    """The place of a finding, with an end that never comes before the start."""
    line, column = max(finding.line, 1), max(finding.column, 1)
    end_line = max(finding.end_line, line)
    end_column = max(finding.end_column, column if end_line == line else 1)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _text(message: str) -> str:
    """A message that is text throughout: `[…](…)` would be a link in SARIF."""
    return visible(message).replace("](", "] (")


def _uri(path: str) -> str:
    """A path as a URI: relative where the path is, `file:` where it is absolute."""
    pure = PurePath(path)
    quoted = quote(pure.as_posix(), errors="surrogatepass")
    return f"file:///{quoted.lstrip('/')}" if pure.is_absolute() else quoted
