"""Titles, descriptions and names of files are text on every theme, whatever stands in them."""

from __future__ import annotations

import html
from html.parser import HTMLParser

import pytest
import yaml

from .conftest import Make

EVIL = """"'></title></script><script>alert(1)</script><img src=x onerror=alert(2)><b>"""
NAME = "a\"'><img src=x onerror=alert(3)>"
THEMES = [{"name": "material", "font": False}, {"name": "mkdocs"}, {"name": "readthedocs"}]


class _Reader(HTMLParser):
    """Gathers elements that can do something, and the text of the title."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.active: list[tuple[str, str]] = []
        self.described: list[str | None] = []
        self.title = ""
        self._in_title = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        self.active += [(tag, name) for name, _ in attrs if name.startswith("on")]
        self.active += [(tag, "")] * (tag in ("script", "img", "b"))
        given = dict(attrs)
        self.described += [given.get("content")] * (given.get("name") == "description")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme["name"])
@pytest.mark.parametrize("nav", [False, True], ids=["", "nav"])
def test_hostile_front_matter_and_names_are_text(make_site: Make, theme: dict[str, object], *, nav: bool) -> None:
    def pages(evil: str, name: str) -> dict[str, str]:
        front = {"title": evil, "description": evil, "author": [evil, {evil: evil}], "subtitle": evil, "status": evil}
        heading = html.escape(evil)
        return {
            "docs/index.md": "# Home\n",
            "docs/front.md": f"---\n{yaml.safe_dump(front)}---\n\nText.\n",
            "docs/head.md": f"# {heading}\n\n## {heading}\n",
            f"docs/{name}/{name}.md": "Text.\n",
        }

    given: dict[str, object] = {"theme": theme, "site_name": "Site", "repo_url": "https://code.test/o/r"}
    if nav:
        given["nav"] = ["index.md", {"Part": ["front.md", "head.md"]}]
    plain = make_site(pages("plain", "plain"), edit_uri="edit/", **given)
    assert plain.status == 0, plain.log
    expected = {name: _Reader(plain.page(f"{name}.html")) for name in ("index", "front", "head")}
    expected["name"] = _Reader(plain.page("plain/plain.html"))
    evil = make_site(pages(EVIL, NAME), edit_uri="edit/", **given)
    assert evil.status == 0, evil.log
    found = {name: _Reader(evil.page(f"{name}.html")) for name in ("index", "front", "head")}
    found["name"] = _Reader(evil.page(f"{NAME}/{NAME}.html"))
    for name, reader in found.items():
        assert reader.active == expected[name].active, name
    assert found["front"].title == f"{EVIL} - Site"
    assert found["head"].title == f"{EVIL} - Site"
    assert found["name"].title.lower() == f"{NAME} - Site".lower()
    assert set(found["front"].described) <= {EVIL}


def test_front_matter_that_contains_itself(make_site: Make) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{y}: &{y} [{', '.join([f'*{x}'] * 9)}]\n" for x, y in zip("abcdefgh", "bcdefghi", strict=True)
    )
    built = make_site({"docs/index.md": f"---\n{bomb}self: &s [*s, '<b>']\ntitle: Q&A\n---\n\n# P\n"})
    assert built.status == 0, built.log
    assert "<title>Test</title>" in built.page()
