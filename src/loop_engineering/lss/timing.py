"""Where the time of checking goes. Nothing is measured until somebody asks, and then in this process only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import ParamSpec, TypeVar

__all__ = ["each", "measuring", "timed"]

_P = ParamSpec("_P")
_T = TypeVar("_T")
_END = object()

_seconds: defaultdict[str, float] | None = None


@contextmanager
def measuring() -> Iterator[defaultdict[str, float]]:
    """Measure what is done within: seconds by the name of the phase, or by the id of the rule."""
    global _seconds
    before, _seconds = _seconds, defaultdict(float)
    try:
        yield _seconds
    finally:
        _seconds = before


def timed(name: str, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What `work` returns; the time that it takes counts as `name`."""
    if _seconds is None:
        return work(*args, **kwargs)
    start = perf_counter()
    try:
        return work(*args, **kwargs)
    finally:
        _seconds[name] += perf_counter() - start


def each(name: str, work: Callable[_P, Iterable[_T]], *args: _P.args, **kwargs: _P.kwargs) -> Iterable[_T]:
    """What `work` yields; the time that it takes, not that of whoever uses it, counts as `name`."""
    return work(*args, **kwargs) if _seconds is None else _each(name, work, *args, **kwargs)


def _each(name: str, work: Callable[_P, Iterable[_T]], *args: _P.args, **kwargs: _P.kwargs) -> Iterator[_T]:
    items = iter(timed(name, work, *args, **kwargs))
    while (item := timed(name, next, items, _END)) is not _END:
        yield item  # type: ignore[misc]
