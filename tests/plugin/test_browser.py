"""This project's own site in a browser: it asks nobody else for anything, and everybody can use it."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PANEL_PAGE = "patterns/verification-loop/"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A browser that has seen enough hangs up; that is no error."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


def _open(browser: Browser, address: str, path: str, complaints: list[str] | None = None, **context: Any) -> Page:
    page = browser.new_context(**context).new_page()
    if complaints is not None:
        page.on(
            "console", lambda m: complaints.append(f"console: {m.text}") if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("request", lambda r: None if r.url.startswith((address, "data:")) else complaints.append(r.url))
    page.goto(address + path, wait_until="load")
    return page


def _pages(site: Path) -> list[str]:
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(name.removesuffix("index.html") for name in found)


def test_no_page_asks_another_host_or_complains(browser: Browser, site: Path, address: str) -> None:
    complaints: list[str] = []
    first, *others = _pages(site)
    page = _open(browser, address, first, complaints)
    for path in others:
        page.goto(address + path, wait_until="load")
    page.context.close()
    assert not complaints


_AXE = Axe()
_CRITERIA = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa"], "preload": False}
# The contrast of each of thousands of code tokens takes minutes; a test of its own looks at the home page's.
# The rows of a long table are all made alike, and its first ones stand for them.
_WITHOUT_TOKENS = {"exclude": [[".lss-code code"], [".highlight code"], ["tbody tr:nth-child(n + 9)"]]}
THEORY_PAGE = "fundamentals/02-feedback-theory/"
_ONE_OF_EACH_KIND = (
    *(PANEL_PAGE, "loop-library/coding-agent/", "loop-library/", "tools/loopctl/", "404.html", THEORY_PAGE),
    *("taxonomy/level-2-reflective/", "framework/improve/", "standards/loop-trace-1.0/", "glossary/", "reading-paths/"),
    *("patterns/", "patterns/composing-patterns/", "case-studies/", "case-studies/spacex-iteration/"),
    *("research/composition-algebra/", "contribute/first-pull-request/"),
)
# What all pages share is made by the same code, and looked at on the pages of `_ONE_OF_EACH_KIND`. On the others it is
# taken out, which is faster than to have axe pass over it.
_SHARED = (
    *(".lss-code code", ".highlight code", "tbody tr:nth-child(n + 9)", ".md-header", ".md-sidebar", ".md-footer"),
    *(".lss-panel", ".lss-diff", "math", ".plot svg", ".md-typeset > ul > li:nth-child(n + 9)"),
    "dl.glossary :is(dt, dd):nth-of-type(n + 5)",
)
_TAKE_OUT = "parts => document.querySelectorAll(parts).forEach(part => part.remove())"
_STILL = "*, *::before, *::after { animation: none !important; transition: none !important; }"


def _serious(page: Page, context: Any = None) -> list[tuple[str, str, Any]]:
    found = _AXE.run(page, context=context, options=_CRITERIA).response["violations"]
    return [
        (page.url, violation["id"], violation["nodes"][0]["target"])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(browser: Browser, site: Path, address: str, scheme: Any) -> None:
    paths = _pages(site)
    assert set(_ONE_OF_EACH_KIND) < set(paths)
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    serious = []
    for path in paths if scheme == "light" else _ONE_OF_EACH_KIND:
        page.goto(address + path, wait_until="load")
        page.add_style_tag(content=_STILL)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        if path in _ONE_OF_EACH_KIND:
            serious += _serious(page, _WITHOUT_TOKENS)
        else:
            page.evaluate(_TAKE_OUT, ", ".join(_SHARED))
            serious += _serious(page)
    context.close()
    assert not serious


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_tab(browser: Browser, address: str, scheme: Any) -> None:
    page = _open(browser, address, "", color_scheme=scheme)
    serious = []
    for tab in page.get_by_role("tab").all():
        tab.click()
        for summary in page.locator(".lss-panel summary:visible").all():
            summary.click()
        serious += _serious(page)
    page.context.close()
    assert not serious


def test_tabs_by_keyboard(browser: Browser, address: str) -> None:
    page = _open(browser, address, PANEL_PAGE)
    panel = page.locator(".lss-panel").first
    names = [tab.inner_text() for tab in panel.get_by_role("tab").all()]
    assert names == ["Spec", "Diagram", "Score", "Bounds"]

    def shown() -> str | None:
        chosen = panel.locator('[role="tab"][aria-selected="true"]')
        body = page.locator(f"#{chosen.get_attribute('aria-controls')}")
        assert body.is_visible()
        assert panel.locator('[role="tabpanel"]:visible').count() == 1
        return chosen.inner_text()

    panel.get_by_role("tab", name="Spec").focus()
    seen = [shown()]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        seen.append(shown())
    assert seen == ["Spec", "Diagram", "Score", "Diagram", "Bounds", "Spec", "Bounds", "Spec"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=tabpanel]') !== null")
    page.context.close()


def test_an_address_opens_its_tab(browser: Browser, address: str) -> None:
    page = _open(browser, address, f"{PANEL_PAGE}#lss-migration-verifier-bounds")
    assert page.locator("#lss-migration-verifier-bounds").is_visible()
    page.context.close()


def test_the_copied_text_is_the_spec(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.locator(".lss-panel .lss-copy").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("loop_name: code-repair-loop\n")
    assert copied.rstrip().endswith("value: 10")
    context.close()


def test_panels_work_without_a_script(browser: Browser, address: str) -> None:
    page = _open(browser, address, PANEL_PAGE, java_script_enabled=False)
    panel = page.locator(".lss-panel").first
    assert panel.locator(".lss-code").first.is_visible()
    assert panel.locator(".lss-copy:visible").count() == 0
    for name, part in (("Diagram", "svg.lss-diagram"), ("Score", ".lss-scores"), ("Bounds", ".lss-body > .lss-table")):
        body = panel.locator(part).last
        panel.locator(".lss-tab > summary", has_text=name).click()
        assert body.is_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_diagram_reads_in_both_schemes(browser: Browser, address: str, scheme: Any) -> None:
    page = _open(browser, address, PANEL_PAGE, color_scheme=scheme)
    page.get_by_role("tab", name="Diagram").first.click()
    ink, paper = page.evaluate(
        """() => { const text = document.querySelector('.lss-diagram text');
        return [getComputedStyle(text).fill, getComputedStyle(document.body).backgroundColor]; }"""
    )
    assert abs(_light(ink) - _light(paper)) > 0.5
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plots_read_in_both_schemes(browser: Browser, address: str, scheme: Any) -> None:
    page = _open(browser, address, THEORY_PAGE, color_scheme=scheme)
    paper, inks = page.evaluate(
        """() => { const plot = document.querySelector('figure.plot svg');
        const inks = new Set([...plot.querySelectorAll('text')].map(text => getComputedStyle(text).fill));
        for (const path of plot.querySelectorAll('path[style*="--figure-"]:not([style*="--figure-grid"])')) {
            const style = getComputedStyle(path);
            inks.add(style.stroke === 'none' ? style.fill : style.stroke);
        }
        return [getComputedStyle(document.body).backgroundColor, [...inks]]; }"""
    )
    assert len(inks) >= 3
    assert all(abs(_light(ink) - _light(paper)) > 0.3 for ink in inks), (paper, inks)
    page.context.close()


def test_a_term_says_what_it_means_on_focus(browser: Browser, address: str) -> None:
    page = _open(browser, address, THEORY_PAGE)
    term = page.locator("a.term").first
    definition = term.get_attribute("title")
    assert definition
    term.focus()
    page.get_by_role("tooltip").filter(has_text=definition).wait_for()
    term.click()
    assert page.url.startswith(f"{address}glossary/#")
    page.locator(":target").wait_for()
    page.context.close()


def _light(colour: str) -> float:
    """How light a CSS colour `rgb(…)` or `rgba(…)` is, 0 to 1; what shines through counts as the other end."""
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")]
    return sum(parts[:3]) / 3 / 255
