"""Findings for a person at a terminal: place, rule, message, the source line with its fault underlined, advice."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from loop_engineering.lss.finding import Finding, rule_url
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import Excerpt, visible
from loop_engineering.lss.report.statistics import table
from loop_engineering.lss.rules import RULES

__all__ = ["render"]

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_GUTTER = "blue"


def render(report: Report, *, statistics: bool = False) -> Iterator[Text]:
    """The findings of a report, a blank line between them; with `statistics`, the counts per rule instead.

    What a rule asks for and where it is explained stands below the first of its findings.
    """
    if statistics:
        yield from map(Text, table(report.findings))
        return
    explained: set[str] = set()
    for number, (finding, excerpt) in enumerate(zip(report.findings, report.excerpts, strict=True)):
        if number:
            yield Text()
        yield from _finding(finding, excerpt, first=finding.rule not in explained)
        explained.add(finding.rule)


def _finding(finding: Finding, excerpt: Excerpt | None, *, first: bool) -> Iterator[Text]:
    path = visible(finding.path)
    if path.lstrip().startswith("::"):  # At the beginning of a line, GitHub Actions takes that for a command.
        path = f"./{path}"
    place = f"{path}:{finding.line}:{finding.column}: "
    style = _STYLES[finding.severity]
    yield Text.assemble(
        (place, "bold"),
        (f"{finding.severity} ", style),
        # Terminals that can make it a hyperlink; the others show the text.
        (finding.rule, f"{style} link {rule_url(finding.rule)}"),
        (f" [{finding.name}]", style),
        f" {visible(finding.message)}",
    )
    number = str(finding.line)
    if excerpt is not None and excerpt.text.strip():
        yield from _source_line(finding, excerpt, number, style)
    margin = " " * (len(number) + 2)
    if first:
        yield _advice(margin, "help", RULES[finding.rule].remedy)
    if finding.fix is not None:
        option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        yield _advice(margin, "fix", f"{finding.fix.description} (loopctl validate {option})")
    if first:
        guards = f"failure mode {finding.failure_mode}; " if finding.failure_mode else ""
        yield _advice(margin, "more", f"{guards}loopctl explain {finding.rule} or {rule_url(finding.rule)}")


def _source_line(finding: Finding, excerpt: Excerpt, number: str, style: str) -> Iterator[Text]:
    before = "…" if excerpt.column > 1 else ""
    after = "…" if excerpt.more else ""
    start = max(finding.column - excerpt.column, 0)
    # A fault that goes on over further lines is underlined to the end of its first.
    same_line = finding.end_line == finding.line
    end = max(finding.end_column - excerpt.column, start) if same_line else len(excerpt.text.rstrip())
    lead = before + visible(excerpt.text[:start])
    span = visible(excerpt.text[start:end])
    rest = visible(excerpt.text[end:]) + after
    yield Text.assemble((f" {number} | ", _GUTTER), lead, (span, style), rest.rstrip())
    under = " " * cell_len(lead) + "^" * max(cell_len(span.rstrip()), 1)
    yield Text.assemble((" " * (len(number) + 2) + "| ", _GUTTER), (under, style))


def _advice(margin: str, label: str, text: str) -> Text:
    return Text.assemble((f"{margin}= {label}: ", _GUTTER), visible(text))
