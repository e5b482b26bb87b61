"""`loopctl checkin`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from loop_engineering.checkin import GitError, as_dict, check_in, markdown
from loop_engineering.cli import bounds, level, score
from loop_engineering.cli.inputs import CannotDo, json_option
from loop_engineering.cli.settings import config_options, included, read_config
from loop_engineering.cli.terminal import show_for_programs, show_json
from loop_engineering.files import find
from loop_engineering.lss.report.excerpt import visible

__all__ = ["checkin"]

_READERS = {
    "bounds": lambda item: list(bounds.lines(item)),
    "level": lambda item: list(level.lines(item)),
    "score": lambda item: list(score.lines(item)),
}
"""The commands whose output a page may quote."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--since", metavar="REF", help="Say what changed since this commit, branch or tag of git.")
@click.option("--strict/--no-strict", default=None, help="Warnings make the status 1 too.")
@config_options
@json_option
@click.pass_context
def checkin(
    ctx: click.Context,
    paths: tuple[str, ...],
    since: str | None,
    strict: bool | None,
    config_file: str | None,
    isolated: bool,
    as_json: bool,
) -> None:
    """Write the health report of a knowledge base, as Markdown: for a daily job, or before a review.

    Specs by level and conformance, the distribution of scores, findings, patterns that no spec uses, dead links within
    the project, quoted output and scores that are no longer true and, with --since, what changed. PATHS are files and
    folders, by default the current folder.

    \b
      loopctl checkin
      loopctl checkin docs loop-library --since main
      loopctl checkin --since HEAD~20 >> "$GITHUB_STEP_SUMMARY"

    The exit status is 0 if nothing has to be mended, 1 if there is an error, a dead link or a stale figure, 2 if a path
    or the ref cannot be read.
    """
    config = read_config(config_file, isolated=isolated)
    named = paths or (".",)
    candidates, complaints = find(map(Path, named))
    try:
        health = check_in(
            included(candidates, config), config, readers=_READERS, since=since, wanted=_below_here(named, since)
        )
    except GitError as error:
        raise CannotDo(f"--since {since}: {error}") from error
    if as_json:
        show_json(as_dict(health))
    else:
        show_for_programs("\n".join(markdown(health)))
    complaints += health.complaints
    for complaint in complaints:
        click.echo(f"loopctl checkin: {visible(str(complaint))}", err=True)
    strict = config.strict if strict is None else strict
    ctx.exit(2 if complaints else int(health.ails(strict=strict)))


def _below_here(named: Sequence[str], since: str | None) -> list[str]:
    """The paths as git has them below the current folder, which is all that a ref can be compared in."""
    if since is None:
        return list(named)
    below = [os.path.relpath(path or ".").replace(os.sep, "/") for path in named]
    outside = [path for path, relative in zip(named, below, strict=True) if relative.split("/")[0] == ".."]
    if outside:
        raise click.UsageError(f"{outside[0]} lies outside the current folder, and --since compares what is below it")
    return below
