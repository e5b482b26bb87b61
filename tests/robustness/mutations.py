"""Hypothesis strategies that spoil good specs: as an editor, a merge, a tool or an attacker would.

Starting from texts that are nearly right reaches further into the checker than random bytes do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from loop_engineering.lss.explanation import FOLDER

__all__ = ["SEEDS", "mutated_pages", "mutated_specs"]

_LIBRARY = Path(__file__).resolve().parents[2] / "loop-library"


@cache
def _seeds() -> tuple[str, ...]:
    files = sorted([*FOLDER.glob("*.yaml"), *_LIBRARY.rglob("*.yaml")])
    return tuple(path.read_text("utf-8", errors="replace") for path in files)


SEEDS = _seeds()
"""The good and bad examples of all rules, and the reference specs."""

_TOKENS = (
    "- ", ": ", "? ", "&a ", "*a", "<<: *a", "!!python/object:os.system ", "!!binary ", "|", ">-", "{", "}", "[", "]",
    "---\n", "...\n", "#", "%YAML 1.2\n", "\t", "\r", "\x00", "\ufeff", "\u202e", "\u2028", "\x85", "~", "null", "yes",
    "1e999", ".inf", ".nan", "0x1F", "1_000", "12:30:45", "2026-01-01", "9" * 40, "-1", "0", "''", '""', '"\\ud800"',
    "```\n", "~~~\n", "> ", "<script>", "]]>", "-->", "{{ x }}", "${HOME}", "../../../etc/passwd", "\U0001f600",
    "# lss: ignore[LSS601] reason", "# lss: ignore", "loop_name: other", "extensions: {}", "composition:",
)  # fmt: skip

_INFOS = ("lss", "yaml lss", "yaml", 'lss title="T" panel="none"', 'lss expect="LSS601"', "{.lss #x}")


@st.composite
def mutated_specs(draw: st.DrawFn) -> str:
    """A seed, changed in one to six places."""
    text = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        change = draw(st.sampled_from(_CHANGES))
        text = change(draw, text)
    return text


@st.composite
def mutated_pages(draw: st.DrawFn) -> str:
    """One to three changed specs in the fences of a page, in lists and quotations too, the page changed again."""
    parts = ["# Page\n"]
    for _ in range(draw(st.integers(1, 3))):
        prefix = draw(st.sampled_from(("", "    ", "> ", "- ", "\t", "> > ", "   ")))
        fence = draw(st.sampled_from(("```", "~~~~", "````")))
        info = draw(st.sampled_from(_INFOS))
        body = [fence + info, *draw(mutated_specs()).split("\n"), draw(st.sampled_from((fence, "", "```")))]
        lines = (prefix.replace("- ", "  " if number else "- ") + line for number, line in enumerate(body))
        parts.append("\n".join(lines))
    page = "\n\n".join(parts) + "\n"
    if draw(st.booleans()):
        page = draw(st.sampled_from(_CHANGES))(draw, page)
    return page


def _delete_lines(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    return "\n".join(lines[:start] + lines[start + draw(st.integers(1, 4)) :])


def _repeat_lines(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    taken = lines[start : start + draw(st.integers(1, 4))]
    return "\n".join(lines[:start] + taken * draw(st.integers(2, 4)) + lines[start:])


def _move_line(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    line = lines.pop(draw(st.integers(0, len(lines) - 1)))
    lines.insert(draw(st.integers(0, len(lines))), line)
    return "\n".join(lines)


def _indent(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    start = draw(st.integers(0, len(lines) - 1))
    shift = draw(st.sampled_from((" ", "  ", "\t", "    ")))
    for number in range(start, min(len(lines), start + draw(st.integers(1, 5)))):
        out = draw(st.booleans())
        lines[number] = lines[number].removeprefix(shift) if out else shift + lines[number]
    return "\n".join(lines)


def _insert(draw: st.DrawFn, text: str) -> str:
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.one_of(st.sampled_from(_TOKENS), st.text(max_size=4))) + text[place:]


def _cut(draw: st.DrawFn, text: str) -> str:
    place = draw(st.integers(0, len(text)))
    return text[:place] + text[place + draw(st.integers(1, 20)) :]


def _truncate(draw: st.DrawFn, text: str) -> str:
    return text[: draw(st.integers(0, len(text)))]


def _replace_value(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    valued = [number for number, line in enumerate(lines) if ": " in line]
    if not valued:
        return text
    number = draw(st.sampled_from(valued))
    key = lines[number].partition(": ")[0]
    lines[number] = f"{key}: {draw(st.sampled_from(_TOKENS))}"
    return "\n".join(lines)


def _swap_words(draw: st.DrawFn, text: str) -> str:
    words = text.split(" ")
    first, second = (draw(st.integers(0, len(words) - 1)) for _ in range(2))
    words[first], words[second] = words[second], words[first]
    return " ".join(words)


def _splice(draw: st.DrawFn, text: str) -> str:
    other = draw(st.sampled_from(SEEDS)).split("\n")
    lines = text.split("\n")
    start = draw(st.integers(0, len(other) - 1))
    place = draw(st.integers(0, len(lines)))
    return "\n".join(lines[:place] + other[start : start + draw(st.integers(1, 8))] + lines[place:])


def _line_ends(draw: st.DrawFn, text: str) -> str:
    return text.replace("\n", draw(st.sampled_from(("\r\n", "\r", "\n\n", "\u2028"))))


_CHANGES: Sequence[Callable[[st.DrawFn, str], str]] = (
    _delete_lines,
    _repeat_lines,
    _move_line,
    _indent,
    _insert,
    _cut,
    _truncate,
    _replace_value,
    _swap_words,
    _splice,
    _line_ends,
)
