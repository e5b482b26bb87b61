"""Checking an open file: the findings that a run of `loopctl validate` would tell of it, at places of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loop_engineering.baseline import new_findings, read_baseline
from loop_engineering.config import Config
from loop_engineering.files import project_of
from loop_engineering.lsp.view import Opened
from loop_engineering.lss import Finding
from loop_engineering.lss.conformance import SHORT_NAMES
from loop_engineering.lss.position import Span
from loop_engineering.reading import Reading, limit_of, reading
from loop_engineering.validation import below

__all__ = ["Placed", "analyse"]


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and where the open file shows it.

    One that is not of its `own` text but of a file that a page embeds stands at the page's fence.
    """

    finding: Finding
    span: Span
    own: bool = True


def analyse(opened: Opened, file: Path, config: Config) -> tuple[Placed, ...]:
    """The findings of a file, in its order, as the configuration has them; `file` is what its references start from.

    None of a YAML or JSON file without a top-level loop_name, and of one that the configuration excludes.
    """
    if config.excludes(opened.path, file.parent) or (not opened.is_relevant and not _is_too_large(opened)):
        return ()
    if opened.is_beginning:
        return ()
    raw = opened.text.encode("utf-8", "surrogatepass")
    read = reading(raw, len(raw), opened.path, opened.kind, project=project_of(file, config.policy), file=file)
    placed = [
        replace(item, finding=told)
        for item in _placed(opened, read, config)
        for told in config.apply((item.finding,), file.parent)
    ]
    return tuple(placed if config.baseline is None else _new(placed, config.baseline, file.parent))


def _new(placed: Sequence[Placed], file: Path, base: Path) -> Iterator[Placed]:
    """What the baseline does not know; all where it cannot be read, which `loopctl validate` complains of."""
    try:
        baseline = read_baseline(file)
    except OSError:
        baseline = ""
    findings = [item.finding for item in placed]
    new = findings if isinstance(baseline, str) else new_findings(findings, baseline, base)
    left = {id(finding) for finding in new}
    yield from (item for item in placed if id(item.finding) in left)


def _is_too_large(opened: Opened) -> bool:
    return len(opened.text) > limit_of(opened.kind) and (opened.kind == "page" or "loop_name" in opened.text)


def _placed(opened: Opened, read: Reading, config: Config) -> Iterator[Placed]:
    wanted = SHORT_NAMES[config.conformance] if config.conformance is not None else None
    for number, spec in enumerate(read.specs):
        findings = list(spec.checked.findings)
        if wanted is not None and (short := below(spec, wanted)) is not None:
            findings.append(short)
        for finding in sorted(findings):
            if finding.path == opened.path:
                yield Placed(finding, _span(finding))
            else:
                fence = opened.blocks[number].fence
                span = Span(fence.line, fence.column, fence.line, fence.column + 3 + len(fence.info))
                yield Placed(finding, span, own=False)
    for finding in read.faults:
        yield Placed(finding, _span(finding))


def _span(finding: Finding) -> Span:
    return Span(finding.line, finding.column, finding.end_line, finding.end_column)
