"""The source line of a finding, cut to what a report shows, and text made safe to print.

A line may be a megabyte long and hold anything; a report keeps the part around its finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from loop_engineering.lss.finding import Finding
from loop_engineering.lss.secrets import may_hold_secrets, secrets_in

__all__ = ["Excerpt", "excerpt", "split_lines", "visible"]

_BEFORE = 60
_LENGTH = 120
_TAB = "→   "
# Control, format (bidirectional, zero-width), surrogate, private and unassigned characters; line separators.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_LINE_END = re.compile(r"\r\n|\n|\r")
# What GitHub and Azure, and TeamCity, take for a command wherever it stands in a log.
_COMMAND = re.compile(r"##(?=(?:vso|teamcity)?\[)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a source line: its characters from `column` (from 1) on; `more` if the line goes on after it."""

    text: str
    column: int = 1
    more: bool = False


def split_lines(text: str) -> list[str]:
    """The lines of a text, without their ends."""
    return _LINE_END.split(text)


def excerpt(lines: Sequence[str], finding: Finding) -> Excerpt | None:
    """The line that a finding starts on, cut to its surroundings; None where there is no such line."""
    if not 1 <= finding.line <= len(lines):
        return None
    line = _disarmed(_masked(lines[finding.line - 1]))
    if len(line) <= _LENGTH:
        return Excerpt(line)
    start = max(0, min(finding.column - 1, len(line)) - _BEFORE)
    part = line[start : start + _LENGTH]
    return Excerpt(part, start + 1, start + len(part) < len(line))


def _masked(line: str) -> str:
    """The line without the credentials in it: a report is read by more people than the file, and kept for longer."""
    if may_hold_secrets((line,)):
        for secret in secrets_in(line):
            line = line.replace(secret.text, "•" * len(secret.text))
    return line


def visible(text: str) -> str:
    """The text with nothing in it that a terminal would obey, hide or reorder, or the log of a CI server obey.

    Control characters become their pictures (␛), other unseen ones their code (<U+202E>), a tab an arrow that is
    four columns wide; the second # of a command in a log is a wide one.
    """
    text = _disarmed(text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_seen, text))


def _disarmed(text: str) -> str:
    return _COMMAND.sub("#\uff03", text) if "##" in text else text


def _seen(char: str) -> str:
    if char == "\t":
        return _TAB
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "␡"
    return f"<U+{ord(char):04X}>" if unicodedata.category(char) in _UNSEEN else char
