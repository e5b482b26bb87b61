"""Hypothesis strategies for the ways in which people lay out the same data as YAML."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from loop_engineering.lss.yaml_text import double_quoted

__all__ = ["DATA", "json_texts", "yaml_texts"]

_KEYS = st.sampled_from(("a", "b", "key", "max_iterations", "two words", "on", "1", "a: b", "é", "#x"))
_STRINGS = st.one_of(
    st.sampled_from(
        ("halt", "a b", "1.0", "true", "", "x # y", "it's", 'say "so"', "two\nlines\n", "end\\", "- a", "[x]")
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff"), max_size=6),
)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.sampled_from((0.5, -1.25)), _STRINGS)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)

DATA = st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=4)
"""What a document may hold: mappings at the top, anything within."""


@st.composite
def json_texts(draw: DrawFn, data: Any) -> str:
    """The data as a JSON file, on one line or spread out."""
    return json.dumps(data, ensure_ascii=False, indent=draw(st.sampled_from((None, 2, 4))))


@st.composite
def yaml_texts(draw: DrawFn, data: dict[str, Any]) -> str:
    """The data in a mix of block and flow, quoting, indentation, comments and blank lines, with LF."""
    writer = _Writer(draw)
    lines = (
        writer.block(data, draw(st.sampled_from((0, 0, 0, 2)))) if draw(st.integers(0, 9)) else [writer.flow(data, 0)]
    )
    if draw(st.booleans()):
        lines = ["# The head of the file", "---", *lines] if draw(st.booleans()) else ["# The head", "", *lines]
    if draw(st.booleans()):
        lines.append("# The foot of the file")
    return "\n".join(lines) + draw(st.sampled_from(("\n", "\n", "", "\n\n")))


class _Writer:
    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from((1, 2, 4)))

    def maybe(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def noise(self, indent: int) -> list[str]:
        """What may stand between two entries."""
        if not self.maybe(5):
            return []
        return self.draw(
            st.sampled_from(([""], [" " * indent + "# said - of what: follows"], ["", "# at the margin", ""]))
        )

    def tail(self) -> str:
        """What may stand after a value."""
        return self.draw(st.sampled_from((" # why", "  # - [a, b]: {c}", "  "))) if self.maybe(4) else ""

    def block(self, value: Any, indent: int) -> list[str]:
        """The lines of a collection that is not empty, indented."""
        lines: list[str] = []
        pad = " " * indent
        for entry in value.items() if isinstance(value, dict) else value:
            lines += self.noise(indent)
            if isinstance(value, dict):
                key, part = entry
                lines += self.value(f"{pad}{self.key(key)}:", part, indent)
            else:
                lines += self.item(pad, entry, indent)
        return lines

    def key(self, key: str) -> str:
        return key if key.isidentifier() and key != "on" and self.maybe() else self.quoted(key)

    def value(self, lead: str, part: Any, indent: int) -> list[str]:
        if isinstance(part, dict | list) and part and not self.maybe(3):
            deeper = indent + self.step
            if isinstance(part, list) and self.maybe():
                deeper = indent
            return [lead + self.tail(), *self.block(part, deeper)]
        return self.scalar(lead, part, indent)

    def item(self, pad: str, part: Any, indent: int) -> list[str]:
        if isinstance(part, dict | list) and part and not self.maybe(3):
            lines = self.block(part, indent + 1 + self.step)
            if lines[0].strip().startswith("#") or not lines[0].strip() or self.maybe(5):
                return [f"{pad}-", *lines]
            return [f"{pad}-{' ' * self.step}{lines[0].lstrip(' ')}", *lines[1:]]
        return self.scalar(f"{pad}-", part, indent)

    def scalar(self, lead: str, part: Any, indent: int) -> list[str]:
        if part is None and self.maybe():
            return [lead + self.tail()]
        if isinstance(part, str) and part.endswith("s\n") and self.maybe():
            pad = " " * (indent + self.step)
            return [f"{lead} |{self.tail().rstrip()}", *(pad + line for line in part.splitlines())]
        first, *rest = f"{lead} {self.flow(part, indent + self.step + 1)}".split("\n")
        return [*([first, *rest][:-1]), [first, *rest][-1] + self.tail()]

    def flow(self, value: Any, indent: int) -> str:
        if not isinstance(value, dict | list):
            return self.quoted(value) if isinstance(value, str) else json.dumps(value)
        parts = (
            [f"{self.key(key)}: {self.flow(part, indent + 2)}" for key, part in value.items()]
            if isinstance(value, dict)
            else [self.flow(part, indent + 2) for part in value]
        )
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        last = "," if parts and self.maybe(5) else ""
        if self.maybe(3):
            pad = "\n" + " " * indent
            lines = [
                f"{pad}  {part}{',' if number + 1 < len(parts) else last}{self.tail()}"
                for number, part in enumerate(parts)
            ]
            return opening + "".join(lines) + pad + closing
        return opening + self.draw(st.sampled_from((", ", ","))).join(parts) + last + closing

    def quoted(self, text: str) -> str:
        if text.isidentifier() and text.isascii() and text not in ("on", "true") and self.maybe():
            return text
        if text.isprintable() and self.maybe():
            return "'" + text.replace("'", "''") + "'"
        return double_quoted(text)
