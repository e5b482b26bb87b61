"""Whatever is in a page, the hooks read it to its end. How long that takes, `benchmarks/hooks.py` measures."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from site_hooks import cross_references, mathml
from site_hooks.html_text import Run
from site_hooks.prose import prose
from site_hooks.terms import Lexicon, Term

from .hostile_pages import HTML, HTML_READERS, PAGES, READERS


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_a_hostile_page_is_read_and_keeps_its_lines(text: str) -> None:
    assert all(read(text) is not None for read in READERS)
    assert [len(line) for line in prose(text).split("\n")] == [len(line) for line in text.split("\n")]


@pytest.mark.parametrize("text", HTML.values(), ids=HTML)
def test_hostile_html_is_read(text: str) -> None:
    assert all(read(text) is not None for read in HTML_READERS)


def test_many_links_in_a_paragraph(monkeypatch: pytest.MonkeyPatch) -> None:
    page: Any = SimpleNamespace(url="a/", src_uri="a.md")
    known = SimpleNamespace(
        terms=Lexicon([Term("loop", "loop", "What turns.")]),
        glossary=page,
        taxonomy=page,
        rules={"LSS302": page},
        levels={"3": SimpleNamespace(url="b/", src_uri="b.md")},
    )
    monkeypatch.setattr(cross_references, "_known", known)
    run = Run(0, "LSS302 loop F4 level 3 " * 10_000, 0)
    targets = [(start, end) for start, end, _, _ in cross_references._targets(run, "a.md", page)]
    assert targets[:5] == [(0, 6), (7, 11), (12, 14), (15, 22), (23, 29)]
    assert len(targets) == 40_000


def test_code_ends_with_its_paragraph() -> None:
    assert prose("a `b ``c` d\n\ne` f").split() == ["a", "d", "e`", "f"]
    assert prose("a ` b\n\n[x](y) ` c").split() == ["a", "`", "b", "[x]", "`", "c"]
    assert prose("a <!-- b").split() == ["a"]


def test_a_formula_of_a_megabyte_is_refused() -> None:
    with pytest.raises(mathml.NotUnderstood, match="at most 2,000"):
        mathml.mathml("x_1^2" * 10_000, block=True)
