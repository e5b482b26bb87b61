"""`feed.xml`: the specs of the library as an Atom feed (RFC 4287), those that changed last first.

An entry is a spec and keeps its id (a tag URI, RFC 4151) for as long as the spec keeps its file. When a spec came and
when it changed is what git has of its file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import get_build_datetime

from loop_engineering.badge import badge_text
from loop_engineering.checkin.git import GitError
from loop_engineering.checkin.history import Dates, dates_of_files
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.report import Notice

__all__ = ["FEED_URI", "dates_of_specs", "feed_bytes"]

FEED_URI = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_MOST = 100
"""So many entries the feed has; readers of feeds keep the older ones."""
_MINTED = "2026"
"""When the ids were first given out: tag URIs ask for a year, which has to stay the same."""


def dates_of_specs(library: Sequence[LibrarySpec], root: Path) -> tuple[Mapping[str, Dates], list[Notice]]:
    """When each spec came and when it last changed, by its path, and what to say where git does not know.

    A file that git has not seen is as old as the build.
    """
    notices = []
    known: Mapping[str, Dates] = {}
    try:
        known = dates_of_files(root)
    except GitError as error:
        text = f"git cannot say when the specs changed ({error}), so {FEED_URI} has the date of the build [feed-dates]"
        notices.append(Notice(FEED_URI, 1, 1, text, "info"))
    now = get_build_datetime().astimezone(UTC)
    return {item.path: known.get(item.path, Dates(now, now)) for item in library}, notices


def feed_bytes(
    library: Sequence[LibrarySpec],
    dates: Mapping[str, Dates],
    address: Callable[[str], str | None],
    config: MkDocsConfig,
) -> bytes | None:
    """The feed; None where the site does not know its own address, which ids and links are made of.

    `address` gives the address of a page below the site's root.
    """
    site = f"{config.site_url.rstrip('/')}/" if config.site_url else ""
    host = urlsplit(site).hostname
    if not host:
        return None
    base = f"tag:{host},{_MINTED}:{quote(urlsplit(site).path)}"
    shown = sorted((item for item in library if item.assessment.spec is not None), key=lambda item: item.path)
    shown.sort(key=lambda item: dates[item.path].last, reverse=True)
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _text(feed, "id", f"{base}{FEED_URI}")
    _text(feed, "title", f"{config.site_name}: loop library")
    newest = max((dates[item.path].last for item in shown), default=get_build_datetime().astimezone(UTC))
    _text(feed, "updated", _time(newest))
    _text(SubElement(feed, "author"), "name", config.site_author or config.site_name)
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": urljoin(site, FEED_URI)})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site})
    for item in shown[:_MOST]:
        page = urljoin(site, address(item.uri) or "")
        feed.append(_entry(item, dates[item.path], f"{base}{quote(item.path)}", page))
    ElementTree.indent(feed, " ")
    made: bytes = ElementTree.tostring(feed, "utf-8", xml_declaration=True)
    return made + b"\n"


def _entry(item: LibrarySpec, dates: Dates, ident: str, page: str) -> Element:
    spec = item.assessment.spec
    assert spec is not None, "the feed has valid specs only"
    entry = Element("entry")
    _text(entry, "id", ident)
    _text(entry, "title", f"{spec.loop_name} {spec.version}")
    _text(entry, "published", _time(dates.first))
    _text(entry, "updated", _time(dates.last))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for pattern in spec.patterns:
        SubElement(entry, "category", {"term": _NO_XML.sub("\N{REPLACEMENT CHARACTER}", pattern)})
    _text(entry, "summary", f"{spec.objective.strip()} ({badge_text(item.assessment)})")
    return entry


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _time(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
