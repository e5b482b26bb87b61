"""What checking says: a `Problem` as a rule states it, a `Finding` as a person reads it.

A rule knows pointers, not files; `Finding` adds the place in the file that the reader edits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from loop_engineering.lss.position import Span

__all__ = ["SEVERITIES", "Finding", "Fix", "Problem", "Severity", "worst_severity"]

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""All severities, worst first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a JSON pointer.

    `pointer` is in the full form; `key` means that the mapping key there is at fault, not its value;
    `replace_with` is the text that would mend it in place of the key or value; `span` overrides the
    pointer where a text could not be read into data at all.
    """

    pointer: str
    message: str
    key: bool = False
    replace_with: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit of the file: put `text` in place of `span`."""

    description: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One line of a report. Lines and columns count from 1; `pointer` is in the document as written."""

    path: str
    line: int
    column: int
    rule: str
    message: str
    end_line: int
    end_column: int
    pointer: str
    name: str
    severity: Severity
    failure_mode: str | None = None
    fix: Fix | None = None

    def as_dict(self) -> dict[str, Any]:
        """The finding as the JSON contract has it."""
        return {
            "rule": self.rule,
            "name": self.name,
            "severity": self.severity,
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "pointer": self.pointer,
            "failure_mode": self.failure_mode,
            "fix": None
            if self.fix is None
            else {
                "description": self.fix.description,
                "edits": [{**self.fix.span.as_dict(), "text": self.fix.text}],
            },
        }


def worst_severity(findings: tuple[Finding, ...]) -> Severity | None:
    """The worst severity among the findings, or None where there are none."""
    return next((level for level in SEVERITIES if any(f.severity == level for f in findings)), None)
