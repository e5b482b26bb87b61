"""MkDocs hook: a page that the navigation leaves out belongs to the section of the index page beside it.

So the pages of the rules, too many for the navigation, have their tab, their sidebar and their path all the same.
"""

from __future__ import annotations

import posixpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

__all__ = ["on_nav"]


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Give every page without a section the one of its index."""
    placed = {page.file.src_uri for page in nav.pages}
    for file in files.documentation_pages():
        index = files.get_file_from_path(posixpath.join(posixpath.dirname(file.src_uri), "index.md"))
        if file.page is not None and file.src_uri not in placed and index is not None and index.page is not None:
            file.page.parent = index.page.parent
    return nav
