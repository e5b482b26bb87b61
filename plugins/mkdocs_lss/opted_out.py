"""Fences with `lss="skip"`, made such that every Markdown renderer takes them.

`lss` is an option of this language alone. A renderer that does not know it takes the whole fence for text, and
its closing line for the beginning of another fence, which then swallows what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loop_engineering.lss.fences import fences

# Private there; yet a second reading of fences would one day disagree with the first.
from loop_engineering.lss.markdown import fence_info

__all__ = ["plain_fences"]

# Options that superfences takes as they are, and those that plain fenced_code takes, where need be in braces.
_SUPERFENCES = ("title", "linenums", "hl_lines")
_ANYWHERE = ("title", "hl_lines")
_TOKEN = re.compile(r"""[^\s"'=]+(?:=(?:"[^"]*"|'[^']*'|[^\s"']+)?)?|\S""")
_MARK = re.compile(r"`{3,}|~{3,}")


def plain_fences(text: str, *, superfences: bool) -> Iterator[tuple[int, str]]:
    """For each opted-out fence of a page, the index of its opening line, from 0, and what is to stand there.

    `superfences` says that the site has them, which take more options than other renderers.
    """
    lines: list[str] | None = None
    for fence in fences(text):
        language, options = fence_info(fence.info)
        if language not in ("yaml", "yml") or dict(options).get("lss") != "skip":
            continue
        if lines is None:
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        mark = _MARK.match(lines[fence.line - 1], len(fence.prefix))
        if mark is not None:
            yield fence.line - 1, f"{fence.prefix}{mark.group()}{_plain_info(fence.info, superfences)}"


def _plain_info(info: str, superfences: bool) -> str:
    """The text after a fence's mark without the option `lss`, and without options that the renderer does not know."""
    if info.startswith("{") and info.endswith("}"):
        kept = [token for token in _TOKEN.findall(info[1:-1]) if token.partition("=")[0] != "lss"]
        return f" {{ {' '.join(kept)} }}"
    language, options = fence_info(info)
    allowed = _SUPERFENCES if superfences else _ANYWHERE
    known = {name: value for name, value in options if name in allowed and value is not None}
    written = "".join(f" {name}={_quoted(value)}" for name, value in known.items())
    if superfences or "title" not in known:
        return language + written
    return f" {{ .{language}{written} }}"


def _quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'
