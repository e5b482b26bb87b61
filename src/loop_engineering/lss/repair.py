"""What would mend a finding, in terms of the document: values and keys at JSON pointers, not characters.

A rule knows what to write; `edits` turns that into edits of the text that leave every other byte as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Append", "Insert", "Remove", "Repair", "Replace", "Step", "add_condition", "rename", "write"]


@dataclass(frozen=True, slots=True)
class Replace:
    """Put `text`, YAML on one line, in place of the scalar at `pointer`, or of the key there.

    A string takes the quotes that the old one has; a mapping or list takes the style of what is around it.
    """

    pointer: str
    text: str
    key: bool = False


@dataclass(frozen=True, slots=True)
class Insert:
    """Add `key` with `value` (plain data) to the mapping at `pointer`, after its last entry."""

    pointer: str
    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class Append:
    """Add `value` (plain data) to the list at `pointer`, as its last entry."""

    pointer: str
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out the entry at `pointer`: a key with its value, or an item of a list."""

    pointer: str


Step = Replace | Insert | Append | Remove


@dataclass(frozen=True, slots=True)
class Repair:
    """What mends a finding. Pointers are those of the full form, as a problem's; only what was written is mended.

    A `safe` repair says what the author must have meant (a misspelt key, a version without quotes); one that
    is not picks a number or a policy in the author's place, who has to look at it.
    """

    description: str
    steps: tuple[Step, ...]
    safe: bool = True


def rename(pointer: str, key: str, *, safe: bool = True) -> Repair:
    """Correct the spelling of the key at `pointer`."""
    return Repair(f"write {key}", (Replace(pointer, key, key=True),), safe)


def write(pointer: str, text: str, *, safe: bool = True) -> Repair:
    """Put `text`, YAML on one line, at `pointer`."""
    return Repair(f"write {text}", (Replace(pointer, text),), safe)


def add_condition(conditions: Any, kind: str, value: float) -> Step:
    """Add a limit to `termination_conditions`, given as they were written, flat or in groups."""
    if isinstance(conditions, list):
        return Append("/termination_conditions", {"type": kind, "value": value})
    kind = "cost_exceeded" if kind == "max_cost_usd" else kind
    entry = {"type": kind, "value": value, "action": "halt"}
    if "failure" in conditions:
        return Append("/termination_conditions/failure", entry)
    return Insert("/termination_conditions", "failure", [entry])
