"""What two spec files differ in: the lines, and the readings that changed with them (`<!-- lss:diff A B -->`)."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loop_engineering.assess import Assessment
from loop_engineering.comparison import compare
from loop_engineering.files import SPEC_SUFFIXES
from loop_engineering.lss import Block, Finding, Project, Source
from loop_engineering.lss.fences import Fence
from loop_engineering.lss.markdown import check_block
from loop_engineering.lss.project import RefFault, inside
from loop_engineering.lss.slips import closest
from loop_engineering.taxonomy import LEVELS
from mkdocs_lss.templating import money, number

__all__ = ["MAX_LINES", "SHORT", "Comparison", "Line", "SpecFiles", "compared"]

MAX_LINES = 1_000
"""Longest file that is read for a page, in lines: the time of a comparison can grow with their square."""

SHORT = 40
"""Up to so many lines, files are shown whole; longer ones with `_CONTEXT` lines around each change."""

_CONTEXT = 3
_READINGS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "level": ("level {}", lambda level: f"{level} {LEVELS[level].name}"),
    "conformance": ("conformance {}", lambda rung: rung or "none"),
    "les": ("LES {}", lambda les: f"{les:.1f}"),
    "iterations": ("at most {} iterations", number),
    "usd": ("at most {}", money),
}
"""The readings whose change a page mentions: the words around it, and how a value is shown."""
_KINDS = {"+": "added", "-": "removed", "@": "place"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a unified diff, its mark included. `kind` is added, removed, place (of a hunk) or same."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files compared. `readings` are the readings that changed, each as in "level 1 single-step → 2 reflective"."""

    old: str
    new: str
    lines: tuple[Line, ...]
    readings: tuple[str, ...]

    @property
    def added(self) -> int:
        """How many lines the newer file has that the older has not."""
        return sum(line.kind == "added" for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines the older file has that the newer has not."""
        return sum(line.kind == "removed" for line in self.lines)


class SpecFiles:
    """The spec files that one page may name, found and read as `src=` finds and reads them.

    `shown` is how findings call the page, `told` picks the findings that readers are told of.
    """

    def __init__(
        self, project: Project, page: Path, shown: str, told: Callable[[Iterable[Finding]], tuple[Finding, ...]] = tuple
    ) -> None:
        self._project, self._page, self._shown, self._told = project, page, shown, told
        self._known: dict[str, Assessment | str] = {}

    def read(self, name: str) -> Assessment | str:
        """The readings of the spec in the file `name`, or what is wrong with the name or the file."""
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def told(self, assessment: Assessment) -> frozenset[str]:
        """The rules that have something to say of a spec."""
        return frozenset(finding.rule for finding in self._told(assessment.checked.findings))

    def fault(self, name: str) -> str | None:
        """Why the file `name` cannot be shown, and which may have been meant; None where it is there."""
        found = inside(self._project.root, self._project.bases(self._page), name)
        if not isinstance(found, RefFault):
            return None
        nearest = None
        if found.kind == "missing":
            with suppress(OSError, ValueError):  # Where the name is no path at all.
                nearest = closest(name, self._near(name))
        told = f'"{_cut(name)}" {found.message}'
        return told if nearest is None else f'{told}; did you mean "{nearest}"?'

    def _near(self, name: str) -> Iterator[str]:
        """The spec files in the folders where the file `name` was looked for, as the page would name them."""
        folder = posixpath.dirname(name)
        for base in self._project.bases(self._page):
            place = (base / folder).resolve()
            if place.is_relative_to(self._project.root) and place.is_dir():
                names = sorted(file.name for file in place.iterdir() if file.suffix.lower() in SPEC_SUFFIXES)
                yield from (posixpath.join(folder, file) for file in names)

    def _read(self, name: str) -> Assessment | str:
        if (fault := self.fault(name)) is not None:
            return fault
        # The block that would show the file: what holds for src= holds here.
        fence = Fence("lss", "", 1, 1, 1, "", ())
        checked = check_block(Block(Source("", self._shown), fence, src=name), project=self._project, file=self._page)
        if checked.source.path == self._shown:
            return checked.findings[0].message.removeprefix("src ")
        if checked.spec is None:
            first = checked.findings[0]
            return f'"{_cut(name)}" is not a valid spec: line {first.line}, {first.rule} {first.message}'
        count = checked.source.text.count("\n") + 1
        if count > MAX_LINES:
            return f'"{_cut(name)}" has {count:,} lines, and files of at most {MAX_LINES:,} are shown'
        return Assessment(checked)


def compared(names: Sequence[str], files: SpecFiles) -> Comparison | str:
    """The older and the newer of two files compared, or what is wrong with the call."""
    if len(names) != 2:
        return "takes two spec files, the older one first, such as v1.yaml v2.yaml"
    old, new = map(files.read, names)
    for found in (old, new):
        if isinstance(found, str):
            return f"cannot compare: {found}"
    assert isinstance(old, Assessment)
    assert isinstance(new, Assessment)
    lines = tuple(_diff(old.checked.source.text.splitlines(), new.checked.source.text.splitlines()))
    if not lines:
        return f'has nothing to show: "{_cut(names[0])}" and "{_cut(names[1])}" have the same lines'
    readings = tuple(_changes(old, new, files.told(old), files.told(new)))
    return Comparison(names[0], names[1], lines, readings)


def _diff(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    whole = max(len(old), len(new)) <= SHORT
    for index, text in enumerate(difflib.unified_diff(old, new, n=SHORT if whole else _CONTEXT, lineterm="")):
        # The two names are in the heading; the place of a hunk that is the whole file says nothing.
        if index > 2 or (index == 2 and not whole):
            yield Line(_KINDS.get(text[0], "same"), text)


def _changes(old: Assessment, new: Assessment, before: frozenset[str], after: frozenset[str]) -> Iterator[str]:
    readings = {name: values for name, *values in compare(old, new).readings}
    for name, (words, shown) in _READINGS.items():
        was, now = map(shown, readings[name])
        if was != now:
            yield words.format(f"{was} → {now}")
    if before - after:
        yield f"no longer found: {', '.join(sorted(before - after))}"
    if after - before:
        yield f"newly found: {', '.join(sorted(after - before))}"


def _cut(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "…"
