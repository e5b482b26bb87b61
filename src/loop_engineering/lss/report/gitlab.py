"""Findings in the Code Quality report format of GitLab, which shows them in merge requests.

Source: GitLab documentation, Code Quality, "Code Quality report format": a JSON array, with a unique fingerprint, one
of five severities and a path relative to the repository for each finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from loop_engineering.lss.finding import Severity
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.report.identity import fingerprints, relative
from loop_engineering.lss.report.json import dumps

__all__ = ["render"]

_SEVERITIES: dict[Severity, str] = {"error": "critical", "warning": "major", "info": "info"}


def render(report: Report) -> Iterator[str]:
    """The findings as the text of a JSON array."""
    yield dumps(
        [
            {
                "description": visible(finding.message),
                "check_name": f"{finding.rule} {finding.name}",
                "fingerprint": hashlib.sha256(mark.encode()).hexdigest(),
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": relative(finding.path), "lines": {"begin": max(finding.line, 1)}},
            }
            for finding, mark in zip(report.findings, fingerprints(report.findings), strict=True)
        ]
    )
