"""Numbers of the page on level 4: its costs beside its neighbours', and what selection makes of noise."""

from __future__ import annotations

from figures.taxonomy_costs import BAR, SPREAD, above_bar_by_luck, bounds, minutes, money, row

__all__ = ["GIVEN", "PAGE", "claims"]

PAGE = "taxonomy/level-4-evolutionary.md"

GIVEN = [
    "| rated queries | 1 candidate measured | 5 | 10 |",
]


def claims() -> list[str]:
    """The figures that stand in the page."""
    two, three, four = bounds(2), bounds(3), bounds(4)
    assert two.usd is not None
    assert three.usd is not None
    assert four.usd is not None
    rounds = [int(four.usd / (usd / 5) + 1e-9) for usd in (three.usd, two.usd)]
    assert (two.iterations, three.iterations) == (5, 5)
    assert abs(four.usd / three.usd - 1.6) < 1e-9  # "by three fifths"
    looks = [
        f"| {queries:,} | "
        + " | ".join(f"{100 * above_bar_by_luck(queries, count):.{places}f} %" for count in (1, 5, 10))
        + " |"
        for queries, places in ((100, 1), (500, 1), (2000, 4))
    ]
    return [
        row(3),
        row(4),
        row(5),
        *looks,
        f"of standard deviation {SPREAD:.2f}",
        f"the required gain of {BAR:.2f} is",
        f"the longest path stays at {minutes(four.seconds_if_parallel)[:-4]}",
        f"For its {money(four.usd)}, the level-3 loop could make {rounds[0]} rounds and the level-2 loop {rounds[1]}",
    ]
