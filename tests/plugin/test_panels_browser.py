"""Panels in a browser: by keyboard, by address, without a script, on paper, and without anything moving."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from tests.site.browsing import served

from .sites import BAD, GOOD, LOOP, build, fenced, write_site

pytestmark = pytest.mark.browser

FIRST = "lss-code-repair-loop"
TABS = ["Spec", "Diagram", "Score", "Bounds", "Level"]
EVIL = '"><img src=x onerror=document.body.remove()><script>document.body.remove()</script>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, diagrams: Path) -> Path:
    """A small site under Material: three panels with tabs, a counter-example, and hostile text."""
    root = tmp_path_factory.mktemp("panels")
    blocks = [GOOD, LOOP.format(name="second"), LOOP.format(name="third")]
    panels = "\n\nText between.\n\n".join(map(fenced, blocks))
    evil = GOOD.replace("Fix failing tests with minimal diff", EVIL.replace('"', "'")).replace("implementer", "'<b>x'")
    palette = [
        {"media": f"(prefers-color-scheme: {media})", "scheme": scheme, "toggle": {"icon": icon, "name": "Switch"}}
        for media, scheme, icon in (("light", "default", "material/eye"), ("dark", "slate", "material/eye"))
    ]
    files = {
        "docs/index.md": f"# P\n\n{panels}\n\n{fenced(BAD, 'lss expect=LSS104')}\n\nThe end.\n",
        "docs/evil.md": f"# E\n\n{fenced(evil)}",
    }
    write_site(root, files, theme={"name": "material", "font": False, "palette": palette})
    (root / ".cache" / "lss").mkdir(parents=True)
    (root / ".cache" / "lss" / "diagrams").symlink_to(diagrams)
    built = build(root)
    assert built.status == 0, built.log
    return built.site


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as place:
        yield place


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Any]:
    """Open a page in a context of its own: `visit("#a", color_scheme="dark")`; an error on it fails the test."""
    wrong: list[str] = []
    contexts = []

    def opened(where: str = "", **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.add_init_script(_WATCH_SHIFTS)
        page.goto(f"{address}{where}", wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


_WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
  .observe({ type: "layout-shift", buffered: true });
"""


def _tab(panel: Locator, name: str) -> Locator:
    return panel.locator(".lss-tab > summary").get_by_text(name, exact=True)


def _shown(panel: Locator) -> str:
    """The one tab that is open; what is in it can be seen, and nothing of the others."""
    (chosen,) = panel.locator(".lss-tab[open] > summary").all()
    assert [body.is_visible() for body in panel.locator(".lss-tab > .lss-body").all()].count(True) == 1
    assert panel.locator(".lss-tab[open] > .lss-body").is_visible()
    return chosen.inner_text()


def test_tabs_by_keyboard(visit: Any) -> None:
    page = visit()
    panel = page.locator(".lss-panel").first
    assert [tab.inner_text() for tab in panel.locator(".lss-tab > summary").all()] == TABS
    _tab(panel, "Spec").focus()
    seen = [_shown(panel)]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "ArrowLeft", "Home", "Enter", " "):
        page.keyboard.press(key)
        seen.append(_shown(panel))
    assert seen == ["Spec", "Diagram", "Score", "Diagram", "Level", "Spec", "Level", "Spec", "Spec", "Spec"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    # The other panels keep their tabs.
    assert _shown(page.locator(".lss-panel").nth(1)) == "Spec"


def test_tabs_stand_side_by_side_at_every_width(visit: Any) -> None:
    for width in (360, 1280):
        page = visit(viewport={"width": width, "height": 800})
        panel = page.locator(".lss-panel").first
        boxes = [tab.bounding_box() for tab in panel.locator(".lss-tab > summary").all()]
        assert len({box["y"] for box in boxes}) == 1
        assert len({box["height"] for box in boxes}) == 1
        assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(boxes))
        for name in TABS:
            _tab(panel, name).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def _in_sight(page: Page, line: Locator) -> bool:
    """Whether a line is inside its code box, and the box's part of it inside the window."""
    return bool(
        line.evaluate(
            """(line) => { const at = line.getBoundingClientRect();
            const box = line.closest('pre').getBoundingClientRect();
            return at.top >= box.top && at.bottom <= box.bottom && at.top >= 48 && at.bottom <= innerHeight; }"""
        )
    )


@pytest.mark.parametrize("script", [True, False])
def test_evidence_leads_to_its_line_and_back(visit: Any, script: bool) -> None:
    page = visit(java_script_enabled=script, viewport={"width": 1000, "height": 700})
    panel = page.locator(".lss-panel").nth(1)
    _tab(panel, "Score").click()
    panel.get_by_text("Every audit behind the score").click()
    panel.locator(".lss-fold--inner > summary").first.click()
    link = panel.locator("a.lss-place:visible").last
    line = page.locator(str(link.get_attribute("href")))
    plain = line.evaluate("line => getComputedStyle(line).backgroundColor")
    link.click()
    assert _shown(panel) == "Spec"
    assert line.evaluate("line => line.matches(':target')")
    assert line.evaluate("line => getComputedStyle(line).backgroundColor") != plain
    assert _in_sight(page, line)
    if script:
        page.go_back()
        page.wait_for_function(
            f"document.querySelector('#{FIRST.replace('code-repair-loop', 'second')}-score').checkVisibility()"
        )
        assert _shown(panel) == "Score"


