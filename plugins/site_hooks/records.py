"""A YAML file of named records, such as the bibliography: read with line numbers, and checked for its shape.

Every mistake is a line `FILE:LINE: what is wrong`, so that whoever added the record finds it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from loop_engineering.lss.position import join
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.schema import closest
from loop_engineering.lss.source import Document, Source, SyntaxFault, parse, read

__all__ = ["Kind", "Records", "a_list_of_texts", "a_name", "a_number", "a_text", "read_document", "read_records"]

Kind = Callable[[Any], str | None]
"""Says what a value of a field should have been, or None where it is right."""

_MOST_UNKNOWN = 10
"""So many unknown fields of one record are told; finding what each is a slip of takes time."""
_LONGEST = 300
"""Letters of a message: it quotes the file, which may have a megabyte in one line."""
_NO_MAPPING = "the file should be a mapping of names to what is said of each"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


def a_text(value: Any) -> str | None:
    """A text that is not blank, of characters that can be seen: others hide text, or turn it around."""
    if not isinstance(value, str) or not value.strip():
        return "a text"
    hidden = next((sign for sign in value if sign not in "\n\t" and unicodedata.category(sign) in _UNSEEN), None)
    return None if hidden is None else f"a text without the character U+{ord(hidden):04X}, which cannot be seen"


def a_name(value: str) -> str | None:
    """A text on one line."""
    return a_text(value) or (None if value == " ".join(value.split()) else "a text on one line")


def a_number(value: Any) -> str | None:
    """A whole number."""
    return None if isinstance(value, int) and not isinstance(value, bool) else "a whole number"


def a_list_of_texts(value: Any) -> str | None:
    """A list of texts that are not blank, with at least one."""
    right = isinstance(value, list) and value and all(a_text(item) is None for item in value)
    return None if right else "a list of texts"


@dataclass(slots=True)
class Records:
    """The records of one file that have the right shape, in its order, and all mistakes found in the file so far."""

    file: str
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    document: Document | None = None

    def wrong(self, path: Sequence[str | int], message: str) -> None:
        """Note a mistake at the place that keys and indexes lead to."""
        line = self.document.span(join(*path), key=True).line if self.document else 1
        self.mistakes.append((line, message))

    def complaints(self) -> Iterator[str]:
        """The mistakes as lines of a log, by line."""
        for line, message in sorted(self.mistakes):
            shown = visible(message[:_LONGEST]) + "…" * (len(message) > _LONGEST)
            yield f"{self.file}:{line}: {shown}"


def read_records(path: Path, required: Mapping[str, Kind], optional: Mapping[str, Kind], *, sort: bool) -> Records:
    """Read the file at `path`: a mapping of names to records with these fields, with `sort` in alphabetical order.

    A record that lacks a required field, or has one of a wrong type, is left out of the entries.
    """
    records = Records(path.name)
    data = read_document(path, records)
    for name, record in data.items():
        if _is_sound(records, name, record, required, {**required, **optional}):
            records.entries[name] = record
    if sort:
        _check_order(records, list(data))
    return records


def read_document(path: Path, records: Records) -> dict[str, Any]:
    """The mapping in the file at `path`, empty where there is none; what is wrong with the file goes to `records`."""
    try:
        source = read(path, path.name)
    except OSError as error:
        records.wrong((), f"the file cannot be read: {error.strerror}")
        return {}
    faults: list[SyntaxFault] = []
    if isinstance(source, Source):
        records.document, faults = parse(source)
    else:
        faults = [source]
    for fault in faults:
        message = _NO_MAPPING if fault.rule == "LSS003" else fault.problem.message
        records.mistakes.append((fault.problem.span.line if fault.problem.span else 1, message))
    return records.document.data if records.document is not None else {}


def _is_sound(
    records: Records, name: str, record: Any, required: Mapping[str, Kind], known: Mapping[str, Kind]
) -> bool:
    wanted = a_name(name)
    if wanted is not None:
        records.wrong((name,), f"the name {name!r} should be {wanted}")
        return False
    if not isinstance(record, dict):
        records.wrong((name,), f"{name} should have fields, such as {next(iter(required))}")
        return False
    for key in sorted(record.keys() - known.keys())[:_MOST_UNKNOWN]:
        likely = closest(key, known)
        advice = f"did you mean {likely}?" if likely else f"it may have {', '.join(known)}"
        records.wrong((name, key), f"{name} has a field {key}, which is not known; {advice}")
    missing = [key for key in required if key not in record]
    if missing:
        records.wrong((name,), f"{name} has no {', '.join(missing)}")
    sound = not missing
    for key in record.keys() & known.keys():
        wanted = known[key](record[key])
        if wanted is not None:
            records.wrong((name, key), f"{key} of {name} should be {wanted}")
            sound = False
    return sound


def _check_order(records: Records, names: Sequence[str]) -> None:
    for before, name in pairwise(names):
        if name.casefold() < before.casefold():
            records.wrong((name,), f"{name} stands after {before}; the file is in alphabetical order")
