"""How long the explorer of 2,000 specs takes to follow a reader: a letter typed, a choice made, a column sorted."""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import threading
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import table
from benchmarks.browser import chromium

__all__ = ["run"]

SPECS = 2000
MOST_MILLISECONDS = 50.0
_ON_A_PAGE = 50
_ROUNDS = 9
_SPEC = """\
loop_name: loop-{number}
version: "1.0"
objective: "{verb} the {thing} number {number} until nobody finds fault with it"
workers:
  - role: {role}
evaluators:
  - type: {judge}
termination_conditions:
  - type: max_iterations
    value: {limit}
"""
_CONFIG = """\
site_name: Benchmark
theme: {name: material, font: false}
plugins: [{lss: {fail_on: never}}]
"""
# From what the reader does to when the browser has painted it, and how much of that is the script.
_PAINTED = """async ([part, event, values]) => {
  const taken = [];
  for (const value of values) {
    const element = document.querySelector(part);
    if (event === "input") element.value = value;
    await new Promise(requestAnimationFrame);
    const begun = performance.now();
    if (event === "input") element.dispatchEvent(new Event("input", { bubbles: true }));
    else element.click();
    const script = performance.now() - begun;
    document.body.getBoundingClientRect();
    taken.push([script, performance.now() - begun]);
  }
  const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  return [middle(taken.map((pair) => pair[0])), middle(taken.map((pair) => pair[1]))];
}"""
_ACTS: tuple[tuple[str, str, str, list[str]], ...] = (
    ("a letter typed, few rows stay", "[name=q]", "input", ["loop-17", "loop-177", "", "zone"]),
    ("a letter typed, half of the rows stay", "[name=q]", "input", ["mend", "", "write", ""]),
    ("a choice made", "[name=evaluator]", "input", ["human", "", "deterministic", ""]),
    ("a column sorted", "[data-lss-key=name] button", "click", [""] * 4),
)


def run(folder: Path) -> table.Table:
    """Build a site of `SPECS` specs in `folder`, and measure in Chromium."""
    report = table.Table(f"The explorer with {SPECS:,} specs, one row each")
    _write(folder)
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([table.PYTHON, "-m", "mkdocs", "build", "-q"], cwd=folder, env=environment, check=True)
    handler = functools.partial(_Quiet, directory=str(folder / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, chromium() as browser:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.locator('.lss-explorer[data-lss-ready="yes"]').wait_for()
        for what, part, event, values in _ACTS:
            script, whole = _measured(page, part, event, values)
            told = f"{script:.1f} ms, {whole:.1f} ms with layout"
            report.add(what, told, f"≤ {MOST_MILLISECONDS:g} ms", kept=script <= MOST_MILLISECONDS)
        server.shutdown()
    return report


def _measured(page: Page, part: str, event: str, values: list[str]) -> tuple[float, float]:
    script, whole = page.evaluate(_PAINTED, [part, event, values * _ROUNDS])
    return float(script), float(whole)


def _write(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(_CONFIG, "utf-8")
    (folder / "docs" / "index.md").write_text("# Explore\n\n<!-- lss:explorer -->\n", "utf-8")
    for first in range(0, SPECS, _ON_A_PAGE):
        blocks = (f'```lss panel="none"\n{_spec(number)}```\n' for number in range(first, first + _ON_A_PAGE))
        (folder / "docs" / f"page-{first}.md").write_text(f"# Page {first}\n\n" + "\n".join(blocks), "utf-8")


def _spec(number: int) -> str:
    return _SPEC.format(
        number=number,
        verb=("Mend", "Write")[number % 2],
        thing=("report", "migration", "query", "timetable", "contract")[number % 5],
        role=("author", "analyst", "planner")[number % 3],
        judge=("test_suite", "human")[number % 2],
        limit=number % 40 + 1,
    )


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of what is asked for."""
