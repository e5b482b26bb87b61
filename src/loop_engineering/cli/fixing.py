"""`loopctl validate --fix` and `--diff`: which files are mended, how they are written, and what is said of it."""

from __future__ import annotations

import difflib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from loop_engineering.cli.inputs import STDIN
from loop_engineering.cli.terminal import show_for_programs
from loop_engineering.config import Config
from loop_engineering.files import Candidate, Complaint, project_of, reason
from loop_engineering.lss import Finding, project_root
from loop_engineering.lss.fixes import Mended, mend
from loop_engineering.lss.report import Report, counted
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.reading import Kind, Reading, read_bytes, reading

__all__ = ["Fixing", "Outcome", "check_output", "fix_options", "fixable", "fixing_of", "run"]

_BOM = b"\xef\xbb\xbf"
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_NO_LINE_END = "\n\\ No newline at end of file\n"

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Fixing:
    """What is to be done with fixes: write them or show them, the unsafe ones too or not."""

    write: bool
    show: bool
    unsafe: bool

    def __bool__(self) -> bool:
        return self.write or self.show


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of fixing: whether a file is, or would be, another, standard input as mended, and what went wrong."""

    changed: bool
    said: str
    piped: Reading | None
    complaints: list[Complaint]


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is and as it would be mended. `path` is None for standard input, `left` is what is told then."""

    shown: str
    path: Path | None
    raw: bytes
    text: str
    mended: Mended
    left: tuple[Finding, ...]

    @property
    def changed(self) -> bool:
        """Whether mending changes it at all."""
        return self.mended.text != self.text

    @property
    def new(self) -> bytes:
        """What is to be written."""
        return (_BOM if self.raw.startswith(_BOM) else b"") + self.mended.text.encode()


def fix_options(command: _F) -> _F:
    """The options --fix, --unsafe-fixes and --diff."""
    for decorator in (
        click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing."),
        click.option("--unsafe-fixes", is_flag=True, help="Fix, too, what takes a number or a policy to be chosen."),
        click.option("--fix", is_flag=True, help="Mend what can be mended without changing what was meant."),
    ):
        command = decorator(command)
    return command


def fixing_of(*, fix: bool, diff: bool, unsafe: bool) -> Fixing:
    """What the options ask for; a usage error where they contradict each other."""
    if fix and diff:
        raise click.UsageError("--fix writes and --diff only shows; leave one out")
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix, which writes them, or --diff, which shows them")
    return Fixing(fix, diff, unsafe)


def fixable(findings: Iterable[Finding]) -> str | None:
    """A line that says how many findings can be mended; None where none can."""
    fixes = [finding.fix for finding in findings if finding.fix is not None]
    safe = sum(fix.safe for fix in fixes)
    unsafe = len(fixes) - safe
    if safe:
        more = f" ({unsafe:,} more with --unsafe-fixes)" if unsafe else ""
        return f"{counted(safe, 'problem')} can be fixed with --fix{more}"
    return f"{counted(unsafe, 'problem')} can be fixed with --fix --unsafe-fixes" if unsafe else None


def check_output(fixing: Fixing, forms: Collection[str], *, piped: bool, baseline: bool) -> None:
    """A usage error where a report in one of `forms` would go to standard output beside a diff or a fixed text, or
    a baseline be written of what is being fixed."""
    if fixing and baseline:
        raise click.UsageError("fix first, and write the baseline of what remains after that")
    other = "the diff" if fixing.show else "the fixed text" if fixing.write and piped else None
    if other is not None and (taken := next((form for form in forms if form != "text"), None)):
        raise click.UsageError(f"standard output gets {other}; write the report to a file: --format {taken}=FILE")


def run(
    fixing: Fixing,
    candidates: Iterable[Candidate],
    report: Report,
    config: Config,
    *,
    piped: Reading | None,
    kind: Kind,
) -> Outcome:
    """Fix what the report tells of the candidates and of standard input, which holds a text of `kind`.

    Prints the diff, or the text that was piped in with its fixes, to standard output.
    """
    files, complaints = _mend_files(candidates, report, config, unsafe=fixing.unsafe)
    if piped is not None:
        files.insert(0, _mend_piped(piped, kind, report, config, unsafe=fixing.unsafe))
    for file in files:
        if file.mended.worse:
            why = "left as it is, for its fixes would bring other errors"
            click.echo(f"loopctl validate: {visible(file.shown)}: {why}", err=True)
    changed = [file for file in files if file.changed]
    again = None
    if fixing.show:
        lines = (line for file in changed for line in _diff(file))
        if sys.stdout.isatty():
            # A patch has to be exact; a person at a terminal must not be shown what it obeys.
            lines = (f"{visible(line[:-1])}\n" for line in lines)
        show_for_programs("".join(lines), end=False)
    else:
        for file in files:
            if file.path is None:
                show_for_programs(file.mended.text, end=False)
                again = _reread(file.new, kind, config)
        failed = {file.shown: fault for file in changed if file.path is not None and (fault := _save(file))}
        complaints += failed.values()
        changed = [file for file in changed if file.shown not in failed]
    return Outcome(bool(changed), _said(fixing, changed, report), again, complaints)


