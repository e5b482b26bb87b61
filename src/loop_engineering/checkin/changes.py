"""What changed since a git ref: which specs and pages came, went or changed, and what that does to the readings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from loop_engineering.assess import Assessment
from loop_engineering.checkin.git import GitError, git
from loop_engineering.comparison import compare
from loop_engineering.config import Config
from loop_engineering.files import PAGE_SUFFIXES, SKIPPED_FOLDERS, SPEC_SUFFIXES, holds_spec, project_of
from loop_engineering.reading import Kind, limit_of, reading

__all__ = ["Changes", "GitError", "Key", "Now", "SpecChange", "by_name", "changes_since"]

_REGULAR = ("100644", "100755")

Key = tuple[str, str, int]
"""A spec by its path, its loop_name, and which of that name it is in the file, from 0."""


@dataclass(frozen=True, slots=True)
class SpecChange:
    """A spec that says something else than at the ref; `readings` are those that changed, as (name, before, now)."""

    path: str
    loop_name: str
    readings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different since `ref`. Specs are named by path and loop_name, pages by path."""

    ref: str
    commit: str
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[SpecChange, ...]
    pages_added: tuple[str, ...]
    pages_removed: tuple[str, ...]
    pages_changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Now:
    """What the folder holds today: its pages with their bytes, its specs, and which paths are looked at at all."""

    pages: Mapping[str, bytes]
    specs: Mapping[Key, Assessment]


def by_name(items: Iterable[tuple[str, Assessment]]) -> dict[Key, Assessment]:
    """The specs of files, given with their paths, by name; those without one are left out."""
    found: dict[Key, Assessment] = {}
    for path, item in items:
        name = item.checked.loop_name
        if name is not None:
            number = next(number for number in count() if (path, name, number) not in found)
            found[path, name, number] = item
    return found


