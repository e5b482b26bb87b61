"""MkDocs hook: `[^key]` cites a work of `bibliography.yaml`; the footnotes are written here.

An unknown key fails the build, after all of them have been printed. A work that no page cites is a warning.
A footnote that a page defines by itself is left alone.
"""

from __future__ import annotations

import html
import logging
import os
import re
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from loop_engineering.lss.fences import fences
from loop_engineering.lss.schema import closest

FILE = "bibliography.yaml"

_log = logging.getLogger("mkdocs.hooks.bibliography")
_CITATION = re.compile(r"(?<!\\)\[\^(?P<key>[A-Za-z0-9_-]+)\](?!:)")
_DEFINITION = re.compile(r"^\s*\[\^(?P<key>[A-Za-z0-9_-]+)\]:", re.MULTILINE)
# What the page of a rule says of the works that it rests on.
_SOURCES = re.compile(r" ?<!-- sources: (?P<keys>[A-Za-z0-9_ -]+) -->")
_INLINE_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_MARKUP = re.compile(r"([\\`*_{}\[\]#$|])")


class _Works:
    """The bibliography of one build, and how it was used."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.cited: set[str] = set()
        self.unknown = 0


_works = _Works()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the bibliography; a change of it rebuilds the site."""
    path = Path(config.config_file_path).parent / FILE
    config.watch.append(str(path))
    _works.__init__()  # type: ignore[misc]
    _works.entries = yaml.safe_load(path.read_text("utf-8")) or {}
    return config


# After the plugin, so that citations inside specs are not taken for citations.
@event_priority(50)
def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Append the definitions of the works that the page cites."""
    markdown = _SOURCES.sub(lambda match: "".join(f"[^{key}]" for key in match["keys"].split()), markdown)
    prose = _without_code(markdown)
    own = {match["key"] for match in _DEFINITION.finditer(prose)}
    cited = dict.fromkeys(match["key"] for match in _CITATION.finditer(prose) if match["key"] not in own)
    source = page.file.content_string
    for key in cited:
        if key not in _works.entries:
            line, column = _place(source, f"[^{key}]")
            likely = closest(key, _works.entries)
            advice = f"did you mean {likely}?" if likely else "add it there"
            _log.error(
                "%s:%d:%d: no work in %s has the key %s; %s", shown(page, config), line, column, FILE, key, advice
            )
            _works.unknown += 1
    known = [key for key in cited if key in _works.entries]
    _works.cited.update(known)
    notes = "".join(f"[^{key}]: {reference(_works.entries[key])}\n" for key in known)
    return f"{markdown}\n\n{notes}" if notes else markdown


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Stop if a page cites what is not there."""
    unused = sorted(_works.entries.keys() - _works.cited)
    if unused:
        _log.warning("%s: cited by no page: %s", FILE, ", ".join(unused))
    if _works.unknown:
        raise Abort(f"{_works.unknown} citations of works that are not in {FILE}, listed above")
    return env


def shown(page: Page, config: MkDocsConfig) -> str:
    """The page's file as messages call it: relative to mkdocs.yml."""
    if page.file.abs_src_path is None:
        return page.file.src_uri
    return Path(os.path.relpath(page.file.abs_src_path, Path(config.config_file_path).parent)).as_posix()


def reference(work: dict[str, Any]) -> str:
    """A work as Markdown: author, title, venue, year, and a link to its DOI, arXiv id or page."""
    parts = [f"{_stopped(work['author'])} “{_stopped(work['title'])}”"]
    if "venue" in work:
        parts.append(f"{_text(work['venue'])},")
    parts.append(_stopped(work["year"]))
    for key, show in _LINKS.items():
        if key in work:
            parts.append(show.format(_text(work[key]), _address(work[key])))
            break
    if "isbn" in work:
        parts.append(f"ISBN {_text(work['isbn'])}.")
    return " ".join(parts)


def _stopped(value: object) -> str:
    """The value with a full stop, where it has no stop of its own."""
    text = str(value).rstrip()
    return _text(text) if text.endswith((".", "?", "!", "…")) else f"{_text(text)}."


_LINKS = {
    "doi": "[doi:{0}](https://doi.org/{1})",
    "arxiv": "[arXiv:{0}](https://arxiv.org/abs/{1})",
    "url": "[{0}]({1})",
}


def _text(value: object) -> str:
    return html.escape(_MARKUP.sub(r"\\\1", str(value)), quote=False)


def _address(value: object) -> str:
    return re.sub(r"[\s<>()\"'\\]", lambda match: f"%{ord(match.group()):02X}", str(value))


def _without_code(markdown: str) -> str:
    lines = markdown.split("\n")
    for fence in fences(markdown):
        for index in range(fence.line - 1, min(fence.end_line, len(lines))):
            lines[index] = ""
    return _INLINE_CODE.sub("", "\n".join(lines))


def _place(text: str, part: str) -> tuple[int, int]:
    found = text.find(part)
    if found < 0:
        return 1, 1
    return text.count("\n", 0, found) + 1, found - text.rfind("\n", 0, found)
