"""The look of the site: its mark, its colours, its navigation, the home page and the page for wrong addresses."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from PIL import Image, ImageChops
from site_hooks import mark

from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.taxonomy import LEVELS
from tests.plugin.sites import GOOD, fenced
from tests.site_hooks.conftest import MakeHooked

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "docs" / "assets" / "site.css").read_text("utf-8")
COLOURS = {
    name: (light, dark) for name, light, dark in re.findall(r"--le-([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", CSS)
}

# What is written on what, with the contrast that WCAG 2.2 AA asks for; large and bold, or no text at all: 3.
_TEXT = ("ink", "muted", "brand", "accent", "good", "weak", "bad")
_CODE = ("code", "code-key", "code-text", "code-number", "code-name", "code-quiet")
_READ = (
    *((name, ground, 4.5) for name in (*_TEXT, *_CODE) for ground in ("paper", "soft")),
    *((name, ground, 4.5) for name in _CODE for ground in ("mark", "added", "removed")),
    *(("on-ring", "ring", 4.5), ("on-stop", "stop", 4.5), ("paper", "brand", 4.5), ("paper", "accent", 4.5)),
    *(("stop", "paper", 3), ("figure-1", "paper", 3)),
)


def _light(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_is_read_on_every_ground(scheme: int) -> None:
    figures = re.findall(r"--(figure-\d): light-dark\((#\w{6}), (#\w{6})\);", CSS)
    colours = COLOURS | {name: (light, dark) for name, light, dark in figures}
    assert len(figures) == 5
    found = {(a, b): (contrast(colours[a][scheme], colours[b][scheme]), least) for a, b, least in _READ}
    assert not {pair: round(ratio, 2) for pair, (ratio, least) in found.items() if ratio < least}


def test_the_files_of_the_mark_are_those_of_its_geometry() -> None:
    made = mark.files()
    for name, content in made.items():
        if name.endswith(".svg"):
            assert (ROOT / name).read_bytes() == content, f"{name}: run `python -m site_hooks.mark` in plugins/"
            root = ElementTree.fromstring(content)
            assert root.tag == "{http://www.w3.org/2000/svg}svg"
            assert not re.search(rb"href|url\(|<script|<image|@import", content)
        else:
            old, new = Image.open(ROOT / name), Image.open(io.BytesIO(content))
            assert old.size == new.size == (180, 180)
            assert ImageChops.difference(old.convert("RGB"), new.convert("RGB")).getextrema() == ((0, 0),) * 3
            assert len(content) < 16_000
    assert b"currentcolor" not in made["docs/assets/favicon.svg"].lower()
    assert "fill" not in (ROOT / "overrides/.icons/loop-engineering.svg").read_text("utf-8")


def test_the_mark_has_the_colours_of_the_site() -> None:
    assert COLOURS["brand"] == (mark.INK, mark.INK_ON_DARK)
    assert COLOURS["stop"] == (mark.STOP, mark.STOP_ON_DARK)
    assert COLOURS["paper"][0] == mark.PAPER


def _leaves(nav: object) -> list[str]:
    if isinstance(nav, dict):
        return [leaf for value in nav.values() for leaf in _leaves(value)]
    return [leaf for item in nav for leaf in _leaves(item)] if isinstance(nav, list) else [str(nav)]


def test_every_written_page_is_in_the_navigation_once() -> None:
    class Loader(yaml.SafeLoader):
        """Reads the tags that MkDocs has of its own as text."""

    Loader.add_multi_constructor("", lambda loader, suffix, node: str(node.value))
    config = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)
    leaves = _leaves(config["nav"])
    assert len(leaves) == len(set(leaves))
    folders = next(plugin["lss"]["content"] for plugin in config["plugins"] if "lss" in plugin)
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    written |= {path.relative_to(ROOT).as_posix() for name in folders for path in (ROOT / name).rglob("*.md")}
    assert {page for page in written if not page.endswith("README.md")} <= set(leaves)
    assert len(config["nav"]) <= 10, "more tabs than a small screen has room for"


def test_a_page_outside_the_navigation_has_the_section_of_its_index(hooked: MakeHooked) -> None:
    files = {"docs/index.md": "# Home\n", "docs/a/index.md": "# A\n", "docs/a/b.md": "# B\n", "docs/c.md": "# C\n"}
    built = hooked(
        ["sections"],
        files,
        nav=[{"Home": "index.md"}, {"Part": ["a/index.md", {"C": "c.md"}]}],
        not_in_nav="b.md",
        theme={"name": "material", "features": ["navigation.tabs", "navigation.path"]},
        plugins=[],
    )
    page = built.page("a/b/index.html")
    assert re.search(r'md-tabs__item--active">\s*<a href="\.\./"', page)
    assert re.search(r'class="md-path".*?Part', page, re.DOTALL)


def test_counters_are_counted(hooked: MakeHooked) -> None:
    page = "# Home\n\n<!-- lss:counters -->\n\n" + fenced(GOOD)
    files = {"docs/index.md": page, "docs/two.md": "# Two\n\n" + fenced(GOOD), "docs/patterns/index.md": "# P\n"}
    html = hooked([], files).page()
    found = re.findall(r"<li>(<a href=[^>]*>)?<strong>(\d+)</strong> ([^<]*)", html)
    assert [(int(number), name) for _, number, name in found] == [
        *((2, "specs checked here"), (len(RULES), "rules"), (len(PATTERNS), "patterns"), (len(LEVELS), "levels")),
        (len(FAILURE_MODES), "failure modes"),
    ]
    assert [link for link, *_ in found if link] == ['<a href="patterns/">']


def test_the_counters_of_the_home_page_lead_to_what_they_count(site: Path) -> None:
    home = (site / "index.html").read_text("utf-8")
    found = re.findall(r'<li><a href="([^"]*)"><strong>(\d+)</strong>', home)
    assert all((site / link / "index.html").is_file() for link, _ in found)
    specs = json.loads((site / "api" / "specs.json").read_text("utf-8"))["specs"]
    assert [int(number) for _, number in found] == [
        len(specs),
        *(len(RULES), len(PATTERNS), len(LEVELS), len(FAILURE_MODES)),
    ]


def test_the_home_page_shows_the_loop(site: Path) -> None:
    home = (site / "index.html").read_text("utf-8")
    drawing = re.search(r'<figure class="loop-drawing">.*?</figure>', home, re.DOTALL)
    assert drawing
    svg = ElementTree.fromstring(re.search(r"<svg.*</svg>", drawing[0], re.DOTALL)[0])  # type: ignore[index]
    words = " ".join(svg.itertext())
    assert all(key in words for key in ("workers", "evaluators", "feedback_channels", "termination_"))
    assert "<!-- the loop -->" not in home
    assert home.count("<h1") == 1


def test_the_page_for_wrong_addresses_works_anywhere(site: Path) -> None:
    page = (site / "404.html").read_text("utf-8")
    for address in re.findall(r'(?:href|src)="([^"]*)"', page):
        parts = urlsplit(urljoin("https://loop-engineering.org/a/b/c", address))
        if parts.netloc == "loop-engineering.org":
            path = site / parts.path.lstrip("/")
            assert address.startswith(("/", "https://", "#")), address
            assert address.startswith("#") or (path / "index.html").is_file() or path.is_file(), address
    links = re.search(r'<dl class="lost-sections">.*?</dl>', page, re.DOTALL)
    assert links
    assert links[0].count("<a href") > 15


@pytest.mark.browser
def test_a_wrong_address_is_answered_with_what_it_is_like(site: Path, chromium: str, tmp_path: Path) -> None:
    from playwright.sync_api import Route, sync_playwright

    def answer(route: Route) -> None:
        path = site / urlsplit(route.request.url).path.removeprefix("/guide/")
        path = path / "index.html" if path.is_dir() else path
        if path.is_file():
            route.fulfill(path=path)
        else:
            body = (site / "404.html").read_text("utf-8").replace('="/', '="/guide/')
            route.fulfill(status=404, body=body, content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", answer)
        # The site lies in a folder, and the address has a slip in each part, and a tag in it.
        page.goto("http://site.test/guide/pattern/verifcation-loop<b>/")
        guesses = page.locator(".lost-guesses a")
        guesses.first.wait_for()
        assert guesses.first.get_attribute("href") == "http://site.test/guide/patterns/verification-loop/"
        assert guesses.first.inner_text() == "patterns/verification-loop"
        assert page.locator(".lost-address").inner_text() == "/guide/pattern/verifcation-loop<b>/"
        assert page.locator(".lost-address b").count() == 0
        browser.close()
