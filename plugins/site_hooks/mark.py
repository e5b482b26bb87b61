"""The project's mark: act, judge, feed back, in a loop around a stop sign. One geometry for every file that shows it.

`python -m site_hooks.mark`, from the folder `plugins`, writes the files again: `overrides/.icons/loop-engineering.svg`,
which takes the colour of the text around it, and in `docs/assets` the favicon and the icon for home screens.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw

__all__ = ["INK", "INK_ON_DARK", "PAPER", "STOP", "STOP_ON_DARK", "arcs", "files", "picture", "square"]

INK, STOP, PAPER = "#0b5a75", "#c2410c", "#ffffff"
"""The colours of the mark on paper: the loop, the stop sign, the ground."""
INK_ON_DARK, STOP_ON_DARK = "#7cc7e2", "#ff9d6e"
"""The loop and the stop sign on a dark ground."""

Point = tuple[float, float]

# On a square of 32; angles are in degrees, clockwise from the top. Each arc ends in a point, which fits the notch that
# the next one begins with.
_SIZE = 32
_CENTRE, _OUTER, _INNER = 16.0, 15.0, 10.0
_ARCS, _FIRST, _SPAN, _POINT = 3, -60.5, 107.0, 16.0
_STOP_SIDE, _STOP_CORNER = 8.0, 1.4
_STEPS = 48


def arcs() -> list[list[Point]]:
    """The three parts of the loop as polygons on the unit square: act, judge, feed back."""
    shapes = []
    for start in _starts():
        angles = [start + _SPAN * step / _STEPS for step in range(_STEPS + 1)]
        there = [_at(angle, _OUTER) for angle in angles]
        back = [_at(angle, _INNER) for angle in reversed(angles)]
        corners = [*there, _tip(angles[-1]), *back, _tip(start)]
        shapes.append([(x / _SIZE, y / _SIZE) for x, y in corners])
    return shapes


def square() -> tuple[float, float, float]:
    """The stop sign on the unit square: where its left and upper edge is, its side, the radius of its corners."""
    return (_CENTRE - _STOP_SIDE / 2) / _SIZE, _STOP_SIDE / _SIZE, _STOP_CORNER / _SIZE


def picture(
    size: int, *, ink: str = INK, stop: str = STOP, ground: str | None = None, margin: float = 0.0
) -> Image.Image:
    """The mark as a picture of `size` pixels, on `ground` or on nothing, with a margin in parts of the size."""
    fine = size * 8
    image = Image.new("RGBA", (fine, fine), ground or "#00000000")
    draw = ImageDraw.Draw(image)
    scale, shift = fine * (1 - 2 * margin), fine * margin
    for corners in arcs():
        draw.polygon([(shift + x * scale, shift + y * scale) for x, y in corners], ink)
    edge, side, radius = (value * scale for value in square())
    draw.rounded_rectangle([shift + edge, shift + edge, shift + edge + side, shift + edge + side], radius, stop)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def files() -> Mapping[str, bytes]:
    """The files that show the mark, by their path in the repository."""
    shapes = _shapes()
    dark = f"path{{fill:{INK_ON_DARK}}}rect{{fill:{STOP_ON_DARK}}}"
    style = f"path{{fill:{INK}}}rect{{fill:{STOP}}}@media (prefers-color-scheme:dark){{{dark}}}"
    touch = io.BytesIO()
    picture(180, ground=PAPER, margin=0.12).convert("RGB").save(touch, "PNG", optimize=True)
    return {
        "overrides/.icons/loop-engineering.svg": _svg(shapes).encode(),
        "docs/assets/favicon.svg": _svg(f"<style>{style}</style>{shapes}").encode(),
        "docs/assets/apple-touch-icon.png": touch.getvalue(),
    }


def _starts() -> list[float]:
    return [_FIRST + number * 360 / _ARCS for number in range(_ARCS)]


def _shapes() -> str:
    path = ""
    for start in _starts():
        end = start + _SPAN
        path += f"M{_pair(_at(start, _OUTER))}A{_OUTER:g} {_OUTER:g} 0 0 1 {_pair(_at(end, _OUTER))}"
        path += f"L{_pair(_tip(end))} {_pair(_at(end, _INNER))}"
        path += f"A{_INNER:g} {_INNER:g} 0 0 0 {_pair(_at(start, _INNER))}L{_pair(_tip(start))}z"
    edge = _CENTRE - _STOP_SIDE / 2
    sides = f'x="{edge:g}" y="{edge:g}" width="{_STOP_SIDE:g}" height="{_STOP_SIDE:g}" rx="{_STOP_CORNER:g}"'
    return f'<path d="{path}"/><rect class="stop" {sides}/>'


def _svg(content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}">{content}</svg>\n'


def _tip(angle: float) -> Point:
    return _at(angle + _POINT, (_OUTER + _INNER) / 2)


def _at(angle: float, radius: float) -> Point:
    turn = math.radians(angle)
    return _CENTRE + radius * math.sin(turn), _CENTRE - radius * math.cos(turn)


def _pair(place: Point) -> str:
    return " ".join(f"{round(value, 2):g}" for value in place)


if __name__ == "__main__":
    for _name, _content in files().items():
        (Path(__file__).resolve().parents[2] / _name).write_bytes(_content)
