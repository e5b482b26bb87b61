"""The spec that a reading command is given: its arguments, and how the file they name is opened."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from loop_engineering.assess import Assessment
from loop_engineering.cli.terminal import show, show_json
from loop_engineering.files import PAGE_SUFFIXES, project_of, reason
from loop_engineering.lss.policy import ANYTHING, Policy
from loop_engineering.lss.report import json, render
from loop_engineering.lss.schema import did_you_mean
from loop_engineering.reading import Kind, Reading, limit_of, read_bytes, reading
from loop_engineering.validation import report_of

__all__ = [
    "STDIN",
    "CannotDo",
    "json_option",
    "line_of",
    "one_spec",
    "read_stdin",
    "show_readings",
    "spec_argument",
    "specs",
]

STDIN = "<stdin>"
"""How findings call standard input."""

_F = TypeVar("_F", bound=Callable[..., Any])


class CannotDo(click.ClickException):
    """The work could not be done, for a reason that is not the fault of a spec."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.ctx = click.get_current_context(silent=True)


def spec_argument(command: _F) -> _F:
    """The arguments that name a spec: PATH or --spec, and --name for a page with several."""
    decorators = (
        click.argument("path", required=False, type=click.Path()),
        click.option("--spec", type=click.Path(), help="Another way to give PATH."),
        click.option("--name", metavar="LOOP", help="Of a page with several specs, only the one of this loop_name."),
    )
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def specs(path: str | None, spec: str | None, name: str | None, *, as_json: bool = False) -> list[Assessment]:
    """The valid specs that the arguments name, at least one.

    Where one is not valid, its findings are printed and the command ends with status 1.
    """
    if (path is None) == (spec is None):
        raise click.UsageError("name one spec: a YAML, JSON or Markdown file, or - for standard input")
    read = _read(path or spec or "")
    # A counter-example that is wrong on purpose has nothing to read.
    found = [item for item in read.specs if item.spec is not None or not item.checked.expected]
    if name is not None:
        names = [item.checked.loop_name for item in found]
        if name not in names:
            known = [known for known in names if known is not None]
            raise click.UsageError(f'{read.shown} has no loop "{name}"; {did_you_mean(name, known)}')
        found = [item for item in found if item.checked.loop_name == name]
    broken = tuple(item for item in found if item.spec is None)
    if broken or read.faults:
        report = report_of(replace(read, specs=broken))
        if as_json:
            show_json(json.as_dict(report))
        else:
            show(render(report, "text"))
        click.get_current_context().exit(1)
    if not found:
        raise CannotDo(f"{read.shown} has no LSS block")
    return found


def one_spec(
    path: str | None, spec: str | None, name: str | None, *, as_json: bool = False, option: str = "--name"
) -> Assessment:
    """The valid spec that the arguments name, where a command can deal with just one; `option` gave `name`."""
    found = specs(path, spec, name, as_json=as_json)
    if len(found) > 1:
        names = ", ".join(str(item.checked.loop_name) for item in found)
        raise click.UsageError(f"{found[0].checked.source.path} has {len(found)} specs ({names}); choose with {option}")
    return found[0]


def show_readings(values: Sequence[dict[str, Any]]) -> None:
    """Print readings as JSON: an object for one spec, an array for several."""
    show_json(values[0] if len(values) == 1 else values)


def line_of(item: Assessment, pointer: str) -> int:
    """The line of the file where the part of the full form at `pointer` stands, or what it was made from."""
    checked = item.checked
    if checked.document is None or checked.expanded is None:
        return 1
    return checked.document.span(checked.expanded.origin(pointer)).line


def read_stdin(kind: Kind, policy: Policy = ANYTHING) -> Reading:
    """What stands in standard input; references in it are relative to the current folder."""
    raw = sys.stdin.buffer.read(limit_of(kind) + 1)
    here = Path.cwd() / STDIN
    return reading(raw, len(raw), STDIN, kind, project=project_of(here, policy), file=here)


def _read(name: str) -> Reading:
    if name == "-":
        return read_stdin("spec")
    path = Path(name)
    kind: Kind = "page" if path.suffix.lower() in PAGE_SUFFIXES else "spec"
    try:
        raw, size = read_bytes(path, kind)
    except (OSError, ValueError) as error:
        raise CannotDo(f"{name}: {reason(error)}") from error
    return reading(raw, size, path.as_posix(), kind, project=project_of(path), file=path)
