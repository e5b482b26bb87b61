"""What stands at the end of a page, and below each failure mode: what it is connected to on the site.

While pages are rendered, their links are read and a stub marks each place; once all are, the stubs are filled from the
index of `references`. So search engines find a page by what it says, and not by the names of what it is connected to.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from markupsafe import Markup
from mkdocs.utils import get_relative_url

from loop_engineering.assess import Assessment
from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.taxonomy import LEVELS
from mkdocs_lss.cards import cards_bytes
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.macros import Call
from mkdocs_lss.references import Node, Place, Reference, References, guarded, known
from mkdocs_lss.templating import render_macro

__all__ = ["OPT_OUT", "Connections", "Seen"]

OPT_OUT = "connections"
"""The key of a page's front matter that, where it is false, keeps the page out of the index."""
_TEMPLATE = "connections.html.jinja"
_STUB = re.compile(r'<div class="lss-stub" data-lss="(?P<token>\w+)"></div>')
_USERS = "Library specs that use it"
# What a page of each kind of macro says already.
_TOLD = {"used-by": _USERS}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one page has.

    `url` is its address below the root of the site, `leads` say where its own text leads, and how often. `listed`: its
    links and loops count. `tells`: it has a block of connections even where it is no page of a rule, pattern, level or
    spec.
    """

    uri: str
    url: str
    title: str
    blocks: Sequence[Assessment]
    calls: Sequence[Call]
    leads: Counter[tuple[str, str]]
    listed: bool
    tells: bool


class Connections:
    """The connections of one build."""

    def __init__(self) -> None:
        self._stubs: dict[str, tuple[str, Node | None]] = {}
        self._pages: Mapping[str, Seen] = {}
        self._nodes: Mapping[str, Node] = {}
        self._references = References({}, ())
        self._explorer: str | None = None

    def stub(self, token: str, uri: str, mode: str | None = None) -> Markup:
        """A place in the page `uri` for its connections, or for those of a failure mode; nobody can guess `token`."""
        self._stubs[token] = uri, None if mode is None else Node("mode", mode)
        return Markup('<div class="lss-stub" data-lss="{}"></div>').format(token)

    def settle(
        self,
        pages: Sequence[Seen],
        library: Sequence[LibrarySpec],
        rule_uri: Callable[[str], str | None],
        pattern_uri: Callable[[str], str | None],
        explorer: str | None,
    ) -> None:
        """All pages are read: make the index.

        The functions give the URIs of the pages of a rule and of a pattern, where the site has them; `explorer` is the
        address of the page that lists the specs of a level, None without one.
        """
        self._pages = {page.uri: page for page in pages}
        self._explorer = explorer
        found = list(_nodes(self._pages, library, rule_uri, pattern_uri))
        self._nodes = {uri: node for node, uri, place in found if not place.anchor}
        places = {node: place for node, _, place in found}
        homes = {node: uri for node, uri, _ in found}
        self._references = References(places, [*known(), *self._of_specs(library), *self._of_pages(places, homes)])

    def cards(self, library: Sequence[LibrarySpec]) -> bytes:
        """What the cards of links say, by the address that a link leads to."""
        specs = {Node("spec", item.path): item.assessment for item in library}
        return cards_bytes(self._references.places, specs)

    def filled(self, content: str, uri: str) -> str:
        """The HTML of a page with its stubs filled."""

        def fill(match: re.Match[str]) -> str:
            place, mode = self._stubs.get(match["token"], ("", None))
            return self._block(uri, mode) if place == uri else match.group()

        return _STUB.sub(fill, content)

    def _block(self, uri: str, mode: Node | None) -> Markup:
        page = self._pages.get(uri)
        node = mode or self._nodes.get(uri)
        if page is None or node is None or (node.kind == "page" and not page.tells):
            return Markup()

        def url(place: Place) -> str:
            here = place.anchor and place.url == page.url
            return ("" if here else get_relative_url(place.url, page.url)) + (place.anchor and f"#{place.anchor}")

        told = {_TOLD[call.name] for call in page.calls if call.name in _TOLD and call.argument == node.key}
        groups = self._references.groups(node, told)
        if mode is not None:
            return render_macro(_TEMPLATE, "rows", groups, url)
        more = get_relative_url(self._explorer, page.url) if self._explorer and node.kind == "level" else None
        return render_macro(_TEMPLATE, "connections", groups, url, more and f"{more}?level={node.key}")

    def _of_specs(self, library: Sequence[LibrarySpec]) -> Iterator[Reference]:
        for item in library:
            here = Node("spec", item.path)
            yield from guarded(here, item.patterns)
            if item.assessment.level is not None:
                yield Reference(here, "at", Node("level", str(item.assessment.level.level)))

    def _of_pages(self, places: Mapping[Node, Place], homes: Mapping[Node, str]) -> Iterator[Reference]:
        targets = {(_address(place.url), place.anchor): node for node, place in places.items()}
        for uri, page in self._pages.items():
            here = self._nodes.get(uri)
            if here is None or here.kind == "rule" or not page.listed:
                continue
            if here.kind != "spec":
                yield from _of_blocks(here, page.blocks)
            for (address, anchor), count in page.leads.items():
                target = targets.get((address, anchor)) or targets.get((address, ""))
                home = homes.get(target) if target is not None else None
                if target is not None and home != uri and not _is_index_of(uri, home):
                    yield Reference(here, "mentions", target, count)


def _of_blocks(here: Node, blocks: Sequence[Assessment]) -> Iterator[Reference]:
    for reading in blocks:
        for finding in reading.checked.expected:
            yield Reference(here, "expects", Node("rule", finding.rule))
        for slug in reading.spec.patterns if reading.spec is not None else ():
            yield Reference(here, "names", Node("pattern", slug))
        if reading.level is not None and here.kind == "page":
            yield Reference(here, "holds", Node("level", str(reading.level.level)))


def _nodes(
    pages: Mapping[str, Seen],
    library: Sequence[LibrarySpec],
    rule_uri: Callable[[str], str | None],
    pattern_uri: Callable[[str], str | None],
) -> Iterator[tuple[Node, str, Place]]:
    """Everything that has a place on the site, with the page where that is: what has a page of its own comes first."""
    named = [(Node("rule", rule.id), rule_uri(rule.id), f"{rule.id} {rule.name}") for rule in RULES.values()]
    named += [(Node("pattern", slug), pattern_uri(slug), pattern.name) for slug, pattern in PATTERNS.items()]
    for level in LEVELS.values():
        uri = _page_with("level", str(level.number), pages)
        named.append((Node("level", str(level.number)), uri, f"Level {level.number}, {level.name}"))
    for item in library:
        # A spec with a page that somebody wrote is called as that page is.
        written = pages.get(item.uri) if item.companion else None
        named.append((Node("spec", item.path), item.uri, written.title if written is not None else item.name))
    taken: set[str] = set()
    for node, uri, name in named:
        if uri is not None and uri in pages and uri not in taken:
            taken.add(uri)
            yield node, uri, Place(name, pages[uri].url)
    for mode in FAILURE_MODES.values():
        within = _page_with("failure-mode", mode.code, pages)
        if within is not None:
            place = Place(f"{mode.code} {mode.name}", pages[within].url, mode.code.lower())
            yield Node("mode", mode.code), within, place
    for uri, page in pages.items():
        if uri not in taken:
            yield Node("page", uri), uri, Place(page.title, page.url)


def _page_with(macro: str, argument: str, pages: Mapping[str, Seen]) -> str | None:
    """The first page that calls a macro with an argument."""
    calls = ((uri, call) for uri, page in pages.items() for call in page.calls)
    return next((uri for uri, call in calls if (call.name, call.argument) == (macro, argument)), None)


def _is_index_of(uri: str, other: str | None) -> bool:
    """Whether a page is the table of contents of the folder that another one stands in."""
    folder, name = posixpath.split(uri)
    return name in ("index.md", "README.md") and other is not None and other.startswith(f"{folder}/" if folder else "")


def _address(url: str) -> str:
    """An address below the root of the site as `links_in` has it."""
    return unquote(url.removeprefix("./"))
