"""The configuration and the baseline of a run: from the options and the files that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from loop_engineering.baseline import Baseline, baseline_of, baseline_text, read_baseline, without_known
from loop_engineering.cli.inputs import CannotDo
from loop_engineering.config import Config, discover, load
from loop_engineering.files import Candidate, reason
from loop_engineering.lss import RULES
from loop_engineering.lss.report import Report, counted
from loop_engineering.lss.report.excerpt import visible

__all__ = [
    "baseline_options",
    "config_options",
    "followed",
    "included",
    "read_config",
    "with_options",
    "without_baseline",
]

_F = TypeVar("_F", bound=Callable[..., Any])


def config_options(command: _F) -> _F:
    """The options that say where the configuration stands: --config and --isolated."""
    for decorator in (
        click.option("--isolated", is_flag=True, help="Follow no configuration file."),
        click.option(
            "--config",
            "config_file",
            type=click.Path(),
            metavar="FILE",
            help="Follow this file.  [default: the nearest loopctl.toml or pyproject.toml]",
        ),
    ):
        command = decorator(command)
    return command


def baseline_options(command: _F) -> _F:
    """The options that name a baseline: --baseline and --write-baseline."""
    for decorator in (
        click.option("--write-baseline", type=click.Path(), metavar="FILE", help="Write what is found to a baseline."),
        click.option("--baseline", type=click.Path(), metavar="FILE", help="Leave out the findings that FILE knows."),
    ):
        command = decorator(command)
    return command


def read_config(config_file: str | None, *, isolated: bool) -> Config:
    """The configuration of the run. Where it has mistakes they are printed, and the command ends with status 2."""
    if isolated:
        if config_file is not None:
            raise click.UsageError("--isolated follows no configuration, and --config names one; leave one out")
        return Config()
    try:
        config = discover(Path.cwd()) if config_file is None else load(Path(config_file))
    except (OSError, ValueError) as error:
        raise CannotDo(f"{config_file or 'the current folder'}: {reason(error)}") from error
    for mistake in config.mistakes:
        click.echo(mistake, err=True)
    if config.mistakes:
        click.get_current_context().exit(2)
    return config


def with_options(
    config: Config, *, select: tuple[str, ...], ignore: tuple[str, ...], conformance: str | None, strict: bool | None
) -> Config:
    """The configuration as the options change it: `ignore` adds to what it says, the others replace it.

    Who selects rules means just these, so that what the configuration ignores does not count then.
    """
    return replace(
        config,
        select=select or config.select,
        ignore=ignore if select else (*config.ignore, *ignore),
        conformance=conformance or config.conformance,
        strict=config.strict if strict is None else strict,
    )


def followed(config: Config) -> str:
    """A line that says which file the configuration of the run stands in."""
    return "no configuration file was followed" if config.file is None else f"followed {_shown(config.file)}"


def included(candidates: Iterable[Candidate], config: Config) -> list[Candidate]:
    """The candidates that the configuration does not exclude; a file that was named is looked at all the same."""
    return [item for item in candidates if item.named or not config.excludes(item.shown)]


def without_baseline(
    report: Report, config: Config, *, baseline: str | None, write: str | None, quiet: bool = False
) -> Report:
    """The report without what the baseline knows, which is written first if asked for.

    Says on standard error which of its entries are gone, unless `quiet`. CannotDo where it cannot be read or written.
    """
    if write is not None:
        known = baseline_of(report.findings, Path(write).absolute().parent)
        _save(Path(write), known)
        click.echo(f"loopctl validate: wrote {counted(len(report.findings), 'finding')} to {visible(write)}", err=True)
        return without_known(report, known, told=lambda rule, path: True)[0]
    file = Path(baseline) if baseline is not None else config.baseline
    if file is None:
        return report
    shown = visible(baseline or _shown(file))
    try:
        known_or_why = read_baseline(file)
    except (OSError, ValueError) as error:
        raise CannotDo(f"{shown}: {reason(error)}") from error
    if isinstance(known_or_why, str):
        raise CannotDo(f"{shown} {known_or_why}")

    def told(rule: str, path: str) -> bool:
        return rule in RULES and config.level(rule, RULES[rule].severity, path) is not None

    made, gone = without_known(report, known_or_why, told=told)
    if gone and not quiet:
        entries, are = ("1 entry", "is") if gone == 1 else (f"{gone} entries", "are")
        again = "write it anew with --write-baseline"
        click.echo(f"loopctl validate: {entries} of {shown} {are} gone; {again}", err=True)
    return made


def _save(file: Path, known: Baseline) -> None:
    try:
        file.write_text(baseline_text(known), encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:
        why = reason(error) if file.parent.is_dir() else f"there is no folder {file.parent.as_posix()}"
        raise CannotDo(visible(f"{file}: cannot be written: {why}")) from error


def _shown(file: Path) -> str:
    here = Path.cwd()
    return str(file.relative_to(here)) if file.is_relative_to(here) else str(file)
