"""Numbers of the page on level 5: its costs beside its neighbours', a person's share, and how harm adds up."""

from __future__ import annotations

from figures.taxonomy_costs import bounds, harmed, reading, row

__all__ = ["GIVEN", "PAGE", "claims"]

PAGE = "taxonomy/level-5-self-modifying.md"

GIVEN = [
    "an hour of the person costs $60",
    "with a probability of 0.05",
    "The number 0.05 is invented",
]


def claims() -> list[str]:
    """The figures that stand in the page."""
    four, five = bounds(4), bounds(5)
    before, after = reading(4).score, reading(5).score
    assert before is not None
    assert after is not None
    assert four.usd is not None
    assert five.usd is not None
    steps = 4
    person = steps * 0.25 * 60
    return [
        row(4),
        row(5),
        row(6),
        f"The machine's share is {100 * (five.usd - four.usd):.0f} cents",
        f"four approvals cost ${person:.0f}, or {person / five.usd:.0f} times",
        f"The score rises by {after.les - before.les:.1f} points",
        f"$1 - 0.95^4 = {harmed(0.05, steps):.3f}$",
        f"$1 - 0.95^{{48}} = {harmed(0.05, 12 * steps):.3f}$",
    ]
