"""The files that a spec may refer to: paths stay inside the project, compositions end.

A `ref` is untrusted. It is followed only to a regular file below the project's root, after symbolic links
are resolved. A composition that contains itself, that grows past `MAX_LOOPS` loops, or that nests more than
`MAX_CHAIN` deep is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from loop_engineering.lss.finding import Finding
from loop_engineering.lss.policy import ANYTHING, Policy
from loop_engineering.lss.source import SyntaxFault, read

if TYPE_CHECKING:
    from loop_engineering.lss.spec import Child, Spec

__all__ = ["MAX_CHAIN", "MAX_LOOPS", "Project", "RefFault", "Resolved", "inside", "project_root"]

MAX_LOOPS = 256
"""Most loops in one composition, counting each use of a spec."""

MAX_CHAIN = 16
"""Most compositions, each within the other, on the way to a loop."""

_LONGEST_REF = 1_024
_TOO_MANY = f"makes a composition of more than {MAX_LOOPS} loops"
_ROOT_MARKS = ("mkdocs.yml", "properdocs.yml", "pyproject.toml", ".git")


@dataclass(frozen=True, slots=True)
class RefFault:
    """Why a `ref` cannot be followed, in words that continue "ref …"."""

    kind: Literal["missing", "escaping", "cyclic", "deep", "invalid"]
    message: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """A child spec, the file it was read from, and how many loops it is made of.

    `excused` if it, or a loop that it is made of, has an error that a comment suppresses.
    """

    spec: Spec
    path: Path
    loops: int
    excused: bool = False


def project_root(start: Path, *, follow: bool = True) -> Path:
    """The project that a file belongs to: the nearest folder above it that holds mkdocs.yml, pyproject.toml or .git.

    Without a mark it is the file's own folder, or the one above a folder named `compositions`. Where `start` is a
    link, `follow` says whether the file meant is the one that it leads to.
    """
    start = start.resolve() if follow else start
    for folder in start.parents:
        if any((folder / mark).exists() for mark in _ROOT_MARKS):
            return folder
    return start.parent.parent if start.parent.name == "compositions" else start.parent


def inside(root: Path, bases: Iterable[Path], ref: str) -> Path | RefFault:
    """The regular file that `ref` names, seen from the first of `bases` where there is one.

    Never returns a path outside `root`, whatever `ref` holds.
    """
    if len(ref) > _LONGEST_REF:
        return RefFault("missing", f"has {len(ref):,} characters, more than a path can have")
    if "://" in ref or "\\" in ref or not ref.isprintable():
        return RefFault("escaping", "is not a plain relative path inside the project")
    root = root.resolve()
    escaped = 0
    bases = tuple(bases)
    for base in bases:
        try:
            candidate = (base / ref).resolve()
        except (OSError, ValueError, RuntimeError):
            return RefFault("missing", "is not a path that can be read")
        if not candidate.is_relative_to(root):
            escaped += 1
            continue
        try:
            if candidate.is_file():
                return candidate
        except (OSError, ValueError):
            return RefFault("missing", "is not a path that can be read")
    if escaped == len(bases):
        return RefFault("escaping", "leads out of the project; keep the file below its root")
    return RefFault("missing", "leads to no file; paths are relative to this file or to the library's root")


class Project:
    """The files below one root, read at most once each.

    `library` is the folder from which a `ref` is tried second, `policy` what the project allows in its loops;
    `asked` counts how often somebody looked for a file.
    """

    def __init__(self, root: Path, library: Path | None = None, *, policy: Policy = ANYTHING) -> None:
        self.root = root.resolve()
        self.policy = policy
        self.library = library.resolve() if library is not None else None
        self._read: dict[Path, Resolved | RefFault] = {}
        self._open: list[Path] = []
        self._loads = 0
        self.asked = 0

    def bases(self, path: Path) -> tuple[Path, ...]:
        """The folders from which the file at `path` may refer to others, first choice first."""
        self.asked += 1
        return tuple(base for base in (path.parent, self.library, self.root) if base is not None)

    def child(self, ref: str, composing: Path) -> Resolved | RefFault:
        """The spec that the file `composing` calls `ref`."""
        found = inside(self.root, self.bases(composing), ref)
        if isinstance(found, RefFault):
            return found
        chain = [*self._open, composing.resolve()]
        if found in chain:
            names = [path.name for path in [*chain[chain.index(found) :], found]]
            return RefFault("cyclic", f"makes the composition contain itself: {' → '.join(names)}")
        if len(chain) > MAX_CHAIN:
            return RefFault("deep", f"nests compositions more than {MAX_CHAIN} deep")
        if found not in self._read:
            # What is refused on the way to another loop may stand by itself, so it is not remembered but read again.
            self._loads = self._loads + 1 if self._open else 1
            if self._loads > MAX_LOOPS:
                return RefFault("deep", _TOO_MANY)
            self._open.append(composing.resolve())
            try:
                resolved = self._load(found)
            finally:
                self._open.pop()
            if isinstance(resolved, RefFault) and resolved.kind in ("cyclic", "deep"):
                return resolved
            self._read[found] = resolved
        return self._read[found]

    def _load(self, path: Path) -> Resolved | RefFault:
        # Imported here because checking a composition checks its children.
        from loop_engineering.lss.check import check

        try:
            source = read(path, str(path.relative_to(self.root)))
        except OSError:
            return RefFault("missing", f"leads to {path.name}, which cannot be read")
        if isinstance(source, SyntaxFault):
            return RefFault("invalid", f"leads to {path.name}: {source.problem.message}")
        checked = check(source, project=self, file=path)
        if checked.spec is None:
            return RefFault("invalid", _broken(path, checked.findings))
        loops, excused = 1, any(item.finding.severity == "error" for item in checked.suppressed)
        for child, resolution in zip(_children(checked.spec), checked.resolutions, strict=True):
            if isinstance(resolution, RefFault):
                message = f'leads to {path.name}, whose own child "{child.id}" {resolution.message}'
                return RefFault(
                    resolution.kind, message if len(message) <= 400 else f"{message[:150]} … {message[-200:]}"
                )
            loops += resolution.loops
            excused = excused or resolution.excused
        if any(finding.severity == "error" for finding in checked.findings):
            return RefFault("invalid", _broken(path, checked.findings))
        if loops > MAX_LOOPS:
            return RefFault("invalid", _TOO_MANY)
        return Resolved(checked.spec, path, loops, excused)


def _broken(path: Path, findings: Iterable[Finding]) -> str:
    first = next(finding for finding in findings if finding.severity == "error")
    return f"leads to {path.name}, which is not valid: line {first.line}, {first.message}"


def _children(spec: Spec) -> tuple[Child, ...]:
    return spec.composition.children if spec.composition is not None else ()
