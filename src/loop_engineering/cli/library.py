"""`loopctl library`."""

from __future__ import annotations

from pathlib import Path

import click

from loop_engineering.cli.inputs import CannotDo, json_option
from loop_engineering.cli.terminal import show, show_json, table
from loop_engineering.files import reason
from loop_engineering.library import Entry, open_library
from loop_engineering.lss.report import counted
from loop_engineering.lss.report.excerpt import visible

__all__ = ["library"]

_USUAL = "loop-library"


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path())
@json_option
@click.pass_context
def library(ctx: click.Context, folder: str | None, as_json: bool) -> None:
    """List the specs of a folder with their readings.

    Without DIR it is the folder loop-library, or the current one where there is none.

    \b
      loopctl library
      loopctl library loop-library --json
    """
    usual = _USUAL if Path(_USUAL).is_dir() else "."
    if folder is not None and Path(folder).is_file():
        raise CannotDo(f"{folder}: is a file; name a folder")
    try:
        found = open_library(Path(folder or usual))
    except (OSError, ValueError) as error:
        raise CannotDo(f"{folder or usual}: {reason(error)}") from error
    if as_json:
        show_json(found.as_dict())
    elif found.entries:
        header = ("loop", "version", "level", "LES", "conformance", "errors", "warnings", "path")
        show(table(map(_row, found), header=header, right=(2, 3, 5, 6)))
    for complaint in found.complaints:
        click.echo(f"loopctl library: {visible(str(complaint))}", err=True)
    if not as_json:
        skipped = f" ({counted(found.skipped, 'file')} without a spec skipped)" if found.skipped else ""
        click.echo(counted(len(found), "spec") + skipped, err=True)
    ctx.exit(2 if found.complaints else 0)


def _row(entry: Entry) -> tuple[str, ...]:
    read = entry.assessment
    return (
        entry.loop_name or "–",
        read.spec.version if read.spec is not None else "–",
        str(read.level.level) if read.level is not None else "–",
        f"{read.score.les:.1f}" if read.score is not None else "–",
        read.conformance or "not valid",
        str(entry.count("error")),
        str(entry.count("warning")),
        entry.path,
    )
