"""The last look at a rendered page: no LSS block may be on it that was not checked.

A block can reach a page past the finder, for instance by an include of another plugin. It is recognized in
the HTML by its language class, or, where the site's Markdown gives code none, by its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from loop_engineering.lss.fences import fences

__all__ = ["unchecked_blocks"]

_SUSPICIOUS = re.compile(r"loop_name|(?:language|lang|highlight-source)-lss\b|[\"'\s]lss[\"'\s]")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-([\w+#.-]+)")
_TOP_LEVEL = re.compile(r"^(?:\{\s*)?[\"']?loop_name[\"']?\s*:", re.MULTILINE)
_FENCE = re.compile(r"^[> \t]*(?P<fence>`{3,}|~{3,})\s*\{?\s*\.?(?P<language>[\w+-]*)")
_YAML = ("yaml", "yml")


def unchecked_blocks(content: str, source: str) -> Iterator[tuple[str, int, int]]:
    """The first line of each code block in the HTML `content` that looks like LSS but was not checked.

    With it go the line and the column in `source` where the block's text stands, from 1; both are 1 where it does
    not stand there.

    `source` is the page's Markdown file. `content` is to hold placeholders where blocks were checked.
    """
    if not _SUSPICIOUS.search(content):
        return
    parser = _CodeBlocks()
    parser.feed(content)
    parser.close()
    declared = {_squeezed(fence.text) for fence in fences(source)}
    for language, text in parser.found:
        key = _squeezed(text)
        if language == "lss":
            yield _first_line(text), *_place(text, source)
        elif _TOP_LEVEL.search(_dedented(text)) is None or (language is not None and language not in _YAML):
            continue
        elif key not in declared and (language is not None or _is_fenced(key, source)):
            yield _first_line(text), *_place(text, source)


def _is_fenced(key: str, source: str) -> bool:
    """Whether code without a language, which no fence of the page declares, can have been meant as LSS.

    It is if it is not on the page at all, or follows a fence for LSS or YAML that the finder passed over.
    """
    lines = source.splitlines()
    if key not in _squeezed(source):
        return True
    for index, line in enumerate(lines):
        opening = _FENCE.match(line)
        if opening and opening["language"].lower() in ("lss", *_YAML):
            following = _squeezed("\n".join(lines[index + 1 :]))
            if following.startswith(key):
                return True
    return False


class _CodeBlocks(HTMLParser):
    """Gathers (language or None, text) of every `<pre>`; comments are not looked into."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str | None, str]] = []
        self._open: list[tuple[str, str]] = []
        self._text: list[str] | None = None
        self._language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = next((value or "" for name, value in attrs if name == "class"), "")
        if tag == "pre" and self._text is None:
            self._text, self._language = [], None
            for _, outer in reversed(self._open[-2:]):
                self._language = self._language or _language(outer)
        if self._text is not None and tag in ("pre", "code"):
            self._language = self._language or _language(classes)
        if tag in ("div", "figure", "td", "table"):
            self._open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self._text is not None:
            self.found.append((self._language, "".join(self._text)))
            self._text = None
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def _language(classes: str) -> str | None:
    match = _LANGUAGE.search(classes)
    if match:
        return match[1].lower()
    words = classes.lower().split()
    return next((word for word in words if word in ("lss", *_YAML)), None)


def _place(text: str, source: str) -> tuple[int, int]:
    """Line and column where lines like those of `text` follow one another in `source`, blank lines aside."""
    wanted = [line.strip() for line in text.splitlines() if line.strip()]
    lines = [(number, line) for number, line in enumerate(source.split("\n"), 1) if line.strip("> \t\r")]
    stripped = [line.strip("> \t\r") for _, line in lines]
    for start, first in enumerate(stripped):
        if wanted and first == wanted[0] and stripped[start : start + len(wanted)] == wanted:
            number, line = lines[start]
            return number, line.index(first) + 1
    return 1, 1


def _squeezed(text: str) -> str:
    """The text without white space and quote marks, by which a rendered block is compared with its source."""
    return re.sub(r"[\s>]+", "", text)


def _dedented(text: str) -> str:
    first = re.search(r"^( *)\S", text, re.MULTILINE)
    return re.sub(rf"^{first[1]}", "", text, flags=re.MULTILINE) if first else text


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 60 else line[:57] + "…"
