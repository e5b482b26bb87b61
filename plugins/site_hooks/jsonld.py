"""What a page says of itself as JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from loop_engineering.checkin.history import Dates

__all__ = ["article", "breadcrumbs", "dataset", "script", "terms"]

_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(graph: Sequence[Mapping[str, Any]]) -> str:
    """The text of a `<script type="application/ld+json">`: valid JSON that no text in it can end."""
    document = {"@context": "https://schema.org", "@graph": list(graph)}
    made = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return made.encode("utf-8", "replace").decode().translate(_ESCAPED)


def article(
    url: str, headline: str, about: str, dates: Dates | None, site: tuple[str, str], image: str | None
) -> dict[str, Any]:
    """A page; `dates` are when it came and when it last changed, `site` is the name of the site and its address."""
    made: dict[str, Any] = {
        "@type": "TechArticle",
        "@id": f"{url}#article",
        "url": url,
        "headline": headline,
        "description": about,
        "inLanguage": "en",
        "isPartOf": {"@type": "WebSite", "name": site[0], "url": site[1]},
    }
    if dates is not None:
        made["datePublished"], made["dateModified"] = (day.date().isoformat() for day in (dates.first, dates.last))
    if image is not None:
        made["image"] = image
    return made


def breadcrumbs(steps: Sequence[tuple[str, str | None]]) -> dict[str, Any]:
    """The way to a page from the home page, as names and addresses; a part of the site without a page has none."""
    items = [
        {"@type": "ListItem", "position": number, "name": name} | ({"item": url} if url is not None else {})
        for number, (name, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def dataset(url: str, name: str, about: str, files: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Data that a page offers; `files` are addresses with their media types."""
    return {
        "@type": "Dataset",
        "@id": f"{url}#data",
        "url": url,
        "name": name,
        "description": about,
        "license": "https://spdx.org/licenses/MIT",
        "isAccessibleForFree": True,
        "distribution": [{"@type": "DataDownload", "contentUrl": file, "encodingFormat": kind} for file, kind in files],
    }


def terms(url: str, name: str, defined: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """A glossary; `defined` are the terms with their anchors and definitions."""
    return {
        "@type": "DefinedTermSet",
        "@id": f"{url}#terms",
        "url": url,
        "name": name,
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "name": term, "url": f"{url}#{anchor}", "description": definition}
            for term, anchor, definition in defined
        ],
    }
