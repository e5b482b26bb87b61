"""Reading a knowledge base once, and what its check-in says of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loop_engineering.assess import Assessment
from loop_engineering.checkin.changes import Changes, Now, by_name, changes_since
from loop_engineering.checkin.figures import Reader, StaleFigure, inside, stale_outputs, stale_scores
from loop_engineering.checkin.links import DeadLink, Links
from loop_engineering.config import Config
from loop_engineering.files import Candidate, Complaint, holds_spec, project_of, reason
from loop_engineering.lss import Finding, project_root
from loop_engineering.lss.markdown import find_blocks
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.lss.report.excerpt import split_lines
from loop_engineering.reading import Reading, read_bytes, reading

__all__ = ["Health", "SpecHealth", "check_in"]


@dataclass(frozen=True, slots=True)
class SpecHealth:
    """One spec: where it stands, and its readings, None where it is not valid. `library`: it has a file of its own."""

    path: str
    line: int
    loop_name: str
    library: bool
    level: int | None
    conformance: str | None
    les: float | None


@dataclass(frozen=True, slots=True)
class Health:
    """The health of a knowledge base.

    `specs` leaves out counter-examples, which are counted apart, and blocks that show a file, which is there itself.
    `orphans` are the patterns that no spec in a file of its own names; `unwritten` those that one names and that have
    no page. `links` and `figures` say how many were checked. `changes` is None where no ref was named.
    """

    pages: int
    specs: tuple[SpecHealth, ...]
    counter_examples: int
    findings: tuple[Finding, ...]
    orphans: tuple[str, ...]
    unwritten: tuple[str, ...]
    links: int
    dead_links: tuple[DeadLink, ...]
    figures: int
    stale: tuple[StaleFigure, ...]
    changes: Changes | None
    complaints: tuple[Complaint, ...] = ()

    def count(self, severity: str) -> int:
        """How many findings of this severity there are."""
        return sum(finding.severity == severity for finding in self.findings)

    def ails(self, *, strict: bool = False) -> bool:
        """Whether something has to be mended: an error, a dead link or a stale figure; with `strict` a warning, too."""
        warned = strict and self.count("warning") > 0
        return bool(self.count("error") or warned or self.dead_links or self.stale)


@dataclass(slots=True)
class _Base:
    """What was read: each file once."""

    pages: dict[str, tuple[Candidate, str, bytes]] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def check_in(
    candidates: Iterable[Candidate],
    config: Config,
    *,
    readers: Mapping[str, Reader],
    since: str | None = None,
    wanted: Sequence[str] = (".",),
) -> Health:
    """The health of the files `candidates`, whose paths are relative to the current folder.

    `readers` print a spec as the commands of these names do, to compare quoted output with. `since` is a git ref to
    compare with, within the folders and files `wanted`; raises GitError where git cannot read it.
    """
    base = _read(candidates, config)
    own = [(path, item) for path, read in base.readings.items() for item in read.specs if _is_own(path, item)]
    specs = [(path, item) for path, item in own if not item.checked.expected]
    root = project_root(Path.cwd() / "any")
    links = Links(root)
    dead = [link for shown, (page, text, _) in base.pages.items() for link in links.dead(text, page.path, shown)]
    figures = list(_figures(base, root, readers))
    changes = None
    if since is not None:
        now = Now(
            {_relative(shown): raw for shown, (_, _, raw) in base.pages.items()},
            by_name((_relative(path), item) for path, item in specs),
        )
        changes = changes_since(since, Path.cwd(), now, wanted=wanted, config=config)
    found = (finding for read in base.readings.values() for finding in _findings(read))
    named = {name for path, item in specs if path not in base.pages for name in _patterns(item)}
    return Health(
        len(base.pages),
        tuple(_health(item, path not in base.pages) for path, item in specs),
        len(own) - len(specs),
        config.apply(sorted(found, key=lambda one: (one.path, one.line, one.column, one.rule))),
        tuple(slug for slug in PATTERNS if slug not in named),
        tuple(_unwritten(named, base.pages)),
        links.checked,
        tuple(dead),
        len(figures),
        tuple(figure for figure in figures if figure is not None),
        changes,
        tuple(base.complaints),
    )


def _read(candidates: Iterable[Candidate], config: Config) -> _Base:
    base = _Base()
    for candidate in candidates:
        shown, path = candidate.shown, candidate.path
        try:
            raw, size = read_bytes(path, candidate.kind)
        except OSError as error:
            base.complaints.append(Complaint(shown, reason(error)))
            continue
        if candidate.kind == "spec" and not candidate.named and not holds_spec(raw):
            continue
        read = reading(raw, size, shown, candidate.kind, project=project_of(path, config.policy), file=path)
        base.readings[shown] = read
        base.files[path.resolve()] = shown
        if candidate.kind == "page":
            # Lines end alike from here on, however the file ends them.
            base.pages[shown] = candidate, "\n".join(split_lines(read.text)), raw
    return base


def _is_own(shown: str, item: Assessment) -> bool:
    """Whether a spec is written in the file itself: a block may show that of another."""
    return item.checked.source.path == shown


def _findings(read: Reading) -> Iterator[Finding]:
    yield from read.faults
    for item in read.specs:
        yield from (finding for finding in item.checked.findings if finding.path == read.shown)


def _health(item: Assessment, library: bool) -> SpecHealth:
    checked, level, score = item.checked, item.level, item.score
    return SpecHealth(
        checked.source.path,
        checked.source.lines.line(0),
        checked.loop_name or "",
        library,
        None if level is None else level.level,
        item.conformance,
        None if score is None else score.les,
    )


def _relative(shown: str) -> str:
    """A path as git has it below the current folder, however it was named."""
    return os.path.relpath(shown).replace(os.sep, "/")


def _patterns(item: Assessment) -> Sequence[str]:
    return () if item.spec is None else item.spec.patterns


def _unwritten(named: Iterable[str], pages: Iterable[str]) -> Iterator[str]:
    """The patterns that are named and have no page, where there is a folder of patterns."""
    written = {Path(page).stem for page in pages if Path(page).parent.name == "patterns"}
    return (slug for slug in PATTERNS if written and slug in named and slug not in written)


def _figures(base: _Base, root: Path, readers: Mapping[str, Reader]) -> Iterator[StaleFigure | None]:
    def specs(name: str) -> Sequence[Assessment] | None:
        file = inside(Path.cwd(), name) or inside(root, name)
        if file is None:
            return None
        shown = base.files.get(file)
        return base.readings[shown].specs if shown is not None else None

    for shown, (page, text, _) in base.pages.items():
        yield from stale_outputs(text, shown, readers, specs)
        yield from stale_scores(text, shown, _scores(base, shown, page, text))


def _scores(base: _Base, shown: str, page: Candidate, text: str) -> set[float]:
    """The scores of the specs that a page shows, and of the file beside it that it is the companion of."""
    items = list(base.readings[shown].specs)
    for block in find_blocks(text, shown):
        if block.src is not None:
            items += _specs_of(base, Path(os.path.normpath(page.path.parent / block.src)))
    for suffix in (".yaml", ".yml", ".json"):
        items += _specs_of(base, page.path.with_suffix(suffix))
    return {item.score.les for item in items if item.score is not None}


def _specs_of(base: _Base, file: Path) -> Sequence[Assessment]:
    try:
        shown = base.files.get(file.resolve())
    except (OSError, ValueError, RuntimeError):  # the last is what Python says of a circular link before 3.13
        return ()
    return () if shown is None else base.readings[shown].specs
