"""The official YAML test suite against our reading of YAML: what is read is right, what is refused says why.

LSS reads the part of YAML that JSON can hold, through libyaml, which is a YAML 1.1 parser; the tables below are
where that shows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loop_engineering.lss import Source, check, find_blocks, parse

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "yaml-test-suite.json").read_text("utf-8"))

READ_ANOTHER_WAY = {
    "652Z-1": "libyaml takes a question mark at the start of a flow key for the indicator",
    "L24T-2": "libyaml drops the last line of a literal block where the file ends without a line break",
    "Y2GN-1": "libyaml ends an anchor at a colon",
}
"""Valid cases of which libyaml makes other data than YAML 1.2 does."""

READ_ALTHOUGH_INVALID = {
    "9C9N-1": "flow lines that are not indented",
    "DK95-2": "a tab that indents a line of a quoted scalar",
    "QB6E-1": "quoted lines that are not indented",
    "S98Z-1": "blank lines deeper than the block scalar",
    "SU5Z-1": "a comment without a space before it",
    "X4QW-1": "a comment without a space after a block scalar's sign",
}
"""Invalid cases that libyaml forgives. None of them is read as other data than it looks like."""

VALID_BUT_REFUSED = 67
"""Valid cases that libyaml refuses: several documents, tabs, and the corners of YAML 1.2 that 1.1 has not."""


def name(case: dict[str, Any]) -> str:
    return f"{case['id']}-{case['case']}"


def test_the_suite_is_whole() -> None:
    assert len(CASES) == 402
    assert sum(case["fail"] for case in CASES) == 94


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_is_read_right_or_refused_with_a_reason(case: dict[str, Any]) -> None:
    document, faults = parse(Source(case["yaml"]))
    assert document is not None or faults
    assert {fault.rule for fault in faults} <= {"LSS001", "LSS003", "LSS004"}
    if case["fail"]:
        assert bool(faults) == (name(case) not in READ_ALTHOUGH_INVALID)
    elif document is not None and not faults and case["json"] is not None:
        assert (document.data == json.loads(case["json"])) == (name(case) not in READ_ANOTHER_WAY)


def test_what_libyaml_refuses_of_valid_yaml_stays_the_same() -> None:
    refused = [name(case) for case in CASES if not case["fail"] and _rules(case) == {"LSS001"}]
    assert len(refused) == VALID_BUT_REFUSED, refused


@pytest.mark.parametrize("case", CASES, ids=name)
def test_a_case_on_a_page_is_found_where_it_stands(case: dict[str, Any]) -> None:
    text = "".join(f"{line}\n" for line in case["yaml"].split("\n"))
    assert "```" not in text
    blocks = find_blocks(f"# Page\n\n```lss\n{text}```\n", "page.md")
    assert len(blocks) == 1
    for finding in check(blocks[0].source).findings:
        assert 4 <= finding.line <= 4 + text.count("\n")


def _rules(case: dict[str, Any]) -> set[str]:
    return {fault.rule for fault in parse(Source(case["yaml"]))[1]}
