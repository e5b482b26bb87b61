"""Numbers of the page on level 1: its costs beside those of level 2, and what independent runs reach."""

from __future__ import annotations

from figures.taxonomy_costs import bounds, reached, row

__all__ = ["GIVEN", "PAGE", "claims"]

PAGE = "taxonomy/level-1-single-step.md"

GIVEN = [
    "rate the results of 2,000 queries",
]


def claims() -> list[str]:
    """The figures that stand in the page."""
    one, two = bounds(1), bounds(2)
    assert one.usd is not None
    assert one.usd * 5 == two.usd  # "they cost no more than one run of the level-2 loop"
    assert one.seconds == 7 * 60
    return [
        row(1),
        row(2),
        f"at most {one.usd * 100:.0f} cents and seven minutes",
        f"$1 - 0.7^5 = {reached(0.3, 5):.3f}$",
    ]
