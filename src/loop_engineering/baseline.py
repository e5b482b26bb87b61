"""The baseline: a file of findings that a team knows of, so that only new ones are told.

An entry names a rule, a path relative to the file's folder and an anchor (the place in the spec, by name), and counts
the findings there. Neither lines nor places in lists count, so that what is added above a finding does not make it new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loop_engineering.lss import Finding
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.json import dumps

__all__ = [
    "MAX_BASELINE_BYTES",
    "Baseline",
    "baseline_of",
    "baseline_text",
    "new_findings",
    "read_baseline",
    "without_known",
]

VERSION = 1
"""Of the file's format; raised when a key changes its meaning or goes."""

MAX_BASELINE_BYTES = 64 * 1_048_576
"""Longest baseline that is read."""

_Key = tuple[str, str, str]
_WRITE_ANEW = "write it anew with --write-baseline"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings: how many there are of each rule (id), path and anchor. Paths are relative to `folder`."""

    folder: Path
    counts: Mapping[_Key, int]


def baseline_of(findings: Iterable[Finding], folder: Path) -> Baseline:
    """The baseline that has all these findings, whose paths are relative to the current folder."""
    return Baseline(folder, Counter(_keys(findings, folder)))


def baseline_text(baseline: Baseline) -> str:
    """The baseline as the text of a file: sorted, so that the same findings give the same bytes."""
    entries = [
        {"rule": rule, "path": path, "anchor": anchor, "count": count}
        for (rule, path, anchor), count in sorted(baseline.counts.items(), key=lambda item: _order(item[0]))
    ]
    return dumps({"version": VERSION, "findings": entries}) + "\n"


def read_baseline(file: Path) -> Baseline | str:
    """The baseline in a file of any bytes, or why there is none in it, in a few words. Raises OSError."""
    with file.open("rb") as opened:
        raw = opened.read(MAX_BASELINE_BYTES + 1)
    if len(raw) > MAX_BASELINE_BYTES:
        return f"is no baseline: it has more than {MAX_BASELINE_BYTES:,} bytes"
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return f"is no baseline: not JSON on line {error.lineno}; {_WRITE_ANEW}"
    except (ValueError, RecursionError):
        return f"is no baseline: not JSON; {_WRITE_ANEW}"
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        return f"is no baseline: it has no list of findings; {_WRITE_ANEW}"
    if data.get("version") != VERSION:
        return f"is a baseline of another version of loopctl; {_WRITE_ANEW}"
    counts: Counter[_Key] = Counter()
    for number, entry in enumerate(data["findings"], 1):
        if not _is_entry(entry):
            return f"is no baseline: entry {number} does not have rule, path, anchor and count; {_WRITE_ANEW}"
        counts[entry["rule"], entry["path"], entry["anchor"]] += entry["count"]
    return Baseline(Path(os.path.abspath(file)).parent, counts)  # noqa: PTH100


def without_known(report: Report, baseline: Baseline, *, told: Callable[[str, str], bool]) -> tuple[Report, int]:
    """The report without the findings that the baseline has, and how many of its entries are gone.

    Of a rule, path and anchor as many findings are known as the baseline counts, the first ones. An entry is gone
    if fewer are left, in a file that the report is on or that is no more; `told(rule, path)` says whether the run
    would have told of a rule at all, the path being relative to the current folder.
    """
    kept, left = _sifted(report.findings, baseline, None)
    looked_at = {_relative(path, baseline.folder) for path, _ in report.places}
    gone = 0
    for (rule, path, _), count in left.items():
        if count <= 0:
            continue
        file = os.path.join(baseline.folder, path)  # noqa: PTH118  (there may be a hundred thousand of them)
        there = path in looked_at or not _exists(file)
        gone += there and told(rule, os.path.relpath(file))
    made = replace(
        report,
        findings=tuple(report.findings[number] for number in kept),
        excerpts=tuple(report.excerpts[number] for number in kept),
        known=len(report.findings) - len(kept),
    )
    return made, gone


def new_findings(findings: Sequence[Finding], baseline: Baseline, base: Path) -> tuple[Finding, ...]:
    """The findings, whose paths are relative to `base`, without those that the baseline has."""
    return tuple(findings[number] for number in _sifted(findings, baseline, base)[0])


def _sifted(findings: Iterable[Finding], baseline: Baseline, base: Path | None) -> tuple[list[int], dict[_Key, int]]:
    """The numbers of the findings that are not known, and how many of each entry are left over."""
    left = dict(baseline.counts)
    kept: list[int] = []
    for number, key in enumerate(_keys(findings, baseline.folder, base)):
        if left.get(key, 0) > 0:
            left[key] -= 1
        else:
            kept.append(number)
    return kept, left


def _keys(findings: Iterable[Finding], folder: Path, base: Path | None = None) -> list[_Key]:
    return [(finding.rule, _relative(finding.path, folder, base), finding.anchor) for finding in findings]


def _relative(path: str, folder: Path, base: Path | None = None) -> str:
    """The path, which is relative to `base` or the current folder, as seen from `folder`."""
    try:
        return os.path.relpath(path if base is None else base / path, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return path


def _exists(file: str) -> bool:
    try:
        return os.path.exists(file)  # noqa: PTH110
    except (OSError, ValueError):
        return False


def _order(key: _Key) -> _Key:
    rule, path, anchor = key
    return path, rule, anchor


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    texts = all(isinstance(entry.get(name), str) for name in ("rule", "path", "anchor"))
    count = entry.get("count")
    return texts and isinstance(count, int) and not isinstance(count, bool) and count > 0
