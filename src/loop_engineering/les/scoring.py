"""The score: audits to points, points to dimensions, dimensions to the composite, and the one place that rounds.

The points of each dimension add up to 100, so a dimension's score has exactly two decimals, and a point is worth
exactly its dimension's weight in LES points. The composite is the sum of weight × earned points, rounded half up
to one decimal. All of it is integer arithmetic; nothing else is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from loop_engineering.les import adaptability, autonomy, cost, effectiveness, robustness, safety, scalability, speed
from loop_engineering.les.audit import Audit
from loop_engineering.les.context import Context
from loop_engineering.les.dimensions import DIMENSIONS, Dimension
from loop_engineering.les.gains import les_words
from loop_engineering.lss import Spec

__all__ = ["AUDITS", "AuditResult", "DimensionScore", "Score", "score"]

_BY_NAME: Mapping[str, tuple[Audit, ...]] = {
    "effectiveness": effectiveness.AUDITS,
    "speed": speed.AUDITS,
    "robustness": robustness.AUDITS,
    "cost": cost.AUDITS,
    "safety": safety.AUDITS,
    "scalability": scalability.AUDITS,
    "adaptability": adaptability.AUDITS,
    "autonomy": autonomy.AUDITS,
}

AUDITS: Mapping[str, tuple[Audit, ...]] = {dimension.name: _BY_NAME[dimension.name] for dimension in DIMENSIONS}
"""The audits of each dimension, in the order in which they are printed."""


class AuditResult(msgspec.Struct, frozen=True):
    """What one audit gave: points earned, pointers into the full form, and what to change for the rest.

    `advice` is None where all points were earned; it ends with what the missing points would add to the composite.
    """

    audit: Audit
    earned: int
    evidence: tuple[str, ...]
    advice: str | None

    def as_dict(self) -> dict[str, Any]:
        """The result as the JSON contract has it."""
        return {
            "id": self.audit.id,
            "title": self.audit.title,
            "earned": self.earned,
            "possible": self.audit.possible,
            "evidence": list(self.evidence),
            "advice": self.advice,
        }


class DimensionScore(msgspec.Struct, frozen=True):
    """The score of one dimension: `earned` of 100 points."""

    dimension: Dimension
    earned: int
    audits: tuple[AuditResult, ...]

    @property
    def score(self) -> float:
        """The score from 0 to 1, with two decimals."""
        return self.earned / 100

    def as_dict(self) -> dict[str, Any]:
        """The dimension as the JSON contract has it."""
        return {
            "score": self.score,
            "weight": self.dimension.weight,
            "audits": [result.as_dict() for result in self.audits],
        }


class Score(msgspec.Struct, frozen=True):
    """The structural Loop Effectiveness Score of one spec: what its design provides for, not how runs did.

    `tenths` is the composite in tenths of an LES point, 0 to 1000. `bounded` says whether anything forces the loop
    to stop; the score of one that nothing stops must not be compared with others.
    """

    loop_name: str
    tenths: int
    dimensions: tuple[DimensionScore, ...]
    bounded: bool

    @property
    def les(self) -> float:
        """The composite from 0 to 100, with one decimal."""
        return self.tenths / 10

    @property
    def normalized(self) -> float:
        """The same number from 0 to 1, with three decimals."""
        return self.tenths / 1000

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract of `loopctl score`."""
        return {
            "loop_name": self.loop_name,
            "reading": "structural",
            "bounded": self.bounded,
            "les": self.les,
            "les_normalized": self.normalized,
            "dimensions": {item.dimension.name: item.as_dict() for item in self.dimensions},
        }


def score(spec: Spec, context: Context | None = None) -> Score:
    """The structural score of a spec, composition children included where they were resolved.

    Total: every `Spec` has one, also one that nothing bounds, whose audits of what a bound gives earn nothing.
    `context` may be handed in where its parts are at hand already; it must be of the same spec.
    """
    seen = context if context is not None else Context(spec)
    dimensions = tuple(_dimension(dimension, seen) for dimension in DIMENSIONS)
    thousandths = sum(item.dimension.percent * item.earned for item in dimensions)
    return Score(spec.loop_name, (thousandths + 5) // 10, dimensions, seen.bounds.terminates)


def _dimension(dimension: Dimension, context: Context) -> DimensionScore:
    results = tuple(_result(audit, dimension, context) for audit in AUDITS[dimension.name])
    return DimensionScore(dimension, sum(result.earned for result in results), results)


def _result(audit: Audit, dimension: Dimension, context: Context) -> AuditResult:
    earned, evidence, advice = audit.look(context)
    missing = dimension.percent * (audit.possible - earned)
    return AuditResult(audit, earned, evidence, f"{advice}: {les_words(missing)}" if missing else None)
