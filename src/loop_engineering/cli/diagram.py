"""`loopctl diagram`."""

from __future__ import annotations

from pathlib import Path

import click

from loop_engineering.cli.inputs import CannotDo, one_spec, spec_argument
from loop_engineering.cli.terminal import show_for_programs
from loop_engineering.diagram import DiagramError, describe, flowchart, render_svg, text_diagram
from loop_engineering.files import reason
from loop_engineering.lss import Spec

__all__ = ["diagram"]


@click.command()
@spec_argument
@click.option("--format", "form", type=click.Choice(["mermaid", "svg", "text"]), default="mermaid", show_default=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(), help="Write to this file, replacing it.")
def diagram(path: str | None, spec: str | None, name: str | None, form: str, output: str | None) -> None:
    """Draw a loop: workers, judges, feedback, and what ends it.

    \b
      loopctl diagram my-loop.yaml
      loopctl diagram my-loop.yaml --format text
      loopctl diagram my-loop.yaml --format svg -o my-loop.svg
    """
    found = one_spec(path, spec, name).spec
    if found is None:
        return
    try:
        drawn = _drawn(found, form).rstrip("\n")
    except DiagramError as error:
        raise CannotDo(f"the diagram cannot be drawn: {error}") from error
    if output is None:
        show_for_programs(drawn)
        return
    try:
        Path(output).write_text(f"{drawn}\n", encoding="utf-8")
    except OSError as error:
        raise CannotDo(f"{output}: {reason(error)}") from error


def _drawn(spec: Spec, form: str) -> str:
    if form == "text":
        return text_diagram(spec)
    mermaid = flowchart(spec)
    if form == "mermaid":
        return mermaid
    return render_svg(mermaid, title=spec.loop_name, description=describe(spec), standalone=True)
