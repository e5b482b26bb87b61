"""A rendered page as Markdown for readers without a browser: blocks as they are, with what checking says of them.

The macros are tables, a block with `src` is the file that it shows, and links lead to where the site has their targets.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from mkdocs.structure.files import File, Files

from loop_engineering.assess import Assessment
from loop_engineering.lss.fences import fences
from mkdocs_lss.blocks import PageBlock, Placeholder
from mkdocs_lss.html_markdown import as_markdown
from mkdocs_lss.templating import duration, money, number

__all__ = ["Addresses", "plain", "readings"]

_LINK = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<before>\]\(\s*<?|^[> \t]*\[[^\]^\n][^\]\n]*\]:[ \t]*<?|\b(?:href|src)=[\"']?)"
    r"(?P<url>[^\s()<>\"']+(?:\([^\s()<>\"']*\)[^\s()<>\"']*)*)"
)
# A line with a link has one of these, and to look for them is quick.
_LINK_MARKS = ("](", "]:", "href=", "src=")
_ROOT = "https://site.invalid/"
_PLACE = re.compile(r"^(?P<prefix>.*?)(?P<token>lssplaceholder\w+)$")


def plain(
    markdown: str,
    placeholders: Iterable[Placeholder],
    contents: Mapping[str, str],
    blocks: Mapping[str, PageBlock],
    addresses: Addresses,
) -> str:
    """The Markdown of a page with its placeholders replaced.

    `contents` is the HTML that each stands for, `blocks` the block where it stands for one.
    """
    fenced = {line for fence in fences(markdown) for line in range(fence.line - 1, fence.end_line)}
    lines = markdown.split("\n")
    for index, line in enumerate(lines):
        if index not in fenced and any(mark in line for mark in _LINK_MARKS):
            lines[index] = _LINK.sub(lambda match: _relinked(match, addresses), line)
    made = {}
    for item in placeholders:
        block = blocks.get(item.token)
        made[item.token] = _block(block, item.original) if block else as_markdown(contents[item.token], addresses.html)
    return "\n".join(
        _PLACE.sub(lambda match: _put(match, made), line) if "lssplaceholder" in line else line for line in lines
    )


@dataclass(frozen=True, slots=True)
class Addresses:
    """The links of one page, as `link` writes addresses below the root of the site; others stay as they are.

    `rewrite` makes links of the repository links of the site.
    """

    file: File
    files: Files
    rewrite: Callable[[str], str]
    link: Callable[[str], str]

    def markdown(self, url: str) -> str:
        """What to write for a link of the page's Markdown."""
        parts = urlsplit(self.rewrite(url))
        if parts.scheme or parts.netloc or not parts.path:
            return urlunsplit(parts)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.file.src_uri), unquote(parts.path)))
        target = self.files.get_file_from_path(path)
        return url if target is None else self.link(urlunsplit(("", "", target.url, parts.query, parts.fragment)))

    def html(self, url: str) -> str:
        """What to write for a link of HTML that stands on the page."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path:
            return url
        return self.link(urljoin(f"{_ROOT}{self.file.url}", url).removeprefix(_ROOT))


def readings(assessment: Assessment) -> str:
    """The readings of a spec as a sentence; empty where there is no valid spec."""
    level, score, bounds = assessment.level, assessment.score, assessment.bounds
    if level is None or score is None or bounds is None:
        return ""
    worst = (
        "iterations not bounded" if bounds.iterations is None else f"{number(bounds.iterations)} iterations",
        "cost not bounded" if bounds.usd is None else money(bounds.usd),
        "time not bounded" if bounds.seconds is None else duration(bounds.seconds),
    )
    rank = f"{assessment.conformance}, level {level.level} ({level.name})"
    return f"Checked: {rank}, structural LES {score.les:.1f}; worst case: {', '.join(worst)}."


def _relinked(match: re.Match[str], addresses: Addresses) -> str:
    if match["code"]:
        return match.group()
    # MkDocs leaves HTML in Markdown as it is: addresses in it are seen from the page on the site.
    link = addresses.html if match["before"].startswith(("href", "src")) else addresses.markdown
    return match["before"] + link(match["url"])


def _block(item: PageBlock, original: str) -> str:
    """A block with what checking says; its lines have no prefix that `original` has."""
    if item.block.src is None:
        prefix = item.block.fence.prefix
        shown = "\n".join(line.removeprefix(prefix) for line in original.split("\n"))
    else:
        text = item.assessment.checked.source.text
        mark = "`" * (max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1)
        shown = f"{mark}yaml\n{text.rstrip()}\n{mark}"
    return "\n\n".join([shown, *_said(item)])


def _said(item: PageBlock) -> Iterator[str]:
    if said := readings(item.assessment):
        yield f"*{said}*"
    findings = (*item.assessment.checked.expected, *item.findings)
    if findings:
        yield "\n".join(f"- {found.severity} {found.rule}: {_one_line(found.message)}" for found in findings)


def _one_line(text: str) -> str:
    return re.sub(r"[<\[*`\\]", lambda match: f"\\{match.group()}", " ".join(text.split()))


def _put(match: re.Match[str], made: Mapping[str, str]) -> str:
    """The lines in place of a placeholder, each with the indentation and the quote marks that it stands behind."""
    lines = made.get(match["token"], match["token"]).split("\n")
    prefix = match["prefix"]
    rest = re.sub(r"[^> \t]", " ", prefix)
    return "\n".join(f"{rest if number else prefix}{line}".rstrip() for number, line in enumerate(lines))
