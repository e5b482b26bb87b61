"""What changed since a git ref: which specs and pages came, went or changed, and what that does to the readings."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from loop_engineering.assess import Assessment
from loop_engineering.comparison import compare
from loop_engineering.files import PAGE_SUFFIXES, SPEC_SUFFIXES, holds_spec, project_of
from loop_engineering.lss.policy import Policy
from loop_engineering.reading import limit_of, read_bytes, reading

__all__ = ["Changes", "GitError", "Now", "SpecChange", "changes_since"]

_SECONDS = 120
"""How long git may take."""
_REGULAR = ("100644", "100755")


class GitError(Exception):
    """The ref cannot be read; the text says why in a few words."""


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
    specs: Mapping[tuple[str, str], Assessment]


def changes_since(ref: str, root: Path, now: Now, *, wanted: Sequence[str], policy: Policy) -> Changes:
    """Compare what a folder holds now with what git has for `ref`. Raises GitError.

    Paths are relative to `root`, the project's folder, with forward slashes; `wanted` are the folders and files of it
    that are looked at. Nothing is checked out: the blobs are copied to a folder of their own and read there.
    """
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").decode().strip()
    prefix = _git(root, "rev-parse", "--show-prefix").decode("utf-8", "replace").strip()
    blobs = dict(_blobs(root, commit, prefix, wanted))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        # The mark of a project, so that references stay inside.
        (copy / ".git").mkdir()
        _copy(root, blobs, copy)
        pages, specs = _read(blobs, copy, policy)
    changed = [(key, specs[key], now.specs[key]) for key in now.specs if key in specs]
    return Changes(
        ref,
        commit,
        tuple(key for key in now.specs if key not in specs),
        tuple(key for key in specs if key not in now.specs),
        tuple(_changed(changed)),
        tuple(path for path in now.pages if path not in pages),
        tuple(path for path in pages if path not in now.pages),
        tuple(path for path, raw in now.pages.items() if path in pages and pages[path] != raw),
    )


def _changed(pairs: Sequence[tuple[tuple[str, str], Assessment, Assessment]]) -> Iterator[SpecChange]:
    for (path, name), old, new in pairs:
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


def _blobs(root: Path, commit: str, prefix: str, wanted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The path, relative to `root`, and the id of each file at the ref that may hold a spec."""
    listed = _git(root, "ls-tree", "-r", "-z", "--full-tree", commit)
    for entry in listed.split(b"\0"):
        about, _, raw = entry.partition(b"\t")
        mode, _, rest = about.decode("ascii", "replace").partition(" ")
        name = raw.decode("utf-8", "surrogateescape")
        if mode not in _REGULAR or not name.startswith(prefix):
            continue
        path = name.removeprefix(prefix)
        pure = PurePosixPath(path)
        # git writes no such path itself, but a repository made by hand may have one.
        if pure.is_absolute() or ".." in pure.parts or "\\" in path or any(part.startswith(".") for part in pure.parts):
            continue
        if path.lower().endswith((*SPEC_SUFFIXES, *PAGE_SUFFIXES)) and _is_below(path, wanted):
            yield path, rest.split(" ")[1]


def _is_below(path: str, wanted: Sequence[str]) -> bool:
    return any(start in ("", ".") or path == start or path.startswith(f"{start}/") for start in wanted)


def _copy(root: Path, blobs: Mapping[str, str], folder: Path) -> None:
    asked = "".join(f"{blob}\n" for blob in blobs.values()).encode()
    answer = _git(root, "cat-file", "--batch", given=asked)
    at = 0
    for path in blobs:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        at = end + 1 + size + 1
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer[end + 1 : end + 1 + size])


def _read(
    blobs: Mapping[str, str], folder: Path, policy: Policy
) -> tuple[dict[str, bytes], dict[tuple[str, str], Assessment]]:
    """The pages at the ref, whole, and the specs, by path and name."""
    pages: dict[str, bytes] = {}
    specs: dict[tuple[str, str], Assessment] = {}
    for path in blobs:
        file = folder / path
        is_page = path.lower().endswith(PAGE_SUFFIXES)
        raw, size = read_bytes(file, "page" if is_page else "spec")
        if is_page:
            pages[path] = raw
        elif len(raw) > limit_of("spec") or not holds_spec(raw):
            continue
        read = reading(raw, size, path, "page" if is_page else "spec", project=project_of(file, policy), file=file)
        for item in read.specs:
            if item.checked.source.path == path and item.checked.loop_name is not None and not item.checked.expected:
                # Readings are worked out while the children of a composition are still there to be read.
                _ = item.level, item.conformance, item.score, item.bounds
                specs[path, item.checked.loop_name] = item
    return pages, specs


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "--no-pager", *arguments],
            input=given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=environment,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed") from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise GitError("git gave no answer") from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[0].removeprefix("fatal: ") if lines else "git knows no such commit")
    return done.stdout
