"""What a reader of this project's site waits for: bytes, largest paint, shifts of the layout; and what a build takes.

Beside each page stands the same text as bare Material makes it, and beside the build one of that text without the
plugin and the hooks. The text is the Markdown that the site itself publishes for each page.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks import table
from benchmarks.browser import Served, chromium, gzip_served

__all__ = ["run"]

_ROOT = Path(__file__).resolve().parent.parent
_PAGES = (
    *("", "get-started/", "fundamentals/02-feedback-theory/", "patterns/verification-loop/"),
    *("loop-library/coding-agent/", "explore/", "rules/LSS304/", "standards/lss-1.0/", "glossary/"),
)
_ROUNDS = 3
_LINGER_SECONDS = 3.0
"""How long shifts of the layout are waited for, the page scrolled to its end meanwhile."""

_MOST_KILOBYTES = 250
_MOST_OWN_SCRIPT = 60
_MOST_SHIFT = 0.05
_MOST_PAINT_SECONDS = 1.0
_MOST_BUILD_SECONDS = 25


@dataclass(frozen=True)
class _Line:
    """A connection and a processor, as Lighthouse throttles them: round trip, downstream, how many times slower."""

    milliseconds: float
    megabits: float
    slower: float


_DESKTOP = _Line(40, 10, 1)
_MOBILE = _Line(150, 1.6, 4)

_BARE = """\
site_name: Bare
theme: {name: material, font: false}
plugins: [search]
markdown_extensions:
  [admonition, attr_list, footnotes, md_in_html, tables, toc, pymdownx.details, pymdownx.highlight,
   pymdownx.superfences, pymdownx.tabbed]
"""
_WATCH = """
window.seen = { paint: 0, shift: 0 };
new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.paint = entry.startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class _Visit:
    """One page seen once: kilobytes received by kind, without fonts; seconds to the largest paint; sum of shifts."""

    kilobytes: dict[str, float]
    paint: float
    shift: float

    @property
    def all(self) -> float:
        return sum(self.kilobytes.values())


def run(folder: Path) -> table.Table:
    """Build this site and the same text bare, and visit key pages of both."""
    found = table.Table("The published site")
    whole, bare = folder / "whole", folder / "bare"
    build = [table.PYTHON, "-m", "mkdocs", "build", "--quiet", "--site-dir"]
    table.run([*build, whole], _ROOT)  # draws what is not in the cache yet
    took, _ = table.run([*build, whole], _ROOT)
    pages = _bare_project(whole, bare)
    beside, _ = table.run([*build, bare / "site"], bare)
    found.add(
        f"a full warm build, against bare Material building the text of its {pages} pages ({beside:.1f} s)",
        f"{took:.1f} s ({took / beside:.1f}×)",
        f"at most {_MOST_BUILD_SECONDS} s",
        kept=took <= _MOST_BUILD_SECONDS,
    )
    own = sum(path.stat().st_size for path in _own_scripts(whole)) / 1024
    found.add(
        "all scripts of ours together, not compressed",
        f"{own:.1f} KB",
        f"at most {_MOST_OWN_SCRIPT} KB",
        kept=own <= _MOST_OWN_SCRIPT,
    )
    with chromium() as browser, gzip_served(whole) as ours, gzip_served(bare / "site") as theirs:
        for page in _PAGES:
            _add_page(found, browser, ours, theirs, page)
    return found


def _add_page(found: table.Table, browser: Browser, ours: Served, theirs: Served, page: str) -> None:
    desktop = [_visit(browser, ours, page, _DESKTOP, linger=not turn) for turn in range(_ROUNDS)]
    plain = [_visit(browser, theirs, page, _DESKTOP) for _ in range(_ROUNDS)]
    mobile = [_visit(browser, ours, page, _MOBILE) for _ in range(_ROUNDS)]
    plain_mobile = [_visit(browser, theirs, page, _MOBILE) for _ in range(_ROUNDS)]
    weight, shift = max(visit.all for visit in desktop), max(visit.shift for visit in desktop)
    paint, paint_mobile = _paint(desktop), _paint(mobile)
    kinds = ", ".join(f"{kind} {size:.0f}" for kind, size in sorted(desktop[0].kilobytes.items()))
    name = page or "the home page"
    found.add(
        f"{name}: transferred ({kinds})",
        f"{weight:.0f} KB ({weight / plain[0].all:.2f}×)",
        f"at most {_MOST_KILOBYTES} KB",
        kept=weight <= _MOST_KILOBYTES,
    )
    found.add(
        f"{name}: largest paint",
        f"{paint:.2f} s ({paint / _paint(plain):.2f}×)",
        f"less than {_MOST_PAINT_SECONDS:g} s",
        kept=paint < _MOST_PAINT_SECONDS,
    )
    found.add(f"{name}: largest paint, slow 4G", f"{paint_mobile:.2f} s ({paint_mobile / _paint(plain_mobile):.2f}×)")
    found.add(f"{name}: layout shift", f"{shift:.3f}", f"less than {_MOST_SHIFT:g}", kept=shift < _MOST_SHIFT)


def _visit(browser: Browser, server: Served, path: str, line: _Line, *, linger: bool = False) -> _Visit:
    """A first visit, nothing cached."""
    context = browser.new_context(viewport={"width": 1350, "height": 940} if line is _DESKTOP else _PHONE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    server.sent.clear()
    rate = line.megabits * 1e6 / 8
    conditions = {"latency": line.milliseconds, "downloadThroughput": rate, "uploadThroughput": rate}
    session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    session.send("Emulation.setCPUThrottlingRate", {"rate": line.slower})
    page.add_init_script(_WATCH)
    page.goto(server.address + path, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("seen.paint > 0")
    if linger:
        end = time.monotonic() + _LINGER_SECONDS
        while time.monotonic() < end:
            page.mouse.wheel(0, 700)
            page.wait_for_timeout(200)
    seen = page.evaluate("seen")
    context.close()
    kilobytes = {kind: size / 1024 for kind, size in server.sent.items() if kind != "font"}
    return _Visit(kilobytes, seen["paint"] / 1e3, seen["shift"])


_PHONE: Any = {"width": 412, "height": 823}


def _paint(visits: list[_Visit]) -> float:
    return statistics.median(visit.paint for visit in visits)


def _bare_project(site: Path, project: Path) -> int:
    """Write a project of the Markdown that a site publishes; how many pages it has."""
    pages = list(site.rglob("index.md"))
    for page in pages:
        copy = project / "docs" / page.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(page.read_bytes())
    (project / "mkdocs.yml").write_text(_BARE, "utf-8")
    return len(pages)


def _own_scripts(site: Path) -> list[Path]:
    return [*site.glob("assets/*.js"), *site.glob("assets/lss/**/*.js")]
