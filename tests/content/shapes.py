"""The kinds of pages, and what every page of a kind has: the editorial rules as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["FOLDERS", "KINDS", "ROOT", "Kind", "pages_of"]

ROOT = Path(__file__).parents[2]

FOLDERS = (
    "manifesto",
    "fundamentals",
    "taxonomy",
    "framework",
    "patterns",
    "loop-library",
    "case-studies",
    "standards",
    "research",
)
"""The folders of pages beside docs/."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`headings` begin the page's own headings of the second level, in this order; `exact`: there are no others.

    `words` is the range of its prose, without code, formulas, tables and folded answers. `expected`: its blocks may
    have the findings that they declare.
    """

    name: str
    pages: str
    words: tuple[int, int]
    references: int
    blocks: int = 1
    headings: tuple[str, ...] = ()
    exact: bool = False
    expected: bool = False
    but: frozenset[str] = frozenset()


KINDS = (
    Kind(
        "fundamentals",
        "fundamentals/[0-9]*.md",
        (900, 1800),
        references=5,
        headings=(
            "A failure without it",
            "The idea",
            "The formal statement",
            "A worked example",
            "In LSS",
            "What the tools check about it",
            "Where the idea comes from, and where it breaks down",
            "Exercises",
        ),
        exact=True,
    ),
    Kind(
        "taxonomy level",
        "taxonomy/level-*.md",
        (700, 1200),
        references=3,
        headings=(
            "Definition",
            "How the classifier recognizes it",
            "The smallest spec",
            "One edit down, one edit up",
            "What it costs",
            "When to stop here",
            "Failure modes",
            "Examples",
        ),
        exact=True,
    ),
    Kind(
        "framework phase",
        "framework/*.md",
        (900, 1600),
        references=3,
        headings=(
            "What this phase decides",
            "Entry and exit criteria",
            "Artifacts",
            "How to do it",
            "The running example",
            "Checklist",
            "What can go wrong",
            "Where to go next",
        ),
        exact=True,
        but=frozenset({"framework/index.md"}),
    ),
    Kind(
        "pattern",
        "patterns/*.md",
        (900, 1500),
        references=3,
        headings=(
            "The problem",
            "Forces",
            "Structure",
            "The spec",
            "A run, iteration by iteration",
            "Consequences",
            "When not to use it",
            "Variants",
            "Failure modes",
            "Evidence",
            "Related patterns",
            "Library specs that use it",
        ),
        exact=True,
        but=frozenset({"patterns/index.md", "patterns/composing-patterns.md"}),
    ),
    Kind("matrix", "patterns/composing-patterns.md", (700, 1600), references=3, blocks=4),
    Kind(
        "case study",
        "case-studies/*.md",
        (1000, 1800),
        references=4,
        headings=(
            "What happened",
            "The loop as seven parts",
            "The loop in LSS",
            "What closed it, what stopped it",
            "What the score sees, and what it cannot",
            "Lessons that transfer, and one that does not",
        ),
        exact=True,
        expected=True,
        but=frozenset({"case-studies/index.md"}),
    ),
    Kind(
        "open problems",
        "research/*.md",
        (1000, 2500),
        references=5,
        blocks=0,
        but=frozenset({"research/index.md"}),
    ),
    Kind(
        "library companion",
        "loop-library/**/*.md",
        (350, 800),
        references=0,
        blocks=0,
        headings=(
            "When to use it",
            "How to adapt it",
            "A run that succeeds",
            "A run that its bound stops",
            "Harm considered",
        ),
        exact=True,
        but=frozenset({"loop-library/index.md"}),
    ),
    Kind(
        "standard",
        "standards/*.md",
        (500, 3500),
        references=3,
        headings=("Conventions", "Rationale", "Changelog"),
        but=frozenset({"standards/index.md"}),
    ),
    Kind("overview", "[tf]*/index.md", (700, 1600), references=3, but=frozenset({"fundamentals/index.md"})),
    Kind("manifesto", "manifesto/index.md", (1200, 2500), references=12, headings=("What changed",)),
)
"""Every page beside docs/ is of one of these kinds, but for the tables of contents."""


def pages_of(kind: Kind) -> list[str]:
    """The pages of a kind, relative to the project."""
    found = (path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob(kind.pages)))
    return [page for page in found if page not in kind.but]
