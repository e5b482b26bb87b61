"""Checking many files: from candidates to one report, on all cores where there are many."""

from __future__ import annotations

import gc
import heapq
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import Any

from loop_engineering.assess import Assessment
from loop_engineering.cache import Cache, Kept, digest, opened
from loop_engineering.config import Config
from loop_engineering.files import Candidate, Complaint, holds_spec, project_of, reason
from loop_engineering.lss import Finding, Project, Suppressed, SyntaxFault, fault_finding
from loop_engineering.lss.conformance import Conformance
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.report import Report
from loop_engineering.lss.report.excerpt import Excerpt, excerpt, split_lines
from loop_engineering.lss.timing import measuring, timed
from loop_engineering.reading import Reading, limit_of, read_bytes, reading

__all__ = ["SLOWEST", "Account", "Demands", "below", "report_of", "validate"]

SLOWEST = 10
"""So many of the slowest files are kept in an account."""

_POOL_FROM = 200
"""So many files are worth the start of further processes."""
_CACHE_FROM = 10
"""So many files are worth a look into the cache; fewer are checked before it is open."""
_CHUNK = 50
_SAFE_PATH = "PYTHONSAFEPATH"
_COLLECT_AFTER = 100_000
"""Node graphs and specs have no cycles, so that looking for some after every 700 objects costs a fifth of the time."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What a run looks for: how its findings are told, and the least rung of the ladder that a spec must reach."""

    config: Config = field(default_factory=Config)
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
    suppressed: tuple[Suppressed, ...] = ()


@dataclass(slots=True)
class Account:
    """What a run did and where its time went, in all its processes.

    `seconds` is by phase or by the id of the rule; `slowest` has the seconds and names of files. `fault` says why
    the cache could not be used, if so.
    """

    files: int = 0
    cached: int = 0
    skipped: int = 0
    processes: int = 1
    seconds: dict[str, float] = field(default_factory=dict)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    fault: str | None = None

    def add(self, other: Account) -> None:
        """Take in what a part of the run did."""
        self.files += other.files
        self.cached += other.cached
        self.skipped += other.skipped
        for name, spent in other.seconds.items():
            self.seconds[name] = self.seconds.get(name, 0) + spent
        self.slowest = heapq.nlargest(SLOWEST, (*self.slowest, *other.slowest))
        self.fault = self.fault or other.fault


@dataclass(frozen=True, slots=True)
class _Run:
    """What the processes of a run have in common: what it looks for, the folder of its cache, and if it is timed."""

    demands: Demands
    cache: Path | None = None
    measured: bool = False


def validate(
    candidates: Sequence[Candidate],
    demands: Demands = _NO_DEMANDS,
    *,
    piped: Reading | None = None,
    jobs: int | None = None,
    cache: Path | None = None,
    watch: Callable[[int], None] | None = None,
    account: Account | None = None,
) -> tuple[Report, list[Complaint]]:
    """The report on some files, in their order, and complaints of those that could not be read.

    `piped` is what stands in standard input, if that was asked for; it comes first. Uses up to `jobs` processes
    (default: one per core) if there are more than a few hundred files; the result is the same with any number, and
    with any `cache`, the folder of results to keep. `watch` is told how many files are done each time that there
    are some more, `account` filled in if given.
    """
    run = _Run(demands, cache if len(candidates) >= _CACHE_FROM else None, account is not None)
    chunks = [candidates[start : start + _CHUNK] for start in range(0, len(candidates), _CHUNK)]
    jobs = jobs or _cores()
    outcomes = [] if piped is None else [_told(_said(piped, demands.conformance), demands.config)]
    done = 0
    with ExitStack() as stack:
        stack.enter_context(_seldom_collecting())
        if jobs > 1 and len(candidates) > _POOL_FROM:
            with opened(run.cache):
                pass  # Made here, so that the processes do not try to all at once.
            parts = stack.enter_context(_pool(jobs)).map(_check_chunk, chunks, [run] * len(chunks))
        else:
            jobs, parts = 1, map(partial(_check_chunk, run=run), chunks)
        for part, about in parts:
            outcomes += part
            done += len(part)
            if account is not None:
                account.add(about)
            if watch is not None:
                watch(done)
        if account is not None:
            account.processes = jobs
        return _merged(outcomes)


def report_of(read: Reading) -> Report:
    """The report on one file that has been read."""
    return _merged([_said(read, None)])[0]


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
def _seldom_collecting() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(jobs, initializer=_start)
    before = os.environ.get(_SAFE_PATH)
    # Where processes are not forked they begin as `python -c`, which would import from the folder that is checked.
    os.environ[_SAFE_PATH] = "1"
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _start() -> None:
    """How a further process begins."""
    # An interrupt is for the first process to handle; the others would each print a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)


def _check_chunk(candidates: Sequence[Candidate], run: _Run) -> tuple[list[_Outcome], Account]:
    account = Account(files=len(candidates))
    policy = run.demands.config.policy

    projects: dict[Path, Project] = {}

    def project_for(path: Path) -> Project:
        if path.parent not in projects:
            projects[path.parent] = project_of(path, policy)
        return projects[path.parent]

    outcomes = []
    with ExitStack() as stack:
        store = stack.enter_context(opened(run.cache))
        if run.measured:
            account.seconds = stack.enter_context(measuring())
        for candidate in candidates:
            start = perf_counter()
            outcomes.append(_check_file(candidate, run.demands, project_for, store))
            account.slowest.append((perf_counter() - start, candidate.shown))
    account.slowest = heapq.nlargest(SLOWEST, account.slowest)
    account.cached, account.fault = store.found, store.fault
    account.skipped = sum(outcome.skipped for outcome in outcomes)
    return outcomes, account


