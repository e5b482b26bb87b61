"""MkDocs hook: formulas as MathML, written at build time, so that pages need neither a script nor a font.

`pymdownx.arithmatex` (with `generic: true`) marks `$…$` and `$$…$$`; this turns what it marked into MathML.
"""

from __future__ import annotations

import html
import logging
import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

_log = logging.getLogger("mkdocs.hooks.mathml")
_MARKED = re.compile(
    r"<(?P<tag>span|div) class=\"arithmatex\">(?:\\\((?P<inline>[^<]*)\\\)|\\\[(?P<block>[^<]*)\\\])</(?P=tag)>"
)
_ATTRIBUTES = {
    "accent",
    "columnalign",
    "columnspacing",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "linebreak",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspacing",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "width",
    "xmlns",
}
"""What the formulas of the site may set; links, styles, classes and colours are not among it."""
_LONGEST = 2_000
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
            _log.error("%s: the formula %r is not understood: %s %s", where, source[:300], type(error).__name__, error)
            _failed.append(source)
            return match.group()
        return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{made}</div>' if block else made

    return _MARKED.sub(math, content)


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Stop if a formula could not be written."""
    if _failed:
        raise Abort(f"{len(_failed)} formulas that are not understood, listed above")
    return env


class NotUnderstood(ValueError):
    """A formula with something that would not be shown as it is meant."""


@cache
def mathml(source: str, *, block: bool) -> str:
    """One formula of LaTeX as a `<math>` element. Text in it stays text, and nothing in it links or styles."""
    if len(source) > _LONGEST:
        # The time that latex2mathml takes grows with the square of the length.
        raise NotUnderstood(f"it has {len(source):,} characters; at most {_LONGEST:,} are read")
    root = convert_to_element(source, display="block" if block else "inline")
    for element in root.iter():
        # latex2mathml writes symbols as character references, which are to become characters here, just once.
        element.text = html.unescape(element.text) if element.text else None
        if element.text and (element.text.startswith("\\") or (element.tag == "mi" and element.text == "&")):
            raise NotUnderstood(element.text)
        forbidden = element.attrib.keys() - _ATTRIBUTES
        if forbidden:
            raise NotUnderstood(", ".join(sorted(forbidden)))
    return ElementTree.tostring(root, encoding="unicode")
