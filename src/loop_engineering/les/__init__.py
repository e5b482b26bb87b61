"""Structural LES: how well the design of a loop provides for each of eight dimensions, explained to the last point.

`score` reads a spec, `gains` says what one change would add to it; `DIMENSIONS` and `AUDITS` say what is looked at, why
and for how many points, so that pages about the score are made from them.
"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome
from loop_engineering.les.context import Context
from loop_engineering.les.dimensions import DIMENSIONS, WEIGHTS, Dimension
from loop_engineering.les.gains import Gain, gains
from loop_engineering.les.scoring import AUDITS, AuditResult, DimensionScore, Score, score

__all__ = [
    "AUDITS",
    "DIMENSIONS",
    "WEIGHTS",
    "Audit",
    "AuditResult",
    "Context",
    "Dimension",
    "DimensionScore",
    "Gain",
    "Outcome",
    "Score",
    "gains",
    "score",
]
