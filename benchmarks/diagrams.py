"""Diagrams: drawn once for each content, and the site of this repository built cold and warm."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from benchmarks import table
from loop_engineering.diagram import flowchart, render_svg
from loop_engineering.lss import load

MOST_COLD_SECONDS = 60
_ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path) -> table.Table:
    """Measure one diagram and the build of the site."""
    source = flowchart(load(table.SPEC.read_text("utf-8")))
    cache = folder / "cache"
    start = time.perf_counter()
    first = render_svg(source, cache=cache)
    drawn = time.perf_counter() - start
    start = time.perf_counter()
    second = render_svg(source, cache=cache)
    cached = time.perf_counter() - start
    if first != second:
        raise RuntimeError("the cache gives another diagram")
    found = table.Table("Diagrams and the site")
    found.add("one diagram, drawn", f"{drawn:.2f} s")
    found.add("the same from the cache, faster by", f"{drawn / cached:.0f}×")
    found.add("its size", f"{len(first.encode()) / 1024:.1f} KB")
    copy = folder / "site"
    shutil.copytree(_ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", ".cache", "site", "build", "dist"))
    build = [table.PYTHON, "-m", "mkdocs", "build", "--strict", "--quiet"]
    cold, _ = table.run(build, copy)
    warm, _ = table.run(build, copy)
    found.add(
        "cold build of the site", f"{cold:.1f} s", f"at most {MOST_COLD_SECONDS} s", kept=cold <= MOST_COLD_SECONDS
    )
    found.add("the same with diagrams and plots cached", f"{warm:.1f} s")
    return found
