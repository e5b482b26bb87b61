"""A click group that imports a command only when it is called, and complains in one line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any, NoReturn

import click

__all__ = ["LazyGroup"]

_INTERRUPTED = 130
"""128 + SIGINT, as shells report it."""


class LazyGroup(click.Group):
    """A group whose commands are named by `lazy`: name → (module of this package, attribute, short help).

    A complaint is one line on standard error, and the exit status is 2 for whatever could not be done.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the table."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None if there is none."""
        if cmd_name not in self.lazy:
            return None
        module, attribute, _ = self.lazy[cmd_name]
        command: click.Command = getattr(import_module(f"{__package__}.{module}"), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; a usage error with a suggestion where it names none."""
        if args[0] not in self.lazy and not args[0].startswith("-") and not ctx.resilient_parsing:
            from loop_engineering.lss.schema import did_you_mean

            raise click.UsageError(f'there is no command "{args[0]}"; {did_you_mean(args[0], self.lazy)}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, _, short) in self.lazy.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and leave with its exit status."""
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        try:
            code = super().main(*args, **{**kwargs, "standalone_mode": False})
            sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(error.exit_code)
        except click.UsageError as error:
            name = _command_of(error)
            _complain(f"{name}: {_one_line(error.format_message())} (see {name} --help)")
        except click.ClickException as error:
            _complain(f"{_command_of(error)}: {_one_line(error.format_message())}")
        except (click.Abort, KeyboardInterrupt):
            sys.exit(_INTERRUPTED)
        except BrokenPipeError:
            # Whoever read the output has seen enough; the interpreter must not complain when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except Exception as error:
            if os.environ.get("LOOPCTL_TRACEBACK"):
                raise
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                _complain("loopctl: the report cannot be written: no space left on the device")
            what = f"{type(error).__name__}: {_one_line(str(error))}"
            _complain(f"loopctl: {what} (LOOPCTL_TRACEBACK=1 shows where; please report it)")
        sys.exit(code if isinstance(code, int) else 0)


def _command_of(error: click.ClickException) -> str:
    """The command that failed, as a person types it."""
    ctx: click.Context | None = getattr(error, "ctx", None)
    return ctx.command_path if ctx is not None else "loopctl"


def _complain(line: str) -> NoReturn:
    with suppress(OSError):
        click.echo(line, err=True)
    sys.exit(2)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    try:
        from loop_engineering.lss.report.excerpt import visible
    except ImportError:  # The installation is broken, which is what the line is about.
        return ascii(line)
    return visible(line)
