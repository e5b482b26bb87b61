"""The HTML of every page, read without a browser: every link leads somewhere, every element can be told from others."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from .browsing import pages

_HOST = "https://loop-engineering.org/"
_LINKS = {"a": "href", "link": "href", "script": "src", "img": "src", "source": "src", "use": "href"}


@dataclass
class _Reader(HTMLParser):
    ids: Counter[str] = field(default_factory=Counter)
    links: set[str] = field(default_factory=set)
    headings: int = 0
    without_alt: list[str] = field(default_factory=list)
    first_in_head: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("id"):
            self.ids[named["id"] or ""] += 1
        if tag == "a" and named.get("name") and "id" not in named:
            self.ids[named["name"] or ""] += 1
        address = named.get(_LINKS.get(tag, ""))
        if address is not None:
            self.links.add(address)
        self.headings += tag == "h1"
        if tag == "img" and "alt" not in named:
            self.without_alt.append(named.get("src") or "")
        if tag in ("meta", "script", "style", "link") and len(self.first_in_head) < 2:
            self.first_in_head.append(named.get("http-equiv") or tag)


@functools.cache
def _read(site: Path) -> dict[str, _Reader]:
    found = {}
    for page in pages(site):
        reader = found[page] = _Reader()
        reader.feed((site / (page if page.endswith(".html") else f"{page}index.html")).read_text("utf-8"))
    return found


def test_every_link_leads_somewhere(site: Path) -> None:
    read = _read(site)
    dead = []
    for page, reader in read.items():
        for link in sorted(reader.links):
            try:
                whole = urlsplit(urljoin(_HOST + page, link))
            except ValueError as error:
                dead.append(f"{page}: {link}: {error}")
                continue
            if f"{whole.scheme}://{whole.netloc}/" != _HOST:
                continue
            path, fragment = unquote(whole.path).lstrip("/"), unquote(whole.fragment)
            target = read.get(path.removesuffix("index.html"))
            if target is None and not (site / path).is_file():
                dead.append(f"{page}: {link}")
            elif fragment and (target is None or fragment not in target.ids):
                dead.append(f"{page}: {link}: no such place on the page")
    assert not dead, "\n".join(dead)


def test_no_id_is_there_twice(site: Path) -> None:
    twice = {page: [name for name, count in reader.ids.items() if count > 1] for page, reader in _read(site).items()}
    assert not {page: names for page, names in twice.items() if names}


def test_every_page_has_one_heading_of_its_own_and_every_image_words(site: Path) -> None:
    read = _read(site)
    assert not {page: reader.headings for page, reader in read.items() if reader.headings != 1}
    assert not {page: reader.without_alt for page, reader in read.items() if reader.without_alt}


def test_the_policy_stands_before_all_that_it_rules(site: Path) -> None:
    read = _read(site)
    assert {tuple(reader.first_in_head) for reader in read.values()} == {("meta", "Content-Security-Policy")}
    for page in read:
        html = (site / (page if page.endswith(".html") else f"{page}index.html")).read_text("utf-8")
        policy = html.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert "unsafe" not in rules["script-src"]
        assert "*" not in policy
        assert "http" not in policy
