"""What the head of a page says to machines: Open Graph, JSON-LD, and where its Markdown version and the feed are.

`overrides/main.html` prints it, escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from loop_engineering.checkin.history import Dates
from site_hooks import jsonld
from site_hooks.page_text import address, description, markdown_uri, section, title
from site_hooks.terms import Term

__all__ = ["Head", "Known", "head_of"]

_GLOSSARY, _FEED, _SPECS = "glossary.md", "feed.xml", "api/specs.json"
_JSON, _YAML = "application/json", "application/yaml"


@dataclass(frozen=True, slots=True)
class Known:
    """What the heads of one build are made from.

    `dates` and `pictures` are by the URI of a page, `specs` by its address; `data` is the address of the page that
    offers the specs of the site as data, and `feed` says whether there is a feed.
    """

    dates: Mapping[str, Dates]
    pictures: Mapping[str, str]
    specs: Mapping[str, Mapping[str, Any]]
    terms: Sequence[Term]
    data: str | None
    feed: bool


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of one page says. `markdown` and `feed` are addresses seen from the page, the others are whole.

    Nothing in it is escaped but `jsonld`, which stands in a script.
    """

    title: str
    description: str
    url: str
    kind: str
    image: str | None
    image_alt: str
    markdown: str
    feed: str | None
    jsonld: str


def head_of(page: Page, known: Known, config: MkDocsConfig) -> Head:
    """The head of a page."""
    name = title(page, config)
    picture = known.pictures.get(page.file.src_uri)
    image = address(picture, config) if picture is not None else None
    return Head(
        title=name,
        description=description(page, config),
        url=address(page.url, config),
        kind="website" if page.is_homepage else "article",
        image=image,
        image_alt=name if name == config.site_name else f"{config.site_name}: {name}",
        markdown=get_relative_url(quote(markdown_uri(page)), page.url),
        feed=get_relative_url(_FEED, page.url) if known.feed else None,
        jsonld=jsonld.script(list(_graph(page, image, known, config))),
    )


def _graph(page: Page, image: str | None, known: Known, config: MkDocsConfig) -> Iterator[Mapping[str, Any]]:
    name, about, url = title(page, config), description(page, config), address(page.url, config)
    home = (config.site_name, address("", config))
    if page.is_homepage:
        yield {"@type": "WebSite", "url": url, "name": name, "description": about}
    else:
        yield jsonld.article(url, name, about, known.dates.get(page.file.src_uri), home, image)
        yield jsonld.breadcrumbs([home, *_way(page, config), (name, url)])
    spec = known.specs.get(page.url)
    if spec is not None:
        file = address(quote(spec["file"]), config)
        yield jsonld.dataset(
            url, spec["loop_name"], spec["objective"], [(file, _JSON if file.endswith(".json") else _YAML)]
        )
    if page.url == known.data:
        told = "Every loop specification that this site shows, with its level, score and worst case."
        yield jsonld.dataset(url, f"{config.site_name}: specifications", told, [(address(_SPECS, config), _JSON)])
    if page.file.src_uri == _GLOSSARY:
        yield jsonld.terms(url, name, [(term.name, term.anchor, term.definition) for term in known.terms])


def _way(page: Page, config: MkDocsConfig) -> Iterator[tuple[str, str | None]]:
    """The parts of the site that a page is in, from the outermost, each with the page that begins it."""
    for part in reversed([part for part in page.ancestors if isinstance(part, Section)]):
        index = next((item for item in part.children if isinstance(item, Page) and item.is_index), None)
        if index is not page:
            yield str(part.title), None if index is None else address(index.url, config)
    if not page.ancestors and (name := section(page)):
        yield name, None
