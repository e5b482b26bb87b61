"""`loopctl validate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import click

from loop_engineering.cli.account import account_lines
from loop_engineering.cli.caching import cache_folder, cache_options
from loop_engineering.cli.destinations import (
    Destination,
    complete_format,
    destinations,
    is_for_person,
    parse_formats,
    spare_specs,
    write,
)
from loop_engineering.cli.fixing import check_output, fix_options, fixable, fixing_of
from loop_engineering.cli.fixing import run as fix_files
from loop_engineering.cli.inputs import read_stdin
from loop_engineering.cli.progress import progress
from loop_engineering.cli.rules import complete_rule, rule_words
from loop_engineering.cli.settings import (
    baseline_options,
    config_options,
    followed,
    included,
    read_config,
    with_options,
    without_baseline,
)
from loop_engineering.cli.terminal import show_beside
from loop_engineering.files import Complaint, find
from loop_engineering.lss.conformance import SHORT_NAMES
from loop_engineering.lss.report import FORMATS, counted, render
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.reading import Kind
from loop_engineering.validation import Account, Demands
from loop_engineering.validation import validate as check_files

__all__ = ["validate"]

_MOST_NAMED = 3
_STDIN_KINDS: dict[str, Kind] = {"yaml": "spec", "markdown": "page"}


@click.command()
@click.argument("paths", nargs=-1, metavar="PATH...", type=click.Path())
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=parse_formats,
    shell_complete=complete_format,
    metavar="FORMAT[=FILE]",
    help=f"How to report, and to which file: {', '.join(FORMATS)}. May be repeated.  [default: text]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule: in text instead of listing them.")
@fix_options
@click.option("--show-suppressed", is_flag=True, help="Let SARIF tell of suppressed findings, too, marked as such.")
@click.option("--strict/--no-strict", default=None, help="Warnings count as findings too.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULE",
    shell_complete=complete_rule,
    help="Report only these rules: ids, beginnings of ids or names, separated by commas.",
)
@click.option("--ignore", multiple=True, metavar="RULE", shell_complete=complete_rule, help="Leave these rules out.")
@click.option("--conformance", type=click.Choice(list(SHORT_NAMES)), help="What each spec must reach at least.")
@click.option("--specs-only", is_flag=True, help="Skip named files that hold no spec, as in a folder.")
@config_options
@baseline_options
@click.option("--stdin-format", type=click.Choice(list(_STDIN_KINDS)), default="yaml", help='What "-" reads.')
@click.option("--jobs", type=click.IntRange(1), help="Processes for many files.  [default: one per core]")
@cache_options
@click.option("--verbose", "-v", is_flag=True, help="Say afterwards what took how long.")
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[str, ...],
    formats: tuple[Destination, ...],
    as_json: bool,
    statistics: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    show_suppressed: bool,
    strict: bool | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    conformance: str | None,
    specs_only: bool,
    config_file: str | None,
    isolated: bool,
    baseline: str | None,
    write_baseline: str | None,
    stdin_format: str,
    jobs: int | None,
    no_cache: bool,
    cache_dir: str | None,
    verbose: bool,
) -> None:
    """Check specs: YAML and JSON files, fenced blocks of Markdown pages, and folders of them.

    A file that is named is always checked. In a folder, files without a top-level loop_name are skipped and
    counted, and hidden ones, node_modules and site are not looked at.

    \b
      loopctl validate my-loop.yaml
      loopctl validate loop-library docs --strict
      loopctl validate . --select LSS3,LSS6 --format github
      loopctl validate . --format text --format sarif=loopctl.sarif
      loopctl validate . --statistics
      loopctl validate . --diff
      loopctl validate . --fix
      loopctl validate loop-library --conformance operational
      my-generator | loopctl validate -

    Findings go to standard output; the exit status is 0 without errors, 1 with, 2 if a path cannot be read.
    With --fix a report tells what remains; with --diff the status is 1, too, if there is something to change.
    """
    began = perf_counter()
    if not paths:
        raise click.UsageError("name at least one file or folder, or - for standard input")
    wanted = destinations(formats, as_json=as_json, statistics=statistics)
    config = with_options(
        read_config(config_file, isolated=isolated),
        select=rule_words(select, "--select"),
        ignore=rule_words(ignore, "--ignore"),
        conformance=conformance,
        strict=strict,
    )
    demands = Demands(config, SHORT_NAMES[config.conformance] if config.conformance is not None else None)
    candidates, complaints = find(Path(path) for path in paths if path != "-")
    if specs_only:
        candidates = [replace(candidate, named=False) for candidate in candidates]
    found = len(candidates)
    candidates = included(candidates, config)
    fixing = fixing_of(fix=fix, diff=diff, unsafe=unsafe_fixes)
    printed = [destination.form for destination in wanted if destination.file is None]
    check_output(fixing, printed, piped="-" in paths, baseline=write_baseline is not None)
    kind = _STDIN_KINDS[stdin_format]
    piped = read_stdin(kind, config.policy) if "-" in paths else None
    cache = cache_folder(cache_dir, without=no_cache)
    account = Account() if verbose else None
    with progress(len(candidates), "files") as watch:
        report, unreadable = check_files(
            candidates, demands, piped=piped, jobs=jobs, cache=cache, watch=watch, account=account
        )
    complaints += unreadable
    spare_specs(wanted, write_baseline, report)
    fixed = None
    if fixing:
        known = without_baseline(report, config, baseline=baseline, write=None, quiet=True)
        fixed = fix_files(fixing, candidates, known, config, piped=piped, kind=kind)
        complaints += fixed.complaints
        if fixed.changed and fixing.write:
            piped = fixed.piped or piped
            report, _ = check_files(candidates, demands, piped=piped, jobs=jobs, cache=cache)
        if fixing.show or piped is not None:
            # Standard output has the diff or the fixed text already.
            wanted = [destination for destination in wanted if destination.file is not None]
    if write_baseline is not None and complaints:
        complaints.append(Complaint(write_baseline, "not written, since not everything could be read"))
    else:
        report = without_baseline(report, config, baseline=baseline, write=write_baseline)
    report = replace(report, complaints=tuple(map(str, complaints)))
    if fixing.write and piped is not None:
        show_beside(render(report, "text", statistics=statistics))
    complaints += write(report, wanted, statistics=statistics, show_suppressed=show_suppressed)
    for complaint in complaints:
        click.echo(f"loopctl validate: {visible(str(complaint))}", err=True)
    if is_for_person(wanted) and (report.files or report.skipped or not complaints):
        click.echo(report.summary, err=True)
        if line := fixed.said if fixed is not None else fixable(report.findings):
            click.echo(line, err=True)
    if not report.checked and not report.findings and not complaints:
        left_out = found - len(candidates)
        why = f" ({counted(left_out, 'file')} excluded by the configuration)" if left_out else ""
        click.echo(f"loopctl validate: no spec in {visible(_listed(paths))}; nothing was checked{why}", err=True)
    if account is not None:
        for line in (followed(config), *account_lines(account, cache, perf_counter() - began)):
            click.echo(visible(line), err=True)
    changes = fixing.show and fixed is not None and fixed.changed
    ctx.exit(2 if complaints else int(changes or report.fails(strict=config.strict)))


def _listed(paths: Sequence[str]) -> str:
    named = ["standard input" if path == "-" else path for path in paths[:_MOST_NAMED]]
    more = len(paths) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
