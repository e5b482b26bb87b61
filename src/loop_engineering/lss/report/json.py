"""The report as one JSON document, for programs. Its keys and their order are a contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from loop_engineering.lss.report import Report
from loop_engineering.lss.report.statistics import count_rules

__all__ = ["as_dict", "dumps", "render"]

VERSION = 1
"""Raised when a key changes its meaning or goes."""

_ESCAPED = re.compile(
    r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|(?<=#)#(?=(?:vso|teamcity)?\[)",
    re.IGNORECASE,
)
"""Lone surrogates, what a terminal obeys, and what makes a text a command where a CI server reads the log."""


def render(report: Report, *, statistics: bool = False) -> Iterator[str]:
    """The report as JSON text."""
    yield dumps(as_dict(report, statistics=statistics))


def as_dict(report: Report, *, statistics: bool = False) -> dict[str, Any]:
    """The report under the names of the JSON contract; with `statistics`, a list of counts per rule is added."""
    made = {
        "version": VERSION,
        "summary": {
            "files": report.files,
            "specs": report.checked,
            "errors": report.count("error"),
            "warnings": report.count("warning"),
        },
        "findings": [finding.as_dict() for finding in report.findings],
        "specs": [dict(spec) for spec in report.specs],
    }
    return {**made, "statistics": [entry.as_dict() for entry in count_rules(report.findings)]} if statistics else made


def dumps(value: Any, *, indent: int | None = 2) -> str:
    """The value as JSON text that always encodes as UTF-8: a lone surrogate, as in odd file names, is escaped,
    and so is what a terminal or a CI server would obey.

    Without `indent` it is one line, which is made many times faster.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
