"""Pages that take long to read where a pattern goes over the same text again and again: each once took minutes.

The tests say what becomes of them, `benchmarks/hooks.py` how long that takes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mkdocs.structure.files import File
from site_hooks import bibliography, mathml
from site_hooks.html_text import runs
from site_hooks.prose import prose, sections, words
from site_hooks.reading_time import minutes
from site_hooks.site_pages import title_of

__all__ = ["HTML", "HTML_READERS", "PAGES", "READERS"]

_SIZE = 200_000


def _filled(unit: str) -> str:
    return unit * (_SIZE // len(unit))


PAGES: Mapping[str, str] = {
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
"""Markdown, about 200,000 characters each."""
HTML: Mapping[str, str] = {
    "comments in HTML": _filled("<div><!-- <p>"),
    "tags in HTML": _filled("<div><p "),
    "formulas in HTML": _filled('<span class="arithmatex">\\('),
}
"""The same for what reads a page that is rendered."""


def _title(text: str) -> str:
    file = File("a.md", src_dir=None, dest_dir="", use_directory_urls=True)
    file.content_string = text
    return title_of(file)


def _cited(text: str) -> list[str]:
    return [
        pattern.sub("", text) for pattern in (bibliography._CITED, bibliography._DEFINITION, bibliography._CITATION)
    ]


READERS: Sequence[Callable[[str], object]] = (
    prose,
    sections,
    lambda text: words(text, tables=False, answers=False),
    # Without its memory of pages that it has read.
    minutes.__wrapped__,
    _cited,
    bibliography._without_code,
    _title,
    runs,
)
"""Everything that reads a page's Markdown."""
HTML_READERS: Sequence[Callable[[str], object]] = (runs, lambda text: mathml._MARKED.sub("", text))
"""Everything that reads its HTML."""