def test_an_address_opens_the_tab_or_shows_the_line(visit: Any) -> None:
    page = visit(f"#{FIRST}-bounds")
    assert _shown(page.locator(".lss-panel").first) == "Bounds"
    page.evaluate(f"location.hash = '{FIRST}-L8'")
    line = page.locator(f"#{FIRST}-L8")
    page.wait_for_function(f"document.querySelector('#{FIRST}-L8').checkVisibility()")
    assert _shown(page.locator(".lss-panel").first) == "Spec"
    assert _in_sight(page, line)
    page.goto(page.url.partition("#")[0] + "?#%E0%A4%A", wait_until="load")  # No text at all.


def test_a_finding_leads_to_its_line(visit: Any) -> None:
    page = visit()
    panel = page.locator(".lss-panel--example")
    panel.locator(".lss-finding a", has_text="line ").click()
    assert page.locator(":target").inner_text().strip() == "- type: test_suit"


def test_badges_lead_to_what_they_stand_for(visit: Any) -> None:
    page = visit()
    panel = page.locator(".lss-panel").first
    for badge, tab in (("LES", "Score"), ("Level 2", "Level"), ("LSS-", "Level")):
        panel.locator(".lss-badge a", has_text=badge).click()
        assert _shown(panel) == tab


def test_copying(visit: Any, folder: Path) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    panel = page.locator(".lss-panel").first
    said = panel.locator(".lss-tab[open] .lss-said")

    def copied(button: str) -> str:
        panel.get_by_role("button", name=button).click()
        panel.locator(".lss-said:visible", has_text="Copied").first.wait_for()
        return str(page.evaluate("navigator.clipboard.readText()"))

    assert copied("Copy YAML").rstrip("\n") == GOOD.rstrip("\n")
    assert said.first.get_attribute("role") == "status"
    full = copied("Copy JSON")
    assert full == (folder / "assets" / "lss" / "specs" / "index" / f"{FIRST}.json").read_text("utf-8")
    assert json.loads(full)["termination_conditions"]["failure"][0]["value"] == 10
    _tab(panel, "Diagram").click()
    panel.get_by_text("Mermaid source").click()
    assert copied("Copy Mermaid").startswith("flowchart TB\n")


def test_where_copying_is_refused_the_text_is_selected(visit: Any) -> None:
    page = visit()
    page.evaluate(
        "() => { navigator.clipboard.write = async () => { throw new DOMException('', 'NotAllowedError'); }; }"
    )
    panel = page.locator(".lss-panel").first
    panel.get_by_role("button", name="Copy YAML").click()
    panel.locator(".lss-said", has_text="Not copied; the text is selected").wait_for()
    assert page.evaluate("getSelection().toString()").strip() == GOOD.strip()
    panel.get_by_role("button", name="Copy JSON").click()
    panel.locator(".lss-said", has_text="Not copied; open the file").wait_for()


def test_panels_without_a_script(visit: Any) -> None:
    page = visit(java_script_enabled=False)
    panel = page.locator(".lss-panel").first
    for name in TABS:
        if name != "Spec":
            _tab(panel, name).click()
        assert _shown(panel) == name
        assert panel.locator("button:visible").count() == 0
    _tab(panel, "Spec").click()
    assert panel.get_by_role("link", name="YAML file").is_visible()


def test_nothing_moves_while_a_page_with_three_panels_loads(visit: Any) -> None:
    for width in (360, 1280):
        page = visit(viewport={"width": width, "height": 1200})
        assert page.locator(".lss-tabs").count() == 3
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert sum(page.evaluate("shifts")) < 0.001


def test_paper_shows_all_tabs_and_folds(visit: Any) -> None:
    page = visit(color_scheme="dark")
    panel = page.locator(".lss-panel").first
    _tab(panel, "Score").click()
    page.emulate_media(media="print")
    for part in (
        ".lss-code code",
        "svg.lss-diagram",
        ".lss-scores",
        ".lss-audits",
        ".lss-gains",
        "#" + FIRST + "-level",
    ):
        assert all(found.is_visible() for found in panel.locator(part).all()), part
    assert not panel.locator(".lss-actions").first.is_visible()
    sheet = panel.locator("pre").first.evaluate(
        "pre => [pre.scrollHeight - pre.clientHeight, getComputedStyle(pre).backgroundColor]"
    )
    assert sheet == [0, "rgb(245, 246, 248)"]
    page.emulate_media(media="screen")
    # Material opens every box to print it.
    page.pdf()
    page.wait_for_function("document.querySelectorAll('.lss-panel .lss-tab[open]').length === 3")
    assert _shown(panel) == "Score"


