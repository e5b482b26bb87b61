"""How long after a file is saved `mkdocs serve` has the change on screen: in Chromium, by live reload."""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Page, TimeoutError

from benchmarks import table
from benchmarks.browser import chromium

__all__ = ["run"]

MOST_SECONDS = 2.0
_ROUNDS = 3
_FIRST_BUILD_SECONDS = 300
_CHANGE_SECONDS = 120
_PAUSE_SECONDS = 1.5
"""Between two changes, so that the server has turned to waiting again."""
_ROOT = Path(__file__).resolve().parent.parent
_NOT_COPIED = shutil.ignore_patterns(
    ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "site", "build", "dist"
)


@dataclass(frozen=True)
class _Edit:
    """A change of a file: `before` becomes `after`, in which `{mark}` is a new word each time, then seen on `page`."""

    what: str
    file: str
    before: str
    after: str
    page: str


_BARE = _Edit("a site of one page, Material alone", "docs/index.md", "# Benchmark", "# Benchmark\n\n{mark}", "")
_EDITS = (
    _Edit(
        "a page",
        "fundamentals/02-feedback-theory.md",
        "\n## ",
        "\n{mark}\n\n## ",
        "fundamentals/02-feedback-theory/",
    ),
    _Edit(
        "a page with a spec",
        "patterns/verification-loop.md",
        "\n## ",
        "\n{mark}\n\n## ",
        "patterns/verification-loop/",
    ),
    _Edit(
        "a spec of the library, in words that its diagram does not have",
        "loop-library/coding-agent.yaml",
        "  Turn one change request",
        "  Turn one {mark} request",
        "loop-library/coding-agent/",
    ),
    _Edit(
        "a spec of the library, and its diagram",
        "loop-library/coding-agent.yaml",
        "Read the request",
        "Read {mark}",
        "loop-library/coding-agent/",
    ),
)


def run(folder: Path) -> table.Table:
    """Serve a copy of this repository and a site of one page, and change files."""
    bare = folder / "bare"
    (bare / "docs").mkdir(parents=True)
    (bare / "docs" / "index.md").write_text("# Benchmark\n", "utf-8")
    (bare / "mkdocs.yml").write_text("site_name: Bare\ntheme: {name: material, font: false}\n", "utf-8")
    whole = folder / "whole"
    shutil.copytree(_ROOT, whole, ignore=_NOT_COPIED)
    found = table.Table("`mkdocs serve --dirty`: from saving a file to the change on screen")
    with chromium() as browser:
        page = browser.new_page()
        with _serving(bare) as (address, _):
            _measure(found, page, address, bare, _BARE)
        with _serving(whole, "--dirty") as (address, started):
            found.add("the first build, diagrams and plots cached", f"{started:.1f} s")
            for edit in _EDITS:
                _measure(found, page, address, whole, edit, MOST_SECONDS)
        with _serving(whole) as (address, _):
            _measure(found, page, address, whole, replace(_EDITS[0], what="a page, without --dirty"))
    return found


def _measure(found: table.Table, page: Page, address: str, site: Path, edit: _Edit, most: float | None = None) -> None:
    took = sorted(_seconds(page, address, site, edit) for _ in range(_ROUNDS))
    middle = statistics.median(took)
    each = ", ".join(f"{seconds:.1f}" for seconds in took)
    promise = f"at most {most:g} s" if most is not None else ""
    found.add(edit.what, f"{middle:.2f} s ({each})", promise, kept=middle <= most if most is not None else None)


def _seconds(page: Page, address: str, site: Path, edit: _Edit) -> float:
    """How long a change takes to be seen, by a page that reloads itself."""
    file, mark = site / edit.file, f"marked{time.monotonic_ns()}"
    text = file.read_text("utf-8")
    if edit.before not in text:
        raise RuntimeError(f"{edit.file} no longer says {edit.before!r}")
    page.goto(address + edit.page, wait_until="load")
    time.sleep(_PAUSE_SECONDS)
    start = time.perf_counter()
    file.write_text(text.replace(edit.before, edit.after.format(mark=mark), 1), "utf-8")
    try:
        page.get_by_text(mark).first.wait_for(state="attached", timeout=_CHANGE_SECONDS * 1e3)
        took = time.perf_counter() - start
        page.wait_for_load_state("load")
        file.write_text(text, "utf-8")
        page.get_by_text(mark).first.wait_for(state="detached", timeout=_CHANGE_SECONDS * 1e3)
    except TimeoutError as late:
        raise RuntimeError(f"{edit.what}: the change was never seen:\n{_said(site)}") from late
    return took


@contextmanager
def _serving(site: Path, *options: str) -> Iterator[tuple[str, float]]:
    """`mkdocs serve` of a folder: its address, and the seconds that it took to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [table.PYTHON, "-m", "mkdocs", "serve", "--livereload", "--quiet", "--dev-addr", place, *options]
    start = time.perf_counter()
    with (site / "serve.log").open("w") as log:
        server = subprocess.Popen(command, cwd=site, stdout=log, stderr=log)
        try:
            while not _answers(f"http://{place}/"):
                if server.poll() is not None or time.perf_counter() - start > _FIRST_BUILD_SECONDS:
                    raise RuntimeError(f"mkdocs serve did not start:\n{_said(site)}")
                time.sleep(0.05)
            yield f"http://{place}/", time.perf_counter() - start
        finally:
            server.terminate()
            server.wait(timeout=30)


def _said(site: Path) -> str:
    return (site / "serve.log").read_text("utf-8")[-2000:]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5):
            return True
    except OSError:
        return False
