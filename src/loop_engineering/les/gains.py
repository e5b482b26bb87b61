"""What one change to a design would add to its score: the audits that are not fully earned, the dearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from loop_engineering.les.scoring import AuditResult, Score

__all__ = ["Gain", "gains", "les_words"]


class Gain(msgspec.Struct, frozen=True):
    """What earning the rest of one audit would add to the composite.

    `hundredths` is in hundredths of an LES point, exact and above 0. `change` says what to do, as a clause without a
    full stop; `result` is the audit as it stands, with the places in the spec that it looked at.
    """

    hundredths: int
    dimension: str
    change: str
    result: AuditResult

    @property
    def audit_id(self) -> str:
        """The id of the audit, `dimension.name`."""
        return self.result.audit.id

    @property
    def les(self) -> float:
        """The gain in LES points, with two decimals."""
        return self.hundredths / 100

    @property
    def words(self) -> str:
        """The gain for people: `+3.1 LES`."""
        return les_words(self.hundredths)


def gains(score: Score) -> tuple[Gain, ...]:
    """What each audit that is not fully earned would add, the largest gain first; empty at a score of 100.

    A gain is weight × points missing, so all of them and the score add up to 100. Each is of one audit: an edit can
    move several audits at once, some of them down, and the composite is rounded to a tenth. Of equal gains the one
    whose audit is printed first comes first.
    """
    found = (
        Gain(hundredths, item.dimension.name, result.advice.removesuffix(f": {les_words(hundredths)}"), result)
        for item in score.dimensions
        for result in item.audits
        if result.advice is not None
        if (hundredths := item.dimension.percent * (result.audit.possible - result.earned))
    )
    return tuple(sorted(found, key=lambda gain: -gain.hundredths))


def les_words(hundredths: int) -> str:
    """Hundredths of an LES point as what they add: 310 is `+3.1 LES`."""
    return f"+{hundredths / 100:g} LES"
