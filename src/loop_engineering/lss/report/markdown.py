"""The report as a Markdown table, for the summary of a CI job or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from loop_engineering.lss.finding import Finding, rule_url
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import visible

__all__ = ["MAX_ROWS", "inert", "render"]

MAX_ROWS = 500
"""Most findings that are listed; a job summary of GitHub holds 1 MiB, and nobody reads further."""

_MAX_MESSAGE = 1_000
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&@:.!#$]")


def render(report: Report) -> Iterator[str]:
    """The summary in a line and, below it, a row for each finding."""
    yield report.summary
    if not report.findings:
        return
    yield ""
    yield "| | where | rule | what |"
    yield "| --- | --- | --- | --- |"
    yield from map(_row, islice(report.findings, MAX_ROWS))
    if len(report.findings) > MAX_ROWS:
        yield ""
        yield f"{len(report.findings) - MAX_ROWS:,} further findings are not listed here."


def _row(finding: Finding) -> str:
    place = inert(f"{finding.path}:{finding.line}:{finding.column}")
    rule = f"[{finding.rule}]({rule_url(finding.rule)}) {finding.name}"
    return f"| {finding.severity} | {place} | {rule} | {inert(finding.message)} |"


def inert(text: str) -> str:
    """Text that no reader of Markdown takes for markup, a link, a mention or the end of a cell."""
    cut = text if len(text) <= _MAX_MESSAGE else f"{text[:_MAX_MESSAGE]}…"
    return _MARKUP.sub(r"\\\g<0>", visible(cut))
