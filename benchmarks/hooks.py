"""How long the site's hooks take to read a hostile page, beside an ordinary one repeated to the same length."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from site_hooks.works import short

from benchmarks import table
from tests.site_hooks.hostile_pages import HTML, HTML_READERS, PAGES, READERS

__all__ = ["run"]

_LONGEST = 5.0
"""Seconds for all readers together; one that is quadratic takes ten times as long at least."""
_ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path) -> table.Table:
    """Read each page with everything that reads pages."""
    page = (_ROOT / "fundamentals" / "01-what-is-a-loop.md").read_text("utf-8")
    size = max(map(len, PAGES.values()))
    beside = _seconds(page * (size // len(page)), READERS)
    found = table.Table("Hostile pages: what the site's hooks take to read them")
    found.add(f"an ordinary page, repeated to {size:,} characters", f"{beside:.2f} s")
    cases = [*((name, text, READERS) for name, text in PAGES.items())]
    cases += [(name, text, HTML_READERS) for name, text in HTML.items()]
    for name, text, readers in cases:
        _add(found, f"{name}, {len(text):,} characters", _seconds(text, readers), beside)
    author = "A. Bee" + " " * 200_000 + "x,"
    _add(
        found,
        "an author of 200,000 spaces",
        _seconds(author, [lambda text: short({"author": text, "year": 1})]),
        beside,
    )
    return found


def _add(found: table.Table, what: str, seconds: float, beside: float) -> None:
    kept = seconds <= _LONGEST
    found.add(what, f"{seconds:.2f} s ({seconds / beside:.1f}×)", f"at most {_LONGEST:g} s", kept=kept)


def _seconds(text: str, readers: Sequence[Callable[[str], object]]) -> float:
    start = time.perf_counter()
    for read in readers:
        read(text)
    return time.perf_counter() - start
