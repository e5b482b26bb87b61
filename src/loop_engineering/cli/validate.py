"""`loopctl validate`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from loop_engineering.cli.inputs import read_stdin
from loop_engineering.cli.rules import complete_rule, rule_words
from loop_engineering.cli.terminal import show, show_for_programs
from loop_engineering.files import find
from loop_engineering.lss.conformance import SHORT_NAMES
from loop_engineering.lss.report import FORMATS, Report, render
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.reading import Kind
from loop_engineering.validation import Demands
from loop_engineering.validation import validate as check_files

__all__ = ["validate"]

_MOST_NAMED = 3
_STDIN_KINDS: dict[str, Kind] = {"yaml": "spec", "markdown": "page"}


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Warnings count as findings too.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=complete_rule,
    help="Report only these rules: ids, beginnings of ids or names, separated by commas.",
)
@click.option("--ignore", multiple=True, metavar="RULE", shell_complete=complete_rule, help="Leave these rules out.")
@click.option("--conformance", type=click.Choice(list(SHORT_NAMES)), help="What each spec must reach at least.")
@click.option("--stdin-format", type=click.Choice(list(_STDIN_KINDS)), default="yaml", help='What "-" reads.')
@click.option("--jobs", type=click.IntRange(1), help="Processes for many files.  [default: one per core]")
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[str, ...],
    form: str,
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    conformance: str | None,
    stdin_format: str,
    jobs: int | None,
) -> None:
    """Check specs: YAML and JSON files, fenced blocks of Markdown pages, and folders of them.

    A file that is named is always checked. In a folder, files without a top-level loop_name are skipped and
    counted, and hidden ones, node_modules and site are not looked at.

    \b
      loopctl validate my-loop.yaml
      loopctl validate loop-library docs --strict
      loopctl validate . --select LSS3,LSS6 --format github
      loopctl validate . --format sarif > loopctl.sarif
      loopctl validate loop-library --conformance operational
      my-generator | loopctl validate -

    Findings go to standard output; the exit status is 0 without errors, 1 with, 2 if a path cannot be read.
    """
    if not paths:
        raise click.UsageError("name at least one file or folder, or - for standard input")
    demands = Demands(
        rule_words(select, "--select"),
        rule_words(ignore, "--ignore"),
        SHORT_NAMES[conformance] if conformance is not None else None,
    )
    candidates, complaints = find(Path(path) for path in paths if path != "-")
    piped = read_stdin(_STDIN_KINDS[stdin_format]) if "-" in paths else None
    report, unreadable = check_files(candidates, demands, piped=piped, jobs=jobs)
    complaints += unreadable
    for complaint in complaints:
        click.echo(f"loopctl validate: {visible(str(complaint))}", err=True)
    # A program that asked for a report gets one, whatever was found.
    if form != "text" or report.files or report.skipped or not complaints:
        _print(report, form)
    if not report.checked and not report.findings and not complaints:
        click.echo(f"loopctl validate: no spec in {visible(_listed(paths))}; nothing was checked", err=True)
    ctx.exit(2 if complaints else int(report.fails(strict=strict)))


def _listed(paths: Sequence[str]) -> str:
    named = ["standard input" if path == "-" else path for path in paths[:_MOST_NAMED]]
    more = len(paths) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _print(report: Report, form: str) -> None:
    if form == "text":
        show(render(report, form))
        click.echo(report.summary, err=True)
    else:
        for line in render(report, form):
            show_for_programs(str(line))
