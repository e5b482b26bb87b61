"""Who a safety constraint stands over, and words for what it lets through."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from loop_engineering.lss.spec import SafetyConstraint

__all__ = ["covered", "is_general", "listed", "shown"]

_LONGEST = 60
_MOST = 5


def is_general(constraint: SafetyConstraint) -> bool:
    """Whether a constraint holds for everything in its scope: it names nobody, or `*`."""
    return not constraint.applies_to or "*" in constraint.applies_to


def covered(constraints: Iterable[SafetyConstraint], everyone: Collection[str]) -> frozenset[str]:
    """Those of `everyone` that at least one of the constraints stands over."""
    found: set[str] = set()
    for constraint in constraints:
        if is_general(constraint):
            return frozenset(everyone)
        found.update(constraint.applies_to)
    return frozenset(found.intersection(everyone))


def shown(text: str) -> str:
    """A name out of the document as a message quotes it: cut where it is long."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…"


def listed(names: Collection[str]) -> str:
    """The first few of the names, or "nothing"."""
    first = [shown(name) for name in list(names)[:_MOST]]
    return ", ".join([*first, "…"] if len(names) > _MOST else first) or "nothing"
