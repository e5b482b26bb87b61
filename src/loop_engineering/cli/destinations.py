"""Where reports go: `--format FORMAT[=FILE]`, as often as there are readers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from loop_engineering.cli.terminal import show, show_for_programs
from loop_engineering.files import Complaint, reason
from loop_engineering.lss.report import COUNTING, FORMATS, Report, render
from loop_engineering.lss.schema import did_you_mean

__all__ = ["Destination", "complete_format", "destinations", "is_for_person", "parse_formats", "spare_specs", "write"]


@dataclass(frozen=True, slots=True)
class Destination:
    """A format, and the file that gets it; None is standard output."""

    form: str
    file: str | None = None


def parse_formats(ctx: click.Context, param: click.Parameter, words: Sequence[str]) -> tuple[Destination, ...]:
    """The destinations that the words of the option name; a usage error for one that names none."""
    return tuple(map(_destination, words))


def complete_format(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The formats that begin with what was typed."""
    return [CompletionItem(form) for form in FORMATS if form.startswith(incomplete)]


def _destination(word: str) -> Destination:
    form, equals, file = word.partition("=")
    if form not in FORMATS:
        raise click.UsageError(f'--format: there is no format "{form}"; {did_you_mean(form, FORMATS)}')
    if equals and not file:
        raise click.UsageError(f'--format: "{word}" names no file; write {form}=FILE, or {form} for standard output')
    return Destination(form, file or None)


def destinations(given: Sequence[Destination], *, as_json: bool, statistics: bool) -> list[Destination]:
    """Where the report goes; `text` to standard output if nothing is said. A usage error where that cannot be done."""
    wanted = list(dict.fromkeys([*given, *([Destination("json")] if as_json else [])])) or [Destination("text")]
    printed = [destination.form for destination in wanted if destination.file is None]
    if len(printed) > 1:
        example = f"--format {printed[1]}=FILE"
        raise click.UsageError(
            f"only one format can go to standard output, not {' and '.join(printed)}; "
            f"write the others to files: {example}"
        )
    files = Counter(str(Path(item.file).absolute()) for item in wanted if item.file is not None)
    for item in wanted:
        if item.file is not None and files[str(Path(item.file).absolute())] > 1:
            raise click.UsageError(f"two formats would be written to {item.file}; give each a file of its own")
    if statistics and not any(item.form in COUNTING for item in wanted):
        raise click.UsageError(f"--statistics needs a format that counts: {' or '.join(COUNTING)}")
    return wanted


def spare_specs(wanted: Sequence[Destination], baseline: str | None, report: Report) -> None:
    """A usage error where a report, or the baseline that is asked for, would be written over a spec that was checked,
    or the baseline over a report."""
    written = {os.path.realpath(item.file): item.file for item in wanted if item.file is not None}
    if baseline is not None:
        if os.path.realpath(baseline) in written:
            raise click.UsageError(f"a report and the baseline would be written to {baseline}; give each its own file")
        written[os.path.realpath(baseline)] = baseline
    names = {os.path.basename(file) for file in written}  # noqa: PTH119
    for path, _ in report.places:
        # There may be many, and to follow the links of each takes time.
        if os.path.basename(path) in names and (file := written.get(os.path.realpath(path))):  # noqa: PTH119
            raise click.UsageError(f"{file} is a spec that is checked; name another file to write to")


def is_for_person(wanted: Sequence[Destination]) -> bool:
    """Whether no program reads standard output, so that a person is told how it went."""
    return all(item.form == "text" or item.file is not None for item in wanted)


def write(report: Report, wanted: Sequence[Destination], *, statistics: bool, show_suppressed: bool) -> list[Complaint]:
    """Write each report to its place, and return what could not be written.

    SARIF tells of suppressed findings only with `show_suppressed`, for GitHub would raise an alert for each.
    """
    complaints = []
    for item in wanted:
        told = report if show_suppressed or item.form != "sarif" else replace(report, suppressed=())
        lines = render(told, item.form, statistics=statistics and item.form in COUNTING)
        if item.file is None:
            if item.form == "text":
                show(lines)
                continue
            for line in lines:
                show_for_programs(str(line))
            continue
        text = "".join(f"{line}\n" for line in lines)
        if item.form == "text":
            # On a terminal the summary goes to standard error, beside the findings.
            text += f"{report.summary}\n"
        file = Path(item.file)
        try:
            file.write_bytes(text.encode("utf-8", "backslashreplace"))
        except (OSError, ValueError) as error:
            why = reason(error) if file.parent.is_dir() else f"there is no folder {file.parent.as_posix()}"
            complaints.append(Complaint(item.file, f"cannot be written: {why}"))
    return complaints
