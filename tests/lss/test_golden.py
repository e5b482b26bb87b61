"""Inputs and the exact findings they must give, as files: add `golden/err/NAME.yaml` (or `.md`) and run

    UPDATE_GOLDEN=1 pytest tests/lss/test_golden.py

to write `NAME.out` beside it, then read what it says. Everything in `golden/ok` must stay silent.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loop_engineering.lss import (
    Finding,
    Project,
    Source,
    SyntaxFault,
    check,
    check_block,
    fault_finding,
    find_blocks,
)
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.source import decode

GOLDEN = Path(__file__).parent / "golden"
SUFFIXES = (".yaml", ".json", ".md")
ERR = sorted(path for path in (GOLDEN / "err").iterdir() if path.suffix in SUFFIXES)
OK = sorted(path for path in (GOLDEN / "ok").rglob("*") if path.suffix in SUFFIXES)


def findings(path: Path) -> tuple[Finding, ...]:
    """What checking finds in a file of the golden folder, which is the project that its refs stay inside."""
    text = decode(path.read_bytes())
    if isinstance(text, SyntaxFault):
        return (fault_finding(Source("", path.name), text),)
    project = Project(GOLDEN)
    if path.suffix == ".md":
        blocks = find_blocks(text, path.name)
        assert blocks, "the page holds no block"
        checked = [check_block(block, project=project, file=path) for block in blocks]
        return tuple(finding for one in checked for finding in one.findings)
    return check(Source(text, path.name), project=project, file=path).findings


def line_of(finding: Finding, name: str) -> str:
    """A finding as a line of a `.out` file; one of another file than `name`, as of `src`, names that file."""
    place = (
        f"{finding.line}:{finding.column}"
        if finding.path == name
        else f"{finding.path}:{finding.line}:{finding.column}"
    )
    return f"{place}: {finding.severity} {finding.rule} {visible(finding.message)}\n"


@pytest.mark.parametrize("path", ERR, ids=lambda path: path.name)
def test_findings_are_those_written_down(path: Path) -> None:
    found = "".join(line_of(finding, path.name) for finding in findings(path))
    expected = path.with_suffix(".out")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found, "a case of err/ has findings"
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", OK, ids=lambda path: str(path.relative_to(GOLDEN)))
def test_good_documents_stay_silent(path: Path) -> None:
    assert "".join(line_of(finding, path.name) for finding in findings(path)) == ""


def test_no_output_is_left_behind() -> None:
    assert {path.stem for path in (GOLDEN / "err").glob("*.out")} == {path.stem for path in ERR}
