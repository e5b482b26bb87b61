"""A picture of each page for those who share a link to it, below `assets/social/`.

Pictures are kept in `.cache/lss/cards` by what they say, so that a build draws only what is new. Without Pillow, or
without the fonts, the site has none.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from site_hooks.page_text import section, title
from site_hooks.site_pages import root

__all__ = ["add_pictures"]

_log = logging.getLogger("mkdocs.hooks.social")
_FOLDER = "assets/social"


def add_pictures(files: Files, specs: Mapping[str, Mapping[str, Any]], config: MkDocsConfig) -> dict[str, str]:
    """Put the pictures of all pages among the files of the site; their addresses by the URI of the page.

    `specs` are the entries of the specs that pages are about, by the address of the page.
    """
    try:
        from site_hooks.cards import Card, cached
    except ImportError as error:
        _log.info("no pictures for shared links: %s", error)
        return {}
    pictures: dict[str, str] = {}
    host = urlsplit(config.site_url or "").hostname or ""
    for page in [file.page for file in files.documentation_pages() if file.page is not None]:
        spec = specs.get(page.file.url)
        readings = (
            (f"Level {spec['level']} · {spec['level_name']}", f"LES {spec['les']:.1f}", str(spec["conformance"]))
            if spec
            else ()
        )
        card = Card(config.site_name, host, section(page), title(page, config), readings)
        try:
            made = cached(card, root(config) / ".cache" / "lss" / "cards")
        except OSError as error:
            _log.info("no pictures for shared links: %s", error)
            return {}
        picture = File.generated(config, f"{_FOLDER}/{page.file.src_uri.removesuffix('.md')}.png", content=made)
        files.append(picture)
        pictures[page.file.src_uri] = picture.url
    return pictures
