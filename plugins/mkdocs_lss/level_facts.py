"""What the library's tables say of one taxonomy level, gathered for `<!-- lss:level N -->`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loop_engineering.lss.failure_modes import FAILURE_MODES, FailureMode
from loop_engineering.lss.levels import Safeguards
from loop_engineering.taxonomy import LEVELS, RECOGNIZERS, Evidence, Level
from mkdocs_lss.library import LibrarySpec

__all__ = ["LevelFacts", "level_facts"]


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """One level. `deeper` are the levels whose marks are looked for first, `owed` what Production asks for, in words.

    `typical` are the failure modes typical of it and of some other levels at most, `anywhere` those of all levels.
    `found` are the library's specs at the level, each with the first thing in it that says so.
    """

    level: Level
    when: str
    deeper: tuple[int, ...]
    owed: tuple[str, ...]
    typical: tuple[FailureMode, ...]
    anywhere: tuple[FailureMode, ...]
    found: tuple[tuple[LibrarySpec, Evidence], ...]


def level_facts(number: int, library: Sequence[LibrarySpec]) -> LevelFacts:
    """The facts of the level `number`, 1 to 6, with the specs of `library` that are at it."""
    order = [recognizer.level for recognizer in RECOGNIZERS]
    recognizer = RECOGNIZERS[order.index(number)]
    typical = tuple(mode for mode in FAILURE_MODES.values() if number in mode.levels)
    return LevelFacts(
        LEVELS[number],
        recognizer.when,
        tuple(order[: order.index(number)]),
        tuple(_owed(LEVELS[number].safeguards)),
        tuple(mode for mode in typical if not mode.everywhere),
        tuple(mode for mode in typical if mode.everywhere),
        tuple(_at(number, library)),
    )


def _owed(needs: Safeguards) -> Iterator[str]:
    """What the conformance ladder demands of a Production loop at the level, each as a clause."""
    count = needs.constraints
    many = count > 1
    yield f"{count} {'different safety constraints that do' if many else 'safety constraint that does'} more than warn"
    for kind in needs.types:
        yield f"among them {kind}{', with the action halt' if kind in needs.halting else ''}"
    if needs.independent_judge:
        yield "no worker judged only by its own model"
    if needs.rollback == "on_safety_failure":
        yield "a rollback on safety failure"
    elif needs.rollback == "any":
        yield "a rollback, on a metric drop or on safety failure"
    if needs.gate_on_changes:
        yield "a human gate on what the loop changes about itself"


def _at(number: int, library: Sequence[LibrarySpec]) -> Iterator[tuple[LibrarySpec, Evidence]]:
    for item in library:
        reading = item.assessment.level
        if reading is not None and reading.level == number:
            yield item, reading.evidence[0]
