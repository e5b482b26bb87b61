"""The cards of links: what they say, and that mouse and keyboard can show, keep and dismiss them (WCAG 1.4.13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.taxonomy import LEVELS
from mkdocs_lss.cards import CARDS_URI
from tests.site.browsing import served

from .sites import LOOP, Built, build, write_site

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }} ' + "word " * 60
SPEC = LOOP.format(name="evil").replace("objective:", f"objective: {json.dumps(HOSTILE)} #", 1)
FILES = {
    "docs/index.md": "# Home\n\n[the rule](rules/LSS302.md) and [the mode](modes.md#f4), [the spec](../lib/evil.yaml), "
    "[plain](plain.md), [titled](rules/LSS301.md 'Mine').\n\n" + "More text.\n\n" * 60 + "[the last](modes.md#f4)\n",
    "docs/plain.md": "# Plain\n",
    "docs/modes.md": "# Modes\n\n[on this page](#f4), [itself](modes.md), [elsewhere](level.md#x)\n\n"
    "<!-- lss:failure-modes -->\n\n<!-- lss:failure-mode F4 -->\n",
    "docs/level.md": "# Level\n\n<!-- lss:level 2 -->\n",
    "lib/evil.yaml": SPEC,
}
PALETTE = [
    {"media": "(prefers-color-scheme: light)", "scheme": "default"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("cards") / "project"
    theme = {"name": "material", "font": False, "features": ["content.tooltips"], "palette": PALETTE}
    options = {"rules": "rules", "library": "lib", "fail_on": "never"}
    built = build(write_site(root, FILES, options=options, theme=theme, use_directory_urls=True))
    assert built.status == 0, built.log
    return built


@pytest.fixture(scope="module")
def address(small: Built) -> Iterator[str]:
    with served(small.site) as place:
        yield place


def _open(browser: Browser, address: str, **context: Any) -> Page:
    page = browser.new_context(viewport={"width": 800, "height": 600}, **context).new_page()
    page.goto(address, wait_until="load")
    return page


def _link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def test_what_the_cards_say(small: Built) -> None:
    cards = json.loads(small.page(CARDS_URI))
    rule, mode = RULES["LSS302"], FAILURE_MODES["F4"]
    assert cards["rules/LSS302/"] == [
        "LSS302 no-iteration-limit",
        f"{rule.severity} · against F4 no forced stop",
        rule.summary,
    ]
    assert cards["modes/#f4"] == ["F4 no forced stop", "failure mode · typical of all levels", mode.happens]
    assert cards["level/"][:2] == ["Level 2, reflective", f"LSS-Production asks for {LEVELS[2].least}"]
    name, facts, text = cards["lib/evil/"]
    assert (name, facts.split(" · ")[:2]) == ("evil", ["library spec", "level 2"])
    assert text.startswith('"><img src=x onerror=alert(1)>')
    assert text.endswith("word …")
    assert len(text) < 230
    assert set(cards) == {*(f"rules/{rule}/" for rule in RULES), "modes/#f4", "level/", "lib/evil/"}


@pytest.mark.browser
def test_a_card_by_keyboard(browser: Browser, address: str) -> None:
    page = _open(browser, address)
    card = page.get_by_role("tooltip")
    link = _link(page, "the rule")
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    assert card.locator("span").all_inner_texts()[0] == "LSS302 no-iteration-limit"
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert link.get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    expect(card).to_contain_text("F4 no forced stop")
    page.keyboard.press("Tab")
    expect(card).to_contain_text('"><img src=x onerror=alert(1)><script>alert(2)</script> & {{ 7*7 }}')
    assert card.locator("img, script").count() == 0
    page.keyboard.press("Tab")
    expect(card).to_be_hidden()
    page.context.close()


@pytest.mark.browser
def test_a_card_by_mouse_can_be_entered_left_and_dismissed(browser: Browser, address: str) -> None:
    page = _open(browser, address)
    card = page.get_by_role("tooltip")
    _link(page, "the rule").hover()
    expect(card).to_be_visible()
    card.hover()
    page.wait_for_timeout(400)
    assert card.is_visible(), "it stays while the pointer is on it"
    page.mouse.move(5, 590)
    expect(card).to_be_hidden()
    _link(page, "the mode").hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(5, 590)
    _link(page, "plain").hover()
    page.wait_for_timeout(500)
    assert not card.is_visible(), "a page that is nothing but a page has no card"
    page.context.close()


@pytest.mark.browser
def test_a_link_with_a_title_has_no_card_and_a_tap_follows_the_link(browser: Browser, address: str) -> None:
    page = _open(browser, address, has_touch=True)
    _link(page, "titled").hover()
    page.wait_for_timeout(500)
    assert page.locator("#lss-card").count() == 0
    _link(page, "the rule").tap()
    page.wait_for_url("**/rules/LSS302/")
    assert page.locator("#lss-card").count() == 0
    page.context.close()


@pytest.mark.browser
def test_a_link_within_the_page_shows_only_the_card_of_its_anchor(browser: Browser, address: str) -> None:
    page = _open(browser, f"{address}modes/")
    card = page.locator("#lss-card")
    for name, said in (("itself", None), ("elsewhere", "Level 2, reflective"), ("on this page", "F4 no forced stop")):
        _link(page, name).hover()
        if said is None:
            page.wait_for_timeout(500)
            assert card.count() == 0
        else:
            expect(card).to_contain_text(said)
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 800])
def test_a_card_stays_within_the_window_and_shifts_nothing(browser: Browser, address: str, width: int) -> None:
    page = _open(browser, address)
    page.set_viewport_size({"width": width, "height": 500})
    last = _link(page, "the last")
    last.evaluate("link => link.scrollIntoView({block: 'end', behavior: 'instant'})")
    before = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight, scrollY]")
    last.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert 0 <= box["y"] <= box["y"] + box["height"] <= 500
    after = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight, scrollY]")
    assert after == before
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_a_card_is_open(browser: Browser, address: str, scheme: Any) -> None:
    page = _open(browser, f"{address}modes/", color_scheme=scheme)
    page.locator("details.lss-linked-more").evaluate_all("all => all.forEach(one => { one.open = true; })")
    _link(page, "on this page").hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    for context in (".lss-card", ".lss-linked-facts"):
        found = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
        assert not found, [(item["id"], item["nodes"][0]["target"]) for item in found]
    page.context.close()
