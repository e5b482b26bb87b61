"""A plot as a drawing inside a page: the colours are the page's, words are escaped, the same plot is the same text."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from site_hooks.figures import figure

from figures import all_plots
from figures.drawing import svg
from figures.plot import Plot, Rule, Series

_HOSTILE = '<script>alert(1)</script> & "$x^2$"'
_PLOT = Plot(
    "Error by iteration",
    "iteration",
    "error, points",
    [Series("slow", [0, 1, 2, 3], [1, 0.5, 0.25, 0.125]), Series("fast", [0, 1, 2, 3], [1, 0.1, 0.01, 0.001], "steps")],
    "The slow loop halves its error in each iteration, the fast one leaves a tenth of it.",
    rules=[Rule(0.2, "good enough"), Rule(2, "budget", "x")],
    y_log=True,
)


def test_the_same_plot_gives_the_same_bytes() -> None:
    assert svg(_PLOT, "a") == svg(_PLOT, "a")


def test_what_was_drawn_is_kept_and_found_again(tmp_path: Path) -> None:
    drawn = svg(_PLOT, "a", tmp_path)
    [kept] = tmp_path.iterdir()
    kept.write_text("kept", "utf-8")
    assert svg(_PLOT, "a", tmp_path) == "kept"
    assert drawn == svg(_PLOT, "a")
    assert svg(_PLOT, "b", tmp_path) != "kept"


def test_colours_come_from_the_page_and_nothing_reaches_beyond_the_drawing() -> None:
    drawn = svg(_PLOT, "a")
    assert not re.search(r"#[0-9a-fA-F]{6}\b", drawn)
    assert {"currentColor", "var(--figure-1)", "var(--figure-2)", "var(--figure-rule)"} <= set(
        re.findall(r"currentColor|var\([^)]*\)", drawn)
    )
    assert "<style" not in drawn
    assert "font-family" not in drawn
    assert not re.search(r"https?://(?!www\.w3\.org/)", drawn)


def test_ids_are_its_own() -> None:
    one, other = (set(re.findall(r'\bid="([^"]*)"', svg(_PLOT, name))) for name in ("one", "other"))
    assert one
    assert all(name.startswith("one-") for name in one)
    assert not one & other
    referred = set(re.findall(r"#([\w-]+)", svg(_PLOT, "one")))
    assert referred == one


def test_words_are_words_whatever_is_in_them() -> None:
    hostile = Plot(
        _HOSTILE, _HOSTILE, _HOSTILE, [Series(_HOSTILE, [1, 2], [1, 2]), Series("b", [1], [1], "bars")], _HOSTILE
    )
    html = figure(hostile, "x")
    assert "<script" not in html
    root = ElementTree.fromstring(html.replace("data-search-exclude", 'data-search-exclude=""'))
    assert root.find(".//table") is not None
    texts = ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")]
    assert _HOSTILE in texts


def test_a_figure_has_its_facts_as_text() -> None:
    html = figure(_PLOT, "x")
    assert 'role="img" aria-label="Error by iteration. The slow loop halves' in html
    assert '<th scope="col">iteration</th><th scope="col">slow</th><th scope="col">fast</th>' in html
    assert "<td>3</td><td>0.125</td><td>0.001</td>" in html


@pytest.mark.parametrize(
    ("y", "message"), [([1.0], "2 values of x and 1 of y"), ([1.0, float("nan")], "not a finite number")]
)
def test_series_that_cannot_be_drawn_are_refused(y: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Series("s", [1, 2], y)


def test_a_reference_line_outside_the_plot_is_refused() -> None:
    with pytest.raises(ValueError, match="'far' at 9 is outside"):
        svg(Plot("t", "x", "y", [Series("s", [0, 1], [0, 1])], "alt", rules=[Rule(9, "far")], y_range=(0, 1)), "x")


@pytest.mark.parametrize("name", list(all_plots()))
def test_each_plot_of_the_site_is_drawn(name: str) -> None:
    drawn = svg(all_plots()[name], name)
    assert len(drawn) < 60_000, "a page has to be light"
    for series in all_plots()[name].series:
        if len(all_plots()[name].series) > 1:
            assert series.name.split()[0] in drawn
