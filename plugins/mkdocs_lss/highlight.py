"""YAML as highlighted HTML. The colours are in assets/lss.css."""

from __future__ import annotations

import html
from collections.abc import Collection
from functools import cache

from markupsafe import Markup
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import YamlLexer

__all__ = ["highlighted", "plain"]

# Beyond this, colours cost more than they help.
_MAX_CHARACTERS = 200_000


@cache
def _lexer() -> Lexer:
    lexer: Lexer = YamlLexer(stripnl=False, ensurenl=False)
    return lexer


def highlighted(text: str, marked: Collection[int] = ()) -> Markup:
    """`text` as the inside of a `<code>` element; the lines in `marked` (from 1) stand out."""
    if len(text) > _MAX_CHARACTERS:
        return plain(text)
    formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True, hl_lines=sorted(marked))
    out = _Writer()
    formatter.format(_lexer().get_tokens(text), out)
    return Markup("".join(out.parts))


def plain(text: str) -> Markup:
    """`text` as the inside of a `<code>` element, without colours."""
    return Markup(html.escape(text, quote=False))


class _Writer:
    """The part of a file that a formatter uses."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)
