"""Reports: what checking a set of files found, and one file an output format.

A format is a module here with `render(report)`, which yields what to print; `FORMATS` names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from loop_engineering.lss.finding import Finding, Severity
from loop_engineering.lss.report.excerpt import Excerpt
from loop_engineering.lss.suppression import Suppressed

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["COUNTING", "FORMATS", "Excerpt", "Report", "counted", "render"]

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")
"""The output formats, each the name of a module of this package."""
COUNTING = ("text", "json")
"""The formats that can say how many findings there are of each rule."""


@dataclass(frozen=True, slots=True)
class Report:
    """What checking found in some files.

    `excerpts` has one entry per finding: the line that it stands on, or None where the line cannot be shown.
    `specs` describes the valid ones, under the names of the JSON contract; `checked` counts them all. `files`
    counts the files that were checked, `skipped` those of folders that hold no spec. `places` has the path and the
    first line of each spec, valid or not; `complaints` name the paths that could not be read, and say why.
    `suppressed` are the findings that comments let stand, `known` counts those that a baseline has: neither is among
    `findings`.
    """

    findings: tuple[Finding, ...]
    excerpts: tuple[Excerpt | None, ...]
    specs: tuple[Mapping[str, Any], ...]
    checked: int
    files: int
    skipped: int = 0
    places: tuple[tuple[str, int], ...] = ()
    complaints: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    known: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def fails(self, *, strict: bool = False) -> bool:
        """Whether anything was found that should stop a build: an error or, if `strict`, a warning."""
        return any(f.severity == "error" or (strict and f.severity == "warning") for f in self.findings)

    @property
    def summary(self) -> str:
        """The report in one line, such as `3 files, 4 specs: 1 error, 2 warnings`."""
        found = [counted(self.count("error"), "error"), counted(self.count("warning"), "warning")]
        if notes := self.count("info"):
            found.append(counted(notes, "note"))
        line = f"{counted(self.files, 'file')}, {counted(self.checked, 'spec')}: {', '.join(found)}"
        if self.suppressed:
            line += f"; {len(self.suppressed)} suppressed"
        if self.known:
            line += f"; {self.known} known from the baseline"
        return f"{line} ({counted(self.skipped, 'file')} without a spec skipped)" if self.skipped else line


def render(report: Report, form: str, *, statistics: bool = False) -> Iterator[str | Text]:
    """The report in the format named `form`, as lines without their line ends; `text` yields styled lines.

    With `statistics`, formats of `COUNTING` say how many findings there are of each rule: `text` instead of the
    findings, `json` beside them.
    """
    module = import_module(f"{__name__}.{form}")
    made: Iterable[str | Text] = module.render(report, statistics=True) if statistics else module.render(report)
    return iter(made)


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
