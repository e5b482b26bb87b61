"""A folder of specs as one index that can be asked: what is in it, how good it is, what is made of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loop_engineering.assess import Assessment
from loop_engineering.files import Candidate, Complaint, holds_spec, reason, walk
from loop_engineering.lss import Project, project_root
from loop_engineering.lss.project import Resolved
from loop_engineering.reading import read_bytes, reading

__all__ = ["Child", "Entry", "Library", "open_library"]

VERSION = 1
"""Of the index as JSON; raised when a key changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class Child:
    """One loop inside a composition. `path` is that of its entry, None where it could not be read or lies outside."""

    id: str
    role: str
    ref: str
    loop_name: str | None
    path: str | None

    def as_dict(self) -> dict[str, str | None]:
        """The child as the index has it."""
        return {"id": self.id, "role": self.role, "ref": self.ref, "loop_name": self.loop_name, "path": self.path}


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the library, with every reading of its spec.

    `path` is relative to the library's folder, with forward slashes; `file` is where it lies. `used_by` are
    the paths of the compositions in the library that contain it.
    """

    path: str
    file: Path
    assessment: Assessment
    children: tuple[Child, ...] = ()
    used_by: tuple[str, ...] = ()

    @property
    def loop_name(self) -> str | None:
        """The name that the spec gives itself, also where it is not valid; None where it gives none."""
        return self.assessment.checked.loop_name

    @property
    def slug(self) -> str:
        """The file's path without its suffix: what a page about it may be called."""
        return self.path.rpartition(".")[0]

    def count(self, severity: str) -> int:
        """How many findings of this severity the spec has."""
        return sum(finding.severity == severity for finding in self.assessment.checked.findings)

    def as_dict(self) -> dict[str, Any]:
        """The entry as the index has it; what needs a valid spec is null where there is none."""
        read = self.assessment
        spec, level, score, bounds = read.spec, read.level, read.score, read.bounds
        return {
            "loop_name": self.loop_name,
            "version": None if spec is None else spec.version,
            "path": self.path,
            "objective": None if spec is None else spec.objective,
            "form": read.checked.form,
            "conformance": read.conformance,
            "level": None if level is None else level.level,
            "level_name": None if level is None else level.name,
            "les": None if score is None else score.les,
            "dimensions": None if score is None else {d.dimension.name: d.score for d in score.dimensions},
            "bounds": None if bounds is None else bounds.as_dict(),
            "patterns": [] if spec is None else list(spec.patterns),
            "composition": None if spec is None or spec.composition is None else spec.composition.type,
            "children": [child.as_dict() for child in self.children],
            "used_by": list(self.used_by),
            "errors": self.count("error"),
            "warnings": self.count("warning"),
        }


@dataclass(frozen=True, slots=True)
class Library:
    """The specs below `folder`, in order of their paths.

    `skipped` counts the YAML and JSON files that hold no spec; `complaints` are of files that cannot be read.
    """

    folder: Path
    entries: tuple[Entry, ...]
    skipped: int = 0
    complaints: tuple[Complaint, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, name: str) -> Entry | None:
        """The entry with this path or, failing that, the first with this `loop_name`; None if there is none."""
        by_path = next((entry for entry in self.entries if entry.path == name), None)
        return by_path or next((entry for entry in self.entries if entry.loop_name == name), None)

    def with_pattern(self, slug: str) -> tuple[Entry, ...]:
        """The entries whose spec names this pattern."""
        return tuple(e for e in self.entries if e.assessment.spec is not None and slug in e.assessment.spec.patterns)

    def at_level(self, level: int) -> tuple[Entry, ...]:
        """The entries at this taxonomy level, 1 to 6."""
        levels = ((entry, entry.assessment.level) for entry in self.entries)
        return tuple(entry for entry, found in levels if found is not None and found.level == level)

    def as_dict(self) -> dict[str, Any]:
        """The index as JSON data: the same files give the same bytes."""
        return {"version": VERSION, "specs": [entry.as_dict() for entry in self.entries]}


def open_library(folder: Path, *, project: Project | None = None, shown: str | None = None) -> Library:
    """Read all specs below `folder`, YAML and JSON; files without a top-level `loop_name` are skipped.

    References are followed within `project` (default: the project that the folder lies in) and may also start
    at the library's folder. Findings call a file `shown` (default: `folder` as given) and its path below it.
    Raises OSError where `folder` is not a folder that can be read.
    """
    next(folder.iterdir(), None)
    project = project or Project(project_root(folder.absolute() / "any"), folder)
    complaints: list[Complaint] = []
    found: list[tuple[str, Path, Assessment]] = []
    skipped = 0
    for candidate in walk(folder, complaints):
        if candidate.kind == "page":
            continue
        read = _read(candidate, folder, shown, project, complaints)
        if read is None:
            skipped += 1
        else:
            found += [(candidate.path.relative_to(folder).as_posix(), candidate.path, item) for item in read]
    return Library(folder, _linked(found), skipped, tuple(complaints))


def _read(
    candidate: Candidate, folder: Path, shown: str | None, project: Project, complaints: list[Complaint]
) -> Sequence[Assessment] | None:
    """The spec in a file; nothing where the file cannot be read, None where it holds none."""
    below = candidate.path.relative_to(folder)
    name = (Path(shown) / below).as_posix() if shown is not None else candidate.shown
    try:
        raw, size = read_bytes(candidate.path, "spec")
    except OSError as error:
        complaints.append(Complaint(name, reason(error)))
        return ()
    if not holds_spec(raw):
        return None
    return reading(raw, size, name, "spec", project=project, file=candidate.path).specs


def _linked(found: Sequence[tuple[str, Path, Assessment]]) -> tuple[Entry, ...]:
    """The entries with their children, and the children with the compositions that use them."""
    paths = {file.resolve(): path for path, file, _ in found}
    children = {path: _children(item, paths) for path, _, item in found}
    used_by: dict[str | None, list[str]] = {}
    for path, parts in children.items():
        for part in dict.fromkeys(child.path for child in parts):
            used_by.setdefault(part, []).append(path)
    return tuple(Entry(path, file, item, children[path], tuple(used_by.get(path, ()))) for path, file, item in found)


def _children(item: Assessment, paths: dict[Path, str]) -> tuple[Child, ...]:
    if item.spec is None or item.spec.composition is None:
        return ()
    made = []
    for child, resolution in zip(item.spec.composition.children, item.checked.resolutions, strict=True):
        resolved = resolution if isinstance(resolution, Resolved) else None
        name = None if resolved is None else resolved.spec.loop_name
        path = None if resolved is None else paths.get(resolved.path)
        made.append(Child(child.id, child.role, child.ref, name, path))
    return tuple(made)
