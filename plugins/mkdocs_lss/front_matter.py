"""Front matter and file names are text: what makes themes show them as such.

MkDocs renders themes without autoescaping, and themes print a page's title, description and author as they are: a
`title` with markup in it would be markup in the head and in the navigation of every page.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from jinja2.filters import do_striptags
from markupsafe import Markup, escape
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

__all__ = ["safe_striptags", "shown_as_text"]

# What an address may hold as it is, percent signs included: it may be quoted already.
_IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"


def shown_as_text(pages: Iterable[Page], *, sections: bool) -> None:
    """Escape what themes print of these pages, once all other plugins have read it.

    What is escaped is marked so that a theme's own escaping does not do it again. `sections` says that MkDocs made the
    navigation, and named its sections after folders; titles that mkdocs.yml gives are its author's, and stay.
    """
    for page in pages:
        written = page.meta
        page.meta = _escaped(written, {})
        # MkDocs has the text of a heading as HTML already; the name of a file it leaves as it is.
        if "title" not in written and page.title == _from_file_name(page):
            page.title = escape(page.title)
        if page.edit_url is not None:
            page.edit_url = quote(page.edit_url, safe=_IN_ADDRESS)
        for section in page.ancestors if sections else ():
            if isinstance(section, Section) and not isinstance(section.title, Markup):
                section.title = escape(section.title)


def safe_striptags(environment: Environment) -> None:
    """Have the filter `striptags` of a theme give text that is safe to print: Jinja's own unescapes it."""
    environment.filters["striptags"] = lambda value: escape(do_striptags(value))


def _from_file_name(page: Page) -> str:
    name = page.file.name.replace("-", " ").replace("_", " ")
    return name.capitalize() if name.lower() == name else name


def _escaped(value: Any, done: dict[int, Any]) -> Any:
    """A value of front matter with every text in it escaped; `done` has what was met before: aliases make bombs."""
    if isinstance(value, str):
        safe = escape(value)
        return value if safe == value else safe
    if not isinstance(value, (dict, list)):
        return value
    if id(value) in done:
        return done[id(value)]
    done[id(value)] = ""  # For what contains itself.
    if isinstance(value, dict):
        done[id(value)] = {_escaped(key, done): _escaped(item, done) for key, item in value.items()}
    else:
        done[id(value)] = [_escaped(item, done) for item in value]
    return done[id(value)]
