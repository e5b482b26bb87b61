"""From a file of any bytes to a `Config`. Each mistake in it is a line that says where, what, and what to write."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from loop_engineering.config.settings import Config
from loop_engineering.config.table import read_table
from loop_engineering.lss.report.excerpt import visible

__all__ = ["FILE_NAMES", "MAX_CONFIG_BYTES", "discover", "load"]

FILE_NAMES = ("loopctl.toml", "pyproject.toml")
"""The files that are looked for in a folder, first choice first."""

MAX_CONFIG_BYTES = 524_288
"""Longest configuration file that is read."""

_MOST_DOTS = 1_000
_MOST_SQUARES = 5_000_000
_AT_LINE = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


def discover(start: Path) -> Config:
    """The configuration that holds in the folder `start`: that of the nearest file in it or above.

    Looks up to the folder of the repository, the one with .git, or where there is none to the file system's root.
    A pyproject.toml without [tool.loopctl] is passed by.
    """
    here = Path(os.path.abspath(start))  # noqa: PTH100  (a link to a folder is a folder of its own project)
    for folder in (here, *here.parents):
        for name in FILE_NAMES:
            file = folder / name
            if file.is_file() and (found := _load(file, named=False)) is not None:
                return found
        if (folder / ".git").exists():
            break
    return Config()


def load(file: Path) -> Config:
    """The configuration in a file: under [tool.loopctl] in one called pyproject.toml, else at the top level.

    Never raises for any bytes: what is wrong with the file is in `mistakes`.
    """
    return _load(file, named=True) or Config(Path(os.path.abspath(file)))  # noqa: PTH100


def _load(file: Path, *, named: bool) -> Config | None:
    shared = file.name == "pyproject.toml"
    whole = Path(os.path.abspath(file))  # noqa: PTH100
    shown = _shown(whole)
    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_CONFIG_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        return Config(whole, mistakes=(f"{shown}: {reason.lower()}",))
    if shared and not named and b"loopctl" not in raw:
        return None
    data, mistake = _parsed(raw)
    if data is None:
        return Config(whole, mistakes=(f"{shown}:{mistake}",))
    text = raw.decode("utf-8-sig")
    table: Any = data
    if shared:
        tools = data.get("tool")
        table = tools.get("loopctl") if isinstance(tools, dict) else None
        if table is None:
            return Config(whole, mistakes=(f"{shown}: has no [tool.loopctl]",)) if named else None
        if not isinstance(table, dict):
            return Config(whole, mistakes=(f"{shown}: tool.loopctl is no table; write [tool.loopctl]",))
    return read_table(table, whole, shown, text, ("tool", "loopctl") if shared else ())


def _shown(file: Path) -> str:
    """The file as seen from the current folder, safe to print."""
    try:
        name = os.path.relpath(file)
    except (OSError, ValueError):
        name = str(file)
    return visible(name.replace(os.sep, "/"))


def _parsed(raw: bytes) -> tuple[dict[str, Any] | None, str]:
    """The data of a TOML text, or the line of its mistake and what that is."""
    if len(raw) > MAX_CONFIG_BYTES:
        return None, f"1: the file has more than {MAX_CONFIG_BYTES:,} bytes"
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, f"{line}: byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8 text"
    squares = 0
    for number, line_text in enumerate(text.split("\n"), 1):
        # The parser takes time in the square of the parts of a key.
        dots = line_text.count(".")
        squares += dots * dots
        if dots > _MOST_DOTS:
            return None, f"{number}: the line has more than {_MOST_DOTS:,} dots"
        if squares > _MOST_SQUARES:
            return None, f"{number}: the lines up to here have more dots than are read; write shorter keys"
    import tomllib  # Most folders have no configuration.

    try:
        return tomllib.loads(text), ""
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT_LINE.search(message)
        last = text.rstrip("\n").count("\n") + 1
        at = last if place is None or place["line"] is None else min(int(place["line"]), last)
        words = message[: place.start()] if place is not None else message
        return None, f"{at}: not TOML: {visible(words[:1].lower() + words[1:])[:200]}"
    except (RecursionError, ValueError, OverflowError):
        return None, "1: not TOML: a value is nested too deep or too long"
