"""The guide to the plugin, walked through by a stranger: its files are written, its commands are run."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.site.browsing import ARGUMENTS

from .conftest import Make
from .empty_environment import ROOT, Environment

GUIDE = (ROOT / "docs" / "integrate" / "mkdocs-plugin.md").read_text("utf-8")
_FENCE = re.compile(
    r"^(?P<indent> *)(?P<mark>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=indent)(?P=mark)$", re.M | re.S
)


def fences() -> list[tuple[str, str | None, str]]:
    """Language, title and text of each fence of the guide."""
    return [
        (
            match["info"].split(" ")[0],
            title[1] if (title := re.search(r'title="([^"]*)"', match["info"])) else None,
            textwrap.dedent(match["text"]),
        )
        for match in _FENCE.finditer(GUIDE)
    ]


def test_a_stranger_gets_what_the_guide_shows(installed: Environment, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    ran = 0
    for language, title, text in fences():
        if title in ("mkdocs.yml", "docs/index.md") and ran == 0:
            (tmp_path / title).write_text(text, "utf-8")
        elif language == "console":
            for command, expected in re.findall(r"^\$ ([^\n]*)\n(.*?)(?=^\$ |\Z)", text, re.M | re.S):
                name, *arguments = command.split()
                script = ["-m", "mkdocs"] if name == "mkdocs" else [str(installed.python.with_name(name))]
                done = installed.run(*script, *arguments, cwd=tmp_path)
                assert done.stdout.strip() == expected.strip(), command
                ran += 1
    assert ran == 3
    assert 'class="lss-panel"' in (tmp_path / "site" / "index.html").read_text("utf-8")
    shown = next(text for language, title, text in fences() if language == "lss")
    assert shown in (tmp_path / "docs" / "index.md").read_text("utf-8")


def test_the_slip_in_a_comment_is_told_as_the_guide_shows(make_site: Make) -> None:
    shown = next(text for language, _, text in fences() if language == "text" and "unknown-macro" in text)
    page = "# P\n" + "\n" * 5 + "<!-- lss:library pattern=verification-lop -->\n"
    assert make_site({"docs/index.md": page}).lines("unknown-macro") == [shown.strip()]


@pytest.mark.browser
def test_the_worked_example_of_theming_does_what_the_guide_says(make_site: Make, chromium: str) -> None:
    sheet = next(text for _, title, text in fences() if title == "docs/style.css")
    block = next(text for language, _, text in fences() if language == "lss")
    # Its own style sheets for code are fetched from another host.
    theme = {"name": "mkdocs", "color_mode": "auto"}
    pages = {"docs/index.md": f"# P\n\n```lss\n{block}```\n", "docs/style.css": sheet}
    built = make_site(pages, theme=theme, extra_css=["style.css"], plugins=["search", "lss"])
    assert built.status == 0, built.log
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for scheme, colour in (("light", "rgb(20, 108, 67)"), ("dark", "rgb(117, 214, 163)")):
            page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
            page.goto((built.site / "index.html").as_uri(), wait_until="load")
            style = "getComputedStyle(document.querySelector('{}')).{}"
            assert page.evaluate(style.format(".lss-panel", "borderRadius")) == "0px"
            assert page.evaluate(style.format(".lss-tab[open] > summary", "color")) == colour, scheme
        browser.close()
