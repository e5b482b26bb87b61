"""The explorer: one table of every spec of the site, which a script filters, sorts and compares.

The table is whole and readable without the script. What it says of a spec is the entry of `api/specs.json`, which the
script reads too. Only pages that have the macro load the style sheet and the script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from loop_engineering.lss.conformance import RUNGS
from mkdocs_lss.templating import render

__all__ = ["ASSETS", "STUB", "TOKEN", "Filter", "best_first", "filters", "plain_title", "table"]

ASSETS = ("explorer.css", "explorer.js")
"""The files that pages with an explorer load."""
TOKEN = "explorer"
"""Names the place of the table in a page until every page has been read."""
# The search plugin reads the page with this in place: it finds each spec where it stands, not in a table of them all.
STUB = Markup(f'<div class="lss-stub" data-lss="{TOKEN}"></div>')
"""The HTML of the macro."""

KINDS = {"deterministic": "deterministic", "llm_rubric": "model", "human": "human"}
"""What the kinds of evaluators are called in the table."""
_FINDINGS = {"none": "none", "some": "at least one"}
_ORIGINS = {"library": "library", "page": "other pages"}


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice among the values that occur; `options` maps what the address says to what the reader sees."""

    name: str
    label: str
    options: Mapping[str, str]


def plain_title(title: object, otherwise: str) -> str:
    """The title of a page as text; MkDocs has it as HTML where it comes from a heading."""
    return Markup(str(title or "")).striptags() or otherwise


def best_first(entries: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """The entries by score, best first, each with its number; those of one score by name."""
    return sorted(enumerate(entries), key=lambda item: (-(item[1]["les"] or 0), item[1]["loop_name"].lower()))


def filters(entries: Sequence[Mapping[str, Any]]) -> list[Filter]:
    """The choices that a reader has, each with no value that no entry has."""
    levels = {entry["level"]: entry["level_name"] for entry in entries if entry["level"] is not None}
    rungs = {entry["conformance"] for entry in entries}
    patterns = sorted({pattern for entry in entries for pattern in entry["patterns"]})
    kinds = {kind for entry in entries for kind in entry["evaluators"]}
    return [
        Filter("level", "Level", {str(level): f"{level} {levels[level]}" for level in sorted(levels)}),
        Filter("conformance", "Conformance", {rung: short(rung) for rung in reversed(RUNGS) if rung in rungs}),
        Filter("pattern", "Pattern", {pattern: pattern for pattern in patterns}),
        Filter("evaluator", "Evaluator", {kind: name for kind, name in KINDS.items() if kind in kinds}),
        Filter("origin", "From", _ORIGINS),
        Filter("findings", "Findings", _FINDINGS),
    ]


def short(rung: str | None) -> str:
    """A rung without what all rungs begin with."""
    return (rung or "").removeprefix("LSS-")


def table(entries: Sequence[Mapping[str, Any]], url: Callable[[str], str], data: str) -> Markup:
    """The HTML of the explorer.

    `url` gives the address of an entry's panel, seen from the page; `data` is the address of `api/specs.json`,
    which has them in the order of `entries`.
    """
    return render(
        "explorer.html.jinja",
        entries=best_first(entries),
        filters=filters(entries),
        kinds=KINDS,
        short=short,
        url=url,
        data=data,
    )
