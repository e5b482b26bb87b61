"""Drawings on disk, by content: a diagram is laid out once, whatever page or build asks for it.

An entry is trusted only if its checksum matches and it holds nothing but the shapes that `slim` writes;
anything else counts as absent and is drawn again. A cache that cannot be written is no cache, not an error.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from .drawing import Drawing
from .slim import SLIM_VERSION, is_safe_body

__all__ = ["cache_key", "read", "write"]

_HEAD = re.compile(r"lss-diagram ([0-9a-f]{64}) (\d+(?:\.\d)?) (\d+(?:\.\d)?)")
# No diagram comes near this; a file that does is not one of ours.
_MAX_BYTES = 4_000_000


def cache_key(mermaid: str, config: str) -> str:
    """The name under which the drawing of `mermaid` is kept: it changes with the source, the renderer and
    this code."""
    return hashlib.sha256("\0".join((_versions(), config, mermaid)).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=1)
def _versions() -> str:
    return f"{version('mmdr')} {SLIM_VERSION}"


def read(folder: Path, key: str) -> Drawing | None:
    """The drawing kept under `key`, or None if there is none that can be trusted."""
    try:
        with (folder / f"{key}.diagram").open("rb") as file:
            text = file.read(_MAX_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return None
    head, _, body = text.partition("\n")
    match = _HEAD.fullmatch(head)
    if match is None or match[1] != _checksum(match[2], match[3], body) or not is_safe_body(body):
        return None
    return Drawing(body, match[2], match[3])


def write(folder: Path, key: str, drawing: Drawing) -> None:
    """Keep `drawing` under `key`, in one step: a reader sees the whole entry or none."""
    checksum = _checksum(drawing.width, drawing.height, drawing.body)
    data = f"lss-diagram {checksum} {drawing.width} {drawing.height}\n{drawing.body}".encode()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).replace(folder / f"{key}.diagram")
        except OSError:
            Path(name).unlink()
            raise


def _checksum(width: str, height: str, body: str) -> str:
    return hashlib.sha256(f"{width} {height}\n{body}".encode()).hexdigest()
