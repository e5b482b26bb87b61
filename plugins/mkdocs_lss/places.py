"""Where the parts of a spec that its readings name stand in the text that a panel shows."""

from __future__ import annotations

from dataclasses import dataclass

from loop_engineering.lss import Checked, Finding
from loop_engineering.lss.position import join, split

__all__ = ["Place", "Places"]


@dataclass(frozen=True, slots=True)
class Place:
    """One pointer: its line in the shown text, from 1, or None where nothing there can be shown.

    `default`: the part is in the full form only, where a default filled it in.
    """

    pointer: str
    line: int | None
    default: bool = False


class Places:
    """Resolves pointers of one checked text."""

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._first = checked.source.lines.line(0)
        self._count = checked.source.text.count("\n") + 1

    def of_finding(self, finding: Finding) -> Place:
        """The line that a finding points at; None where it points into another file."""
        if finding.path != self._checked.source.path:
            return Place(finding.pointer, None)
        return Place(finding.pointer, self._shown(finding.line))

    def written(self, pointer: str) -> Place:
        """A pointer into the document as written; where it names what is missing, the part that it is missing from."""
        document = self._checked.document
        near = document.nearest(pointer) if document is not None else ""
        return Place(pointer, self._line(near) if near else None)

    def full(self, pointer: str) -> Place:
        """A pointer into the full form; where it names what is missing, the part that it is missing from."""
        expanded, document = self._checked.expanded, self._checked.document
        if expanded is None or document is None:
            return Place(pointer, None)
        parts = split(pointer)
        for length in range(len(parts), 0, -1):
            part = join(*parts[:length])
            written = expanded.place(part, document.data)
            if written:
                return Place(pointer, self._line(written))
            if _holds(expanded.data, part):
                return Place(pointer, None, default=True)
        return Place(pointer, None)

    def _line(self, pointer: str) -> int | None:
        document = self._checked.document
        return None if document is None else self._shown(document.span(pointer, key=True).line)

    def _shown(self, line: int) -> int | None:
        """The line of the shown text for one of its file: a reader of the page does not see the file's."""
        shown = line - self._first + 1
        return shown if 1 <= shown <= self._count else None


def _holds(value: object, pointer: str) -> bool:
    """Whether a pointer leads somewhere in a document."""
    for part in split(pointer):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return False
    return True
