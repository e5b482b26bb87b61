"""MkDocs hook: two corrections of the HTML that Material for MkDocs writes.

Material asks api.github.com for stars and releases of the repository; this site asks no other host for anything. And
its search dialog has no name for screen readers.
"""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.pages import Page

_CORRECTIONS = (
    (' data-md-component="source"', ""),
    ('data-md-component="search" role="dialog"', 'data-md-component="search" role="dialog" aria-label="Search"'),
)


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
    return html
