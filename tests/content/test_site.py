"""The built site as a crawler finds it: every link leads somewhere, every page is led to, every formula is MathML."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

_HOME = "http://site/"


class _Reader(HTMLParser):
    """The ids of a page, where its links lead, and those of its own text."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.images: list[str] = []
        self.next: str | None = None
        self.previous: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
            if "md-footer__link--next" in str(values.get("class")):
                self.next = str(values["href"])
            if "md-footer__link--prev" in str(values.get("class")):
                self.previous = str(values["href"])
        if tag in ("img", "script") and values.get("src"):
            self.images.append(str(values["src"]))


@cache
def _read(path: Path) -> _Reader:
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Path]:
    """The pages of the site by address; the page for addresses that lead nowhere is not among them."""
    files = sorted(path for path in site.rglob("*.html") if path.name != "404.html")
    return {urljoin(_HOME, path.relative_to(site).as_posix().removesuffix("index.html")): path for path in files}


def _target(site: Path, address: str) -> Path:
    path = site / unquote(urlsplit(address).path).lstrip("/")
    return path / "index.html" if path.is_dir() else path


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[str, Path]) -> None:
    dead = []
    for address, path in pages.items():
        for link in [*_read(path).links, *_read(path).images]:
            whole = urljoin(address, link)
            if not whole.startswith(_HOME):
                continue
            target, fragment = _target(site, whole), unquote(urlsplit(whole).fragment)
            if not target.is_file():
                dead.append(f"{address}: {link}: there is no such page")
            elif fragment and target.suffix == ".html" and fragment not in _read(target).ids and fragment != "__skip":
                dead.append(f"{address}: {link}: the page has no such anchor")
    assert not dead, "\n".join(dict.fromkeys(dead))


def test_no_id_stands_twice_on_a_page(pages: dict[str, Path]) -> None:
    twice = {
        address: [name for name, count in Counter(_read(path).ids).items() if count > 1]
        for address, path in pages.items()
    }
    assert not {address: names for address, names in twice.items() if names}


def test_every_page_is_led_to_from_home(pages: dict[str, Path]) -> None:
    seen, open_ = {_HOME}, [_HOME]
    while open_:
        address = open_.pop()
        for link in _read(pages[address]).links:
            whole = urljoin(address, link).partition("#")[0]
            if whole in pages and whole not in seen:
                seen.add(whole)
                open_.append(whole)
    assert seen == pages.keys()


def test_previous_and_next_lead_through_the_book(pages: dict[str, Path]) -> None:
    order = [_HOME]
    while (following := _read(pages[order[-1]]).next) is not None:
        whole = urljoin(order[-1], following)
        assert whole not in order, f"{order[-1]} leads back to {whole}"
        back = _read(pages[whole]).previous
        assert back is not None
        assert urljoin(whole, back) == order[-1]
        order.append(whole)
    book = [urlsplit(address).path.strip("/") for address in order]
    chapters = [page for page in book if page.startswith("fundamentals/")]
    assert [page.split("/")[1][:2] for page in chapters] == [f"{number:02}" for number in range(1, 14)]
    assert book.index("manifesto") < book.index("fundamentals") < book.index("taxonomy") < book.index("standards")
    alone = {page for page in pages if urlsplit(page).path.strip("/") not in book}
    assert all("/rules/LSS" in page or "/loop-library/" in page for page in alone), sorted(alone)


def test_every_formula_is_mathml(pages: dict[str, Path]) -> None:
    formulas = 0
    for address, path in pages.items():
        text = path.read_text("utf-8")
        assert 'class="arithmatex"' not in text, address
        assert not re.search(r"(?i)mathjax|katex", text), address
        formulas += text.count("<math ")
    assert formulas > 300


def test_every_figure_has_words_and_numbers(pages: dict[str, Path]) -> None:
    figures = 0
    for address, path in pages.items():
        for figure in re.findall(r'<figure class="plot".*?</figure>', path.read_text("utf-8"), re.DOTALL):
            figures += 1
            assert "<svg" in figure, address
            assert re.search(r'role="img" aria-label="[^"]{60,}"', figure), address
            assert "<figcaption>" in figure, address
            assert "<tbody><tr>" in figure, address
    assert figures >= 13
