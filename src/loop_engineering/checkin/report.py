"""The check-in as Markdown, for a job's summary or a page, and as JSON data."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from loop_engineering.checkin.changes import Changes
from loop_engineering.checkin.health import Health, SpecHealth
from loop_engineering.lss.conformance import RUNGS
from loop_engineering.lss.levels import LEVELS
from loop_engineering.lss.report import counted
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.report.markdown import inert

__all__ = ["MAX_ROWS", "as_dict", "markdown"]

VERSION = 1
"""Of the check-in as JSON; raised when a key changes its meaning or goes."""

MAX_ROWS = 100
"""Most rows of one table; what is left out is counted below it."""

_LOWEST = 5
_STEP = 10
_BAR = 20
_LONGEST = 200


def markdown(health: Health) -> Iterator[str]:
    """The lines of the report. The same files give the same lines; nothing in them is markup that an author wrote."""
    yield "# Check-in"
    yield ""
    yield _summary(health)
    yield from _section("Specs by level and conformance", _ladder(health.specs))
    yield from _section("Scores", _scores(health.specs))
    yield from _section("Findings", _findings(health))
    yield from _section("Orphan patterns", _orphans(health))
    yield from _section("Dead links", _dead_links(health))
    yield from _section("Stale figures", _stale(health))
    if health.changes is not None:
        yield from _section(f"Changes since {_code(health.changes.ref)}", _changes(health.changes))


def as_dict(health: Health) -> dict[str, Any]:
    """The check-in as JSON data."""
    changes = health.changes
    return {
        "version": VERSION,
        "summary": {
            "pages": health.pages,
            "specs": len(health.specs),
            "counter_examples": health.counter_examples,
            "errors": health.count("error"),
            "warnings": health.count("warning"),
            "dead_links": len(health.dead_links),
            "stale_figures": len(health.stale),
        },
        "specs": [dataclasses.asdict(item) for item in health.specs],
        "findings": [finding.as_dict() for finding in health.findings],
        "orphan_patterns": list(health.orphans),
        "unwritten_patterns": list(health.unwritten),
        "links_checked": health.links,
        "dead_links": [dataclasses.asdict(item) for item in health.dead_links],
        "figures_checked": health.figures,
        "stale_figures": [dataclasses.asdict(item) for item in health.stale],
        "changes": None if changes is None else _changes_dict(changes),
    }


def _summary(health: Health) -> str:
    parts = [
        counted(len(health.specs), "spec"),
        f"{counted(health.counter_examples, 'counter-example')} apart",
        counted(health.pages, "page"),
        counted(health.count("error"), "error"),
        counted(health.count("warning"), "warning"),
        counted(len(health.dead_links), "dead link"),
        counted(len(health.stale), "stale figure"),
    ]
    return ", ".join(part for part in parts if not part.startswith("0 counter")) + "."


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from lines


def _ladder(specs: Sequence[SpecHealth]) -> Iterator[str]:
    if not specs:
        yield "There is no spec."
        return
    counts = Counter((item.level, item.conformance) for item in specs)
    rungs = [rung for rung in RUNGS if any(item.conformance == rung for item in specs)]
    yield from _head("level", *rungs, "all", right=True)
    for number, level in LEVELS.items():
        row = [counts[number, rung] for rung in rungs]
        if sum(row):
            yield _row(f"{number} {level.name}", *(str(count or "") for count in row), str(sum(row)))
    broken = [item for item in specs if item.level is None]
    if broken:
        yield _row("not valid", *("" for _ in rungs), str(len(broken)))
    row = [sum(item.conformance == rung for item in specs) for rung in rungs]
    yield _row("all", *map(str, row), str(len(specs)))
    if broken:
        yield ""
        yield f"Not valid: {', '.join(_named(item) for item in broken[:MAX_ROWS])}."


def _scores(specs: Sequence[SpecHealth]) -> Iterator[str]:
    scored = sorted((item for item in specs if item.les is not None), key=lambda item: (item.les, item.path, item.line))
    if not scored:
        yield "There is no spec with a score."
        return
    values = [item.les for item in scored if item.les is not None]
    quartiles = [_quantile(values, part) for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
    yield "Structural LES, 0 to 100. Blocks on pages are often small on purpose, so files and blocks are apart."
    yield ""
    yield from _head("LES", "files", "blocks", "", right=True)
    for start in range(0, 100, _STEP):
        here = [item for item in scored if item.les is not None and start <= min(item.les, 99.9) < start + _STEP]
        if here:
            files = sum(item.library for item in here)
            bar = "█" * max(1, round(_BAR * len(here) / len(scored)))
            yield _row(f"{start}–{start + _STEP}", str(files or ""), str(len(here) - files or ""), bar)
    yield ""
    names = ("least", "lower quartile", "median", "upper quartile", "greatest")
    yield ", ".join(f"{name} {value:.1f}" for name, value in zip(names, quartiles, strict=True)) + "."
    lowest = [item for item in scored if item.library][:_LOWEST]
    if lowest:
        yield ""
        shown = ", ".join(f"{_code(item.loop_name)} {item.les:.1f} ({_place(item)})" for item in lowest)
        yield f"Lowest among the files: {shown}."


def _findings(health: Health) -> Iterator[str]:
    if not health.findings:
        yield "None."
        return
    yield from _head("rule", "severity", "count", "first at")
    first = {finding.rule: finding for finding in reversed(health.findings)}
    counts = Counter(finding.rule for finding in health.findings)
    order = {"error": 0, "warning": 1, "info": 2}
    for rule in sorted(counts, key=lambda rule: (order[first[rule].severity], rule)):
        one = first[rule]
        yield _row(f"{rule} {one.name}", one.severity, str(counts[rule]), _code(f"{one.path}:{one.line}:{one.column}"))
    errors = [finding for finding in health.findings if finding.severity == "error"]
    if errors:
        yield ""
        yield from _head("error", "what")
        rows = (
            _row(_code(f"{one.path}:{one.line}:{one.column}"), f"{one.rule} {inert(one.message)}") for one in errors
        )
        yield from _some(rows, len(errors))


def _orphans(health: Health) -> Iterator[str]:
    if not health.orphans and not health.unwritten:
        yield "None: a spec in a file of its own names each of the patterns, and each that is named has a page."
        return
    if health.orphans:
        yield f"Named by no spec in a file of its own: {', '.join(health.orphans)}."
    if health.orphans and health.unwritten:
        yield ""
    if health.unwritten:
        yield f"Named by a spec, and without a page in patterns/: {', '.join(health.unwritten)}."


def _dead_links(health: Health) -> Iterator[str]:
    if not health.dead_links:
        yield f"None among {counted(health.links, 'link')} within the project. Links to other hosts are not followed."
        return
    yield from _head("where", "link", "why")
    rows = (_row(_code(f"{one.path}:{one.line}"), _code(one.target), one.why) for one in health.dead_links)
    yield from _some(rows, len(health.dead_links))


def _stale(health: Health) -> Iterator[str]:
    if not health.stale:
        yield f"None among {counted(health.figures, 'figure')} that can be recognized: quoted output, and scores."
        return
    yield from _head("where", "the page says", "computed", "what")
    rows = (
        _row(_code(f"{one.path}:{one.line}"), _code(one.stated), _code(one.computed), one.what and inert(one.what))
        for one in health.stale
    )
    yield from _some(rows, len(health.stale))


def _changes(changes: Changes) -> Iterator[str]:
    listed = [
        ("Specs added", [f"{name} ({path})" for path, name in changes.added]),
        ("Specs removed", [f"{name} ({path})" for path, name in changes.removed]),
        ("Pages added", changes.pages_added),
        ("Pages removed", changes.pages_removed),
        ("Pages changed", changes.pages_changed),
    ]
    lines = [f"- {title}: {', '.join(_few(items))}." for title, items in listed if items]
    if not lines and not changes.changed:
        yield f"None since commit {changes.commit[:12]}."
        return
    yield f"Compared with commit {changes.commit[:12]}."
    yield from ("", *lines) if lines else ()
    if changes.changed:
        yield ""
        yield from _head("spec changed", "reading", "then", "now")
        rows = (
            _row(_code(f"{spec.loop_name} ({spec.path})"), values[0].replace("_", " "), *map(_code, values[1:]))
            for spec in changes.changed
            for values in (spec.readings or (("none: the readings are the same", "", ""),))
        )
        yield from _some(rows, sum(max(1, len(spec.readings)) for spec in changes.changed))


def _few(items: Sequence[str]) -> Iterator[str]:
    yield from map(_code, items[:MAX_ROWS])
    if len(items) > MAX_ROWS:
        yield f"and {len(items) - MAX_ROWS:,} more"


def _some(rows: Iterator[str], count: int) -> Iterator[str]:
    yield from islice(rows, MAX_ROWS)
    if count > MAX_ROWS:
        yield ""
        yield f"{count - MAX_ROWS:,} more are not listed here."


def _head(*cells: str, right: bool = False) -> Iterator[str]:
    yield _row(*cells)
    yield _row("---", *("---:" if right and cell else "---" for cell in cells[1:]))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """Text as code, in which no reader of Markdown sees markup, HTML, a link or a mention; nothing for nothing."""
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    shown = visible(cut).replace("`", "'").strip()
    # GitHub takes a backslash before the one that keeps a bar in its cell for the escape of that one: it is made wide.
    shown = shown.replace("\\|", "\uff3c|").replace("|", "\\|")
    return f"`{shown}`" if shown else ""


def _named(item: SpecHealth) -> str:
    return f"{_code(item.loop_name)} ({_place(item)})" if item.loop_name else _place(item)


def _place(item: SpecHealth) -> str:
    return _code(item.path if item.library else f"{item.path}:{item.line}")


def _quantile(values: Sequence[float], part: float) -> float:
    """The quantile of sorted values by linear interpolation (Hyndman and Fan's type 7)."""
    at = part * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def _changes_dict(changes: Changes) -> dict[str, Any]:
    return {
        "ref": changes.ref,
        "commit": changes.commit,
        "added": [{"path": path, "loop_name": name} for path, name in changes.added],
        "removed": [{"path": path, "loop_name": name} for path, name in changes.removed],
        "changed": [
            {
                "path": spec.path,
                "loop_name": spec.loop_name,
                "readings": {name: {"then": then, "now": now} for name, then, now in spec.readings},
            }
            for spec in changes.changed
        ],
        "pages_added": list(changes.pages_added),
        "pages_removed": list(changes.pages_removed),
        "pages_changed": list(changes.pages_changed),
    }
