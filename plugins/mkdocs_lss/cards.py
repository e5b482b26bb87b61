"""The cards that the script `cards.js` shows for links: what a rule, failure mode, pattern, level or spec is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

from mkdocs.utils import get_relative_url

from loop_engineering.assess import Assessment
from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.taxonomy import LEVELS
from mkdocs_lss.references import Node, Place, links_in
from mkdocs_lss.templating import render_macro

__all__ = ["ASSETS", "CARDS_URI", "cards_bytes", "with_cards"]

ASSETS = ("references.css", "cards.js")
"""The files that pages with connections or cards load."""
CARDS_URI = "assets/lss/cards.json"
"""Where the site has what its cards say. It is fetched when a reader first points at a link, and is no contract."""
_LONGEST = 220
"""Characters of an objective: a card is read at a glance."""

Card = tuple[str, str, str]
"""Name, facts, and a sentence or two."""


def cards_bytes(places: Mapping[Node, Place], specs: Mapping[Node, Assessment]) -> bytes:
    """The file `CARDS_URI`: cards by the address that a link leads to, below the root of the site, with its anchor."""
    cards = {}
    for node, place in places.items():
        made = _card(node, place, specs.get(node))
        if made is not None:
            cards[unquote(place.url.removeprefix("./")) + (place.anchor and f"#{place.anchor}")] = made
    return json.dumps(cards, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def with_cards(html: str, url: str, cards: bytes) -> str:
    """The HTML of the page at `url`, which says where `cards` are, if one of its links has one: the script needs it."""
    known = _addresses(cards)
    if not any(f"{path}#{anchor}" in known or path in known for path, anchor in links_in(html, url)):
        return html
    return html + str(render_macro("connections.html.jinja", "marker", get_relative_url(CARDS_URI, url)))


@lru_cache(maxsize=1)
def _addresses(cards: bytes) -> frozenset[str]:
    return frozenset(json.loads(cards))


def _card(node: Node, place: Place, reading: Assessment | None) -> Card | None:
    """The card of a node; None where its name says it all."""
    if node.kind == "rule":
        rule = RULES[node.key]
        mode = FAILURE_MODES.get(rule.failure_mode or "")
        against = f" · against {mode.code} {mode.name}" if mode is not None else ""
        return place.name, rule.severity + against, rule.summary
    if node.kind == "mode":
        mode = FAILURE_MODES[node.key]
        where = "all levels" if mode.everywhere else f"level {mode.typical_of}"
        return place.name, f"failure mode · typical of {where}", mode.happens
    if node.kind == "pattern":
        pattern = PATTERNS[node.key]
        facts = f"pattern · usual level {pattern.levels} · judged by {pattern.judge}"
        return place.name, facts, _sentence(pattern.intent)
    if node.kind == "level":
        level = LEVELS[int(node.key)]
        return place.name, f"LSS-Production asks for {level.least}", _sentence(level.deepest)
    if reading is None or reading.spec is None or reading.level is None or reading.score is None:
        return None
    facts = f"library spec · level {reading.level.level} · LES {reading.score.les:.1f} · {reading.conformance}"
    return place.name, facts, _clipped(" ".join(reading.spec.objective.split()))


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."


def _clipped(text: str) -> str:
    """A text that is short enough for a card, cut between words."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(',;:')} …"
