"""A new site of a stranger: the wheel, three lines of YAML and one block, under each theme and both builders."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.site.browsing import ARGUMENTS, complaining, served

from .empty_environment import Environment
from .sites import GOOD, fenced

PAGE = f"""# Our loops

<!-- lss:badge loops/repair.yaml -->

{fenced(GOOD)}

<!-- lss:panel loops/repair.yaml summary -->

<!-- lss:index -->
"""
THEMES: dict[str, dict[str, Any]] = {
    "material": {"name": "material", "font": False},
    # Both of these would fetch highlight.js from another host.
    "mkdocs": {"name": "mkdocs", "highlightjs": False},
    "readthedocs": {"name": "readthedocs", "highlightjs": False},
}
Built = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def themed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and what it needs, a theme and another builder."""
    environment = Environment.empty(tmp_path_factory.mktemp("themed"))
    environment.install(wheel, extra="mkdocs")
    environment.link(["mkdocs-material", "properdocs"])
    return environment


@pytest.fixture(scope="module")
def built(themed: Environment, diagrams: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site under a builder and a theme, built once."""

    @functools.cache
    def make(command: str, theme: str) -> Path:
        root = tmp_path_factory.mktemp(f"{command}-{theme}")
        (root / "docs" / "loops").mkdir(parents=True)
        (root / "docs" / "index.md").write_text(PAGE, "utf-8")
        (root / "docs" / "plain.md").write_text("# Plain\n\nNo loop here.\n", "utf-8")
        (root / "docs" / "loops" / "repair.yaml").write_text(GOOD.replace("code-repair", "file-repair"), "utf-8")
        (root / ".cache" / "lss").mkdir(parents=True)
        (root / ".cache" / "lss" / "diagrams").symlink_to(diagrams)
        settings = {"site_name": "A stranger's site", "theme": THEMES[theme], "plugins": ["search", "lss"]}
        (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
        ran = themed.run("-m", command, "build", "--strict", cwd=root)
        assert ran.returncode == 0, ran.stdout
        return root / "site"

    return make


# ProperDocs has no theme of its own: its "mkdocs" and "readthedocs" are distributions apart.
@pytest.mark.parametrize(("command", "theme"), [*(("mkdocs", theme) for theme in THEMES), ("properdocs", "material")])
def test_one_block_becomes_a_panel(built: Built, command: str, theme: str) -> None:
    site = built(command, theme)
    html = (site / "index.html").read_text("utf-8")
    assert html.count('class="lss-panel"') == 2
    assert html.count('class="lss-diagram"') == 1
    assert '<a href="#lss-file-repair-loop"><img class="lss-placed__badge"' in html
    assets = re.findall(r'(?:href|src)="([^"]*assets/lss/[^"]*)"', html)
    assert {path.rsplit(".", 1)[1] for path in assets} >= {"css", "js", "svg"}
    for path in assets:
        assert (site / path).is_file(), path


@pytest.mark.parametrize("theme", THEMES)
def test_pages_without_a_loop_carry_nothing_of_the_plugin(built: Built, theme: str) -> None:
    site = built("mkdocs", theme)
    for page in ("plain/index.html", "404.html", "search.html"):
        assert not (site / page).exists() or "lss" not in (site / page).read_text("utf-8"), page


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_the_page_opens_without_complaint_and_everybody_can_read_it(
    built: Built, chromium: str, theme: str, scheme: Any
) -> None:
    with served(built("mkdocs", theme)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
        page, complaints = complaining(context, address)
        page.goto(address, wait_until="load")
        tabs = page.locator(".lss-tab > summary").all()
        assert len(tabs) >= 4
        for tab in tabs:
            tab.click()
            complaints += [f"{tab.inner_text()}: {found}" for found in _violations(page)]
        browser.close()
    assert not complaints


def _violations(page: Any) -> list[str]:
    """What axe finds in what the plugin has put into the page; the rest is the theme's, as is the colour of links."""
    ours = {"include": [[".lss-panel"], [".lss-macro"], [".lss-placed"]], "exclude": [[".lss-macro a"]]}
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, context=ours, options=options).response["violations"]
    return [f"{violation['id']} {violation['nodes'][0]['target']}" for violation in found]
