"""Dead links of Markdown pages: relative links to files, and to headings in them, that are not there.

Links to other hosts are not followed: a check that asks the network is slow, flaky, and tells others what is read.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from loop_engineering.files import PAGE_SUFFIXES

__all__ = ["MAX_LINKED_BYTES", "DeadLink", "Links"]

MAX_LINKED_BYTES = 512 * 1024
"""Longest page whose links are looked at, in bytes of UTF-8."""

# What is taken is not given back, so that an open brace costs its line once.
_ID = re.compile(r"""\{[^{}\n#]*+#(?P<brace>[\w:.-]++)[^{}\n]*+\}|\b(?:id|name)=["'](?P<html>[^"']+)["']""")
_MACRO = re.compile(r"<!--\s*lss:")
_MISSES = 100
"""Most links of a paragraph that are looked for in its text in vain: each costs the length of the paragraph."""


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link that leads nowhere: where it stands (line from 1), its target, and what is wrong with it."""

    path: str
    line: int
    target: str
    why: str


@dataclass(frozen=True, slots=True)
class _Page:
    """The links of a page, as line and target, and the ids that it has; None where a build adds ids of its own."""

    links: tuple[tuple[int, str], ...]
    ids: frozenset[str] | None


class Links:
    """Checks the links of the pages of one project, each page parsed once."""

    def __init__(self, root: Path) -> None:
        """`root` is the project's folder: links must stay inside, and those with a leading slash start there."""
        self.root = root.resolve()
        self.checked = 0
        """How many links were looked at."""
        self._pages: dict[Path, _Page | None] = {}

    def dead(self, text: str, path: Path, shown: str) -> Iterator[DeadLink]:
        """The dead links of the page `text`, which stands in the file `path` and is called `shown`."""
        if len(text.encode("utf-8", "replace")) > MAX_LINKED_BYTES:
            yield DeadLink(shown, 1, "", f"the page is longer than {MAX_LINKED_BYTES:,} bytes; its links were not read")
            return
        file = path.resolve()
        page = self._pages.get(file) or _parsed(text)
        self._pages[file] = page
        for line, target in page.links:
            why = self._fault(target, file, page)
            if why is not None:
                yield DeadLink(shown, line, target, why)

    def _fault(self, target: str, page: Path, own: _Page) -> str | None:
        """What is wrong with a link on a page; None where it is good, or leads to another host."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return "is no address"
        if parts.scheme or parts.netloc:
            return None
        self.checked += 1
        name, fragment = unquote(parts.path), unquote(parts.fragment)
        if not name:
            return _missing_id(own, fragment)
        start = self.root if name.startswith("/") else page.parent
        # Worked out as text, since ".." in a link does not go by where symbolic links lead.
        file = Path(os.path.normpath(start / name.lstrip("/")))
        if not file.is_relative_to(self.root):
            return "leads out of the project"
        try:
            there = file.exists()
        except (OSError, ValueError):
            there = False
        if not there:
            return "no such file or folder"
        if fragment and file.suffix.lower() in PAGE_SUFFIXES and file.is_file():
            if file not in self._pages:
                self._pages[file] = _read_page(file)
            other = self._pages[file]
            return None if other is None else _missing_id(other, fragment)
        return None


def _missing_id(page: _Page, fragment: str) -> str | None:
    if not fragment or page.ids is None or fragment in page.ids:
        return None
    return "the page has no such heading"


def _read_page(file: Path) -> _Page | None:
    """A page that is linked to; None where it cannot be read, which is said elsewhere."""
    try:
        if file.stat().st_size > MAX_LINKED_BYTES:
            return None
        return _parsed(file.read_text("utf-8-sig", "replace"))
    except OSError:
        return None


def _parsed(text: str) -> _Page:
    front = re.match(r"---\r?\n.*?\n---[ \t]*\r?\n", text, re.DOTALL)
    # Front matter is blanked and not cut out, so that lines count as in the file.
    text = text if front is None else "\n" * front.group().count("\n") + text[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    links = tuple(link for token in tokens for link in _links(token))
    return _Page(links, None if _MACRO.search(text) else frozenset(_ids(text, tokens)))


def _target(token: Token) -> str | None:
    target = token.attrGet("href" if token.type == "link_open" else "src") if token.nesting >= 0 else None
    return str(target) if token.type in ("link_open", "image") and target else None


def _links(block: Token) -> Iterator[tuple[int, str]]:
    """The links of a paragraph, each with the line where its target stands, from 1, or else that of the one before."""
    line = (block.map or (0, 1))[0] + 1
    at = misses = 0
    for child in block.children or ():
        target = _target(child)
        if target is None:
            continue
        places = [block.content.find(needle, at) for needle in (target, unquote(target)) if misses < _MISSES]
        found = min((place for place in places if place >= 0), default=None)
        if found is None:
            misses += 1
        else:
            line += block.content.count("\n", at, found)
            at = found
        yield line, target


def _ids(text: str, tokens: list[Token]) -> Iterator[str]:
    """The ids that GitHub or Python-Markdown give the headings, and those that the page gives itself."""
    yield from (match["brace"] or match["html"] for match in _ID.finditer(text))
    seen: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        title = "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
        if title.rstrip().endswith("}"):
            title = title.rpartition("{")[0]  # attributes, such as {#an-id}
        for slug in {_github_slug(title), _markdown_slug(title)}:
            count = seen.get(slug, 0)
            seen[slug] = count + 1
            yield from ((f"{slug}-{count}", f"{slug}_{count}") if count else (slug,))


def _github_slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def _markdown_slug(title: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_only).strip().lower())
