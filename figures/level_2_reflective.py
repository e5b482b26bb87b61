"""Numbers of the page on level 2: its costs beside its neighbours', and how often luck alone reaches the bar."""

from __future__ import annotations

from figures.taxonomy_costs import BAR, SPREAD, above_bar_by_luck, row, standard_error

__all__ = ["GIVEN", "PAGE", "claims"]

PAGE = "taxonomy/level-2-reflective.md"

GIVEN = [
    "nDCG@10",
    "With 100 rated queries",
    "With the 2,000 of the spec",
]


def claims() -> list[str]:
    """The figures that stand in the page."""
    looks = [
        f"| {queries:,} | {standard_error(queries):.4f} | {100 * above_bar_by_luck(queries, 1):.{places}f} % | "
        f"{100 * above_bar_by_luck(queries, 5):.{places}f} % |"
        for queries, places in ((100, 1), (500, 1))
    ]
    rare = (
        f"| 2,000 | {standard_error(2000):.4f} | {100 * above_bar_by_luck(2000, 1):.4f} % | "
        f"{100 * above_bar_by_luck(2000, 5):.4f} % |"
    )
    return [
        row(1),
        row(2),
        row(3),
        *looks,
        rare,
        f"a standard deviation of {SPREAD:.2f}",
        f"a standard error of ${SPREAD:.2f} / ",
        f"a gain of {BAR:.2f} by luck",
    ]