def changes_since(ref: str, root: Path, now: Now, *, wanted: Sequence[str], config: Config) -> Changes:
    """Compare what a folder holds now with what git has for `ref`. Raises GitError.

    Paths are relative to `root`, the current folder, with forward slashes; `wanted` are the folders and files of it
    that are looked at, as `find` looks at them. Nothing is checked out: the blobs are copied to a folder of their own
    and read there, with every spec of the repository, since a composition may refer to any.
    """
    commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    prefix = git(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n")
    blobs = dict(_blobs(root, commit))
    below = (path.removeprefix(prefix) for path in blobs if path.startswith(prefix))
    looked_at = [path for path in below if _is_looked_at(path, wanted, config)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        # The mark of a project, so that references stay inside.
        (copy / ".git").mkdir()
        needed = {prefix + path for path in looked_at}
        _copy(root, {path: blob for path, blob in blobs.items() if path in needed or _is_spec(path)}, copy)
        pages, specs = _read(looked_at, copy / prefix, config)
    changed = [(key, specs[key], now.specs[key]) for key in now.specs if key in specs]
    return Changes(
        ref,
        commit,
        tuple(key[:2] for key in now.specs if key not in specs),
        tuple(key[:2] for key in specs if key not in now.specs),
        tuple(_changed(changed)),
        tuple(path for path in now.pages if path not in pages),
        tuple(path for path in pages if path not in now.pages),
        tuple(path for path, raw in now.pages.items() if path in pages and pages[path] != raw),
    )


def _changed(pairs: Sequence[tuple[Key, Assessment, Assessment]]) -> Iterator[SpecChange]:
    for (path, name, _), old, new in pairs:
        if old.checked.source.text == new.checked.source.text and not _composed(new):
            continue
        if old.spec is None or new.spec is None:
            if (old.spec is None) != (new.spec is None):
                words = ["not valid" if item.spec is None else "valid" for item in (old, new)]
                yield SpecChange(path, name, (("validity", words[0], words[1]),))
            continue
        found = compare(old, new)
        readings = tuple((what, _shown(a), _shown(b)) for what, a, b in found.readings if a != b)
        if readings or not found.same:
            yield SpecChange(path, name, readings)


def _composed(item: Assessment) -> bool:
    """Whether the readings of a spec rest on other files as well."""
    return item.spec is not None and item.spec.composition is not None


def _shown(value: object) -> str:
    if value is None:
        return "none"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def _blobs(root: Path, commit: str) -> Iterator[tuple[str, str]]:
    """The path in the repository and the id of each file at the ref that can be copied."""
    listed = git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    for entry in listed.split(b"\0"):
        about, _, raw = entry.partition(b"\t")
        mode, _, rest = about.decode("ascii", "replace").partition(" ")
        path = raw.decode("utf-8", "surrogateescape")
        # git writes no such path itself, but a repository made by hand may have one.
        odd = "\\" in path or any(part.lower() in ("", ".", "..", ".git") for part in path.split("/"))
        if mode in _REGULAR and not odd:
            yield path, rest.split(" ")[1]


def _is_looked_at(path: str, wanted: Sequence[str], config: Config) -> bool:
    """Whether a path would be looked at if it were there now: the same files as by `find` and the configuration."""
    if path in wanted:
        return True
    if not (_is_spec(path) or _kind(path) == "page") or config.excludes(path):
        return False
    starts = ["" if start in ("", ".") else f"{start}/" for start in wanted]
    return any(path.startswith(start) and _is_walked(path.removeprefix(start)) for start in starts)


def _is_walked(path: str) -> bool:
    parts = path.split("/")
    return not any(part.startswith(".") for part in parts) and not any(part in SKIPPED_FOLDERS for part in parts[:-1])


def _is_spec(path: str) -> bool:
    return path.lower().endswith(SPEC_SUFFIXES)


def _kind(path: str) -> Kind:
    return "page" if path.lower().endswith(PAGE_SUFFIXES) else "spec"


def _copy(root: Path, blobs: Mapping[str, str], folder: Path) -> None:
    """Copy files out of the repository. One that is too long to be read is empty; raises GitError where one lacks."""
    sizes = git(root, "cat-file", "--batch-check=%(objecttype) %(objectsize)", given=_asked(blobs)).splitlines()
    kept = {}
    for (path, blob), about in zip(blobs.items(), sizes, strict=True):
        what, _, size = about.decode("ascii", "replace").partition(" ")
        if what != "blob":
            raise GitError("the repository does not have all files of that commit")
        if int(size) <= limit_of(_kind(path)):
            kept[path] = blob
    answer = git(root, "cat-file", "--batch=%(objectsize)", given=_asked(kept))
    at = 0
    for path in blobs:
        raw = b""
        if path in kept:
            start = answer.index(b"\n", at) + 1
            end = start + int(answer[at : start - 1])
            raw, at = answer[start:end], end + 1
        # A name that this system does not take is no file here now either.
        with suppress(OSError):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)


def _asked(blobs: Mapping[str, str]) -> bytes:
    return "".join(f"{blob}\n" for blob in blobs.values()).encode()


def _read(paths: Sequence[str], folder: Path, config: Config) -> tuple[dict[str, bytes], dict[Key, Assessment]]:
    """The pages at the ref, whole, and the specs, by path and name."""
    pages: dict[str, bytes] = {}
    own: list[tuple[str, Assessment]] = []
    for path in paths:
        file, kind = folder / path, _kind(path)
        try:
            raw = file.read_bytes()
        except OSError:
            continue
        if kind == "page":
            pages[path] = raw
        elif not holds_spec(raw):
            continue
        read = reading(raw, len(raw), path, kind, project=project_of(file, config.policy), file=file)
        for item in read.specs:
            if item.checked.source.path == path and not item.checked.expected:
                if _composed(item):
                    # Readings are worked out while the children are still there to be read.
                    _ = item.level, item.conformance, item.score, item.bounds
                own.append((path, item))
    return pages, by_name(own)
