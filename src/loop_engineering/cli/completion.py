"""`loopctl completion`."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

__all__ = ["completion"]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, paths and rules in your shell.

    \b
      loopctl completion bash > ~/.local/share/bash-completion/completions/loopctl
      loopctl completion zsh > ~/.zfunc/_loopctl
      loopctl completion fish > ~/.config/fish/completions/loopctl.fish
    """
    kind = get_completion_class(shell)
    if kind is not None:
        made = kind(ctx.find_root().command, {}, "loopctl", "_LOOPCTL_COMPLETE")
        # Not `made.source()`: for bash that also runs the bash of this machine to complain of its version.
        click.echo(ShellComplete.source(made))
