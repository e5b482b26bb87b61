"""What a report calls a file and a finding, so that services recognize both in the next run, on another machine."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from loop_engineering.lss.finding import Finding

__all__ = ["fingerprints", "relative"]


def relative(path: str) -> str:
    """The path from the current folder on if it is an absolute one below it, else the path as it is."""
    pure = Path(path)
    if not pure.is_absolute():
        return path
    here = Path.cwd()
    return pure.relative_to(here).as_posix() if pure.is_relative_to(here) else path


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A mark for each finding: another one for each, and the same one while lines are added around it.

    It is made of rule, path and anchor. Two faults may have the same anchor, so a number in order of appearance goes
    with it.
    """
    seen: Counter[str] = Counter()
    marks = []
    for finding in findings:
        parts = "\0".join((finding.rule, relative(finding.path), finding.anchor))
        mark = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
        seen[mark] += 1
        marks.append(f"{mark}:{seen[mark]}")
    return marks
