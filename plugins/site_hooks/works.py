"""The works that the site cites: `bibliography.yaml`, read and checked, and a work as a line of references."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from site_hooks.records import Kind, Records, a_number, a_text, read_records

__all__ = ["FILE", "authors", "is_isbn", "is_organization", "read_works", "reference", "reference_html", "short"]

FILE = "bibliography.yaml"

_REQUIRED: Mapping[str, Kind] = {"author": a_text, "title": a_text, "year": a_number}
_OPTIONAL: Mapping[str, Kind] = dict.fromkeys(("venue", "doi", "arxiv", "url", "isbn", "note"), a_text)
_KEY = re.compile(r"[a-z][a-z0-9_-]*")
_YEARS = range(1500, 2100)
_SHAPES = {
    "doi": (re.compile(r"10\.\d{4,9}/\S+"), "begins with 10. and has no https:// before it"),
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}(v\d+)?|[a-z-]+(\.[A-Z]{2})?/\d{7}"), "looks like 2310.01798"),
    "url": (re.compile(r"https?://[^\s/]+\.[^\s]+"), "begins with https:// or http://"),
}
_SAME = ("doi", "arxiv", "isbn")
_LINKS = {
    "doi": ("doi:{}", "https://doi.org/{}"),
    "arxiv": ("arXiv:{}", "https://arxiv.org/abs/{}"),
    "url": ("{}", "{}"),
}
# A name with one of these is no person's.
_ORGANIZATION = re.compile(
    r"\b(administration|agency|association|authors|board|bureau|center|centre|commission|committee|company|council|"
    r"department|foundation|group|inc|institute|laboratory|ministry|organi[sz]ation|society|team|university)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"da", "de", "del", "della", "den", "der", "di", "dos", "du", "la", "le", "van", "von"})
_MARKUP = re.compile(r"([\\`*_{}\[\]#$|])")


def read_works(path: Path) -> Records:
    """The works by key, with every mistake in them. Read once, as long as the file stays as it is."""
    if not path.is_file():
        return _works_as_of(path, None)
    status = path.stat()
    return _works_as_of(path, (status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=1)
def _works_as_of(path: Path, stamp: tuple[int, int] | None) -> Records:
    works = read_records(path, _REQUIRED, _OPTIONAL, sort=True)
    seen: dict[tuple[str, str], str] = {}
    for key, work in works.entries.items():
        if not _KEY.fullmatch(key):
            works.wrong((key,), f"the key {key} should be small letters and digits, such as ashby1956")
        if work["year"] not in _YEARS:
            works.wrong((key, "year"), f"{key} is of the year {work['year']}, which cannot be")
        if not set(authors(work)) - {"et al."}:
            works.wrong((key, "author"), f"the author of {key} is {work['author']!r}, which names nobody")
        if not work.keys() & {"venue", "doi", "arxiv", "url", "isbn"}:
            works.wrong((key,), f"{key} cannot be found by anybody: give it a venue, doi, arxiv, isbn or url")
        for name, (shape, like) in _SHAPES.items():
            if name in work and not shape.fullmatch(work[name]):
                works.wrong((key, name), f"{name} of {key} is {work[name]!r}; one {like}")
        if "isbn" in work and not is_isbn(work["isbn"]):
            works.wrong((key, "isbn"), f"isbn of {key} is {work['isbn']!r}, whose check digit or length is wrong")
        for name in ("title", *_SAME):
            mark = name, re.sub(r"[\W_]+", "", str(work.get(name, "")).casefold())
            if not mark[1]:
                continue
            if mark in seen:
                works.wrong((key, name), f"{key} has the {name} of {seen[mark]}; one work has one key")
            seen.setdefault(mark, key)
    return works


def is_isbn(text: str) -> bool:
    """Whether a text is an ISBN of 10 or 13 digits with the right check digit (ISO 2108)."""
    digits = re.sub(r"[ -]", "", text)
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        return sum((10 if digit == "X" else int(digit)) * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    return False


def reference(work: Mapping[str, Any]) -> str:
    """A work as Markdown: author, title, venue, year, and a link to its DOI, arXiv id or page."""
    found = _link(work)
    link = f" [{_text(found[0])}]({found[1]})" if found else ""
    return _text(_before_link(work)) + link + _text(_after_link(work))


def reference_html(work: Mapping[str, Any]) -> str:
    """The same as HTML, with the work's note, if it has one."""
    found = _link(work)
    link = f' <a href="{html.escape(found[1])}">{html.escape(found[0])}</a>' if found else ""
    note = f" {_stopped(work['note'])}" if "note" in work else ""
    return html.escape(_before_link(work)) + link + html.escape(_after_link(work) + note)


def short(work: Mapping[str, Any]) -> str:
    """The work in running text: Ashby 1956; Zheng et al. 2023; the whole name of an organization."""
    names = [name if name == "et al." or is_organization(name) else _surname(name) for name in authors(work)]
    if len(names) == 2 and names[1] != "et al.":
        return f"{names[0]} and {names[1]} {work['year']}"
    return f"{names[0]}{' et al.' if len(names) > 1 else ''} {work['year']}"


def is_organization(name: str) -> bool:
    """Whether a name stays whole: it has a word for a body, one word only, or a last word in small letters."""
    return " " not in name or name.split()[-1][0].islower() or _ORGANIZATION.search(name) is not None


def _surname(name: str) -> str:
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:])


def authors(work: Mapping[str, Any]) -> list[str]:
    """The names of a work's authors; the last may be `et al.`."""
    text = re.sub(r",? et al\.$", ", et al.", " ".join(str(work["author"]).split()))
    return [name.strip() for name in re.split(r", ?(?:and )?| and ", text) if name.strip()]


def _before_link(work: Mapping[str, Any]) -> str:
    venue = f" {' '.join(work['venue'].split())}," if "venue" in work else ""
    return f"{_stopped(work['author'])} “{_stopped(work['title'])}”{venue} {_stopped(work['year'])}"


def _after_link(work: Mapping[str, Any]) -> str:
    return f" ISBN {work['isbn']}." if "isbn" in work else ""


def _link(work: Mapping[str, Any]) -> tuple[str, str] | None:
    """Text and address of the best link to a work."""
    for key, (text, address) in _LINKS.items():
        if key in work:
            return text.format(work[key]), address.format(_address(work[key]))
    return None


def _stopped(value: object) -> str:
    """The value on one line, with a full stop where it has no stop of its own."""
    text = " ".join(str(value).split())
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _text(value: str) -> str:
    return html.escape(_MARKUP.sub(r"\\\1", value), quote=False)


def _address(value: object) -> str:
    return re.sub(r"[\s<>()\"'\\]", lambda match: f"%{ord(match.group()):02X}", str(value))
