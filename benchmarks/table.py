"""A table of measurements, each with the figure that was promised."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["PYTHON", "SPEC", "Table", "best_of", "paired", "run"]

PYTHON = sys.executable
SPEC = Path(__file__).with_name("spec-220.yaml")
"""A full-form spec of 220 lines."""


@dataclass
class Table:
    """Rows of (what, measured, promised, kept); `kept` is None where nothing was promised."""

    title: str
    rows: list[tuple[str, str, str, bool | None]] = field(default_factory=list)

    def add(self, what: str, measured: str, promised: str = "", *, kept: bool | None = None) -> None:
        """Add a row."""
        self.rows.append((what, measured, promised, kept))

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        return all(row[3] is not False for row in self.rows)

    def markdown(self) -> str:
        """The table as Markdown."""
        words = {True: "yes", False: "**no**", None: ""}
        lines = [f"## {self.title}", "", "| what | measured | promised | kept |", "| --- | ---: | --- | --- |"]
        lines += [
            f"| {what} | {measured} | {promised} | {words[kept]} |" for what, measured, promised, kept in self.rows
        ]
        return "\n".join([*lines, ""])


def best_of(work: Callable[[], object], *, rounds: int = 7, calls: int = 50) -> float:
    """Seconds of one call of `work`: the best of `rounds` averages over `calls` calls."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        best = min(best, (time.perf_counter() - start) / calls)
    return best


def paired(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int = 15, calls: int = 20) -> float:
    """The ratio of the times of two functions: the median over rounds that run one right after the other."""
    ratios = []
    for _ in range(rounds):
        ratios.append(best_of(ours, rounds=1, calls=calls) / best_of(theirs, rounds=1, calls=calls))
    return statistics.median(ratios)


def run(command: Sequence[str | Path], cwd: Path, *, accept: Sequence[int] = (0,)) -> tuple[float, float]:
    """Run a command; its wall-clock and processor seconds. RuntimeError where it ends otherwise than accepted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in accept:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
