"""Works as BibTeX entries that every BibTeX reads: plain ASCII wherever LaTeX has a way to write the letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from site_hooks.works import authors, is_organization

__all__ = ["bibtex", "entry", "latex"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, escaped or not: one alone would take in the entries that follow.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: rf"\{sign}" for sign in "&%$#_"},
    '"': r"\textquotedbl{}",
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "…": r"\ldots{}",
    "\N{NO-BREAK SPACE}": "~",
    "ß": r"{\ss}",
    "æ": r"{\ae}",
    "Æ": r"{\AE}",
    "ø": r"{\o}",
    "Ø": r"{\O}",
    "ł": r"{\l}",
    "Ł": r"{\L}",
    "ı": r"{\i}",
    "œ": r"{\oe}",
    "−": "$-$",
    "×": r"$\times$",
    "≤": r"$\le$",
    "≥": r"$\ge$",
}
_GREEK = re.compile(r"GREEK SMALL LETTER ([A-Z]+)")
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u ",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r ",
    "\u030b": "H ",
    "\u030c": "v ",
    "\u0327": "c ",
    "\u0328": "k ",
}
_ARTICLE = re.compile(
    r"(?P<journal>.+?),? (?P<volume>[A-Za-z]?\d[\d-]*)(?=[(,])(?:\((?P<number>[^()]+)\))?"
    r"(?:, (?P<pages>\d+(?:[–-]\d+)?))?(?: \([^()]*\))?"
)
_MEETING = re.compile(r"conference|symposium|workshop|meeting|\bNeurIPS\b|findings of|\bproceedings of the \d", re.I)
_PAGES = re.compile(r",? (?P<pages>\d+[–-]\d+)$")


def bibtex(works: Mapping[str, Mapping[str, Any]]) -> str:
    """All works as the text of a `.bib` file, by key."""
    return "\n".join(_work(key, works[key]) for key in sorted(works))


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """One entry; the values of `fields` are LaTeX already."""
    return f"@{kind}{{{key},\n" + "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items()) + "}\n"


@cache
def latex(text: str) -> str:
    """Plain text as LaTeX: special characters escaped, accents and dashes as commands."""
    out: list[str] = []
    for sign in unicodedata.normalize("NFD", text):
        accent = _ACCENTS.get(sign)
        if accent is not None and out and re.fullmatch(r"[A-Za-z]|\{\\i\}", out[-1]):
            out[-1] = rf"{{\{accent}{out[-1]}}}"
        else:
            out.append(_SPECIAL.get(sign) or _greek(sign))
    return unicodedata.normalize("NFC", " ".join("".join(out).split()))


def _greek(sign: str) -> str:
    """A small Greek letter as LaTeX has it, in mathematics; any other sign as it is."""
    name = _GREEK.fullmatch(unicodedata.name(sign, ""))
    # Unicode spells lambda without a b; the other names are those of LaTeX.
    return rf"$\{name[1].lower().replace('lamda', 'lambda')}$" if name else sign


def _work(key: str, work: Mapping[str, Any]) -> str:
    fields = {"author": " and ".join(map(_author, authors(work))), "title": f"{{{latex(work['title'])}}}"}
    kind, where = _kind(work)
    fields |= {**where, "year": str(work["year"])}
    fields |= {name: latex(str(work[name])) for name in ("isbn", "note") if name in work}
    if "arxiv" in work:
        fields |= {"eprint": latex(work["arxiv"]), "archiveprefix": "arXiv"}
    # \url and the doi field of the styles take these two as they are; braces would end the field.
    fields |= {name: re.sub(r"[{}\\]", _percent, work[name]) for name in ("doi", "url") if name in work}
    return entry(kind, key, fields)


def _kind(work: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """What kind of entry a work is, by what its venue says, and the fields that say where it appeared."""
    venue = str(work.get("venue", ""))
    if not venue or venue.startswith("arXiv"):
        return "misc", {"howpublished": latex(venue)} if venue else {}
    if _MEETING.search(venue):
        pages = _PAGES.search(venue)
        where = {"booktitle": latex(_PAGES.sub("", venue))}
        return "inproceedings", where | ({"pages": _range(latex(pages["pages"]))} if pages else {})
    if "isbn" in work:
        return "book", {"publisher": latex(venue)}
    article = _ARTICLE.fullmatch(venue)
    if article:
        return "article", {name: _range(latex(value)) for name, value in article.groupdict().items() if value}
    return "misc", {"howpublished": latex(venue)}


def _range(text: str) -> str:
    """Pages with the dash that BibTeX has for ranges."""
    return re.sub(r"^(\d+)-(\d+)$", r"\1--\2", text)


def _author(name: str) -> str:
    if name == "et al.":
        return "others"
    return f"{{{latex(name)}}}" if is_organization(name) else latex(name)


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match.group()):02X}"
