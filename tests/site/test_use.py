"""How the site is used: by keyboard, without motion, by searching, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .browsing import complaining, opened

pytestmark = pytest.mark.browser

_KINDS = ["", "loop-library/coding-agent/", "explore/", "rules/LSS304/", "glossary/"]
_MOST_STOPS = 500

# What is focused now, and whether what was focused before looks otherwise since it is not. Material draws the focus of
# a radio button or a check box that nobody sees around its label.
_STEP = """() => {
  const PAINT = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderColor"];
  const looks = (item) => [item, item.nextElementSibling, ...(item.labels ?? [])].filter(Boolean).map((part) => {
    const style = getComputedStyle(part);
    return PAINT.map((name) => style[name]).join();
  }).join(" ");
  const name = (item) => item.outerHTML.slice(0, 160);
  const last = window.lastStop;
  const unseen = last && last.looks === looks(last.item) ? name(last.item) : null;
  const item = document.activeElement;
  window.lastStop = item && item !== document.body ? { item, looks: looks(item) } : null;
  const box = item?.getBoundingClientRect();
  return {
    at: window.lastStop && name(item),
    unseen,
    outside: window.lastStop && !(box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight)
      ? name(item) : null,
  };
}"""


@pytest.mark.parametrize("path", _KINDS)
def test_every_stop_of_the_keyboard_is_seen(browser: Browser, address: str, path: str) -> None:
    stops, unseen, outside = 0, [], []
    with opened(browser, address, path, reduced_motion="reduce") as page:
        while stops < _MOST_STOPS:
            page.keyboard.press("Tab")
            step = page.evaluate(_STEP)
            unseen += [step["unseen"]] if step["unseen"] else []
            outside += [step["outside"]] if step["outside"] else []
            if step["at"] is None:
                break
            stops += 1
    assert stops > 10
    assert not unseen, "\n".join(unseen)
    assert not outside, "\n".join(outside)


_MOVING = """() => document.getAnimations().filter((item) => item.playState === "running").map((item) =>
  `${item.transitionProperty ?? item.animationName} of ${item.effect.target.outerHTML.slice(0, 90)}`)"""


@pytest.mark.parametrize("path", _KINDS)
def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address, path, reduced_motion="reduce", color_scheme="light") as page:
        seen = page.evaluate(_MOVING)
        page.keyboard.press("Tab")
        seen += page.evaluate(_MOVING)
        page.locator("article a:visible").first.hover()
        seen += page.evaluate(_MOVING)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        seen += page.evaluate(_MOVING)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        seen += page.evaluate(_MOVING)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert not seen, "\n".join(sorted(set(seen)))


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("autonomous debugger", "loop-library/autonomous-debugger/"),
        ("LSS304", "rules/LSS304/"),
        ("oscillation", "glossary/#oscillation"),
        ("verification loop", "patterns/verification-loop/"),
    ],
)
def test_the_search_finds_specs_rules_and_terms(browser: Browser, address: str, words: str, leads_to: str) -> None:
    context = browser.new_context()
    page, wrong = complaining(context, address)
    page.goto(address + "get-started/", wait_until="load")
    page.keyboard.press("/")
    page.keyboard.type(words)
    place, _, anchor = leads_to.partition("#")
    ends = f'[href$="#{anchor}"]' if anchor else ""
    found = page.locator(f'.md-search-result a[href*="/{place}?h="]{ends}')
    found.first.click()
    page.wait_for_url(f"{address}{place}?h=*")
    assert not wrong
    context.close()


def test_the_search_index_is_fetched_by_those_who_search(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    assert not [url for url in asked if "search_index" in url]
    with page.expect_response("**/search_index.json"):
        page.get_by_role("textbox", name="Search").focus()
    context.close()


@pytest.mark.parametrize("path", _KINDS)
def test_pages_can_be_read_without_javascript(browser: Browser, address: str, path: str) -> None:
    with opened(browser, address, path, java_script_enabled=False) as page:
        article = page.locator("article")
        expect(article.locator("h1")).to_be_visible()
        assert len(article.inner_text()) > 300
        expect(page.locator("nav a:visible").first).to_be_visible()
        _shows_what_the_script_would(page, path)


def _shows_what_the_script_would(page: Page, path: str) -> None:
    if path == "explore/":
        assert page.locator("article table tbody tr:visible").count() > 50
    if path == "loop-library/coding-agent/":
        expect(page.locator(".lss-panel .lss-code").first).to_be_visible()
