"""The fourteen patterns: the one table of their slugs and of the taxonomy levels at which each is usual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["PATTERNS", "Pattern"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way of putting a loop together. `least` and `most` are the lowest and the highest level where it is usual."""

    slug: str
    least: int
    most: int

    @property
    def levels(self) -> str:
        """The usual levels in words: one level, a range, or any."""
        if (self.least, self.most) == (1, 6):
            return "any"
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


PATTERNS: Mapping[str, Pattern] = {
    pattern.slug: pattern
    for pattern in (
        Pattern("reflection-loop", 2, 2),
        Pattern("critique-loop", 2, 2),
        Pattern("planning-loop", 2, 2),
        Pattern("verification-loop", 2, 3),
        Pattern("research-loop", 1, 2),
        Pattern("simulation-loop", 2, 4),
        Pattern("debate-loop", 3, 3),
        Pattern("exploration-loop", 4, 4),
        Pattern("optimization-loop", 4, 4),
        Pattern("memory-augmented-loop", 2, 5),
        Pattern("human-in-the-loop", 1, 3),
        Pattern("safety-constrained-loop", 1, 6),
        Pattern("multi-agent-coordination", 3, 3),
        Pattern("recursive-improvement-loop", 5, 6),
    )
}
"""The patterns by slug, in the order of the catalogue. Rules, pages and readings take them from here."""
