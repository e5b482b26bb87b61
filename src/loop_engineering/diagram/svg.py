"""Mermaid source → SVG, by a Mermaid in native code: no browser, no JavaScript.

`render_svg` draws one, `render_all` many. A drawing takes some hundredths of a second; both keep it in a cache folder
if given one. The renderer is only imported when something has to be drawn.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import cache as disk
from .drawing import Drawing
from .mermaid import APART
from .slim import FILLER, MASK, UnreadableSvg, drawing_of

__all__ = ["DiagramError", "draw", "render_all", "render_svg"]

# Lines are broken by whoever writes the source; Mermaid must not break them again.
_CONFIG: dict[str, Any] = {
    "securityLevel": "strict",
    "theme": "base",
    "themeVariables": {"fontSize": "15px"},
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False, "wrappingWidth": 2000, "nodeSpacing": 30, "rankSpacing": 40, "padding": 12},
}
# Mermaid's own limit; beyond it Mermaid draws a picture of an error instead of failing.
_MAX_SOURCE = 50_000
# The edges that run against the order of work, as flowchart.py writes them: dashed ones, and those out of a
# memory.
_BACKWARD = re.compile(r'^ *(?:(?=\w+ -\.)|(?=(?:c\d+)?m0 -->))(\w+) (-\.-|--)>(\|"[^"\n]*"\|)? (\w+)$', re.MULTILINE)
_ENTITY = re.compile(r"#(\d{1,3}|[a-z]{2,8});")


class DiagramError(ValueError):
    """A diagram that cannot be drawn; the message is Mermaid's own where Mermaid rejected the source."""


def render_svg(
    mermaid: str,
    *,
    title: str = "Loop diagram",
    description: str = "",
    instance: str = "",
    standalone: bool = False,
    cache: Path | None = None,
) -> str:
    """The flowchart `mermaid` as one SVG element that loads nothing, runs nothing and reads in light and
    dark.

    `title`, `description`, `instance` and `standalone` are those of `Drawing.svg`. `cache` is a folder in
    which drawings are kept from run to run. DiagramError if Mermaid does not accept the source.
    """
    drawing = draw(mermaid, cache=cache)
    return drawing.svg(title=title, description=description, instance=instance, standalone=standalone)


def draw(mermaid: str, *, cache: Path | None = None) -> Drawing:
    """The laid-out drawing of `mermaid`, from `cache` if it is there. DiagramError if Mermaid rejects the
    source."""
    key = disk.cache_key(mermaid, _config_text())
    drawing = disk.read(cache, key) if cache else None
    if drawing is None:
        drawing = _lay_out(mermaid)
        if cache:
            disk.write(cache, key, drawing)
    return drawing


def render_all(sources: Iterable[str], *, cache: Path | None = None) -> dict[str, Drawing | DiagramError]:
    """Every distinct source with its drawing, or with the error that kept it from being drawn.

    What `cache` holds is not drawn. Use `Drawing.svg` on the values. The order is that of `sources`.
    """
    done: dict[str, Drawing | DiagramError] = {}
    for source in dict.fromkeys(sources):
        try:
            done[source] = draw(source, cache=cache)
        except DiagramError as error:
            done[source] = error
    return done


def _lay_out(mermaid: str) -> Drawing:
    if len(mermaid) > _MAX_SOURCE:
        length = len(mermaid)
        raise DiagramError(f"the source has {length} characters; Mermaid draws at most {_MAX_SOURCE}")
    import mmdr

    try:
        svg = mmdr.render(f"%%{{init: {_config_text()}}}%%\n{_measurable(mermaid)}").svg()
    except ValueError as error:
        raise DiagramError(str(error)) from error
    try:
        return drawing_of(svg)
    except UnreadableSvg as error:
        raise DiagramError(f"Mermaid's drawing cannot be used: {error}") from error


def _measurable(mermaid: str) -> str:
    """The same source, prepared so that Mermaid lays it out as it will be seen; `slim` undoes all of it.

    Feedback and memory reads run against the order of work. Laid out in their own direction they would pull
    workers out of that order, so they are turned round, marked by a circle end. Each entity becomes one
    private-use character, so that no label is ever markup to Mermaid, and each wide character gets a filler,
    since Mermaid's font measures it as narrow.
    """
    text = _BACKWARD.sub(_turned, _ENTITY.sub(_mask, mermaid.replace(APART, "")))
    return "".join(char + FILLER if unicodedata.east_asian_width(char) in "WF" else char for char in text)


def _turned(match: re.Match[str]) -> str:
    start, line, label, end = match.groups()
    return f"  {end} {line}o{label or ''} {start}"


def _mask(match: re.Match[str]) -> str:
    name = match[1]
    char = html.unescape(f"&#{name};" if name.isdigit() else f"&{name};")
    return chr(MASK + ord(char)) if len(char) == 1 and " " <= char <= "~" else match[0]


def _config_text() -> str:
    return json.dumps(_CONFIG, sort_keys=True)
