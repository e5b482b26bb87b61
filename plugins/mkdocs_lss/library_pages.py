"""The generated pages of the library: the index, and a page for each spec."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig

from loop_engineering.badge import BADGE_HEIGHT, badge, badge_text, badge_width, shields
from loop_engineering.lss.fences import fences
from mkdocs_lss.layout import Layout
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.links import source_url
from mkdocs_lss.panel_files import full_json
from mkdocs_lss.templating import render

__all__ = ["INDEX", "TOKEN", "downloads", "edit_uri", "facts", "facts_place", "in_nav", "markdown", "with_spec"]

INDEX = """# Loop library

Complete specifications to begin from. Each was checked when this site was built.

<!-- lss:library -->
"""
"""The index page where the library folder has none of its own."""

TOKEN = "lssplaceholderlibraryfacts"
"""Stands for the facts about a spec in a page that is made of nothing else, and is looked for in such pages only."""


def markdown(spec: LibrarySpec) -> str:
    """The Markdown of a spec's page: its name, the facts, and a block with the spec itself."""
    # A file's name is written as character references, of which Markdown makes nothing but text.
    name = re.sub(r"[^A-Za-z0-9 -]", lambda match: f"&#{ord(match.group())};", spec.name)
    source = spec.path.rsplit("/", 1)[-1]
    return f'# {name}\n\n{TOKEN}\n\n```lss src="{source}"\n```\n'


def with_spec(spec: LibrarySpec, companion: str) -> str:
    """The Markdown of a spec's page that has a companion: what the companion says, and below it the spec itself."""
    source = spec.path.rsplit("/", 1)[-1]
    return f'{companion.rstrip()}\n\n## The specification\n\n```lss src="{source}"\n```\n'


def facts_place(text: str, spec: LibrarySpec) -> range:
    """The lines of a page, from 0, that the facts take the place of: none, above the first section of a companion."""
    lines = text.split("\n")
    if not spec.companion and TOKEN in lines:
        return range(lines.index(TOKEN), lines.index(TOKEN) + 1)
    fenced = {line for fence in fences(text) for line in range(fence.line - 1, fence.end_line)}
    sections = (n for n, line in enumerate(lines) if line.startswith("## ") and n not in fenced)
    first = next(sections, len(lines) - 1)
    return range(first, first)


def downloads(spec: LibrarySpec) -> Iterator[tuple[str, str]]:
    """The files made of a spec for readers to take, as URI and content: the full form as JSON, and a badge twice."""
    full = full_json(spec.assessment)
    if full is not None:
        yield spec.json_uri, full
    yield spec.badge_uri, badge(spec.assessment)
    yield spec.shields_uri, json.dumps(shields(spec.assessment), ensure_ascii=False) + "\n"


def edit_uri(spec: LibrarySpec, config: MkDocsConfig, root: Path) -> str:
    """Where the page is edited, relative to docs/: its companion where it has one, else the spec."""
    return Path(os.path.relpath(root / (spec.uri if spec.companion else spec.path), config.docs_dir)).as_posix()


def facts(
    spec: LibrarySpec,
    library: Sequence[LibrarySpec],
    layout: Layout,
    url: Callable[[str], str],
    config: MkDocsConfig,
) -> str:
    """The HTML above a spec's panel: objective, downloads, badge, patterns, its parts, what it is part of."""
    pages = {item.entry.path: item for item in library}
    return render(
        "library_page.html.jinja",
        spec=spec.assessment.spec,
        reading=spec.assessment,
        path=spec.path,
        download=url(spec.path),
        json=url(spec.json_uri) if spec.assessment.spec is not None else None,
        source=source_url(spec.path, layout.root, config),
        badge=url(spec.badge_uri),
        badge_text=badge_text(spec.assessment),
        badge_size=(f"{badge_width(spec.assessment):g}", BADGE_HEIGHT),
        snippet=_snippet(spec, layout, config),
        endpoint=_endpoint(spec, config),
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


def _snippet(spec: LibrarySpec, layout: Layout, config: MkDocsConfig) -> str | None:
    """The Markdown that shows the badge elsewhere; None where the site does not know its address."""
    page = layout.files.get_file_from_path(spec.uri)
    if not config.site_url or page is None:
        return None
    site = config.site_url.rstrip("/") + "/"
    return f"[![LSS: {badge_text(spec.assessment)}]({site}{quote(spec.badge_uri)})]({site}{page.url})"


def _endpoint(spec: LibrarySpec, config: MkDocsConfig) -> str | None:
    """The Markdown that has shields.io draw the badge; None where the site does not know its address."""
    if not config.site_url:
        return None
    address = quote(config.site_url.rstrip("/") + "/" + quote(spec.shields_uri), safe="")
    return f"![LSS: {badge_text(spec.assessment)}](https://img.shields.io/endpoint?url={address})"


def _page(layout: Layout, path: str, url: Callable[[str], str]) -> str | None:
    uri = layout.uri(path) if re.fullmatch(r"patterns/[a-z0-9-]+\.md", path) else None
    return url(uri) if uri is not None else None
