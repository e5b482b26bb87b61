"""YAML as highlighted HTML. The colours are in assets/lss.css."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from functools import cache

from markupsafe import Markup
from pygments.lexer import Lexer
from pygments.lexers import YamlLexer
from pygments.token import Comment, Literal, Name, String, _TokenType

__all__ = ["highlighted", "line_id", "plain"]

# Beyond this, colours cost more than they help.
_MAX_CHARACTERS = 200_000
# The kinds of words that have a colour; all else is text, and costs a page no markup.
_CLASSES = (
    (Name.Tag, "nt"),
    (Comment, "c"),
    (String, "s"),
    (Name.Variable, "s"),
    (Literal.Scalar, "m"),
)
_PLAIN_VALUE = re.compile(r"[-+]?[\d.][\d_.]*(?:[eE][-+]?\d+)?|true|false|null|~")


@cache
def _lexer() -> Lexer:
    lexer: Lexer = YamlLexer(stripnl=False, ensurenl=False)
    return lexer


def line_id(ident: str, line: int) -> str:
    """The id of a line, from 1, of the text that the panel `ident` shows."""
    return f"{ident}-L{line}"


def highlighted(
    text: str, marked: Collection[int] = (), *, ident: str = "", pointed: Collection[int] = frozenset()
) -> Markup:
    """`text` as the inside of a `<code>` element; the lines in `marked` (from 1) stand out.

    The lines in `pointed` and `marked` have an id made of `ident`, if there is one.
    """
    lines = (html.escape(text, quote=False) if len(text) > _MAX_CHARACTERS else _coloured(text)).split("\n")
    last = len(lines)
    out = []
    for number, line in enumerate(lines, 1):
        end = "\n" if number < last else ""
        if number in marked or (ident and number in pointed):
            attributes = f' id="{line_id(ident, number)}"' if ident else ""
            attributes += ' class="hll"' if number in marked else ""
            # The end of the line inside, as a line that is marked becomes a box of its own.
            out.append(f"<span{attributes}>{line}{end}</span>")
        else:
            out.append(line + end)
    return Markup("".join(out))


def plain(text: str) -> Markup:
    """`text` as the inside of a `<code>` element, without colours."""
    return Markup(html.escape(text, quote=False))


def _coloured(text: str) -> str:
    """The text with its words in spans, none of which goes over the end of a line."""
    out: list[str] = []
    for css, words in _runs(text):
        words = html.escape(words, quote=False)
        if css:
            words = "\n".join(f'<span class="{css}">{part}</span>' if part else "" for part in words.split("\n"))
        out.append(words)
    return "".join(out)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces of one class each."""
    current, run = "", ""
    for kind, value in _lexer().get_tokens(text):
        css = _class(kind, value)
        if css != current and run:
            yield current, run
            run = ""
        current, run = css, run + value
    if run:
        yield current, run


def _class(kind: _TokenType, value: str) -> str:
    css = _class_of(kind)
    return "" if css == "m" and not _PLAIN_VALUE.fullmatch(value) else css


@cache
def _class_of(kind: _TokenType) -> str:
    return next((css for parent, css in _CLASSES if kind[: len(parent)] == parent), "")
