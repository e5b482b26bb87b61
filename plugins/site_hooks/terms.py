"""The terms of art of the site: `glossary.yaml`, read and checked, and the terms that a text uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from site_hooks.records import Kind, Records, a_list_of_texts, a_text, read_records

__all__ = ["FILE", "MOST_WORDS", "Lexicon", "Term", "read_terms"]

FILE = "glossary.yaml"
MOST_WORDS = 45
"""How long a definition may be, so that it can be taken in at a glance."""
_LONGEST_FORM, _MOST_ALIKE = 60, 30
"""Letters of a form, and forms with one first word: each is tried wherever a page has that word."""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `anchor` is its id on the glossary page, `forms` are the other ways in which texts write it.

    `see` is the page that explains it, as a path of the repository with or without an anchor, and `source` the key of
    the work that it comes from. `within` are the pages or folders where it is a term and not an everyday word; empty
    means all. With `once`, it is linked once a page and not once a section.
    """

    name: str
    anchor: str
    definition: str
    forms: tuple[str, ...] = ()
    see: str = ""
    source: str = ""
    within: tuple[str, ...] = ()
    once: bool = False

    def holds_on(self, path: str) -> bool:
        """Whether texts of the page at `path` of the repository use the word as this term."""
        return not self.within or any(
            path == place or (place.endswith("/") and path.startswith(place)) for place in self.within
        )


def _a_truth(value: Any) -> str | None:
    return None if isinstance(value, bool) else "true or false"


_REQUIRED: Mapping[str, Kind] = {"definition": a_text}
_OPTIONAL: Mapping[str, Kind] = {
    "forms": a_list_of_texts,
    "see": a_text,
    "source": a_text,
    "within": a_list_of_texts,
    "once": _a_truth,
}


def read_terms(path: Path, works: Mapping[str, Any]) -> tuple[list[Term], Records]:
    """The terms of the file at `path`, in order, and its records with every mistake; `works` are those to cite."""
    records = read_records(path, _REQUIRED, _OPTIONAL, sort=True)
    terms = []
    taken: dict[str, str] = {}
    alike: Counter[str] = Counter()
    for name, entry in records.entries.items():
        term = Term(
            name,
            re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("’", "").replace("'", "")).strip("-"),
            " ".join(entry["definition"].split()),
            tuple(entry.get("forms", ())),
            entry.get("see", ""),
            entry.get("source", ""),
            tuple(entry.get("within", ())),
            entry.get("once", False),
        )
        terms.append(term)
        for index, form in enumerate((name, *term.forms), -1):
            place = (name,) if index < 0 else (name, "forms", index)
            first = _WORD.match(form)
            if not first or not term.anchor:
                records.wrong(
                    place, f"the form {form!r} of {name} should begin with a letter, the name with one of a–z"
                )
            if len(form) > _LONGEST_FORM:
                records.wrong(place, f"a form of {name} has {len(form)} letters; at most {_LONGEST_FORM}")
            if first:
                alike[first.group().casefold()] += 1
                if alike[first.group().casefold()] == _MOST_ALIKE + 1:
                    records.wrong(place, f"more than {_MOST_ALIKE} forms begin with {first.group()}")
            # The anchors of two terms are different where their names are.
            for mark in {_folded(form), *([term.anchor] if index < 0 else [])}:
                if taken.setdefault(mark, name) != name:
                    records.wrong(place, f"{form!r} belongs to {taken[mark]} already; one form has one meaning")
        if len({_folded(form) for form in (name, *term.forms)}) < len(term.forms) + 1:
            records.wrong((name, "forms"), f"{name} has a form twice; case and hyphens make no difference")
        long = len(term.definition.split())
        if long > MOST_WORDS:
            records.wrong((name, "definition"), f"the definition of {name} has {long} words; at most {MOST_WORDS}")
        if term.source and term.source not in works:
            records.wrong((name, "source"), f"the source of {name} is {term.source}, which the bibliography lacks")
    return terms, records


_WORD = re.compile(r"[^\W_]+")
# What stands next to a word of prose, and not within a name, a path or a longer word.
_OPEN = re.compile(r"(?<![\w@/#&-])(?<!\w\.)")
_CLOSED = re.compile(r"(?![\w@/]|-\w|\.\w|\()")


class Lexicon:
    """Finds the terms in texts: the longest form that fits, in any case, or in its own where it is short or a name."""

    def __init__(self, terms: Sequence[Term]) -> None:
        forms = sorted(
            ((form, term) for term in terms for form in (term.name, *term.forms)),
            key=lambda item: (-len(item[0]), item[0]),
        )
        self._by_first: dict[str, list[tuple[re.Pattern[str], Term]]] = {}
        for form, term in forms:
            found = _WORD.match(form)
            if found:
                self._by_first.setdefault(found.group().casefold(), []).append((_pattern(form), term))

    def find(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Where terms begin and end in a text that has no markup, in order and without overlap."""
        done = 0
        for word in _WORD.finditer(text):
            if word.start() < done:
                continue
            for pattern, term in self._by_first.get(word.group().casefold(), ()):
                match = pattern.match(text, word.start())
                if match and _OPEN.match(text, match.start()) and _CLOSED.match(text, match.end()):
                    done = match.end()
                    yield match.start(), match.end(), term
                    break


def _pattern(form: str) -> re.Pattern[str]:
    """A form as it may be written: a space may be a line break or a hyphen, an apostrophe straight or curved."""
    parts = [re.sub(r"['’]", "['’]", re.escape(part)) for part in form.split()]
    exact = len(form) <= 3 or any(part.isupper() and len(part) > 1 for part in form.split())
    return re.compile(r"(?:\s+|-)".join(parts), re.NOFLAG if exact else re.IGNORECASE)


def _folded(form: str) -> str:
    return re.sub(r"[\s-]+", " ", form.casefold().replace("’", "'"))
