"""What a page is called and what it is about, as plain text for machines, and where it stands on the site."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import PurePosixPath

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

__all__ = ["address", "description", "first_paragraph", "markdown_uri", "section", "title"]

_PARAGRAPH = re.compile(r'<p(?: class="lss-objective")?>(?P<text>.*?)</p>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LEAST, _MOST = 40, 240
"""Characters of a first paragraph that says something, and of one that is not cut."""
_UNSEEN = ("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")


def title(page: Page, config: MkDocsConfig) -> str:
    """The title of a page; that of the home page is the site's.

    MkDocs has the title of a heading as HTML, and that of front matter as it was written until the plugin `lss` has
    escaped it.
    """
    if page.is_homepage:
        return config.site_name
    written = page.meta.get("title")
    is_text = written is not None and not isinstance(written, Markup)
    found = str(written) if is_text else html.unescape(str(page.title or ""))
    return _line(found) or config.site_name


def description(page: Page, config: MkDocsConfig) -> str:
    """What a page says that it is about, else what the site is."""
    said = page.meta.get("description")
    text = html.unescape(str(said)) if isinstance(said, Markup) else str(said or "")
    return _line(text) or _line(config.site_description or "")


def first_paragraph(content: str) -> str:
    """The text of the first paragraph of a page that says something; empty where there is none."""
    for match in _PARAGRAPH.finditer(content):
        text = _line(html.unescape(_TAG.sub("", match["text"])))
        if len(text) > _MOST:
            text = text[:_MOST].rpartition(" ")[0] + " …"
        if len(text) >= _LEAST:
            return text
    return ""


def section(page: Page) -> str:
    """The part of the site that a page is in: by the navigation, else by its folder; empty at the top."""
    if parts := tuple(page.ancestors):
        return _line(html.unescape(str(parts[-1].title)))
    folder, slash, _ = page.file.src_uri.partition("/")
    return folder.replace("-", " ").capitalize() if slash else ""


def address(url: str, config: MkDocsConfig) -> str:
    """An address below the root of the site as a whole address, where the site knows its own."""
    return f"{config.site_url.rstrip('/')}/{url.removeprefix('./')}" if config.site_url else url


def markdown_uri(page: Page) -> str:
    """Where the Markdown version of a page stands, below the root of the site."""
    return PurePosixPath(page.file.dest_uri).with_suffix(".md").as_posix()


def _line(text: str) -> str:
    """The text on one line, of characters that can be seen."""
    seen = "".join(" " if unicodedata.category(sign) in _UNSEEN else sign for sign in text)
    return " ".join(seen.split())
