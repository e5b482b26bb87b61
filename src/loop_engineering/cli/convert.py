"""`loopctl expand` and `loopctl minify`."""

from __future__ import annotations

import click

from loop_engineering.cli.inputs import json_option, one_spec, spec_argument
from loop_engineering.cli.terminal import show_for_programs, show_json
from loop_engineering.lss import dump_yaml
from loop_engineering.lss import minify as minified

__all__ = ["expand", "minify"]


@click.command()
@spec_argument
@json_option
def expand(path: str | None, spec: str | None, name: str | None, as_json: bool) -> None:
    """Print a spec in full form: all thirteen fields, every default written out.

    \b
      loopctl expand my-loop.yaml > my-loop.full.yaml
      loopctl expand my-loop.yaml --json
    """
    expanded = one_spec(path, spec, name, as_json=as_json).checked.expanded
    if expanded is None:
        return
    if as_json:
        show_json(expanded.data)
    else:
        show_for_programs(dump_yaml(expanded.data).rstrip("\n"))


@click.command()
@spec_argument
def minify(path: str | None, spec: str | None, name: str | None) -> None:
    """Print a spec as compact JSON, as it was written but without its metadata, for use in a prompt.

    \b
      loopctl minify my-loop.yaml
    """
    document = one_spec(path, spec, name).checked.document
    if document is not None:
        show_for_programs(minified(document.data))
