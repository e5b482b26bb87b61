"""What has to hold for any bytes at all: the function that fuzzing and the mutation tests call."""

from __future__ import annotations

import json
from pathlib import Path

from loop_engineering.diagram import text_diagram
from loop_engineering.lss import Finding, Project
from loop_engineering.lss.report import FORMATS, render
from loop_engineering.lss.report.excerpt import split_lines
from loop_engineering.reading import Kind, Reading, reading
from loop_engineering.validation import report_of

__all__ = ["examine"]

_HERE = Path(__file__).resolve().parent / "data"
_PROJECT = Project(_HERE)


def examine(raw: bytes, kind: Kind) -> Reading:
    """Read, check, report and interpret `raw` as a spec or a page; AssertionError, or any exception, is a bug."""
    shown = "input.md" if kind == "page" else "input.yaml"
    read = reading(raw, len(raw), shown, kind, project=_PROJECT, file=_HERE / shown)
    # What is not UTF-8 has no text, but its findings have a place in the file all the same.
    lines = split_lines(read.text or raw.decode("utf-8-sig", "replace"))
    for item in read.specs:
        checked = item.checked
        assert checked.findings or checked.expected or checked.spec is not None, "neither a finding nor a spec"
        for finding in (*checked.findings, *checked.expected):
            _assert_placed(finding, lines)
        if item.spec is not None:
            # Every reading of a spec, however odd the spec is.
            assert item.bounds is not None
            json.dumps(item.bounds.as_dict(), allow_nan=False)
            assert item.score is not None
            assert 0 <= item.score.les <= 100
            assert item.level is not None
            assert 1 <= item.level.level <= 6
            assert item.conformance is not None
            assert item.mermaid
            assert text_diagram(item.spec)
    report = report_of(read)
    for form in FORMATS:
        for line in render(report, form):
            assert str(line).encode("utf-8", "backslashreplace") is not None
    return read


def _assert_placed(finding: Finding, lines: list[str]) -> None:
    """A finding lies in the text that it is about."""
    assert 1 <= finding.line <= len(lines), finding
    assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, finding
    assert (finding.line, finding.column) <= (finding.end_line, finding.end_column), finding
    assert finding.message
    assert "\n" not in finding.message
    for edit in finding.fix.edits if finding.fix is not None else ():
        assert (edit.span.line, edit.span.column) <= (edit.span.end_line, edit.span.end_column)
        assert edit.span.end_line <= len(lines)
