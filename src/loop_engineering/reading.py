"""From the bytes of a file to the checked specs in it: a YAML or JSON file has one, a Markdown page any number."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from loop_engineering.assess import Assessment, assess
from loop_engineering.lss import Checked, Finding, Project, Source, SyntaxFault, fault_finding
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.markdown import Block, check_block, find_blocks
from loop_engineering.lss.position import Span
from loop_engineering.lss.source import MAX_BYTES, decode, too_large

__all__ = ["MAX_BLOCKS", "MAX_FENCE_MARKS", "MAX_PAGE_BYTES", "Kind", "Reading", "limit_of", "read_bytes", "reading"]

MAX_PAGE_BYTES = 8 * MAX_BYTES
"""Longest Markdown page that is read, in bytes."""

MAX_BLOCKS = 1_000
"""Most LSS blocks of a page that are checked; a page with more is no page that a person wrote."""

MAX_FENCE_MARKS = 20_000
"""Most fences that a page opens or closes, of whatever language; finding their ends takes time for each."""

Kind = Literal["spec", "page"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in one file.

    `specs` are in the order of the file, valid or not. `faults` say why a page could not be read, or
    not to its end.
    """

    shown: str
    text: str
    specs: tuple[Assessment, ...] = ()
    faults: tuple[Finding, ...] = ()


def limit_of(kind: Kind) -> int:
    """How many bytes of a file of this kind are read at most."""
    return MAX_PAGE_BYTES if kind == "page" else MAX_BYTES


def read_bytes(path: Path, kind: Kind) -> tuple[bytes, int]:
    """The start of a file, one byte past its kind's limit at most, and its size. Raises OSError."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        # A pipe has no size; of a file no more room is asked for than it needs.
        raw = file.read(min(size or limit_of(kind), limit_of(kind)) + 1)
        return raw, max(size, len(raw))


def reading(raw: bytes, size: int, shown: str, kind: Kind, *, project: Project, file: Path) -> Reading:
    """What stands in a file of `size` bytes that starts with `raw`. Never raises for any bytes.

    `shown` is what findings call it; `file` is what the references in it are relative to, within `project`.
    """
    limit = limit_of(kind)
    text = too_large(size, limit) if len(raw) > limit else decode(raw)
    if isinstance(text, SyntaxFault):
        source = Source("", shown)
        finding = fault_finding(source, text)
        if kind == "page":
            return Reading(shown, "", faults=(finding,))
        return Reading(shown, "", (Assessment(Checked(source, (finding,))),))
    if kind == "spec":
        return Reading(shown, text, (assess(Source(text, shown), project=project, file=file),))
    marks = text.count("```") + text.count("~~~")
    if marks > MAX_FENCE_MARKS:
        message = f"the page has {marks:,} fences, and pages with at most {MAX_FENCE_MARKS:,} are read; split it"
        fault = SyntaxFault("LSS005", Problem("", message, span=Span(1, 1, 1, 1)))
        return Reading(shown, "", faults=(fault_finding(Source("", shown), fault),))
    blocks = find_blocks(text, shown)
    faults = () if len(blocks) <= MAX_BLOCKS else (_too_many(blocks),)
    checked = (check_block(block, project=project, file=file) for block in blocks[:MAX_BLOCKS])
    return Reading(shown, text, tuple(map(Assessment, checked)), faults)


def _too_many(blocks: Sequence[Block]) -> Finding:
    first = blocks[MAX_BLOCKS]
    span = Span(first.line, first.fence.column, first.line, first.fence.column + 3)
    message = f"the page has {len(blocks):,} LSS blocks, of which the first {MAX_BLOCKS:,} are checked; split it"
    return fault_finding(first.source, SyntaxFault("LSS005", Problem("", message, span=span)))
