"""The generated pages of the library: the index, and a page for each spec."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from mkdocs_lss.layout import Layout
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.links import source_url
from mkdocs_lss.templating import render

__all__ = ["INDEX", "TOKEN", "edit_uri", "facts", "in_nav", "markdown"]

INDEX = """# Loop library

Complete specifications to begin from. Each was checked when this site was built.

<!-- lss:library -->
"""
"""The index page where the library folder has none of its own."""

TOKEN = "lssplaceholderlibraryfacts"
"""Stands in a generated page for the facts about its spec; looked for in generated pages only."""


def markdown(spec: LibrarySpec) -> str:
    """The Markdown of a spec's page: its name, the facts, and a block with the spec itself."""
    # A file's name is written as character references, of which Markdown makes nothing but text.
    name = re.sub(r"[^A-Za-z0-9 -]", lambda match: f"&#{ord(match.group())};", spec.name)
    source = spec.path.rsplit("/", 1)[-1]
    return f'# {name}\n\n{TOKEN}\n\n```lss src="{source}"\n```\n'


def edit_uri(spec: LibrarySpec, config: MkDocsConfig, root: Path) -> str:
    """Where the spec is edited, relative to docs/."""
    return Path(os.path.relpath(root / spec.path, config.docs_dir)).as_posix()


def facts(
    spec: LibrarySpec,
    library: Sequence[LibrarySpec],
    layout: Layout,
    url: Callable[[str], str],
    config: MkDocsConfig,
) -> str:
    """The HTML above a spec's panel: objective, download, patterns, what it is made of and what is made of it."""
    pages = {item.entry.path: item for item in library}
    return render(
        "library_page.html.jinja",
        spec=spec.assessment.spec,
        path=spec.path,
        download=url(spec.path),
        source=source_url(spec.path, layout.root, config),
        patterns=[(name, _page(layout, f"patterns/{name}.md", url)) for name in spec.patterns],
        children=[
            (child.id, child.role, url(pages[child.path].uri) if child.path in pages else None)
            for child in spec.entry.children
        ],
        parents=[(pages[path].name, url(pages[path].uri)) for path in spec.entry.used_by if path in pages],
    )


def in_nav(nav: Any, index: str, uris: Sequence[str]) -> Any:
    """The `nav` of mkdocs.yml with the library's pages after its index, where the index stands alone.

    None, where MkDocs makes the navigation itself, stays None; pages that the author placed stay there.
    """
    if nav is None:
        return None
    placed = set(_leaves(nav))
    following = [uri for uri in uris if uri not in placed]
    return _expanded(nav, index, following)


def _leaves(nav: Any) -> list[str]:
    if isinstance(nav, dict):
        return [leaf for value in nav.values() for leaf in _leaves(value)]
    if isinstance(nav, list):
        return [leaf for value in nav for leaf in _leaves(value)]
    return [nav] if isinstance(nav, str) else []


def _expanded(nav: Any, index: str, following: Sequence[str]) -> Any:
    if isinstance(nav, dict):
        return {
            key: [index, *following] if value == index else _expanded(value, index, following)
            for key, value in nav.items()
        }
    if isinstance(nav, list):
        if index in nav:
            place = nav.index(index) + 1
            return [*nav[:place], *following, *nav[place:]]
        return [_expanded(item, index, following) for item in nav]
    return nav


def _page(layout: Layout, path: str, url: Callable[[str], str]) -> str | None:
    uri = layout.uri(path) if re.fullmatch(r"patterns/[a-z0-9-]+\.md", path) else None
    return url(uri) if uri is not None else None
