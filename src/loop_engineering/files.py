"""Which files to look at: the paths that a person names, turned into files that may hold specs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from loop_engineering.lss import Project, project_root

__all__ = [
    "PAGE_SUFFIXES",
    "SPEC_SUFFIXES",
    "Candidate",
    "Complaint",
    "find",
    "holds_spec",
    "project_of",
    "reason",
    "walk",
]

SPEC_SUFFIXES = (".yaml", ".yml", ".json")
"""Files of folders that may be specs."""
PAGE_SUFFIXES = (".md", ".markdown")
"""Files that are Markdown, and may have specs in fenced blocks."""

_SKIPPED = ("node_modules", "site", "venv", "__pycache__")
_MISSING = "no such file or folder"
_REASONS: dict[type[Exception], str] = {
    FileNotFoundError: _MISSING,
    # Something on the way to the file is no folder, so the file is not there either.
    NotADirectoryError: _MISSING,
    IsADirectoryError: "is a folder; name a file",
    PermissionError: "permission denied",
}
_MARKER = "loop_name"
_MARKERS = tuple(_MARKER.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_FIRST_LINE = re.compile(r"^(?![ \t]*(?:#|%|---|\r?$))([ \t]*)(\S)", re.MULTILINE)
# Strings are taken whole, and end with the text where they are not closed, so that one pass is enough.
_FLOW_TOKEN = re.compile(
    r"""(?P<open>[\[{])|(?P<close>[\]}])|#[^\n]*"""
    r"""|(?P<name>"loop_name"|'loop_name'|loop_name)\s*:"""
    r"""|"(?:\\.|[^"])*+(?:"|\Z)|'[^']*+(?:'|\Z)""",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may hold specs.

    `shown` is how findings call it: as the person named it, or the folder. `named` files are checked whatever
    is in them; the others only if they hold a spec.
    """

    path: Path
    shown: str
    kind: Literal["spec", "page"]
    named: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """A path that could not be dealt with, as the person or the folder names it, and why in a few words."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def find(paths: Iterable[Path]) -> tuple[list[Candidate], list[Complaint]]:
    """The files that `paths` (files and folders) name, each once, and what to complain of.

    In the order of `paths`; the files of a folder are in order of their names, part by part.
    """
    found: dict[Path, Candidate] = {}
    complaints: list[Complaint] = []
    for path in paths:
        try:
            if path.is_dir():
                candidates: Iterable[Candidate] = walk(path, complaints)
            elif path.exists():
                candidates = (Candidate(path, path.as_posix(), _kind(path), named=True),)
            else:
                complaints.append(Complaint(path.as_posix(), _MISSING))
                continue
        except (OSError, ValueError) as error:
            complaints.append(Complaint(path.as_posix(), reason(error)))
            continue
        for candidate in candidates:
            real = candidate.path.resolve()
            if real not in found or (candidate.named and not found[real].named):
                found[real] = candidate
    return list(found.values()), complaints


def walk(folder: Path, complaints: list[Complaint] | None = None) -> Iterator[Candidate]:
    """The YAML, JSON and Markdown files below a folder, in order; what could not be read joins `complaints`.

    Hidden files and folders, `node_modules`, `site` and virtual environments are left out, and so are symbolic
    links to folders and to files outside.
    """
    root = folder.resolve()

    def failed(error: OSError) -> None:
        if complaints is not None:
            complaints.append(Complaint(Path(error.filename).as_posix(), reason(error)))

    files: list[Path] = []
    for here, folders, names in os.walk(folder, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        files += [Path(here, name) for name in names if not name.startswith(".")]
    for path in sorted(files, key=lambda path: path.parts):
        if path.suffix.lower() not in SPEC_SUFFIXES + PAGE_SUFFIXES:
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            continue
        if path.is_file():
            yield Candidate(path, path.as_posix(), _kind(path), named=False)


def holds_spec(raw: bytes) -> bool:
    """Whether the bytes of a YAML or JSON file have a `loop_name` at the top level. Does not parse them.

    True also for a text that cannot be parsed, so that checking gets to say why.
    """
    if not any(marker in raw for marker in _MARKERS):
        return False
    if _MARKERS[0] not in raw:
        return True
    text = raw.decode("utf-8-sig", "replace")
    if re.search(rf"^{_MARKER}\b", text, re.MULTILINE):
        return True
    first = _FIRST_LINE.search(text)
    if first is None:
        return False
    if first[2] == "{":
        return _at_top_of_flow(text[first.start(2) :])
    return re.search(rf"^{first[1]}[\"']?{_MARKER}[\"']?[ \t]*:", text, re.MULTILINE) is not None


def project_of(path: Path) -> Project:
    """The project that a file's references stay in. Its library is the folder of the file, or, in a folder
    `compositions`, the one above it."""
    folder = path.resolve().parent
    return Project(project_root(path), folder.parent if folder.name == "compositions" else folder)


def reason(error: Exception) -> str:
    """Why a path could not be read or written, in a few words: the same ones on any system."""
    known = next((words for kind, words in _REASONS.items() if isinstance(error, kind)), None)
    return known or (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def _at_top_of_flow(text: str) -> bool:
    depth = 0
    for token in _FLOW_TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["name"] and depth <= 1:
            return True
    return False


def _kind(path: Path) -> Literal["spec", "page"]:
    return "page" if path.suffix.lower() in PAGE_SUFFIXES else "spec"
