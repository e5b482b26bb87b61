"""How long `loopctl checkin` takes, beside `loopctl validate` of the same files, and what a hostile page costs it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import table
from loop_engineering.checkin.figures import quoted_outputs, stale_scores
from loop_engineering.checkin.links import MAX_LINKED_BYTES, Links
from tests.site_hooks.hostile_pages import PAGES

__all__ = ["run"]

_ROOT = Path(__file__).resolve().parent.parent
_MOST = 5.0
"""Times as long as validating: a check-in also scores, bounds, classifies and parses every page for its links."""
_LONGEST = 30.0
"""Times as long as an ordinary page of the length: what grows with the square of it takes hundreds."""


def run(folder: Path) -> table.Table:
    """Check in with this repository, then read each hostile page as a check-in does."""
    found = table.Table("`loopctl checkin` of this repository")
    validated = _best("validate", ".", "--isolated", "--no-cache")
    found.add("`loopctl validate`, nothing cached", f"{validated:.2f} s")
    asked: dict[str, tuple[str, ...]] = {
        "`loopctl checkin`": (),
        "`loopctl checkin --since HEAD~1`": ("--since", "HEAD~1"),
    }
    for what, more in asked.items():
        took = _best("checkin", ".", "--isolated", *more)
        found.add(
            what, f"{took:.2f} s ({took / validated:.1f}×)", f"at most {_MOST:g}×", kept=took <= _MOST * validated
        )
    page = (_ROOT / "fundamentals" / "01-what-is-a-loop.md").read_text("utf-8")
    size = min(max(map(len, PAGES.values())), MAX_LINKED_BYTES)
    ordinary = page * (size // len(page))
    beside = _seconds(lambda: _read(folder, ordinary))
    found.add(f"an ordinary page, repeated to {len(ordinary):,} characters", f"{beside:.2f} s")
    for name, text in {**PAGES, **_BRACKETS}.items():
        took = _seconds(partial(_read, folder, text))
        found.add(
            f"{name}, {len(text):,} characters",
            f"{took:.2f} s ({took / beside:.1f}×)",
            f"at most {_LONGEST:g}×",
            kept=took <= _LONGEST * beside * max(1.0, len(text) / len(ordinary)),
        )
    return found


_BRACKETS = {
    "open brackets": "[" * 200_000,
    "open links": "[a](" * 50_000,
    "images in links": "[![" * 65_000,
    "nested quotations": ("> " * 500 + "x\n") * 500,
    "nested lists": "".join("  " * depth + "- x\n" for depth in range(500)),
    "references": "".join(f"[r{n}]: x\n" for n in range(20_000)),
    "backticks": "".join("`" * n + " " for n in range(600)),
    "emphasis": "*a_ " * 50_000,
}
"""What parsers of Markdown have been slow on."""


def _read(folder: Path, text: str) -> None:
    list(Links(folder).dead(text, folder / "page.md", "page.md"))
    list(quoted_outputs(text, {"level"}))
    list(stale_scores(text, "page.md", {1.5}))


def _best(*arguments: str) -> float:
    """The shorter of two runs of a command, in seconds."""
    command = [sys.executable, "-m", "loop_engineering.cli", *arguments]
    return min(_seconds(lambda: subprocess.run(command, cwd=_ROOT, capture_output=True, check=False)) for _ in range(2))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
