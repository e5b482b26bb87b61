"""Findings as workflow commands of GitHub Actions, which show them beside the changed lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Finding
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import visible

__all__ = ["render"]

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> Iterator[str]:
    """One command a finding."""
    return map(_command, report.findings)


def _command(finding: Finding) -> str:
    properties = {
        "file": visible(finding.path),
        "line": finding.line,
        "endLine": finding.end_line,
        "col": finding.column,
        "title": f"{finding.rule} {finding.name}",
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(visible(finding.message))}"


def _data(text: str) -> str:
    """As the runner's own toolkit escapes a message, so that it ends with its line."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
