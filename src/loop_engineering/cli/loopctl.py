"""`loopctl`: check, score, classify, bound and draw loop specifications."""

from __future__ import annotations

import click

from loop_engineering import __version__
from loop_engineering.cli.lazy import LazyGroup

__all__ = ["loopctl", "main"]

_COMMANDS = {
    "validate": ("validate", "validate", "Check specs in files, folders and Markdown pages."),
    "score": ("score", "score", "The Loop Effectiveness Score and every audit behind it."),
    "level": ("level", "level", "The taxonomy level, with the evidence for it."),
    "bounds": ("bounds", "bounds", "The worst case: iterations, calls, dollars, seconds."),
    "diagram": ("diagram", "diagram", "The loop as Mermaid, SVG or text."),
    "expand": ("convert", "expand", "The full form, with every default written out."),
    "minify": ("convert", "minify", "Compact JSON for a prompt."),
    "compare": ("compare", "compare", "Two specs side by side."),
    "library": ("library", "library", "The index of a folder of specs."),
    "checkin": ("checkin", "checkin", "The health report of a knowledge base."),
    "rules": ("rules", "rules", "What validate looks for."),
    "explain": ("rules", "explain", "One rule in full, with examples."),
    "lsp": ("lsp", "lsp", "The language server, for editors."),
    "completion": ("completion", "completion", "The script that completes commands in your shell."),
}


@click.command(
    cls=LazyGroup,
    lazy=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="loopctl")
def loopctl() -> None:
    """Check, score, classify, bound and draw the feedback loops of AI agents.

    A spec is a YAML or JSON file, or a fenced block of a Markdown page; "-" reads standard input.

    \b
      loopctl validate loop-library docs
      loopctl score my-loop.yaml
      loopctl explain LSS201

    Exit status: 0 nothing found, 1 findings, 2 the work could not be done.
    """


def main() -> None:
    """The console script."""
    loopctl.main(prog_name="loopctl")
