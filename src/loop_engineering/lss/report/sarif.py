"""The report as SARIF 2.1.0, the format of code scanning services and editors.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0. Lines and columns count from 1, the
end column is the one after the last character, and columns are code points, as in findings. `tags` and
`problem.severity` of a rule are what GitHub code scanning reads beyond the standard.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from loop_engineering import __version__
from loop_engineering.lss.finding import SITE, Finding, Fix, Severity
from loop_engineering.lss.position import Span
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.report.identity import fingerprints, relative
from loop_engineering.lss.report.json import dumps
from loop_engineering.lss.rules import GROUPS, RULES, Rule

__all__ = ["as_dict", "render"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB_SEVERITIES: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "recommendation"}
_INDEX = {rule_id: number for number, rule_id in enumerate(RULES)}
_ROOT = "%SRCROOT%"


def render(report: Report) -> Iterator[str]:
    """The report as the text of a SARIF log with one run."""
    yield dumps(as_dict(report), indent=None)


def as_dict(report: Report) -> dict[str, Any]:
    """The SARIF log as JSON data."""
    driver = {
        "name": "loopctl",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": f"{SITE}/",
        "rules": [_rule(rule) for rule in RULES.values()],
    }
    invocation: dict[str, Any] = {"executionSuccessful": not report.complaints}
    if report.complaints:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": _text(complaint)}} for complaint in report.complaints
        ]
    run = {
        "tool": {"driver": driver},
        # Up to its last slash, the category under which a service keeps the results of one tool apart.
        "automationDetails": {"id": "loopctl/"},
        "invocations": [invocation],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that loopctl ran in."}}},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(report)),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    tags = [GROUPS[rule.id[:4]].replace(" ", "-")]
    properties: dict[str, Any] = {"tags": tags, "problem.severity": _GITHUB_SEVERITIES[rule.severity]}
    if rule.failure_mode is not None:
        tags.append(f"failure-mode/{rule.failure_mode}")
        properties["failure_mode"] = rule.failure_mode
    help_text = f"{rule.remedy}\n\n**Why it hurts.** {rule.rationale}\n\n[{rule.id} {rule.name}]({rule.url})"
    return {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "helpUri": rule.url,
        "help": {"text": rule.remedy, "markdown": help_text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": properties,
    }


def _results(report: Report) -> Iterator[dict[str, Any]]:
    reasons = [None] * len(report.findings) + [item.reason for item in report.suppressed]
    findings = [*report.findings, *(item.finding for item in report.suppressed)]
    for finding, mark, reason in zip(findings, fingerprints(findings), reasons, strict=True):
        result = _result(finding, mark)
        if reason is not None:
            result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": visible(reason)}]
        yield result


def _result(finding: Finding, mark: str) -> dict[str, Any]:
    span = Span(finding.line, finding.column, finding.end_line, finding.end_column)
    file = _artifact(finding.path)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": _INDEX[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": _text(finding.message)},
        "locations": [{"physicalLocation": {"artifactLocation": file, "region": _region(span)}}],
        "partialFingerprints": {"loopctl/v1": mark},
    }
    return result if finding.fix is None else {**result, "fixes": [_fix(finding.fix, file)]}


def _fix(fix: Fix, file: dict[str, str]) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits]
    return {
        "description": {"text": _text(fix.description)},
        "artifactChanges": [{"artifactLocation": file, "replacements": replacements}],
        "properties": {"safety": "safe" if fix.safe else "unsafe"},
    }


def _region(span: Span) -> dict[str, int]:
    """The place of a finding, with an end that never comes before the start."""
    line, column = max(span.line, 1), max(span.column, 1)
    end_line = max(span.end_line, line)
    end_column = max(span.end_column, column if end_line == line else 1)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _text(message: str) -> str:
    """A message that is text throughout: in SARIF, `{0}` would be a placeholder and `[…](…)` a link.

    Section 3.11.5: "{" and "}" are written "{{" and "}}"; it is about `message` objects, so that the descriptions of
    rules, which take no arguments, are left as they are.
    """
    return visible(message).replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _artifact(path: str) -> dict[str, str]:
    """Where a file is: below the folder of the run where that is so, else as its path says."""
    path = relative(path)
    pure = PurePath(path)
    quoted = quote(pure.as_posix(), errors="surrogatepass")
    if pure.is_absolute():
        return {"uri": f"file:///{quoted.lstrip('/')}"}
    below = ".." not in pure.parts and path != "<stdin>"
    return {"uri": quoted, "uriBaseId": _ROOT} if below else {"uri": quoted}
