"""What the build has to say: one line per finding, all of them, and then the verdict."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from loop_engineering.lss import SEVERITIES, Finding, Severity

__all__ = ["Notice", "Report"]

# A child of MkDocs's logger, so that --quiet, --verbose and --strict treat these lines as its own.
_log = logging.getLogger("mkdocs.plugins.lss")
_LEVELS: dict[Severity, int] = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO}
_FAILING: dict[str, tuple[Severity, ...]] = {"error": ("error",), "warning": ("error", "warning"), "never": ()}


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """One line of the log. `path` is relative to the project's root; `line` and `column` count from 1."""

    path: str
    line: int
    column: int
    text: str
    severity: Severity = "error"

    @staticmethod
    def of(finding: Finding) -> Notice:
        """The line that says a finding of the library."""
        text = f"{finding.rule} {finding.message} [{finding.name}]"
        return Notice(finding.path, finding.line, finding.column, text, finding.severity)

    def __str__(self) -> str:
        return _printable(f"{self.path}:{self.line}:{self.column}: {self.text}")


class Report:
    """The notices of one build, each kept once however often it is found."""

    def __init__(self) -> None:
        self._notices: dict[Notice, None] = {}
        self._findings: dict[Finding, None] = {}

    def add(self, notices: Iterable[Notice]) -> None:
        """Take notices in."""
        self._notices.update(dict.fromkeys(notices))

    def found(self, findings: Iterable[Finding]) -> None:
        """Take findings in; they become notices when they are settled."""
        self._findings.update(dict.fromkeys(findings))

    def settle(self, told: Callable[[Sequence[Finding]], Iterable[Finding]]) -> None:
        """Make notices of those findings that `told`, given all of them in order, leaves."""
        self.add(map(Notice.of, told(sorted(self._findings))))
        self._findings.clear()

    def print(self) -> None:
        """Write every notice to MkDocs's log, in the order of files and lines."""
        for notice in sorted(self._notices):
            _log.log(_LEVELS[notice.severity], "%s", notice)

    def verdict(self, fail_on: str) -> str | None:
        """Why the build has to fail, in a line, or None if `fail_on` lets it pass."""
        counts = Counter(notice.severity for notice in self._notices)
        if not any(counts[severity] for severity in _FAILING[fail_on]):
            return None
        found = [f"{counts[severity]} {severity}{'s' if counts[severity] > 1 else ''}" for severity in SEVERITIES[:2]]
        shown = " and ".join(text for text in found if not text.startswith("0 "))
        files = len({notice.path for notice in self._notices if notice.severity in _FAILING[fail_on]})
        return f"LSS: {shown} in {files} file{'s' if files > 1 else ''}, listed above (fail_on: {fail_on})"


def _printable(text: str) -> str:
    """`text` on one line, with control and bidi characters written as escapes: a page must not steer a terminal."""
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode() for c in text)
