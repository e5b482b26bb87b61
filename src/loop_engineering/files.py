"""Which files to look at: the paths that a person names, turned into files that may hold specs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from loop_engineering.lss import Project, project_root
from loop_engineering.lss.policy import ANYTHING, Policy

__all__ = [
    "PAGE_SUFFIXES",
    "SKIPPED_FOLDERS",
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
SKIPPED_FOLDERS = ("node_modules", "site", "venv", "__pycache__")
"""Folders that are not gone into, beside hidden ones: nobody writes the files in them."""

_SUFFIXES = SPEC_SUFFIXES + PAGE_SUFFIXES
_MISSING = "no such file or folder"
_CIRCLE = "is a link that leads to itself"
_LINK = "is a link out of the project; name the file that it leads to"
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
    found: dict[str, Candidate] = {}
    complaints: list[Complaint] = []
    for path in paths:
        try:
            if path.is_dir():
                candidates: Iterable[tuple[Candidate, str]] = _walk(path, complaints)
            elif _leads_out(path):
                complaints.append(Complaint(path.as_posix(), _LINK))
                continue
            elif path.exists():
                candidates = ((Candidate(path, path.as_posix(), _kind(path), named=True), os.path.realpath(path)),)
            else:
                complaints.append(Complaint(path.as_posix(), _MISSING))
                continue
        except (OSError, ValueError) as error:
            complaints.append(Complaint(path.as_posix(), reason(error)))
            continue
        except RuntimeError:  # what Python says of it before 3.13
            complaints.append(Complaint(path.as_posix(), _CIRCLE))
            continue
        for candidate, real in candidates:
            known = found.get(real)
            if known is None or (candidate.named and not known.named):
                found[real] = candidate
            elif not known.named and known.path.is_symlink() and not candidate.path.is_symlink():
                # What is told, ignored or excluded of a file goes by its own name.
                del found[real]
                found[real] = candidate
    return list(found.values()), complaints


def walk(folder: Path, complaints: list[Complaint] | None = None) -> Iterator[Candidate]:
    """The YAML, JSON and Markdown files below a folder, in order; what could not be read joins `complaints`.

    Hidden files and folders, `node_modules`, `site` and virtual environments are left out, and so are symbolic
    links to folders and to files outside.
    """
    return (candidate for candidate, _ in _walk(folder, [] if complaints is None else complaints))


def _walk(folder: Path, complaints: list[Complaint]) -> Iterator[tuple[Candidate, str]]:
    """The files of `walk`, each with its real path, which is looked up for the folder and for links only."""
    root = os.path.realpath(folder)
    # Popped from the end, so that files and folders come in one order, however deep the folders are.
    waiting = _listing(folder.as_posix(), root, complaints)
    while waiting:
        entry, shown, real = waiting.pop()
        if _is_folder(entry):
            if entry.name not in SKIPPED_FOLDERS and not entry.is_symlink():
                waiting += _listing(shown, real, complaints)
            continue
        if not entry.name.lower().endswith(_SUFFIXES) or not _is_file(entry):
            continue
        if entry.is_symlink():
            real = os.path.realpath(shown)
            if not real.startswith(root.rstrip(os.sep) + os.sep):
                continue
        path = Path(shown)
        yield Candidate(path, shown, _kind(path), named=False), real


def _listing(folder: str, real: str, complaints: list[Complaint]) -> list[tuple[os.DirEntry[str], str, str]]:
    """What is in a folder and not hidden, last name first: entry, how it is shown, path if it is no link."""
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry for entry in entries if entry.name[0] != "."), key=lambda entry: entry.name)
    except OSError as error:
        complaints.append(Complaint(folder, reason(error)))
        return []
    shown = "" if folder == "." else folder if folder.endswith("/") else f"{folder}/"
    below = real.rstrip(os.sep) + os.sep
    return [(entry, shown + entry.name, below + entry.name) for entry in reversed(found)]


def _leads_out(path: Path) -> bool:
    """Whether a file of a project is a link to one outside it, which a report could then quote from.

    Nobody who checks a pull request has to look for links in it.
    """
    if not path.is_symlink():
        return False
    here = path.absolute()
    root = project_root(here.parent.resolve() / here.name, follow=False)
    return not path.resolve().is_relative_to(root)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


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


def project_of(path: Path, policy: Policy = ANYTHING) -> Project:
    """The project that a file's references stay in, and whose loops keep to `policy`. Its library is the folder of
    the file, or, in a folder `compositions`, the one above it."""
    folder = path.resolve().parent
    return Project(project_root(path), folder.parent if folder.name == "compositions" else folder, policy=policy)


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
