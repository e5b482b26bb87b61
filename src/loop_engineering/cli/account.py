"""What `loopctl validate --verbose` says of a run: what was done, and what took how long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from loop_engineering.cli.terminal import table
from loop_engineering.lss.report import counted
from loop_engineering.lss.rules import RULES
from loop_engineering.validation import Account

__all__ = ["account_lines"]

_MOST_RULES = 10


def account_lines(account: Account, cache: Path | None, seconds: float) -> Iterator[str]:
    """The lines of an account of a run of so many seconds, with the folder of its cache, if it had one.

    The times of several processes are added up, so that they can be more than the run took.
    """
    processes = f"{account.processes} process" + ("es" if account.processes > 1 else "")
    checked = account.files - account.cached - account.skipped
    yield f"{counted(account.files, 'file')} in {seconds:.2f} s with {processes}"
    yield f"  {checked} checked, {account.cached} known from the cache, {account.skipped} without a spec"
    if account.fault is not None:
        yield f"  the cache in {cache} was not used: {account.fault}"
    elif cache is None:
        yield "  no cache was used"
    else:
        yield f"  the cache is in {cache}"
    phases = [(name, spent) for name, spent in account.seconds.items() if name not in RULES]
    rules = [(name, spent) for name, spent in account.seconds.items() if name in RULES]
    if rules:
        phases.append(("rules", sum(spent for _, spent in rules)))
    slowest = [(f"{name} {RULES[name].name}", spent) for name, spent in _longest(rules)[:_MOST_RULES]]
    files = [(name, spent) for spent, name in account.slowest]
    for title, rows in (("time by phase", _longest(phases)), ("slowest rules", slowest), ("slowest files", files)):
        if rows:
            yield f"{title}:"
            cells = ((f"{spent * 1000:,.1f} ms", name) for name, spent in rows)
            yield from (f"  {line}" for line in table(cells, right=(0,)))


def _longest(times: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(times, key=lambda pair: -pair[1])
