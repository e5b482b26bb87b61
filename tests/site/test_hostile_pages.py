"""A site of hostile texts in Chromium, under the policy: they show as text, and no script of theirs runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.plugin.sites import Built, build

from . import hostile
from .browsing import complaining, pages, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    done = build(hostile.write(tmp_path_factory.mktemp("hostile")))
    assert done.status == 0, done.log
    assert "Traceback" not in done.log
    return done


@pytest.fixture(scope="module")
def place(built: Built) -> Iterator[str]:
    with served(built.site) as address:
        yield address


def test_hostile_texts_are_texts(browser: Browser, built: Built, place: str) -> None:
    context = browser.new_context()
    page, wrong = complaining(context, place)
    page.on("dialog", lambda dialog: wrong.append(f"{page.url}: a dialog: {dialog.message}"))
    shown = 0
    for path in [path for path in pages(built.site) if not path.startswith("rules/")]:
        page.goto(place + path, wait_until="load")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.name = ''; one.open = true; })")
        page.wait_for_timeout(100)
        assert page.evaluate("window.pwned") is None, path
        assert page.locator("img[src='x'], svg[onload], [onerror]").count() == 0, path
        assert page.locator("a[href^='javascript' i]").count() == 0, path
        shown += page.locator("body").inner_text().count("onerror=pwned")
    assert shown > 100
    assert not wrong, "\n".join(wrong)
    context.close()


def test_a_hostile_search_result_is_text(browser: Browser, place: str) -> None:
    context = browser.new_context()
    page, wrong = complaining(context, place)
    page.goto(place, wait_until="load")
    page.keyboard.press("/")
    page.keyboard.type("onerror pwned")
    page.locator(".md-search-result__item").first.wait_for()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("<img src=x onerror=pwned=1>")
    page.wait_for_timeout(500)
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src='x']").count() == 0
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_load_state("load")
    assert page.evaluate("window.pwned") is None
    assert not wrong, "\n".join(wrong)
    context.close()
