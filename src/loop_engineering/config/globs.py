"""Globs over paths: `*` and `?` stay within a folder, `**` goes through any number of them."""

from __future__ import annotations

import fnmatch
import re
from functools import lru_cache

__all__ = ["glob_fault", "glob_matches"]

_LONGEST = 1_024


def glob_fault(pattern: str) -> str | None:
    """Why the glob can match no path below its folder, with what to write instead; None where it can."""
    if not pattern.strip():
        return "an empty glob matches nothing"
    if len(pattern) > _LONGEST:
        return f"a glob of {len(pattern):,} characters is longer than any path"
    if "\\" in pattern:
        return "has a backslash; write / between folders"
    if pattern.startswith("/") or re.match(r"[A-Za-z]:", pattern):
        return "is absolute; globs are relative to the folder of this file"
    if ".." in pattern.split("/"):
        return "leads out of the folder of this file; put the file into the folder above"
    if pattern.startswith("!"):
        return "begins with !, which takes nothing back here; name what is meant"
    if "{" in pattern:
        return "has braces, which match nothing; write a glob for each choice"
    return None


def glob_matches(pattern: str, path: str) -> bool:
    """Whether the glob matches the path (relative, with forward slashes) or a folder that the path lies in.

    A glob without a slash is looked for in every folder, as in .gitignore. Takes time in proportion to the path
    and the glob.
    """
    segments = _segments(pattern)
    states = _closed({0}, segments)
    for part in path.split("/"):
        if len(segments) in states:
            return True
        after = set()
        for state in states:
            segment = segments[state]
            if segment is None:
                after |= {state, state + 1}
            elif segment.match(part):
                after.add(state + 1)
        states = _closed(after, segments)
    return len(segments) in states


def _closed(states: set[int], segments: tuple[re.Pattern[str] | None, ...]) -> set[int]:
    """The states together with those that are reached by letting `**` stand for no folder."""
    found = set()
    for state in states:
        found.add(state)
        # At its end, ** stands for what is in a folder, not for the folder.
        while state < len(segments) - 1 and segments[state] is None and state + 1 not in found:
            state += 1
            found.add(state)
    return found


@lru_cache(maxsize=1024)
def _segments(pattern: str) -> tuple[re.Pattern[str] | None, ...]:
    """The parts of a glob between its slashes; None stands for `**`."""
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if "/" not in pattern.rstrip("/"):
        parts.insert(0, "**")
    return tuple(None if part == "**" else re.compile(fnmatch.translate(part)) for part in parts)
