"""Links written for the repository, made links of the site.

`../patterns/x.md` in a page of docs/ is right on GitHub. MkDocs sees docs/ and the folders beside it as one
tree, so the path is rewritten here, before MkDocs looks at it: its own validation of links and anchors then
works as always. This happens in Markdown's element tree, where code is no longer mistaken for a link.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from loop_engineering.lss.fences import fences
from mkdocs_lss.layout import Layout

__all__ = ["LinkRewriter", "RepositoryLinks", "link_places", "source_url"]

_ATTRIBUTES = {"a": "href", "img": "src"}
# MkDocs's own "relpath" has 0; by 1, every inline and attribute processor is done.
_JUST_BEFORE_MKDOCS = 1


class LinkRewriter(Extension):
    """The Markdown extension: `rewrite` is applied to every link and image of the page at hand."""

    def __init__(self) -> None:
        super().__init__()
        self.rewrite: Callable[[str], str] = str

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Markdown's own name)
        """Register with Markdown."""
        md.treeprocessors.register(_Links(md, self), "lss-links", _JUST_BEFORE_MKDOCS)


class _Links(Treeprocessor):
    def __init__(self, md: Markdown, rewriter: LinkRewriter) -> None:
        super().__init__(md)
        self._rewriter = rewriter

    def run(self, root: Element) -> None:
        for element in root.iter():
            attribute = _ATTRIBUTES.get(element.tag)
            url = element.get(attribute) if attribute else None
            if attribute and url:
                element.set(attribute, self._rewriter.rewrite(url))


class RepositoryLinks:
    """Rewrites the links of one page. `site_only` gathers those that work on the site but not in the repository."""

    def __init__(self, layout: Layout, file: File, config: MkDocsConfig) -> None:
        self._layout = layout
        self._file = file
        self._here = layout.repo_path(file)
        self._config = config
        self.site_only: list[tuple[str, str]] = []

    def __call__(self, url: str) -> str:
        """The link for MkDocs; unchanged where it leads nowhere that this class knows."""
        parts = urlsplit(url)
        if self._here is None or parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return url
        path = unquote(parts.path)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self._here), path))
        uri = self._layout.uri(target)
        if uri is not None:
            return self._to(uri, parts.query, parts.fragment)
        if (source := source_url(target, self._layout.root, self._config)) is not None:
            return urlunsplit(urlsplit(source)._replace(query=parts.query, fragment=parts.fragment))
        self._note_if_site_only(path)
        return url

    def _to(self, uri: str, query: str, fragment: str) -> str:
        relative = get_relative_url(uri, self._file.src_uri)
        return urlunsplit(("", "", quote(relative), query, fragment))

    def _note_if_site_only(self, path: str) -> None:
        uri = posixpath.normpath(posixpath.join(posixpath.dirname(self._file.src_uri), path))
        found = self._layout.files.get_file_from_path(uri)
        if found is None or self._here is None:
            return
        real = self._layout.repo_path(found)
        if real is not None:
            self.site_only.append((path, posixpath.relpath(real, posixpath.dirname(self._here))))


def link_places(text: str, path: str) -> list[tuple[int, int]]:
    """Line and column, from 1, of each link and image of a page that leads to `path`, outside fenced blocks."""
    before = r"""\]\(\s*<?|^[> \t]*\[[^\]\n]+\]:[ \t]*<?|\b(?:href|src)=["']?"""
    written = "|".join(map(re.escape, dict.fromkeys((path, quote(path)))))
    link = re.compile(rf"""(?:{before})(?P<path>{written})(?=[\s)#?>"']|$)""")
    fenced = {number for fence in fences(text) for number in range(fence.line, fence.end_line + 1)}
    return [
        (number, match.start("path") + 1)
        for number, line in enumerate(text.split("\n"), 1)
        if number not in fenced
        for match in link.finditer(line)
    ]


def source_url(repo_path: str, root: Path, config: MkDocsConfig) -> str | None:
    """The page of the code host for a file or folder of the repository; None where the site names no host.

    It is made from `repo_url` and `edit_uri`, as MkDocs makes the edit links.
    """
    path = root / repo_path
    if not config.repo_url or not config.edit_uri or repo_path.startswith("..") or not path.exists():
        return None
    from_docs = Path(os.path.relpath(path, config.docs_dir)).as_posix()
    base = urljoin(config.repo_url.rstrip("/") + "/", config.edit_uri)
    kind = "tree" if path.is_dir() else "blob"
    return urljoin(base, quote(from_docs)).replace("/edit/", f"/{kind}/", 1)
