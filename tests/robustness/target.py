"""What has to hold for any bytes at all: the function that fuzzing and the mutation tests call."""

from __future__ import annotations

import json
from pathlib import Path

from loop_engineering.config import Config
from loop_engineering.diagram import text_diagram
from loop_engineering.lss import FULL_FIELDS, RULES, Finding, Project
from loop_engineering.lss.comments import is_protected
from loop_engineering.lss.fixes import MAX_CHECKED, MAX_ROUNDS, mend
from loop_engineering.lss.report import FORMATS, render
from loop_engineering.lss.report.excerpt import split_lines
from loop_engineering.reading import Kind, Reading, reading
from loop_engineering.validation import report_of

__all__ = ["examine"]

_KNOWN = frozenset((*FULL_FIELDS, "composition", "extensions", "metadata"))
_HERE = Path(__file__).resolve().parent / "data"
_PROJECT = Project(_HERE)
_CONFIG = Config(
    _HERE / "loopctl.toml",
    ignore=("LSS601",),
    per_path_ignores=(("**/input.*", ("LSS9", "floating-judge")), ("*.md", ("LSS3",))),
    severity=(("LSS401", "error"), ("LSS203", "off")),
)


def examine(raw: bytes, kind: Kind) -> Reading:
    """Read, check, report, interpret and fix `raw` as a spec or a page; AssertionError, or any exception, is a bug."""
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
    _assert_configured(read)
    for unsafe in (False, True):
        _assert_mended(read, kind, unsafe=unsafe)
    return read


def _assert_configured(read: Reading) -> None:
    """Suppressions and a configuration take findings away, and never those that say that a spec was not checked."""
    for item in read.specs:
        told = _CONFIG.apply(item.checked.findings, _HERE)
        assert {finding.rule for finding in told} <= {finding.rule for finding in item.checked.findings}
        hidden = [one.finding for one in item.checked.suppressed]
        hidden += [finding for finding in item.checked.findings if finding.rule not in {one.rule for one in told}]
        assert not any(is_protected(RULES[one.rule]) and one.rule != "LSS900" for one in hidden)
        for one in item.checked.suppressed:
            assert one.reason.strip()


def _assert_mended(read: Reading, kind: Kind, *, unsafe: bool) -> None:
    """Fixes leave a text with no more errors than it had, and one in which there is nothing left to fix."""
    if not any(one.fix is not None for item in read.specs for one in item.checked.findings):
        return
    mended = mend(read.text, lambda text: _findings(text, kind), lambda found: found, unsafe=unsafe)
    # A field that is spelt right is read, and what is wrong in it comes to light: such a text is left as it is.
    documents = [item.checked.document for item in read.specs if item.checked.document is not None]
    misspelt = any(not _KNOWN.issuperset(document.data) for document in documents)
    assert not mended.worse or misspelt, "fixes that would have brought errors"
    assert mended.text.encode() is not None
    if mended.text == read.text:
        assert not mended.fixed
        return
    before, after = _findings(read.text, kind), _findings(mended.text, kind)
    assert len(before) == len(after), "a spec has come or gone"
    # What is wrong in shape hides what is wrong in meaning, which mending the one may bring to light.
    if not any(finding.rule.startswith("LSS1") for spec in before for finding in spec):
        assert _errors(after) <= _errors(before)
    if len(read.text) * MAX_ROUNDS > MAX_CHECKED:
        return  # of a large text not all are made at once
    again = mend(mended.text, lambda text: _findings(text, kind), lambda found: found, unsafe=unsafe)
    assert again.text == mended.text, "fixing goes on and on"


def _findings(text: str, kind: Kind) -> list[tuple[Finding, ...]]:
    """The findings of each spec in a text."""
    raw = text.encode()
    shown = "input.md" if kind == "page" else "input.yaml"
    read = reading(raw, len(raw), shown, kind, project=_PROJECT, file=_HERE / shown)
    specs = [tuple(one for one in item.checked.findings if one.path == shown) for item in read.specs]
    return [*specs, read.faults]


def _errors(specs: list[tuple[Finding, ...]]) -> int:
    return sum(finding.severity == "error" for findings in specs for finding in findings)


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
