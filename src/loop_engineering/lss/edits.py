"""Repairs as edits of the text: what changes is what is mended, and every other byte stays as it is."""

from __future__ import annotations

from loop_engineering.lss.finding import Edit
from loop_engineering.lss.repair import Repair, Replace
from loop_engineering.lss.source import Document

__all__ = ["edits_of"]


def edits_of(document: Document, repair: Repair) -> tuple[Edit, ...]:
    """The edits that make the repair, in the order of the file; none where the text does not allow for it."""
    edits = []
    for step in repair.steps:
        if not isinstance(step, Replace):
            return ()
        if document.nearest(step.pointer) != step.pointer:
            return ()
        edits.append(Edit(document.span(step.pointer, key=step.key), step.text))
    return tuple(sorted(edits, key=lambda edit: edit.span))
