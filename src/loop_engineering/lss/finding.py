"""What checking says: a `Problem` as a rule states it, a `Finding` as a person reads it.

A rule knows pointers, not files; `Finding` adds the place in the file that the reader edits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from loop_engineering.lss.position import Span
from loop_engineering.lss.repair import Repair

__all__ = ["SEVERITIES", "SITE", "Edit", "Finding", "Fix", "Problem", "Severity", "rule_url", "worst_severity"]

SITE = "https://loop-engineering.org"
"""Where the site is published."""

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""All severities, worst first."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at a JSON pointer.

    `pointer` is in the full form; `key` means that the mapping key there is at fault, not its value;
    `repair` is what would mend it; `span` overrides the pointer where a text could not be read into data at all.
    """

    pointer: str
    message: str
    key: bool = False
    repair: Repair | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a file: put `text` in place of `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits of one file that mend a finding, all or none, in order and without overlap.

    A fix that is not `safe` picks a number or a policy in the author's place.
    """

    description: str
    edits: tuple[Edit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One line of a report. Lines and columns count from 1; `pointer` is in the document as written.

    `anchor` is the pointer as it stays while entries are added around it: below the loop's name, with the ids of
    entries in place of their numbers.
    """

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
    anchor: str = ""

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
                "safety": "safe" if self.fix.safe else "unsafe",
                "edits": [{**edit.span.as_dict(), "text": edit.text} for edit in self.fix.edits],
            },
            "url": rule_url(self.rule),
        }


def rule_url(rule: str) -> str:
    """The page that explains the rule with this id."""
    return f"{SITE}/rules/{rule}/"


def worst_severity(findings: tuple[Finding, ...]) -> Severity | None:
    """The worst severity among the findings, or None where there are none."""
    return next((level for level in SEVERITIES if any(f.severity == level for f in findings)), None)
