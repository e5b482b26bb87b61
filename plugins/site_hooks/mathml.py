"""MkDocs hook: formulas as MathML, written at build time, so that pages need neither a script nor a font.

`pymdownx.arithmatex` (with `generic: true`) marks `$…$` and `$$…$$`; this turns what it marked into MathML.
"""

from __future__ import annotations

import html
import logging
import re
from functools import cache
from typing import Any

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_log = logging.getLogger("mkdocs.hooks.mathml")
_MARKED = re.compile(
    r"<(?P<tag>span|div) class=\"arithmatex\">(?:\\\((?P<inline>.*?)\\\)|\\\[(?P<block>.*?)\\\])</(?P=tag)>", re.DOTALL
)
_failed: list[str] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Begin a build."""
    _failed.clear()
    return config


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the formulas of a page into MathML."""

    def math(match: re.Match[str]) -> str:
        block = match["block"] is not None
        source = html.unescape(match["block"] if block else match["inline"]).strip()
        try:
            made = mathml(source, block=block)
        except Exception as error:  # latex2mathml raises many kinds; each means that the formula is wrong.
            where = page.file.src_uri
            _log.error("%s: the formula %r is not understood: %s", where, source, type(error).__name__)
            _failed.append(source)
            return match.group()
        return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{made}</div>' if block else made

    return _MARKED.sub(math, content)


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Stop if a formula could not be written."""
    if _failed:
        raise Abort(f"{len(_failed)} formulas that are not understood, listed above")
    return env


@cache
def mathml(source: str, *, block: bool) -> str:
    """One formula of LaTeX as a `<math>` element."""
    return convert(source, display="block" if block else "inline")
