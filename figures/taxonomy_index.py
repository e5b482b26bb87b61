"""Numbers of the taxonomy's overview: the worst cases of one task at each level."""

from __future__ import annotations

from figures.taxonomy_costs import row

__all__ = ["PAGE", "claims"]

PAGE = "taxonomy/index.md"


def claims() -> list[str]:
    """The figures that stand in the page."""
    return [row(level) for level in range(1, 7)]