def _said(fixing: Fixing, changed: Sequence[_File], report: Report) -> str:
    """What was done, in a line."""
    mended = {os.path.realpath(file.shown) for file in changed}
    rest = [one for one in report.findings if os.path.realpath(one.path) not in mended]
    rest += [one for file in changed for one in file.left]
    unsafe = 0 if fixing.unsafe else sum(one.fix is not None and not one.fix.safe for one in rest)
    if not changed:
        return f"nothing to fix ({unsafe:,} with --unsafe-fixes)" if unsafe else "nothing to fix"
    fixed = counted(sum(len(file.mended.fixed) for file in changed), "problem")
    more = f" ({unsafe:,} more with --unsafe-fixes)" if unsafe else ""
    return f"{'would fix' if fixing.show else 'fixed'} {fixed} in {counted(len(changed), 'file')}{more}"


def _mend_files(
    candidates: Iterable[Candidate], report: Report, config: Config, *, unsafe: bool
) -> tuple[list[_File], list[Complaint]]:
    """The files among `candidates` of which the report tells something that can be mended, mended; none is written."""
    told = _fixable_by_file(report, unsafe=unsafe)
    mended: list[_File] = []
    complaints: list[Complaint] = []
    for candidate in candidates:
        findings = told.get(os.path.realpath(candidate.path))
        if findings is None:
            continue
        try:
            raw, _ = read_bytes(candidate.path, candidate.kind)
        except OSError as error:
            complaints.append(Complaint(candidate.shown, reason(error)))
            continue
        project = project_of(candidate.path, config.policy)

        def read(raw: bytes, candidate: Candidate = candidate, project: Any = project) -> Reading:
            return reading(raw, len(raw), candidate.shown, candidate.kind, project=project, file=candidate.path)

        mended.append(_mended(read, raw, candidate.path, findings, config, unsafe=unsafe))
    return mended, complaints


def _mend_piped(piped: Reading, kind: Kind, report: Report, config: Config, *, unsafe: bool) -> _File:
    """Standard input, mended."""

    def read(raw: bytes) -> Reading:
        return _reread(raw, kind, config)

    told = _fixable_by_file(report, unsafe=unsafe).get(os.path.realpath(STDIN), set())
    return _mended(read, piped.text.encode(), None, told, config, unsafe=unsafe)


def _reread(raw: bytes, kind: Kind, config: Config) -> Reading:
    """What stands in a text in place of standard input."""
    here = Path.cwd() / STDIN
    return reading(raw, len(raw), STDIN, kind, project=project_of(here, config.policy), file=here)


def _fixable_by_file(report: Report, *, unsafe: bool) -> dict[str, set[tuple[str, str, str]]]:
    """What the report tells of each file that has something to mend."""
    told: dict[str, set[tuple[str, str, str]]] = {}
    some: set[str] = set()
    for finding in report.findings:
        path = os.path.realpath(finding.path)
        told.setdefault(path, set()).add(_identity(finding))
        if finding.fix is not None and (unsafe or finding.fix.safe):
            some.add(path)
    return {path: told[path] for path in some}


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.pointer, finding.message


def _mended(
    read: Callable[[bytes], Reading],
    raw: bytes,
    path: Path | None,
    told: Collection[tuple[str, str, str]],
    config: Config,
    *,
    unsafe: bool,
) -> _File:
    first = read(raw)
    mark = _BOM if raw.startswith(_BOM) else b""
    kept = {
        _identity(finding) for findings in _of_file(first) for finding in findings if _identity(finding) not in told
    }

    def check(text: str) -> Sequence[tuple[Finding, ...]]:
        return _of_file(first if text == first.text else read(mark + text.encode()))

    def wanted(findings: tuple[Finding, ...]) -> Collection[Finding]:
        # What the report left out, for a baseline or the configuration, is left as it is.
        return [finding for finding in config.apply(findings) if _identity(finding) not in kept]

    mended = mend(first.text, check, wanted, unsafe=unsafe)
    return _File(first.shown, path, raw, first.text, mended, tuple(wanted(mended.findings)))


def _of_file(read: Reading) -> list[tuple[Finding, ...]]:
    """The findings of each spec in a file, without those of other files that a page shows."""
    specs = [tuple(one for one in spec.checked.findings if one.path == read.shown) for spec in read.specs]
    return [*specs, read.faults]


def _save(file: _File) -> Complaint | None:
    """Write a mended file, whole or not at all, with the rights that it has; says why where that cannot be done."""
    assert file.path is not None
    try:
        target = file.path.resolve()
        if _leads_out(file.path, target):
            return Complaint(file.shown, "not fixed: it is a link to a file outside the project; name that file")
        if not os.access(target, os.W_OK):
            return Complaint(file.shown, "not fixed: permission denied")
        _replace(target, file.new)
    except OSError as error:
        return Complaint(file.shown, f"not fixed: {reason(error)}")
    return None


def _leads_out(path: Path, target: Path) -> bool:
    """Whether links lead out of the project: those on the way from the current folder, elsewhere the file itself."""
    here, whole = Path.cwd(), Path(os.path.abspath(path))  # noqa: PTH100  (as it is named, links and all)
    if whole.is_relative_to(here):
        return not target.is_relative_to(project_root(here / "_"))
    return path.is_symlink() and not target.is_relative_to(project_root(path.parent / "_"))


def _replace(target: Path, content: bytes) -> None:
    """Put the content in place of a file in one step, so that nobody ever reads half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write(content)
        Path(name).chmod(stat.S_IMODE(target.stat().st_mode))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _diff(file: _File) -> Iterator[str]:
    """The change of a file as a unified diff, with the line ends that stand in it."""
    before, after = (_LINES.findall(text) for text in (file.text, file.mended.text))
    name = visible(file.shown)
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else line + _NO_LINE_END
