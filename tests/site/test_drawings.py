"""Plots and glossary terms of the site in a browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from .browsing import opened

pytestmark = pytest.mark.browser

_PAGE = "fundamentals/02-feedback-theory/"
_INKS = """() => {
  const plot = document.querySelector("figure.plot svg");
  const inks = new Set([...plot.querySelectorAll("text")].map((text) => getComputedStyle(text).fill));
  for (const path of plot.querySelectorAll('path[style*="--figure-"]:not([style*="--figure-grid"])')) {
    const style = getComputedStyle(path);
    inks.add(style.stroke === "none" ? style.fill : style.stroke);
  }
  return [getComputedStyle(document.body).backgroundColor, [...inks]];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plots_read_in_both_schemes(browser: Browser, address: str, scheme: Any) -> None:
    with opened(browser, address, _PAGE, color_scheme=scheme) as page:
        paper, inks = page.evaluate(_INKS)
    assert len(inks) >= 3
    assert all(abs(_light(ink) - _light(paper)) > 0.3 for ink in inks), (paper, inks)


def test_a_term_says_what_it_means_on_focus(browser: Browser, address: str) -> None:
    with opened(browser, address, _PAGE) as page:
        term = page.locator("a.term").first
        page.keyboard.press("Tab")
        term.focus()
        definition = page.locator("[role=tooltip] .lss-card-text")
        definition.wait_for()
        said = definition.inner_text()
        term.click()
        page.wait_for_url(f"{address}glossary/#*")
        assert said in page.locator("dt:target + dd").inner_text()


def _light(colour: str) -> float:
    """How light a CSS colour `rgb(…)` or `rgba(…)` is, 0 to 1."""
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")]
    return sum(parts[:3]) / 3 / 255
