"""No page takes the hooks more than seconds to read, whatever is in it: each of these once took minutes."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from types import SimpleNamespace
from typing import Any

import pytest
from site_hooks import bibliography, cross_references, mathml
from site_hooks.html_text import Run, runs
from site_hooks.prose import prose, sections, words
from site_hooks.reading_time import minutes
from site_hooks.site_pages import title_of
from site_hooks.terms import Lexicon, Term

_SIZE = 200_000
_SECONDS = 5.0
"""A quadratic reading of so many characters takes ten times as long at least."""


def _filled(unit: str) -> str:
    return unit * (_SIZE // len(unit))


PAGES = {
    "comments": _filled("<!-- "),
    "tags": _filled("<p "),
    "addresses": _filled("]("),
    "attributes": _filled("{:"),
    "backticks": "".join("`" * n + " a " for n in range(1, 630)),
    "formulas": _filled("$$ $a "),
    "blank lines": _filled("\n"),
    "citations": _filled("[^"),
    "a heading": "## a" + _filled(" ") + "b\n# a" + _filled(" #") + "b",
    "folds": _filled("??? a\n\n    ??? b\n        "),
    "table rows": _filled("| "),
}


def _cited(text: str) -> object:
    return [
        pattern.sub("", text) for pattern in (bibliography._CITED, bibliography._DEFINITION, bibliography._CITATION)
    ]


READERS: list[Callable[[str], object]] = [
    prose,
    sections,
    lambda text: words(text, tables=False, answers=False),
    minutes,
    _cited,
    bibliography._without_code,
    lambda text: title_of(SimpleNamespace(content_string=text, src_uri="a.md")),  # type: ignore[arg-type]
    runs,
]


def _taken(read: Callable[[], object]) -> float:
    start = process_time()
    read()
    return process_time() - start


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_a_hostile_page_is_read_in_time(text: str) -> None:
    assert _taken(lambda: [read(text) for read in READERS]) < _SECONDS


@pytest.mark.parametrize("html", ["<div><!-- <p>", "<div><p ", '<span class="arithmatex">\\('])
def test_hostile_html_is_read_in_time(html: str) -> None:
    text = _filled(html)
    assert _taken(lambda: (runs(text), mathml._MARKED.sub("", text))) < _SECONDS


def test_many_links_in_a_paragraph_are_made_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    page: Any = SimpleNamespace(url="a/", src_uri="a.md")
    known = SimpleNamespace(
        terms=Lexicon([Term("loop", "loop", "What turns.")]),
        glossary=page,
        taxonomy=page,
        rules={"LSS302": page},
    )
    monkeypatch.setattr(cross_references, "_known", known)
    run = Run(0, "LSS302 loop F4 loop " * 10_000, 0)
    assert _taken(lambda: list(cross_references._targets(run, "a.md", page))) < _SECONDS
    targets = [(start, end) for start, end, _, _ in cross_references._targets(run, "a.md", page)]
    assert targets[:5] == [(0, 6), (7, 11), (12, 14), (15, 19), (20, 26)]
    assert len(targets) == 40_000


def test_code_ends_with_its_paragraph() -> None:
    assert prose("a `b ``c` d\n\ne` f").split() == ["a", "d", "e`", "f"]
    assert prose("a ` b\n\n[x](y) ` c").split() == ["a", "`", "b", "[x]", "`", "c"]
    assert prose("a <!-- b").split() == ["a"]


def test_a_formula_of_a_megabyte_is_refused() -> None:
    with pytest.raises(mathml.NotUnderstood, match="at most 2,000"):
        mathml.mathml("x_1^2" * 10_000, block=True)
