"""When the files of a project came, and when they last changed, by the history that git has of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from loop_engineering.checkin.git import GitError, git

__all__ = ["Dates", "dates_of_files"]


_LAST = 253402300799
"""The last second of the year 9999; a commit may claim to be of any time."""


@dataclass(frozen=True, slots=True)
class Dates:
    """When a file was first committed, and when it was last changed by a commit."""

    first: datetime
    last: datetime


def dates_of_files(root: Path, folder: str = ".") -> Mapping[str, Dates]:
    """The dates of all files that git has had below a folder, by their paths relative to `root`.

    Raises GitError where git cannot say, which it cannot either of a shallow clone: there, every file would seem to be
    as old as the oldest commit. A merge counts for what neither side had.
    """
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise GitError("the clone is shallow")
    prefix = git(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n")
    listed = git(root, "rev-list", "--timestamp", "--topo-order", "HEAD", "--", folder).split(b"\n")
    times = {commit: int(time) for time, _, commit in (line.partition(b" ") for line in listed if line)}
    options = ("--stdin", "--root", "-r", "-c", "-z", "--name-only", "--no-renames")
    changed = git(root, "diff-tree", *options, "--", folder, given=b"".join(commit + b"\n" for commit in times))
    found: dict[str, Dates] = {}
    time = 0
    for word in changed.split(b"\0"):
        # Commits and paths alternate; no path is looked at that is called like a commit.
        if word in times:
            time = times[word]
        elif word:
            path = word.decode("utf-8", "surrogateescape").removeprefix(prefix)
            _add(found, path, datetime.fromtimestamp(min(max(time, 0), _LAST), UTC))
    return found


def _add(found: dict[str, Dates], path: str, when: datetime) -> None:
    known = found.get(path)
    found[path] = Dates(when, when) if known is None else Dates(min(known.first, when), max(known.last, when))
