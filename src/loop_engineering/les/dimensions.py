"""The eight dimensions of the Loop Effectiveness Score: the one table of names, weights and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DIMENSIONS", "WEIGHTS", "Dimension"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension of the score.

    `percent` is its weight in percent of the composite, a whole number, so that scores are exact sums.
    `question` is what it answers; `unseen` says what a reading of the spec alone cannot know about it.
    """

    name: str
    percent: int
    question: str
    unseen: str

    @property
    def weight(self) -> float:
        """The weight in the composite, 0 to 1."""
        return self.percent / 100


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension(
        "effectiveness",
        20,
        "does the loop reach its goal within budget?",
        "whether the workers are able to do the task, and whether the judges measure what the objective means",
    ),
    Dimension(
        "speed",
        15,
        "how quickly does it iterate?",
        "how long a call takes; the worst case that the timeouts allow stands in for it",
    ),
    Dimension(
        "robustness",
        13,
        "does it hold up under perturbation?",
        "how far results move when inputs, models or tools misbehave; only the provisions for it are seen",
    ),
    Dimension(
        "cost",
        12,
        "what does a unit of progress cost?",
        "what progress a dollar buys; only what a run may cost at most is seen",
    ),
    Dimension(
        "safety",
        12,
        "are harmful outcomes prevented?",
        "how often a guard misses, and harm that no declared guard is about",
    ),
    Dimension(
        "scalability",
        10,
        "do quality and cost survive more load?",
        "queues, quotas and contention; only what grows without a limit is seen",
    ),
    Dimension(
        "adaptability",
        10,
        "does it cope with inputs it was not tuned on?",
        "results on unfamiliar inputs; only the means to notice and handle them are seen",
    ),
    Dimension(
        "autonomy",
        8,
        "how little human help does it need?",
        "how often people step in; only the places where the design waits for one are seen",
    ),
)
"""The dimensions in their order; the weights add up to 100 %."""

WEIGHTS: Mapping[str, float] = {dimension.name: dimension.weight for dimension in DIMENSIONS}
"""The weight of each dimension in the composite, by name."""
