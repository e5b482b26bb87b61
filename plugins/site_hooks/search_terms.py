"""MkDocs hook: the search finds each term of the glossary by its name, and leads to it.

The search plugin has a section of a page as one entry: all terms of a letter together. Here each becomes its own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority

__all__ = ["with_terms"]

_INDEX = Path("search", "search_index.json")
_PAGE = "glossary/"
# As `glossary.py` writes them.
_TERM = re.compile(r'<dt id="(?P<anchor>[^"]+)"><dfn>(?P<name>.*?)</dfn></dt>\s*<dd>(?P<says>.*?)</dd>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


# After the search plugin has written its index.
@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """Put the terms into the search index."""
    index, page = Path(config.site_dir) / _INDEX, Path(config.site_dir) / _PAGE / "index.html"
    if index.is_file() and page.is_file():
        written = json.loads(index.read_text("utf-8"))
        written["docs"] = with_terms(written["docs"], page.read_text("utf-8"))
        index.write_text(json.dumps(written, separators=(",", ":")), "utf-8")


def with_terms(entries: list[dict[str, Any]], glossary: str) -> list[dict[str, Any]]:
    """The entries of a search index with the terms of a glossary page in place of its sections."""
    terms = [
        {"location": f"{_PAGE}#{term['anchor']}", "title": term["name"], "text": _TAG.sub("", term["says"])}
        for term in _TERM.finditer(glossary)
    ]
    if not terms:
        return entries
    return [entry for entry in entries if not entry["location"].startswith(f"{_PAGE}#")] + terms
