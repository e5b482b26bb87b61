"""The number of the manifesto: how long its example could run if nothing counted the rounds."""

from __future__ import annotations

from pathlib import Path

from loop_engineering.assess import assess
from loop_engineering.lss import Source
from loop_engineering.lss.markdown import find_blocks

__all__ = ["PAGE", "claims", "rounds_without_a_limit"]

PAGE = "manifesto/index.md"
_LIMIT = "  - {type: max_iterations, value: 4}\n"


def rounds_without_a_limit() -> int:
    """The most iterations of the page's loop once the line with `max_iterations` is deleted: the stall rule bounds them."""
    (block,) = find_blocks((Path(__file__).parents[1] / PAGE).read_text("utf-8"), PAGE)
    text = block.source.text
    if text.count(_LIMIT) != 1:
        raise ValueError(f"{PAGE}: the example has no line {_LIMIT!r}")
    bounds = assess(Source(text.replace(_LIMIT, ""))).bounds
    if bounds is None or bounds.iterations is None:
        raise ValueError(f"{PAGE}: without its limit the example is unbounded")
    return bounds.iterations


def claims() -> list[str]:
    """The snippet that stands in the page."""
    return [f"let the loop go on for up to {rounds_without_a_limit()} rounds"]
