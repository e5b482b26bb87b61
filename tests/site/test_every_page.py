"""Every page of the site, as it is built, in Chromium and in both schemes: nothing goes wrong, everybody can use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from .axe import Axe
from .browsing import complaining, pages

pytestmark = pytest.mark.browser

_SHARDS = 8
_WIDE = ViewportSize(width=1280, height=900)
_NARROW = ViewportSize(width=360, height=800)
_axe = Axe()

# What is folded is read too, and of the tabs of each panel the one of this turn. How many tabs the largest panel has.
_UNFOLD = """(turn) => {
  for (const fold of document.querySelectorAll("details:not(.lss-tab)")) fold.open = true;
  let most = 0;
  for (const panel of document.querySelectorAll(".lss-panel")) {
    const tabs = panel.querySelectorAll(".lss-tab");
    if (tabs.length) tabs[turn % tabs.length].open = true;
    most = Math.max(most, tabs.length);
  }
  return most;
}"""
# Highlighted words are colours alone. Once those have been looked at, code is one text, which axe reads much faster.
_JOIN_CODE = """() => {
  for (const code of document.querySelectorAll("pre code")) {
    if (!code.querySelector("[id], a, button")) code.textContent += "";
  }
}"""
# Colours do not move while they are measured.
_STILL = "*, *::before, *::after { animation: none !important; transition: none !important; }"
_SCHEME = "scheme => document.body.getAttribute('data-md-color-scheme') === scheme"
_OVERFLOW = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return null;
  const scrolls = (item) => item && item !== document.body && (
    getComputedStyle(item).overflowX !== "visible" || scrolls(item.parentElement));
  const out = [...document.querySelectorAll("body *")].find(
    (item) => item.getBoundingClientRect().right > innerWidth && !scrolls(item.parentElement));
  return `${document.documentElement.scrollWidth} px wide on ${innerWidth}: ${out?.outerHTML.slice(0, 150)}`;
}"""


@pytest.mark.parametrize("shard", range(_SHARDS))
def test_every_page_in_both_schemes(browser: Browser, site: Path, address: str, shard: int) -> None:
    context = browser.new_context(viewport=_WIDE, color_scheme="light")
    page, wrong = complaining(context, address)
    for turn, path in enumerate(pages(site)[shard::_SHARDS]):
        page.goto(address + path, wait_until="load")
        wrong += [f"{path or 'the home page'}: {fault}" for fault in _faults(page, turn)]
    context.close()
    assert not wrong, "\n".join(wrong)


def _faults(page: Page, turn: int) -> list[str]:
    """What axe finds in an open page: colours behind every tab, all else with the tab of this turn before it."""
    page.add_style_tag(content=_STILL)
    _axe.load(page)
    page.wait_for_function(_SCHEME, arg="default")
    found = _contrasts(page, turn)
    # The page that is open changes its scheme, as when the sun sets. Of all rules, two look at colours.
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(_SCHEME, arg="slate")
    found += _contrasts(page, turn)
    page.evaluate(_JOIN_CODE)
    found += _axe.only(page, "link-in-text-block")
    page.set_viewport_size(_NARROW)
    overflow = page.evaluate(_OVERFLOW)
    found += [overflow] if overflow else []
    found += _axe.only(page, "scrollable-region-focusable") + _axe.contrasts(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(_WIDE)
    page.wait_for_function(_SCHEME, arg="default")
    return found + _axe.all_but_contrasts(page)


def _contrasts(page: Page, turn: int) -> list[str]:
    """Contrasts behind every tab; the tab of this turn comes last and stays."""
    found = []
    for other in range(page.evaluate(_UNFOLD, turn) - 1):
        page.evaluate(_UNFOLD, turn + 1 + other)
        found += _axe.contrasts(page)
    page.evaluate(_UNFOLD, turn)
    return found + _axe.contrasts(page)
