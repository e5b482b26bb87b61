"""Numbers of the page on level 6: its costs beside those of level 5, and what it takes to judge an improver."""

from __future__ import annotations

from figures.taxonomy_costs import bounds, row, runs_per_arm

__all__ = ["GIVEN", "PAGE", "claims"]

PAGE = "taxonomy/level-6-recursive-meta.md"

GIVEN = [
    "the new one in 70 %",
    "at the usual 5 % level with a power of 80 %",
    "(z_{0.975} + z_{0.8})^2 \\, (p(1-p) + q(1-q))",
    "$p = 0.5$, $q = 0.7$",
]


def claims() -> list[str]:
    """The figures that stand in the page."""
    six = bounds(6)
    assert six.usd is not None
    assert six.seconds is not None
    arm = runs_per_arm(0.5, 0.7)
    runs = 2 * arm
    return [
        row(5),
        row(6),
        f"needs {arm} runs with each",
        f"That is {runs} runs, at most ${runs * six.usd:.0f}",
        f"up to {runs * six.seconds / 86400:.1f} days",
        "$z_{0.975} = 1.960$ and $z_{0.8} = 0.842$",
    ]
