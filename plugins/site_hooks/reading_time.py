"""How long a page takes to read, from its source."""

from __future__ import annotations

import re
from functools import cache

from loop_engineering.lss.fences import fences
from site_hooks.prose import words

__all__ = ["FIGURE", "FORMULA", "LINE", "WORDS_A_MINUTE", "clock", "minutes"]

WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction by adults: Brysbaert, Journal of Memory and Language 109 (2019), 104047."""
LINE = 2
"""Seconds for a line of code or of a specification; an assumption."""
FORMULA = 10
"""Seconds for a displayed formula; an assumption."""
FIGURE = 20
"""Seconds for a plot, or for a panel with its diagram; an assumption."""

_FORMULA = re.compile(r"^[> \t]*\$\$", re.MULTILINE)
_PLOT = re.compile(r"<!-- figure: [^\s>]+ -->")


@cache
def minutes(markdown: str) -> int:
    """Whole minutes to read a page once, at least one: its prose with tables and answers, code, formulas and plots.

    Formulas within a line take no time of their own. Tables that the build makes are not counted.
    """
    blocks = list(fences(markdown))
    code = sum(bool(line.strip()) for block in blocks for line in block.text.split("\n"))
    plain = _without(markdown, [range(block.line - 1, block.end_line) for block in blocks])
    # A formula has a $$ in front of it and one behind it, at the beginning of a line or at its end.
    formulas = plain.count("$$") // 2
    panels = sum(block.info.split(" ", 1)[0] == "lss" for block in blocks)
    plots = len(_PLOT.findall(plain)) + panels
    seconds = words(markdown) * 60 / WORDS_A_MINUTE + code * LINE + formulas * FORMULA + plots * FIGURE
    return max(1, int(seconds / 60 + 0.5))


def clock(total: int) -> str:
    """Minutes as people say them: 45 min, 2 h, 2 h 10 min."""
    hours, rest = divmod(total, 60)
    return " ".join([*([f"{hours} h"] if hours else []), *([f"{rest} min"] if rest or not hours else [])])


def _without(markdown: str, gone: list[range]) -> str:
    lines = markdown.split("\n")
    for span in gone:
        for index in span:
            if index < len(lines):
                lines[index] = ""
    return "\n".join(lines)
