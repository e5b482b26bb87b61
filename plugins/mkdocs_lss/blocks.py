"""The LSS blocks of one page: found in its source, checked, and put into its Markdown as placeholders.

The library's finder is the only authority on what a block is. Each block's lines are replaced by a paragraph
that holds one token, with the fence's own indentation and quote marks, so that the block stands in its list,
admonition, tab or quotation whatever Markdown extensions a site uses. Once the page is HTML, the token gives
way to the panel.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from loop_engineering.assess import Assessment
from loop_engineering.lss import Block, Finding, Project, find_blocks
from loop_engineering.reading import reading

__all__ = ["PageBlock", "Placeholder", "fill", "find_page_blocks", "put_placeholders", "token_for"]

_CODE = re.compile(r"<(/?)(pre|code|textarea|title|script|style)\b|<!--|-->", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageBlock:
    """A block, what is known of its spec, its number on the page, from 1, and the findings that readers are told."""

    block: Block
    assessment: Assessment
    number: int
    findings: tuple[Finding, ...] = ()

    @property
    def has_panel(self) -> bool:
        """Whether the page shows more of it than its text."""
        return self.block.panel != "none" or bool(self.assessment.checked.expected or self.findings)

    @property
    def lines(self) -> range:
        """The lines of the file that the fence takes up, from 1."""
        return range(self.block.line, self.block.end_line + 1)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A token that stands for something while the page is Markdown; `original` is the text it stands for."""

    token: str
    original: str


def find_page_blocks(
    text: str,
    shown: str,
    project: Project,
    file: Path,
    told: Callable[[Iterable[Finding]], tuple[Finding, ...]] = tuple,
) -> tuple[tuple[PageBlock, ...], tuple[Finding, ...]]:
    """The checked blocks of a page, and why it could not be read, or not to its end.

    `text` is the whole of it, front matter included; `shown` is how findings call it. What is too much for
    `loopctl` is too much here. `told` picks the findings that readers are told.
    """
    raw = text.encode("utf-8", "surrogatepass")
    read = reading(raw, len(raw), shown, "page", project=project, file=file)
    # In an unreadable page there are no blocks; in one with too many, those past the limit have no assessment.
    found = zip(find_blocks(read.text, shown), read.specs, strict=False)
    blocks = (
        PageBlock(block, spec, number, told(spec.checked.findings)) for number, (block, spec) in enumerate(found, 1)
    )
    return tuple(blocks), read.faults


def token_for(page: str, text: str, what: str) -> str:
    """A word that Markdown leaves alone and that no page can hold, since it depends on the whole of the page."""
    digest = hashlib.sha256("\0".join((page, what, text)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"lssplaceholder{digest[:40]}"


def put_placeholders(lines: list[str], replaced: Iterable[tuple[range, str, str]]) -> tuple[str, list[Placeholder]]:
    """The Markdown `lines` with placeholders in place of some, and what each stands for.

    `replaced` holds index ranges into `lines`, in order, with the prefix of their first line and the token.
    """
    out: list[str] = []
    placeholders: list[Placeholder] = []
    done = 0
    for span, prefix, token in replaced:
        bare = prefix.rstrip()
        out += lines[done : span.start]
        # One blank line and no more: two would end a footnote.
        if out and out[-1].strip(" \t>"):
            out.append(bare)
        out.append(prefix + token)
        if span.stop < len(lines) and lines[span.stop].strip(" \t>"):
            out.append(bare)
        placeholders.append(Placeholder(token, "\n".join(lines[span.start : span.stop])))
        done = span.stop
    return "\n".join(out + lines[done:]), placeholders


def fill(content: str, placeholders: Iterable[Placeholder], contents: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """The HTML of a page with each token replaced by its HTML in `contents`, and the tokens that were.

    A token inside code, where Markdown took the block's place for an indented code block, becomes the text that
    it replaced, escaped.
    """
    originals = {item.token: item.original for item in placeholders}
    if not originals:
        return content, frozenset()
    tokens = "|".join(map(re.escape, originals))
    out: list[str] = []
    shown: set[str] = set()
    done = 0
    for match in re.finditer(rf"<p>\s*(?P<p>{tokens})\s*(?P<end></p>)?|(?P<bare>{tokens})", content):
        token = match["p"] or match["bare"]
        out.append(content[done : match.start()])
        if match["bare"] and _is_inside_code(content, match.start()):
            out.append(html.escape(originals[token], quote=False))
        else:
            out.append(contents[token])
            shown.add(token)
            if match["p"] and not match["end"]:
                out.append("<p>")  # A footnote adds its way back to its last paragraph.
        done = match.end()
    return "".join(out) + content[done:], frozenset(shown)


def _is_inside_code(content: str, position: int) -> bool:
    """Whether a place in HTML is inside code, a comment or another element whose text is not markup."""
    depth = 0
    for match in _tags(content, position):
        depth += -1 if match.startswith("</") or match == "-->" else 1
    return depth > 0


def _tags(content: str, end: int) -> Iterator[str]:
    return (match.group() for match in _CODE.finditer(content, 0, end))
