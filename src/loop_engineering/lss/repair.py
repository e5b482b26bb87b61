"""What would mend a finding, in terms of the document: values and keys at JSON pointers, not characters.

A rule knows what to write; `edits` turns that into edits of the text that leave every other byte as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["Append", "Insert", "Remove", "Repair", "Replace", "Step", "rename", "write"]


@dataclass(frozen=True, slots=True)
class Replace:
    """Put `text`, a scalar as YAML writes it, in place of the scalar (or, with `key`, of the key) at `pointer`."""

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


def rename(pointer: str, key: str) -> Repair:
    """Correct the spelling of the key at `pointer`."""
    return Repair(f"write {key}", (Replace(pointer, key, key=True),))


def write(pointer: str, text: str, *, safe: bool = True) -> Repair:
    """Put the scalar `text` at `pointer`."""
    return Repair(f"write {text}", (Replace(pointer, text),), safe)
