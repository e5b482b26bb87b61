"""What the table of patterns says of failure modes is what the pages of the patterns say."""

from __future__ import annotations

import re

import pytest
from site_hooks.prose import sections

from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.patterns import PATTERNS, Pattern
from tests.content.shapes import ROOT

_CODE = re.compile(r"\bF\d+\b")


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_the_page_names_what_the_pattern_prevents_and_then_what_it_invites(pattern: Pattern) -> None:
    text = (ROOT / "patterns" / f"{pattern.slug}.md").read_text("utf-8")
    prevents, invites = re.split(r"\n\s*\n", sections(text)["Failure modes"].strip())
    assert set(_CODE.findall(prevents)) == set(pattern.prevents)
    assert set(_CODE.findall(invites)) == set(pattern.invites)


def test_the_codes_exist_and_are_in_their_order() -> None:
    order = list(FAILURE_MODES)
    for pattern in PATTERNS.values():
        for codes in (pattern.prevents, pattern.invites):
            assert list(codes) == sorted(set(codes), key=order.index)
            assert codes, pattern.slug
