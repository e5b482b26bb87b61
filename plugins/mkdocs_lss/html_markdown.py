"""HTML that this plugin makes, as Markdown for readers without a browser: tables, lists, links, code, paragraphs.

It is no converter for HTML at large: what it does not know it takes for what is inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

__all__ = ["as_markdown"]

_NOT_SHOWN = frozenset({"svg", "script", "style", "button", "template", "input", "select", "option", "colgroup"})
_VOID = frozenset({"br", "img", "input", "hr", "col", "wbr", "meta", "link"})
_BLOCKS = frozenset({"p", "div", "ul", "ol", "dl", "figure", "section", "details", "article", "header", "footer"})
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "summary": "**", "caption": "**", "dt": "**", "dfn": ""}
_TEXT = re.compile(r"[\\`*\[\]<]|&(?=#?\w+;)")
_WRITTEN = {"<": "&lt;", "&": "&amp;"}
_TOKEN = re.compile(
    r"""<!--.*?-->|<(?P<end>/?)(?P<tag>[a-z][a-z0-9-]*)(?P<given>(?:"[^"]*"|'[^']*'|[^<>"'])*)>|(?P<text>[^<]+|<)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""\b(href|class|alt|hidden)(?:="([^"]*)")?(?=[\s/]|$)""")
_SPACE = re.compile(r"\s+")


def as_markdown(html: str, link: Callable[[str], str] = str) -> str:
    """The HTML as Markdown; `link` gives the address to write in place of one that the HTML has."""
    reader = _Reader(link)
    # Markup copies itself with each slice.
    reader.feed(str.__str__(html))
    return reader.text()


class _Reader:
    """Writes lines; inside of a table, cells."""

    def __init__(self, link: Callable[[str], str]) -> None:
        self._link = link
        self._lines: list[str] = []
        self._now = ""
        self._hidden: list[str] = []
        self._lists: list[str] = []
        self._pre: list[str] | None = None
        self._code = False
        self._hrefs: list[str | None] = []
        self._rows: list[list[str]] | None = None
        self._headed = False

    def text(self) -> str:
        """All that was read."""
        self._end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n")

    def feed(self, html: str) -> None:
        """Read HTML."""
        for match in _TOKEN.finditer(html):
            tag = match["tag"]
            if match["text"]:
                self._data(unescape(match["text"]))
            elif tag and match["end"]:
                self._end_tag(tag)
            elif tag:
                given = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match["given"])}
                self._start_tag(tag, given)

    def _start_tag(self, tag: str, given: Mapping[str, str]) -> None:
        if self._hidden or tag in _NOT_SHOWN or "hidden" in given or "lss-snippet" in given.get("class", "").split():
            if tag not in _VOID:
                self._hidden.append(tag)
        elif tag == "table":
            self._end()
            self._rows, self._headed = [], False
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            self._now = ""
        elif tag == "thead":
            self._headed = True
        elif tag == "pre":
            self._end()
            self._pre = []
        elif tag == "code" and self._pre is None:
            self._code, self._now = True, f"{self._now}\0"
        elif tag == "a":
            self._hrefs.append(given.get("href"))
            self._now += "[" if self._hrefs[-1] else ""
        elif tag == "br":
            self._now += " "
        elif tag == "img":
            self._write(given.get("alt", ""))
        else:
            self._open_block(tag)

    def _open_block(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._end(gap=not self._lists)
            self._lists.append(tag)
        elif tag in ("li", "dt"):
            self._end(gap=False)
            self._now = f"{'  ' * (len(self._lists) - 1)}{'1.' if self._lists[-1:] == ['ol'] else '-'} "
            self._now += _MARKS.get(tag, "")
        elif re.fullmatch("h[1-6]", tag):
            self._end()
            self._now = "#" * int(tag[1]) + " "
        elif tag in _MARKS:
            if tag in ("summary", "caption"):
                self._end()
            self._now += _MARKS[tag]
        elif tag in _BLOCKS and not self._lists:
            self._end()

    def _end_tag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                del self._hidden[len(self._hidden) - 1 - self._hidden[::-1].index(tag) :]
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(self._now.strip().replace("|", "\\|"))
            self._now = ""
        elif tag == "table" and self._rows is not None:
            self._end_table(self._rows)
        elif tag == "pre" and self._pre is not None:
            self._end_pre("".join(self._pre))
        elif tag == "code" and self._code:
            before, _, code = self._now.rpartition("\0")
            mark = "``" if "`" in code else "`"
            pad = " " if code.startswith("`") or code.endswith("`") else ""
            self._code, self._now = False, f"{before}{mark}{pad}{code}{pad}{mark}" if code else before
        elif tag == "a" and self._hrefs:
            href = self._hrefs.pop()
            self._now += f"]({self._link(href)})" if href else ""
        elif tag in ("ul", "ol") and self._lists:
            self._end(gap=len(self._lists) == 1)
            self._lists.pop()
        elif tag in _MARKS:
            self._now = self._now.rstrip() + _MARKS[tag] + (": " if tag == "dt" else "")
            if tag in ("summary", "caption"):
                self._end()
        elif (tag in _BLOCKS or re.fullmatch("h[1-6]", tag)) and not self._lists:
            self._end()

    def _data(self, data: str) -> None:
        if self._hidden:
            return
        if self._pre is not None:
            self._pre.append(data)
        else:
            self._write(data)

    def _write(self, data: str) -> None:
        text = _SPACE.sub(" ", data)
        if not self._code:
            text = _TEXT.sub(lambda match: _WRITTEN.get(match.group(), f"\\{match.group()}"), text)
        if text.startswith(" ") and (not self._now or self._now.endswith(" ")):
            text = text[1:]
        self._now += text

    def _end(self, *, gap: bool = True) -> None:
        """End the line at hand, unless it stands in a cell."""
        if self._rows:
            return
        if self._now.strip(" -*") and self._now.strip():
            self._lines.append(self._now.rstrip())
        self._now = ""
        if gap and self._lines and self._lines[-1]:
            self._lines.append("")

    def _end_table(self, rows: list[list[str]]) -> None:
        self._rows = None
        width = max((len(row) for row in rows), default=0)
        if not width:
            return
        head, body = (rows[0], rows[1:]) if self._headed else ([""] * width, rows)
        for row in (head, ["---"] * width, *body):
            self._lines.append(f"| {' | '.join([*row, *[''] * (width - len(row))])} |")
        self._lines.append("")

    def _end_pre(self, text: str) -> None:
        self._pre = None
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        mark = "`" * (longest + 1)
        self._lines += [mark, *text.strip("\n").split("\n"), mark, ""]