def _check_file(
    candidate: Candidate, demands: Demands, project_for: Callable[[Path], Project], store: Cache
) -> _Outcome:
    path, kind, shown = candidate.path, candidate.kind, candidate.shown
    try:
        raw, size = timed("read", read_bytes, path, kind)
    except OSError as error:
        return _Outcome(complaint=Complaint(shown, reason(error)))
    if kind == "spec" and not candidate.named and not holds_spec(raw):
        return _Outcome(skipped=True)
    # What is told of a file that is not read to its end rests on more than what was read.
    whole = store.is_open and len(raw) <= limit_of(kind)
    asked = (kind, path.suffix.lower(), str(demands.conformance), repr(demands.config.policy))
    key = timed("cache", digest, raw, *asked) if whole else b""
    kept = timed("cache", store.get, key) if whole else None
    if kept is not None:
        outcome = _unpacked(kept, shown)
    else:
        project = project_for(path)
        before = project.asked
        read = reading(raw, size, shown, kind, project=project, file=path)
        outcome = _said(read, demands.conformance)
        # What rests on other files is not kept, for these may change.
        if whole and project.asked == before:
            timed("cache", store.put, key, _packed(outcome))
    if not candidate.named and not outcome.places and not outcome.findings:
        return _Outcome(skipped=True)
    return _told(outcome, demands.config)


def _said(read: Reading, wanted: Conformance | None) -> _Outcome:
    """All that checking found in a file, whatever of it is to be told."""
    findings: list[Finding] = []
    for spec in read.specs:
        short = None if wanted is None else timed("conformance", below, spec, wanted)
        findings += spec.checked.findings if short is None else sorted((*spec.checked.findings, short))
    findings += read.faults
    lines: dict[str, list[str]] = {}
    if findings:
        # A block may show a file of its own, to which its findings belong.
        lines = {s.checked.source.path: split_lines(s.checked.source.text) for s in read.specs}
        lines[read.shown] = split_lines(read.text)
    entries = (timed("conformance", spec.entry) for spec in read.specs)
    sources = [spec.checked.source for spec in read.specs]
    return _Outcome(
        tuple(findings),
        tuple(excerpt(lines.get(finding.path, ()), finding) for finding in findings),
        tuple(entry for entry in entries if entry is not None),
        tuple((source.path, source.lines.line(0)) for source in sources),
        suppressed=tuple(item for spec in read.specs for item in spec.checked.suppressed),
    )


def _told(outcome: _Outcome, config: Config) -> _Outcome:
    """What the configuration leaves of an outcome."""
    pairs = [
        (told, shown)
        for finding, shown in zip(outcome.findings, outcome.excerpts, strict=True)
        for told in config.apply([finding])
    ]
    return replace(
        outcome,
        findings=tuple(told for told, _ in pairs),
        excerpts=tuple(shown for _, shown in pairs),
        suppressed=tuple(item for item in outcome.suppressed if config.apply([item.finding])),
    )


def _packed(outcome: _Outcome) -> Kept:
    return Kept(
        tuple(replace(finding, path="") for finding in outcome.findings),
        outcome.excerpts,
        tuple({**entry, "path": ""} for entry in outcome.specs),
        tuple(line for _, line in outcome.places),
        tuple(replace(item, finding=replace(item.finding, path="")) for item in outcome.suppressed),
    )


def _unpacked(kept: Kept, shown: str) -> _Outcome:
    return _Outcome(
        tuple(replace(finding, path=shown) for finding in kept.findings),
        kept.excerpts,
        tuple({**entry, "path": shown} for entry in kept.specs),
        tuple((shown, line) for line in kept.lines),
        suppressed=tuple(replace(item, finding=replace(item.finding, path=shown)) for item in kept.suppressed),
    )


def _merged(outcomes: Iterable[_Outcome]) -> tuple[Report, list[Complaint]]:
    """One report of all files. What two pages say of a spec that both show is said once."""
    findings: dict[Finding, tuple[Finding, Excerpt | None]] = {}
    specs: dict[tuple[str, int], Mapping[str, Any]] = {}
    places: dict[tuple[str, int], tuple[str, int]] = {}
    suppressed: dict[Finding, Suppressed] = {}
    complaints: list[Complaint] = []
    files = skipped = 0
    # A page may call a spec ../specs/a.yaml that is a.yaml to whoever named the file itself.
    same = cache(os.path.abspath)
    first: dict[str, str] = {}

    def one(finding: Finding) -> Finding:
        name = first.setdefault(same(finding.path), finding.path)
        return finding if name == finding.path else replace(finding, path=name)

    for outcome in outcomes:
        if outcome.complaint is not None:
            complaints.append(outcome.complaint)
            continue
        files += not outcome.skipped
        skipped += outcome.skipped
        for finding, shown in zip(outcome.findings, outcome.excerpts, strict=True):
            findings.setdefault(one(finding), (finding, shown))
        for item in outcome.suppressed:
            suppressed.setdefault(one(item.finding), item)
        for entry in outcome.specs:
            specs.setdefault((same(entry["path"]), entry["line"]), entry)
        for path, line in outcome.places:
            places.setdefault((same(path), line), (path, line))
    said = tuple(finding for finding, _ in findings.values())
    excerpts = tuple(shown for _, shown in findings.values())
    shown_places = tuple(places.values())
    report = Report(said, excerpts, tuple(specs.values()), len(places), files, skipped, shown_places)
    return replace(report, suppressed=tuple(suppressed.values())), complaints


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS
        return os.cpu_count() or 1
