"""What refers to what on a site: rules, failure modes, patterns, levels, library specs and pages, in one index.

A reference is written down once, from its source to its target, and told on both sides, so that the two sides cannot
disagree. Nothing here knows of MkDocs: `connections` gathers what a build knows and renders what it finds here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.pattern_stacks import STACKS
from loop_engineering.lss.patterns import PATTERNS

__all__ = ["RELATIONS", "Entry", "Group", "Node", "Place", "Reference", "References", "guarded", "known", "links_in"]

Kind = Literal["rule", "mode", "pattern", "level", "spec", "page"]


@dataclass(frozen=True, slots=True)
class Node:
    """Something that can be referred to: `key` is a rule's id, a code, a slug, a number, a path, or a page's URI."""

    kind: Kind
    key: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is explained: what readers call it, the address below the site's root, and the anchor or ""."""

    name: str
    url: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A way of referring: the heading over the targets, and the one over the sources at a target.

    An empty heading: that side says it already, in its own text, a panel or a table.
    """

    name: str
    there: str
    back: str


RELATIONS = (
    Relation("prevents", "Prevents, wholly or in part", "Patterns that prevent it"),
    Relation("invites", "Invites", "Patterns that invite it"),
    Relation("contains", "Goes inside it", "Goes around it"),
    Relation("usual at", "Usual level", "Patterns usual at this level"),
    Relation("at", "Level", ""),
    Relation("uses", "", "Library specs that use it"),
    Relation("guarded by its patterns", "Its patterns prevent", "Library specs whose patterns prevent it"),
    Relation("expects", "", "Shown on"),
    Relation("names", "Patterns that its loops name", "Loops on other pages that name it"),
    Relation("holds", "Levels of its loops", "Pages with a loop of this level"),
    Relation("beside", "See also", ""),
    Relation("mentions", "", "Mentioned on"),
)
"""All relations, in the order in which a page tells them; the last one leaves out what another one has told."""
_MENTIONS = RELATIONS[-1].name


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference. `weight` says how much there is of it, `note` stands in brackets after the name."""

    source: Node
    relation: str
    target: Node
    weight: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One of what a node is connected to."""

    node: Node
    place: Place
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The nodes that a node has one relation to."""

    heading: str
    entries: tuple[Entry, ...]


class References:
    """The index of one build."""

    def __init__(self, places: Mapping[Node, Place], references: Iterable[Reference]) -> None:
        """`places` are in the order of the site; what has no place on it is not told."""
        self.places = places
        self._order = {node: number for number, node in enumerate(places)}
        self._about: dict[Node, dict[tuple[str, bool], dict[Node, Reference]]] = {}
        for item in references:
            if item.source in places and item.target in places and item.source != item.target:
                self._add(item.source, (item.relation, True), item.target, item)
                self._add(item.target, (item.relation, False), item.source, item)

    def _add(self, node: Node, side: tuple[str, bool], other: Node, item: Reference) -> None:
        self._about.setdefault(node, {}).setdefault(side, {}).setdefault(other, item)

    def groups(self, node: Node, told: Iterable[str] = ()) -> tuple[Group, ...]:
        """What a node is connected to, in the order of `RELATIONS`; `told` are headings that its page has already."""
        about = self._about.get(node, {})
        left_out = frozenset(told)
        found: list[Group] = []
        for relation in RELATIONS:
            for heading, side in ((relation.there, (relation.name, True)), (relation.back, (relation.name, False))):
                if heading and heading not in left_out and (entries := tuple(self._entries(about, side))):
                    found.append(Group(heading, entries))
        return tuple(found)

    def _entries(
        self, about: Mapping[tuple[str, bool], Mapping[Node, Reference]], side: tuple[str, bool]
    ) -> Iterator[Entry]:
        others = about.get(side, {})
        elsewhere = {node for key, nodes in about.items() for node in nodes if key[0] != _MENTIONS}
        chosen = [node for node in others if side[0] != _MENTIONS or node not in elsewhere]
        for node in sorted(chosen, key=lambda node: (-others[node].weight, self._order[node])):
            yield Entry(node, self.places[node], others[node].note)


def known() -> Iterator[Reference]:
    """The references that the library's own tables hold, whatever the site."""
    for pattern in PATTERNS.values():
        here = Node("pattern", pattern.slug)
        for code in pattern.prevents:
            yield Reference(here, "prevents", Node("mode", code))
        for code in pattern.invites:
            yield Reference(here, "invites", Node("mode", code))
        for level in range(pattern.least, pattern.most + 1):
            yield Reference(here, "usual at", Node("level", str(level)))
    for stack in STACKS:
        note = "with care" if stack.verdict == "care" else ""
        yield Reference(Node("pattern", stack.outer), "contains", Node("pattern", stack.inner), note=note)
    for rule in RULES.values():
        for other in RULES.values():
            if other.id[:4] == rule.id[:4] and other.failure_mode == rule.failure_mode:
                yield Reference(Node("rule", rule.id), "beside", Node("rule", other.id))


def guarded(spec: Node, patterns: Iterable[str]) -> Iterator[Reference]:
    """The references of a library spec that follow from the patterns that it names."""
    named = [PATTERNS[slug] for slug in dict.fromkeys(patterns) if slug in PATTERNS]
    for pattern in named:
        yield Reference(spec, "uses", Node("pattern", pattern.slug))
    for code in FAILURE_MODES:
        if any(code in pattern.prevents for pattern in named):
            yield Reference(spec, "guarded by its patterns", Node("mode", code))


# Stands for the site while addresses are resolved; no host can have this name.
_SITE = "http://site.invalid"
# A tag ends before the next one begins, so that a page of tags that never end is read once.
_LINK = re.compile(r"""<a\s[^<>]*?\bhref=["'](?P<url>[^"'<>]*)["']""", re.IGNORECASE)


def links_in(content: str, url: str) -> Iterator[tuple[str, str]]:
    """Where the links in the HTML of the page at `url` lead on its own site, each as address and anchor."""
    for match in _LINK.finditer(content):
        try:
            whole = urlsplit(urljoin(f"{_SITE}/{url}", html.unescape(match["url"]).strip()))
        except ValueError:
            continue
        if f"{whole.scheme}://{whole.netloc}" == _SITE:
            yield unquote(whole.path).lstrip("/"), unquote(whole.fragment)
