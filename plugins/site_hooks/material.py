"""MkDocs hook: corrections of the HTML that Material for MkDocs and Markdown write.

Material asks api.github.com for stars and releases of the repository; this site asks no other host for anything. Its
search dialog has no name for screen readers, nor has its list of a section's pages, and its path to a page has the name
of the navigation. In Markdown the corner of a table whose rows and columns both have headings is a heading of nothing.
"""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.pages import Page

_CORRECTIONS = (
    (' data-md-component="source"', ""),
    ('data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'),
)
_PATH = 'class="md-path" aria-label="Navigation"'
_NAMED_PATH = 'class="md-path" aria-label="Path"'
# A section's list is named after a label that has no words where the section has an index.
_UNNAMED = re.compile(
    r'aria-labelledby="(?P<id>__nav_[\d_]+)_label"(?P<between>[^>]*>\s*<label class="md-nav__title" for="(?P=id)">'
    r'\s*<span class="md-nav__icon md-icon"></span>\s*(?P<title>[^<>]+?)\s*</label>)'
)
_EMPTY_HEADING = re.compile(r"<th(?P<style>(?: style=\"[^\"]*\")?)></th>")


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Correct one page; stop if Material no longer writes what is to be corrected."""
    return _corrected(output, page.file.src_uri)


def on_post_template(output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
    """Correct the page for addresses that lead nowhere."""
    return _corrected(output_content, template_name) if template_name == "404.html" else output_content


def _corrected(html: str, name: str) -> str:
    for wrong, right in _CORRECTIONS:
        if wrong not in html:
            raise Abort(f"{name}: the theme no longer writes {wrong!r}; see plugins/site_hooks/material.py")
        html = html.replace(wrong, right)
    html = _UNNAMED.sub(_named, html)
    return _EMPTY_HEADING.sub(r"<td\g<style>></td>", html.replace(_PATH, _NAMED_PATH))


def _named(match: re.Match[str]) -> str:
    title = match["title"].replace('"', "&quot;")
    return f'aria-label="{title}"{match["between"]}'
