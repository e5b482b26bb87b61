"""The running text of a page's HTML: where it stands, outside headings, links, code, formulas, figures and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser

__all__ = ["Run", "Runs", "runs", "with_inserts"]

_NO_PROSE = frozenset(
    {
        "a",
        "abbr",
        "button",
        "code",
        "dfn",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "kbd",
        "label",
        "pre",
        "samp",
        "sub",
    }
    | {"caption", "figcaption", "figure", "math", "summary", "svg", "th", "time", "title", "var"}
    | {"embed", "iframe", "object", "option", "script", "select", "style", "template", "textarea", "video"}
)
_NO_PROSE_CLASSES = re.compile(
    r"(?:^|\s)(?:footnote|arithmatex|formula|highlight|admonition-title|tabbed-labels|plot|cite-page|reading-\w+|"
    r"lss-[\w-]+)(?:\s|$)"
)
_DRAWN = ("svg", "math")
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text between two tags, `start` in the HTML, in the section that heading `section` of h2 opened."""

    start: int
    text: str
    section: int


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of prose of a page, and the texts of its links by section."""

    prose: list[Run]
    links: list[Run]


def runs(content: str) -> Runs:
    """The running text of a page."""
    parser = _Reader(content)
    parser.feed(_closed(content))
    parser.close()
    return Runs(parser.prose, parser.links)


def with_inserts(content: str, inserts: Iterable[tuple[int, int, Callable[[str], str]]]) -> str:
    """The HTML with each stretch, in order and without overlap, as its function makes it."""
    out: list[str] = []
    done = 0
    for start, end, make in inserts:
        out += (content[done:start], make(content[start:end]))
        done = end
    return "".join(out) + content[done:]


class _Reader(HTMLParser):
    """Gathers the text outside what is no prose; an element that is none ends with its own closing tag."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=False)
        self.prose: list[Run] = []
        self.links: list[Run] = []
        self._lines = [0, *(match.end() for match in re.finditer("\n", content))]
        self._section = 0
        self._inside = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self._section += 1
        if self._inside:
            self._depth += tag == self._inside
        elif tag not in _VOID and (tag in _NO_PROSE or _has_no_prose(attrs)):
            self._inside, self._depth = tag, 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only drawings and formulas have elements that end like this; for all others the stroke means nothing.
        if tag not in _DRAWN and self._inside not in _DRAWN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._depth -= 1
            if not self._depth:
                self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("", "a"):
            return
        line, column = self.getpos()
        run = Run(self._lines[line - 1] + column, data, self._section)
        (self.links if self._inside else self.prose).append(run)


def _closed(content: str) -> str:
    """The HTML up to a comment or tag that never ends; at each such the parser would look for its end."""
    for begin, end in (("<!--", "-->"), ("<", ">")):
        found = content.find(begin, content.rfind(end) + 1)
        content = content[:found] if found >= 0 else content
    return content


def _has_no_prose(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name == "class" and value and _NO_PROSE_CLASSES.search(value) for name, value in attrs)
