"""Any text inside a quoted Mermaid label, as text.

Mermaid has many ways in: quotes, entities, comments and directives (`%%`), Markdown strings, class suffixes
(`:::`), icons (`fa:`), formulas (`$$`), HTML. So characters are let through from a short list, and the rest
written as entities.
"""

from __future__ import annotations

import re

__all__ = ["APART", "escape_label"]

# Letters and digits of any script pass as well. An underscore passes between them only: elsewhere it is
# emphasis.
_PLAIN = set(" .,'()=!?/+-@")
# Formulas and line breaks, which Mermaid finds even in entities: a zero-width space keeps the two characters apart.
_PAIRS = {"$$", "\\n"}
APART = "#8203;"
_LIST_START = re.compile(r"^(?:[-+]|\d+[.)])")


def escape_label(text: str) -> str:
    """One line of visible `text` for use between double quotes in a Mermaid flowchart.

    Mermaid shows exactly `text`, in any of its label modes. Line breaks are the caller's: join lines with
    `<br/>`.
    """
    start = _LIST_START.match(text)
    listed = start.end() - 1 if start else -1
    shown = []
    for index, char in enumerate(text):
        after = text[index + 1 : index + 2]
        plain = char.isalnum() or char in _PLAIN or (ord(char) > 0x9F and char.isprintable())
        if char == "_":
            plain = index > 0 and text[index - 1].isalnum() and after.isalnum()
        elif char == ":":
            plain = after in ("", " ") and text[index - 1 : index] != ":"
        elif char == "/":
            plain = after != "/" and text[index - 1 : index] != "/"
        if index == listed:
            plain = False
        shown.append(char if plain else f"#{ord(char)};")
        if char + after in _PAIRS:
            shown.append(APART)
    return "".join(shown)