_DRAWING = """(box) => {
  const copy = box.cloneNode(true);
  const { minWidth, transform } = copy.firstElementChild.style;
  copy.firstElementChild.removeAttribute("style");
  return [box.style.cssText, minWidth, transform, copy.innerHTML];
}"""


def _enlarged(page: Page) -> Locator:
    panel = page.locator(".lss-panel").first
    _tab(panel, "Diagram").click()
    panel.get_by_role("button", name="Enlarge the diagram").click()
    dialog = page.get_by_role("dialog", name="Diagram of code-repair-loop")
    dialog.wait_for()
    return dialog


def _transform(page: Page) -> list[float]:
    """Scale and place of the enlarged drawing."""
    found: list[float] = page.evaluate(
        """() => { const m = new DOMMatrix(getComputedStyle(document.querySelector('.lss-view svg')).transform);
        return [m.a, m.e, m.f].map((value) => Math.round(value * 100) / 100); }"""
    )
    return found


def test_a_diagram_is_enlarged_moved_and_put_back(visit: Any) -> None:
    page = visit(viewport={"width": 900, "height": 700})
    home = page.locator(".lss-panel .lss-drawing").first
    before = home.evaluate(_DRAWING)
    dialog = _enlarged(page)
    fitted = _transform(page)
    page.keyboard.press("+")
    assert _transform(page)[0] == pytest.approx(fitted[0] * 1.25, abs=0.02)
    dialog.get_by_role("button", name="Zoom out").click()
    dialog.get_by_role("button", name="Fit").click()
    assert _transform(page) == fitted
    page.locator(".lss-view").focus()
    page.keyboard.press("ArrowRight")
    assert _transform(page) == [fitted[0], fitted[1] - 48, fitted[2]]
    page.keyboard.press("0")
    page.mouse.move(400, 400)
    page.mouse.down()
    page.mouse.move(430, 420, steps=3)
    page.mouse.up()
    assert _transform(page) == [fitted[0], pytest.approx(fitted[1] + 30), pytest.approx(fitted[2] + 20)]
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        f"new DOMMatrix(document.querySelector('.lss-view svg').style.transform).a > {fitted[0]} * 1.2"
    )
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert home.evaluate(_DRAWING) == before
    assert page.evaluate("document.activeElement.className").startswith("lss-enlarge")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_panels(visit: Any, scheme: Any) -> None:
    page = visit(color_scheme=scheme, reduced_motion="reduce", viewport={"width": 360, "height": 800})
    options = {"resultTypes": ["violations"], "preload": False}
    panels = page.locator(".lss-panel").first
    wrong = []
    for name in TABS:
        _tab(panels, name).click()
        panels.evaluate("panel => panel.querySelectorAll('.lss-tab[open] .lss-fold').forEach(fold => fold.open = true)")
        found = Axe().run(page, context={"include": [[".lss-panel"]]}, options=options).response["violations"]
        wrong += [(name, item["id"], item["nodes"][0]["target"]) for item in found]
    _enlarged(page)
    found = Axe().run(page, context={"include": [["dialog"]]}, options=options).response["violations"]
    wrong += [("dialog", item["id"], item["nodes"][0]["target"]) for item in found]
    assert not wrong


# How light the ink of a diagram is, the paper that it is on, and the page, 0 to 1.
_LIGHTNESS = """() => {
  const brush = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const light = (colour) => {
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 765;
  };
  const fill = (part) => getComputedStyle(document.querySelector(`.lss-diagram ${part}`)).fill;
  return [fill('text'), fill('.node > :first-child'), getComputedStyle(document.body).backgroundColor].map(light);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_diagram_reads_in_both_schemes(visit: Any, scheme: Any) -> None:
    page = visit(color_scheme=scheme)
    _tab(page.locator(".lss-panel").first, "Diagram").click()
    ink, paper, ground = page.evaluate(_LIGHTNESS)
    assert abs(ink - paper) > 0.5
    assert abs(paper - ground) < 0.2


def test_a_site_sets_its_colours_at_the_root(visit: Any) -> None:
    for where in (":root", ".lss-panel"):
        page = visit(color_scheme="dark")
        page.add_style_tag(content=f"{where} {{ --lss-code-key: rgb(1, 2, 3); }}")
        key = page.locator(".lss-panel .nt").first
        assert key.evaluate("key => getComputedStyle(key).color") == "rgb(1, 2, 3)"


def test_hostile_text_is_text_in_every_tab(visit: Any) -> None:
    page = visit("evil.html", permissions=["clipboard-read", "clipboard-write"])
    panel = page.locator(".lss-panel").first
    for name in TABS:
        _tab(panel, name).click()
        for fold in panel.locator(".lss-tab[open] .lss-fold > summary").all():
            if fold.is_visible():
                fold.click()
    dialog = _enlarged(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.locator(".lss-panel img, .lss-panel script, .lss-panel b, dialog").count() == 0
