"""Numbers of the page on level 3: its costs beside its neighbours', and what else the same money buys."""

from __future__ import annotations

from figures.taxonomy_costs import bounds, money, reading, row

__all__ = ["PAGE", "claims"]

PAGE = "taxonomy/level-3-multi-agent.md"


def claims() -> list[str]:
    """The figures that stand in the page."""
    two, three = bounds(2), bounds(3)
    before, after = reading(2).score, reading(3).score
    assert before is not None
    assert after is not None
    assert two.usd is not None
    assert three.usd is not None
    assert two.iterations is not None
    rounds = int(three.usd / (two.usd / two.iterations) + 1e-9)
    return [
        row(2),
        row(3),
        row(4),
        f"from {before.les:.1f} to {after.les:.1f}",
        f"For the {money(three.usd)} of this loop, the level-2 loop could make {rounds} rounds",
    ]
