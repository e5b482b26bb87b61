"""The picture of a page for those who share a link to it (Open Graph), drawn with Pillow: no browser, no network.

The same page gives the same bytes: the fonts are the files that matplotlib brings, and the shaping of text is
Pillow's own.
"""

from __future__ import annotations

import hashlib
import io
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from importlib.util import find_spec
from math import ceil
from pathlib import Path

import PIL
from PIL import Image, ImageDraw, ImageFont

from site_hooks import mark

__all__ = ["SIZE", "Card", "cached", "draw"]

SIZE = (1200, 630)
"""Width and height, as Open Graph readers expect them."""
_INK, _SOFT, _LINE = "#1b2530", "#51606f", "#d5dbe1"
_MARGIN, _FOOT = 80, 526
_TITLE_TOP, _TITLE_HEIGHT = 248, 260
_SIZES = (72, 64, 56, 48, 40)
"""Of the title, in pixels; the first that fits is taken."""
_LONGEST = 300
"""Letters of a title that are looked at."""
_COLOURS = 24
_PLAIN = 0x250
"""Every letter below is in the fonts."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture says: the site and its host, its part, the title of the page, and its readings if it is a spec."""

    site: str
    host: str
    section: str
    title: str
    readings: tuple[str, ...] = ()


def cached(card: Card, folder: Path) -> bytes:
    """The picture of a card as PNG, from `folder` if it was drawn before."""
    key = hashlib.sha256("\0".join((_design(), *map(str, astuple(card)))).encode("utf-8", "replace")).hexdigest()
    file = folder / f"{key[:40]}.png"
    if file.is_file():
        return file.read_bytes()
    made = draw(card)
    folder.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: another build may read at the same time.
    part = file.with_suffix(f".{id(made)}.part")
    part.write_bytes(made)
    part.replace(file)
    return made


def draw(card: Card) -> bytes:
    """The picture of a card as PNG."""
    image = Image.new("RGB", SIZE, mark.PAPER)
    pen = ImageDraw.Draw(image)
    sign = _mark()
    image.paste(sign, (_MARGIN, 72), sign)
    pen.text((_MARGIN + 92, 108), _shown(card.site), _INK, _font(34, bold=True), "lm")
    if card.section and card.section != card.title:
        pen.text((_MARGIN, _TITLE_TOP - 28), _cut(_shown(card.section), _font(30)), _SOFT, _font(30), "lm")
    font, lines = _set(_shown(card.title) or _shown(card.site))
    for number, line in enumerate(lines):
        pen.text((_MARGIN, _TITLE_TOP + round(number * font.size * 1.2)), line, _INK, font, "la")
    pen.rectangle((_MARGIN, _FOOT, SIZE[0] - _MARGIN, _FOOT + 1), _LINE)
    if not card.readings:
        pen.text((_MARGIN, _FOOT + 46), _shown(card.host), _SOFT, _font(30), "lm")
    left = _MARGIN
    for reading in card.readings:
        pen.text((left, _FOOT + 46), reading, mark.INK, _font(30, bold=True), "lm")
        left += round(_font(30, bold=True).getlength(reading)) + 48
    out = io.BytesIO()
    image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _set(title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font in which a title fits, and its lines; a title that fits in none is cut."""
    for size in _SIZES:
        font = _font(size, bold=True)
        lines = list(_wrapped(title, font))
        room = int(_TITLE_HEIGHT / (size * 1.2))
        if len(lines) <= room:
            break
    else:
        lines = [*lines[: room - 1], _cut(" ".join(lines[room - 1 :]), font)]
    return font, lines


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for word in text[:_LONGEST].split():
        longer = f"{line} {word}".lstrip()
        if font.getlength(longer) <= _width():
            line = longer
            continue
        if line:
            yield line
        while font.getlength(word) > _width():
            fits = max(1, _fitting(word, font))
            yield word[:fits]
            word = word[fits:]
        line = word
    if line:
        yield line


def _cut(text: str, font: ImageFont.FreeTypeFont) -> str:
    """The text, with an ellipsis where it is wider than the card."""
    if font.getlength(text) <= _width():
        return text
    return f"{text[: _fitting(f'…{text}', font) - 1].rstrip()}…"


def _fitting(text: str, font: ImageFont.FreeTypeFont) -> int:
    """How many letters of a text are as wide as the card at most."""
    return bisect_right(range(1, len(text) + 1), _width(), key=lambda end: ceil(font.getlength(text[:end])))


def _width() -> int:
    return SIZE[0] - 2 * _MARGIN


def _shown(text: str) -> str:
    """The text without what the fonts have no letter for: a row of empty boxes says nothing."""
    return " ".join("".join(sign for sign in text if sign == " " or _is_drawn(sign)).split())


@cache
def _is_drawn(sign: str) -> bool:
    if ord(sign) < _PLAIN:
        return sign.isprintable()
    font = _font(30, bold=True)
    return sign.isprintable() and bytes(font.getmask(sign)) not in (b"", bytes(font.getmask("\U0010fffe")))


@cache
def _mark() -> Image.Image:
    return mark.picture(72)


@cache
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans. FileNotFoundError where matplotlib does not bring it."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("matplotlib is not installed, and its fonts with it")
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = Path(found.submodule_search_locations[0], "mpl-data", "fonts", "ttf", name)
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _design() -> str:
    """Changes with everything that a picture depends on beside its words."""
    digest = hashlib.sha256(PIL.__version__.encode())
    for file in (__file__, mark.__file__):
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()
