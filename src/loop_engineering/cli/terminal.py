"""Printing: styled where a person reads, plain everywhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["show", "show_beside", "show_for_programs", "show_json", "table"]


def show(lines: Iterable[str | Text]) -> None:
    """Print lines to standard output, in colour on a terminal unless `NO_COLOR` is set."""
    if sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        for line in lines:
            console.print(line, soft_wrap=True)
        return
    plain = [line if isinstance(line, str) else line.plain for line in lines]
    if plain:
        click.echo("\n".join(plain))


def show_beside(lines: Iterable[str | Text]) -> None:
    """Print lines to standard error, where standard output is taken."""
    for line in lines:
        click.echo(line if isinstance(line, str) else line.plain, err=True)


def show_for_programs(text: str, *, end: bool = True) -> None:
    """Print text that a program reads: in UTF-8, whatever the terminal's encoding is; without `end`, exactly so."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=end)


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    from loop_engineering.lss.report.json import dumps

    show_for_programs(dumps(value))


def table(rows: Iterable[Iterable[str]], *, header: Sequence[str] = (), right: Collection[int] = ()) -> list[str]:
    """Rows as lines with aligned columns, made visible; the columns in `right` (from 0) are aligned to the right."""
    from rich.cells import cell_len

    from loop_engineering.lss.report.excerpt import visible

    shown = chain([header] if header else (), rows)
    cells = [[visible(cell) for cell in row] for row in shown]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        spaces = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        padded = [
            space + cell if number in right else cell + space
            for number, (cell, space) in enumerate(zip(row, spaces, strict=True))
        ]
        lines.append("  ".join(padded).rstrip())
    return lines
