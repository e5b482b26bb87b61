"""What of a page is prose: the one reading that word counts, reading times, the spelling and the style checks share.

A page of a megabyte is read in seconds, whatever is in it: no pattern goes over the same text again and again. So a
comment that is never closed goes on to the end, and neither a tag nor an address goes on to where the next one begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from loop_engineering.lss.fences import fences

__all__ = ["prose", "replace_code", "sections", "words"]

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_ANSWER = re.compile(r"^(?P<indent> *)\?\?\?[^\n]*\n(?:(?P=indent) {4}[^\n]*\n|[ \t]*\n)*", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[> \t]*\|.*\|[ \t]*$", re.MULTILINE)
_DEFINITION = re.compile(r"^\[\^?[^\]\n]+\]:[^\n]*$", re.MULTILINE)
_BLANKED = (
    re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL),
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"(?<![\\$\d])\$(?![\s$])[^$\n]*(?:\n[^$\n]+)?(?<![\s\\])\$(?!\d)"),
    re.compile(r"\[\^[A-Za-z0-9_-]+\]"),
    re.compile(r"(?<=\])\([^)\]\n]*(?:\n[^)\]\n]*)?\)"),
    re.compile(r"</?[A-Za-z][^<>]*>"),
    re.compile(r"\{[:#.][^{}\n]*\}"),
    re.compile(r"https?://\S+"),
)
_BACKTICKS = re.compile(r"`+|\n[ \t]*+\n")
_HEADING = re.compile(r"^## ++(?P<title>.*[^ #\n])[ #]*$", re.MULTILINE)
_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")


def prose(markdown: str, *, tables: bool = True, answers: bool = True) -> str:
    """The page with everything that is not prose blanked: front matter, code, formulas, comments, tags and addresses.

    Lines and columns stay what they were. Without `tables` and `answers`, tables and folded blocks (`???`) go as well.
    """
    text = _blank(_FRONT_MATTER, markdown)
    lines = text.split("\n")
    for fence in fences(text):
        for index in range(fence.line - 1, min(fence.end_line, len(lines))):
            lines[index] = " " * len(lines[index])
    text = "\n".join(lines)
    if not answers:
        text = _blank(_ANSWER, text)
    if not tables:
        text = _blank(_TABLE_ROW, text)
    text = replace_code(_blank(_DEFINITION, text), _spaces)
    for pattern in _BLANKED:
        text = _blank(pattern, text)
    return text


def words(markdown: str, *, tables: bool = True, answers: bool = True) -> int:
    """How many words of prose a page has; a number counts as one word."""
    return len(_WORD.findall(prose(markdown, tables=tables, answers=answers)))


def sections(markdown: str) -> dict[str, str]:
    """The text under each heading of the second level, by heading, in order."""
    plain = prose(markdown)
    found = [match for match in _HEADING.finditer(markdown) if plain[match.start()] == "#"]
    ends = [*(match.start() for match in found[1:]), len(markdown)]
    return {match["title"]: markdown[match.end() : end] for match, end in zip(found, ends, strict=False)}


def replace_code(text: str, make: Callable[[str], str]) -> str:
    """The text with its inline code as `make` makes it: what stands between as many backticks, in one paragraph."""
    out: list[str] = []
    done = 0
    for start, end in _code_spans(text):
        out += (text[done:start], make(text[start:end]))
        done = end
    return "".join(out) + text[done:]


def _code_spans(text: str) -> Iterator[tuple[int, int]]:
    runs: list[re.Match[str]] = []
    for match in _BACKTICKS.finditer(text):
        if match.group().startswith("`"):
            runs.append(match)
        else:
            yield from _pairs(runs)
            runs = []
    yield from _pairs(runs)


def _pairs(runs: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    # The last run of each length: without it, each opening run would be compared with all that follow.
    last = {run.group(): index for index, run in enumerate(runs)}
    opening = 0
    while opening < len(runs):
        run = runs[opening]
        if last[run.group()] > opening:
            opening = next(index for index in range(opening + 1, len(runs)) if runs[index].group() == run.group())
            yield run.start(), runs[opening].end()
        opening += 1


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: _spaces(match.group()), text)


def _spaces(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
