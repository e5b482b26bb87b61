"""Places in text: JSON pointers, spans, and the map from a block's lines to its file's."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LineMap", "Span", "join", "split"]


def join(*parts: str | int) -> str:
    """The JSON pointer (RFC 6901) of the given path; the whole document is the empty string."""
    plain = "".join([f"/{part}" for part in parts])
    if "~" not in plain and plain.count("/") == len(parts):
        return plain
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def split(pointer: str) -> list[str]:
    """The path that a JSON pointer (RFC 6901) names."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file. Lines and columns count from 1; the end is exclusive in its column."""

    line: int
    column: int
    end_line: int
    end_column: int

    def as_dict(self) -> dict[str, int]:
        """The span under the names of the JSON contract."""
        return {
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
        }


@dataclass(frozen=True, slots=True)
class LineMap:
    """Where the lines of a spec stand in its file.

    `first_line` is the file's line (from 1) of the spec's first line. `columns` holds, for each line of
    the spec, how many characters of indentation or quote marks the file has before it; empty means none.
    `prefix` is what a line that is added has to begin with.
    """

    first_line: int = 1
    columns: tuple[int, ...] = ()
    prefix: str = ""

    def line(self, index: int) -> int:
        """The file's line of the spec's line `index` (from 0)."""
        return self.first_line + index

    def column(self, index: int, column: int) -> int:
        """The file's column of `column` (from 0) on the spec's line `index` (from 0)."""
        return (self.columns[index] if index < len(self.columns) else 0) + column + 1
