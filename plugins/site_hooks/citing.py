"""MkDocs hook: at the end of each page, folded, how to cite it: as text and as BibTeX.

Who wrote it stands in CITATION.cff; the version is the one there, or the library's own where it has none; the year is
that of `date-released`, or before a release the one in LICENSE.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from loop_engineering import __version__
from site_hooks import page_text
from site_hooks.bibtex import entry, latex
from site_hooks.records import Records, a_name, read_document
from site_hooks.site_pages import root

_log = logging.getLogger("mkdocs.hooks.citing")

_CITATION, _LICENSE = "CITATION.cff", "LICENSE"
_AROUND = ("name-particle", "name-suffix")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Edition:
    """What is the same in the citation of every page; an author is a family name and a given one, or a body and ""."""

    authors: tuple[tuple[str, str], ...]
    site: str
    version: str
    year: str


_editions: list[Edition] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read who is to be cited."""
    config.watch += [str(root(config) / _CITATION), str(root(config) / _LICENSE)]
    _editions[:] = [read_edition(root(config), config.site_name)]
    return config


def read_edition(folder: Path, site: str) -> Edition:
    """The edition that the files of a folder describe.

    Raises Abort, after all mistakes have been printed, where they do not say who wrote it, or when.
    """
    records = Records(_CITATION)
    cff = read_document(folder / _CITATION, records)
    people = cff.get("authors")
    if not isinstance(people, list) or not people:
        records.wrong(("authors",), "it needs authors, a list of people or bodies")
        people = []
    for index, person in enumerate(people):
        if not _is_author(person):
            records.wrong(("authors", index), "an author has a name, or family-names or given-names, each a text")
    for key in ("version", "date-released"):
        if isinstance(cff.get(key), (list, dict)):
            records.wrong((key,), f"{key} should be a text or a number")
    licence = (folder / _LICENSE).read_text("utf-8", "replace") if (folder / _LICENSE).is_file() else ""
    year = _YEAR.search(str(cff.get("date-released", ""))) or _YEAR.search(licence)
    if year is None:
        records.wrong((), f"without a year in {_LICENSE}, it needs date-released")
    for complaint in records.complaints():
        _log.error("%s", complaint)
    if records.mistakes or year is None:
        raise Abort(f"{len(records.mistakes)} mistakes in {_CITATION}, listed above")
    return Edition(tuple(map(_name, people)), site, str(cff.get("version", __version__)), year.group())


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Append the citation of the page."""
    name, url = page_text.title(page, config), page.canonical_url or page.url
    return (
        f'{content}\n<details class="cite-page" data-search-exclude>\n<summary>Cite this page</summary>\n'
        f"<p>{escape(as_text(_editions[0], name, url))}</p>\n"
        '<pre tabindex="0" role="region" aria-label="BibTeX entry of this page"><code>'
        f"{escape(as_bibtex(_editions[0], name, url, page.file.src_uri))}</code></pre>\n</details>"
    )


def as_text(edition: Edition, title: str, url: str) -> str:
    """The citation as a sentence."""
    people = [f"{given} {family}".strip() for family, given in edition.authors]
    said = people[0] if len(people) == 1 else f"{', '.join(people[:-1])} and {people[-1]}"
    stopped = title if title.endswith((".", "?", "!")) else f"{title}."
    return f"{said}. “{stopped}” {edition.site}, version {edition.version}, {edition.year}. {url}"


def as_bibtex(edition: Edition, title: str, url: str, uri: str) -> str:
    """The citation as a BibTeX entry; its key is made of the name of the page's file."""
    people = [f"{latex(name)}, {latex(given)}" if given else f"{{{latex(name)}}}" for name, given in edition.authors]
    place = uri.removesuffix(".md").removesuffix("/index")
    fields = {
        "author": " and ".join(people),
        "title": f"{{{latex(title)}}}",
        "howpublished": latex(edition.site),
        "note": latex(f"Version {edition.version}"),
        "year": edition.year,
        "url": re.sub(r"[{}\\]", lambda match: f"%{ord(match.group()):02X}", url),
    }
    return entry("misc", f"loopengineering:{re.sub(r'[^a-z0-9]+', '-', place.lower()).strip('-')}", fields)


def _is_author(person: Any) -> bool:
    """Whether it says who a person or a body is."""
    if not isinstance(person, dict):
        return False
    said = [person[key] for key in ("name", "family-names", "given-names", *_AROUND) if key in person]
    return bool(person.keys() & {"name", "family-names", "given-names"}) and all(a_name(text) is None for text in said)


def _name(author: Mapping[str, str]) -> tuple[str, str]:
    """Family and given name of a person, or the name of a body and nothing."""
    if "name" in author:
        return author["name"], ""
    before, after = _AROUND
    family = " ".join(author[key] for key in (before, "family-names", after) if key in author)
    return family or author["given-names"], author.get("given-names", "") if family else ""
