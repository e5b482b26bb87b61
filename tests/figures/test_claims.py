"""Every worked number of a page is computed by its module in `figures`, so that none goes stale."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from site_hooks.prose import sections

from figures import PageFigures, all_plots, pages
from loop_engineering.lss.fences import fences

_ROOT = Path(__file__).parents[2]
_FIGURES = pages()
_PAGES = list(_FIGURES.values())
_COMPUTED = {
    "fundamentals": ("A worked example", "Exercises"),
    "taxonomy": ("What it costs",),
    "framework": ("The running example",),
}
"""In these sections of these folders, every number is a claim, or is given."""
_NUMBER = re.compile(r"(?<![\w.#/-])\d[\d,]*(?:\.\d+)?(?![\w/-]*\.(?:md|yaml|svg))")
_CALL = re.compile(r"<!-- figure: (?P<name>\S+) -->")
_NOT_NUMBERS = re.compile(r"(?<=\])\([^)]*\)|\[\^[^\]]+\]|<!--.*?-->|`[^`]+`|\b\d+\.\d+\.\d+\b", re.DOTALL)
"""Addresses, citations, comments, code and versions."""


def _name(figures: PageFigures) -> str:
    return figures.page


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _unfenced(text: str) -> str:
    lines = text.split("\n")
    for fence in fences(text):
        lines[fence.line - 1 : fence.end_line] = [""] * (fence.end_line - fence.line + 1)
    return "\n".join(lines)


def test_every_page_of_the_fundamentals_has_its_numbers_computed() -> None:
    written = {path.relative_to(_ROOT).as_posix() for path in (_ROOT / "fundamentals").glob("[0-9]*.md")}
    assert written <= _FIGURES.keys()
    assert all(_FIGURES[page].claims for page in written)


@pytest.mark.parametrize("figures", _PAGES, ids=_name)
def test_what_is_computed_is_what_the_page_says(figures: PageFigures) -> None:
    page = _one_line((_ROOT / figures.page).read_text("utf-8"))
    missing = [text for text in (*figures.claims, *figures.given) if _one_line(text) not in page]
    assert not missing, "computed, and not in the page:\n" + "\n".join(missing)


@pytest.mark.parametrize("figures", [one for one in _PAGES if one.page.split("/")[0] in _COMPUTED], ids=_name)
def test_every_number_of_the_worked_sections_is_computed_or_given(figures: PageFigures) -> None:
    wanted = _COMPUTED[figures.page.split("/")[0]]
    uncovered = []
    for heading, text in sections((_ROOT / figures.page).read_text("utf-8")).items():
        if not heading.startswith(wanted):
            continue
        plain = _one_line(_unfenced(text))
        covered = [False] * len(plain)
        for claim in map(_one_line, (*figures.claims, *figures.given)):
            at = plain.find(claim)
            while at >= 0:
                covered[at : at + len(claim)] = [True] * len(claim)
                at = plain.find(claim, at + 1)
        for match in _NOT_NUMBERS.finditer(plain):
            covered[match.start() : match.end()] = [True] * (match.end() - match.start())
        for match in _NUMBER.finditer(plain):
            digits = match.group().rstrip(",")
            if (len(digits) > 1) and not all(covered[match.start() : match.start() + len(digits)]):
                uncovered.append(plain[max(0, match.start() - 40) : match.end() + 20])
    assert not uncovered, "neither computed nor given:\n" + "\n".join(uncovered)


@pytest.mark.parametrize("figures", _PAGES, ids=_name)
def test_a_page_shows_its_plots_and_no_others(figures: PageFigures) -> None:
    called = [match["name"] for match in _CALL.finditer((_ROOT / figures.page).read_text("utf-8"))]
    assert sorted(called) == sorted(figures.plots)


def test_plots_say_what_they_show() -> None:
    for name, plot in all_plots().items():
        assert re.search(r"\d", plot.alt), f"{name}: the alternative has no number"
        assert 60 <= len(plot.alt) <= 700, f"{name}: {len(plot.alt)} characters"
        assert plot.alt.endswith("."), name
        assert sum(len(series.x) for series in plot.series) <= 400, f"{name}: more points than anyone reads"


def test_computing_twice_gives_the_same() -> None:
    first = {page: (found.plots, found.claims) for page, found in pages().items()}
    pages.cache_clear()
    assert {page: (found.plots, found.claims) for page, found in pages().items()} == first
