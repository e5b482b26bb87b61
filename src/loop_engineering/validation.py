"""Checking many files: from candidates to one report, on all cores where there are many."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from loop_engineering.assess import Assessment
from loop_engineering.files import Candidate, Complaint, holds_spec, project_of, reason
from loop_engineering.lss import Finding, Project, SyntaxFault, fault_finding, select
from loop_engineering.lss.conformance import Conformance
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import Excerpt, excerpt, split_lines
from loop_engineering.reading import Reading, read_bytes, reading

__all__ = ["Demands", "below", "report_of", "validate"]

_POOL_FROM = 200
"""So many files are worth the start of further processes."""
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Demands:
    """What a run looks for: rules by id, name or prefix of the id, and the least rung of the ladder, if any."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    conformance: Conformance | None = None


_NO_DEMANDS = Demands()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one file contributes to a report; `places` are the path and line of each spec that was checked."""

    findings: tuple[Finding, ...] = ()
    excerpts: tuple[Excerpt | None, ...] = ()
    specs: tuple[Mapping[str, Any], ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    skipped: bool = False
    complaint: Complaint | None = None


def validate(
    candidates: Sequence[Candidate],
    demands: Demands = _NO_DEMANDS,
    *,
    piped: Reading | None = None,
    jobs: int | None = None,
) -> tuple[Report, list[Complaint]]:
    """The report on some files, in their order, and complaints of those that could not be read.

    `piped` is what stands in standard input, if that was asked for; it comes first. Uses up to `jobs` processes
    (default: one per core) if there are more than a few hundred files; the result is the same with any number.
    """
    first = [] if piped is None else [_outcome(piped, demands)]
    jobs = jobs or _cores()
    if jobs == 1 or len(candidates) <= _POOL_FROM:
        return _merged(chain(first, _check_chunk(candidates, demands)))
    chunks = [candidates[start : start + _CHUNK] for start in range(0, len(candidates), _CHUNK)]
    with _pool(jobs) as pool:
        outcomes = pool.map(_check_chunk, chunks, [demands] * len(chunks))
        return _merged(chain(first, chain.from_iterable(outcomes)))


def report_of(read: Reading) -> Report:
    """The report on one file that has been read."""
    return _merged([_outcome(read, _NO_DEMANDS)])[0]


def below(spec: Assessment, wanted: Conformance) -> Finding | None:
    """What a valid spec lacks for the wanted rung, as one finding of LSS900; None where it lacks nothing.

    Of an invalid one enough is said already, and a counter-example is wrong on purpose.
    """
    document = spec.checked.document
    if spec.spec is None or document is None or spec.checked.expected or not (missing := spec.shortfalls(wanted)):
        return None
    lacks = "; ".join(f"({number}) {shortfall.message}" for number, shortfall in enumerate(missing, 1))
    message = f"the spec is {spec.conformance}; for {wanted} it lacks {lacks}"
    problem = Problem("", message, span=document.span("/loop_name"))
    return replace(fault_finding(spec.checked.source, SyntaxFault("LSS900", problem)), pointer="/loop_name")


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    # An interrupt is for this process to handle; the others would each print a traceback.
    pool = ProcessPoolExecutor(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _check_chunk(candidates: Iterable[Candidate], demands: Demands) -> list[_Outcome]:
    projects: dict[Path, Project] = {}
    outcomes = []
    for candidate in candidates:
        folder = candidate.path.parent
        if folder not in projects:
            projects[folder] = project_of(candidate.path)
        outcomes.append(_check_file(candidate, demands, projects[folder]))
    return outcomes


def _check_file(candidate: Candidate, demands: Demands, project: Project) -> _Outcome:
    try:
        raw, size = read_bytes(candidate.path, candidate.kind)
    except OSError as error:
        return _Outcome(complaint=Complaint(candidate.shown, reason(error)))
    if candidate.kind == "spec" and not candidate.named and not holds_spec(raw):
        return _Outcome(skipped=True)
    read = reading(raw, size, candidate.shown, candidate.kind, project=project, file=candidate.path)
    if not candidate.named and not read.specs and not read.faults:
        return _Outcome(skipped=True)
    return _outcome(read, demands)


def _outcome(read: Reading, demands: Demands) -> _Outcome:
    findings: list[Finding] = []
    for spec in read.specs:
        chosen = select(spec.checked.findings, only=demands.only, without=demands.without)
        short = None if demands.conformance is None else below(spec, demands.conformance)
        findings += chosen if short is None else sorted((*chosen, short))
    findings += select(read.faults, only=demands.only, without=demands.without)
    lines: dict[str, list[str]] = {}
    if findings:
        # A block may show a file of its own, to which its findings belong.
        lines = {s.checked.source.path: split_lines(s.checked.source.text) for s in read.specs}
        lines[read.shown] = split_lines(read.text)
    entries = (spec.entry() for spec in read.specs)
    sources = [spec.checked.source for spec in read.specs]
    return _Outcome(
        tuple(findings),
        tuple(excerpt(lines.get(finding.path, ()), finding) for finding in findings),
        tuple(entry for entry in entries if entry is not None),
        tuple((source.path, source.lines.line(0)) for source in sources),
    )


def _merged(outcomes: Iterable[_Outcome]) -> tuple[Report, list[Complaint]]:
    """One report of all files. What two pages say of a spec that both show is said once."""
    findings: dict[Finding, tuple[Finding, Excerpt | None]] = {}
    specs: dict[tuple[str, int], Mapping[str, Any]] = {}
    places: set[tuple[str, int]] = set()
    complaints: list[Complaint] = []
    files = skipped = 0
    # A page may call a spec ../specs/a.yaml that is a.yaml to whoever named the file itself.
    same = cache(os.path.abspath)
    for outcome in outcomes:
        if outcome.complaint is not None:
            complaints.append(outcome.complaint)
            continue
        files += not outcome.skipped
        skipped += outcome.skipped
        for finding, shown in zip(outcome.findings, outcome.excerpts, strict=True):
            findings.setdefault(replace(finding, path=same(finding.path)), (finding, shown))
        for entry in outcome.specs:
            specs.setdefault((same(entry["path"]), entry["line"]), entry)
        places.update((same(path), line) for path, line in outcome.places)
    said = tuple(finding for finding, _ in findings.values())
    excerpts = tuple(shown for _, shown in findings.values())
    return Report(said, excerpts, tuple(specs.values()), len(places), files, skipped), complaints


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
