"""The options that say whether results are kept, and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["cache_folder", "cache_options"]

_F = TypeVar("_F", bound=Callable[..., Any])


def cache_options(command: _F) -> _F:
    """--no-cache and --cache-dir."""
    decorators = (
        click.option("--no-cache", is_flag=True, help="Check every file anew, and keep no results."),
        click.option(
            "--cache-dir",
            envvar="LOOPCTL_CACHE_DIR",
            metavar="DIR",
            type=click.Path(),
            help="Where results are kept for the next run.  [env: LOOPCTL_CACHE_DIR; default: the user's cache folder]",
        ),
    )
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def cache_folder(named: str | None, *, without: bool) -> Path | None:
    """The folder of the cache; None for no cache, or where the system names no folder for it."""
    if without:
        return None
    if named:
        return Path(named)
    import platformdirs

    folder = Path(platformdirs.user_cache_dir("loopctl", appauthor=False))
    # Without a home folder it would be made in whatever folder we are in.
    return folder if folder.is_absolute() else None
