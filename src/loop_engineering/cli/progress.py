"""A bar on standard error while work is long and a person is watching. It leaves nothing behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

__all__ = ["progress"]

_LONG = 0.5
"""Seconds that are waited for in silence."""


@contextmanager
def progress(total: int, noun: str) -> Iterator[Callable[[int], None] | None]:
    """A function to call with how many of `total` things are done; None where nobody would see a bar."""
    if not _is_watched():
        yield None
        return
    bar = _Bar(total, noun)
    try:
        yield bar.show
    finally:
        bar.close()


class _Bar:
    """A bar that comes up when the work turns out to be long."""

    def __init__(self, total: int, noun: str) -> None:
        self._total, self._noun = total, noun
        self._began = monotonic()
        self._shown: Progress | None = None

    def show(self, done: int) -> None:
        """Tell how much is done."""
        if self._shown is None:
            if done >= self._total or monotonic() - self._began < _LONG:
                return
            self._shown = _rich(self._total, self._noun)
        self._shown.update(self._shown.task_ids[0], completed=done)

    def close(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown.stop()


def _is_watched() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"


def _rich(total: int, noun: str) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TextColumn(noun), TimeRemainingColumn())
    shown = Progress(
        *columns,
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    shown.add_task("", total=total)
    shown.start()
    return shown
