"""What an audit is: one question about a design, worth a fixed number of points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from loop_engineering.les.context import Context

__all__ = ["Audit", "Outcome", "points_if_all", "points_up_to"]


class Outcome(NamedTuple):
    """What an audit saw in one spec.

    `earned` is in points. `evidence` are JSON pointers into the full form: what earned the points, or where
    what is missing belongs. `advice` says what to change to earn all points, as a sentence without a full
    stop; it is not shown where all were earned.
    """

    earned: int
    evidence: tuple[str, ...]
    advice: str


@dataclass(frozen=True, slots=True)
class Audit:
    """One design fact that the score looks at.

    The id is `dimension.name`. `possible` are its points; those of a dimension add up to 100. `rationale`
    says why the fact is worth them and what earns a part of them; `sources` are keys of `bibliography.yaml`.
    `look` gives the outcome for a spec; it must not depend on the length or number of copies of anything.
    """

    id: str
    title: str
    possible: int
    rationale: str
    look: Callable[[Context], Outcome]
    sources: tuple[str, ...] = ()

    @property
    def dimension(self) -> str:
        """The name of the dimension that the audit belongs to."""
        return self.id.partition(".")[0]


def points_if_all(points: int, found: int, of: int) -> int:
    """All points where `found` is all `of` them, half (rounded down) where it is some, 0 where it is none.

    A proportion would let ten copies of one good worker outvote a bad one.
    """
    return 0 if found == 0 else points if found == of else points // 2


def points_up_to(value: float | None, steps: tuple[tuple[float, int], ...]) -> int:
    """The points of the first step (limit, points) that `value` does not pass; 0 beyond the last, or if unknown."""
    if value is None:
        return 0
    return next((points for limit, points in steps if value <= limit), 0)
