"""How long each hostile input of the tests takes to check, beside a spec of 220 lines, and how much memory all take."""

from __future__ import annotations

import resource
import time
from pathlib import Path

from benchmarks import table
from loop_engineering.lss import Project
from loop_engineering.reading import Kind, reading
from tests.robustness.made import MADE
from tests.robustness.test_hostile import FILES, FOLDER

__all__ = ["run"]

_LONGEST = 1.0
_MOST_FINDINGS = 3


def run(folder: Path) -> table.Table:
    """Check each input as `loopctl validate` does, in one process."""
    project = Project(folder)
    ordinary = table.SPEC.read_bytes()
    beside = table.best_of(lambda: _check(ordinary, "spec", folder, project), rounds=3, calls=5)
    found = table.Table("Hostile inputs: what checking finds, and how long it takes")
    found.add("a good spec of 220 lines, to compare with", f"{beside * 1000:.1f} ms")
    for name in [*FILES, *MADE]:
        raw = MADE[name]().encode() if name in MADE else (FOLDER / name).read_bytes()
        kind: Kind = "page" if name.endswith(".md") else "spec"
        seconds, rules = _check(raw, kind, folder, project)
        seconds = min(seconds, _check(raw, kind, folder, project)[0]) if seconds > _LONGEST / 2 else seconds
        shown = ", ".join(rules[:_MOST_FINDINGS]) or "nothing"
        found.add(
            f"`{name}`, {len(raw):,} bytes: {shown}",
            f"{seconds * 1000:,.1f} ms ({seconds / beside:,.1f}×)",
            f"at most {_LONGEST:g} s",
            kept=seconds <= _LONGEST,
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found.add("most memory of the process that checked them all", f"{peak:.0f} MB")
    return found


def _check(raw: bytes, kind: Kind, folder: Path, project: Project) -> tuple[float, list[str]]:
    """Seconds, and the ids of the rules that fired."""
    name = "input.md" if kind == "page" else "input.yaml"
    start = time.perf_counter()
    read = reading(raw, len(raw), name, kind, project=project, file=folder / name)
    found = [finding for item in read.specs for finding in item.checked.findings]
    seconds = time.perf_counter() - start
    return seconds, sorted({finding.rule for finding in [*found, *read.faults]})
