"""`loopctl lsp`."""

from __future__ import annotations

import click

from loop_engineering.cli.inputs import CannotDo

__all__ = ["lsp"]


@click.command()
@click.pass_context
def lsp(ctx: click.Context) -> None:
    """Serve an editor: findings as you type, hover, completion, definitions and fixes.

    Speaks the Language Server Protocol over standard input and output; an editor starts it. It looks at YAML and
    JSON files with a top-level loop_name and at the LSS blocks of Markdown files, follows the same configuration as
    validate, and ends when the editor does. The guide "Editors" says how to set up yours.

    \b
      loopctl lsp
    """
    try:
        from loop_engineering.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise CannotDo("the language server needs pygls; run: pip install 'pygls>=2'") from error
    ctx.exit(serve())
