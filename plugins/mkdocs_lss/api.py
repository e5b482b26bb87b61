"""`api/rules.json` and `api/patterns.json`: the catalogues that a site publishes for programs to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from loop_engineering.lss import RULES
from loop_engineering.lss.catalogue import pattern_entry, rule_entry, stack_entries
from loop_engineering.lss.patterns import PATTERNS
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.site_data import document

__all__ = ["PATTERNS_URI", "RULES_URI", "patterns_bytes", "rules_bytes"]

RULES_URI = "api/rules.json"
PATTERNS_URI = "api/patterns.json"


def rules_bytes(address: Callable[[str], str | None]) -> bytes:
    """`api/rules.json`; `address` gives the address of a rule's page below the site's root."""
    return document("api-rules-1", rules=[{**rule_entry(rule), "page": address(rule.id)} for rule in RULES.values()])


def patterns_bytes(library: Sequence[LibrarySpec], address: Callable[[str], str | None]) -> bytes:
    """`api/patterns.json`; `address` gives the address of a page that the repository or the site has, if it does."""

    def specs(slug: str) -> Iterator[dict[str, str | None]]:
        for item in library:
            if slug in item.patterns:
                yield {"loop_name": item.name, "url": address(item.uri)}

    patterns = [
        {**pattern_entry(pattern), "url": address(f"patterns/{slug}.md"), "specs": list(specs(slug))}
        for slug, pattern in PATTERNS.items()
    ]
    return document("api-patterns-1", patterns=patterns, stacks=stack_entries())
