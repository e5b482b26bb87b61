"""MkDocs hook: `<!-- reading-path: NAME -->` becomes one path of `reading-paths.yaml`, with the time that it takes.

Each page of the book says at its top how long it takes to read; a path adds these times up. A path that names a page
that is not there, and a path that is unknown or called twice by a page, fail the build, after all have been printed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from loop_engineering.lss.schema import did_you_mean
from site_hooks.reading_time import clock, minutes
from site_hooks.records import Kind, Records, a_text, read_records
from site_hooks.site_pages import in_repository, is_content, link, root, shown, title_of

FILE = "reading-paths.yaml"

_log = logging.getLogger("mkdocs.hooks.reading_paths")
# In code it is escaped, so what matches is a call.
_CALL = re.compile(r"<!-- reading-path: (?P<name>[^\s>]+) -->")
_END_OF_TITLE = re.compile(r"</h1>\n?")


def _steps(value: Any) -> str | None:
    right = isinstance(value, list) and value and all(_is_step(step) for step in value)
    return None if right else "a list of steps, each with page and why"


def _is_step(step: Any) -> bool:
    return isinstance(step, dict) and step.keys() == {"page", "why"} and all(a_text(v) is None for v in step.values())


_REQUIRED: Mapping[str, Kind] = {"who": a_text, "promise": a_text, "steps": _steps}
_OPTIONAL: Mapping[str, Kind] = {"later": a_text}


class _Paths:
    """The paths of one build."""

    def __init__(self) -> None:
        self.records = Records(FILE)
        self.wrong = 0


_paths = _Paths()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the paths; a change of them rebuilds the site."""
    path = root(config) / FILE
    config.watch.append(str(path))
    _paths.__init__()  # type: ignore[misc]
    _paths.records = read_records(path, _REQUIRED, _OPTIONAL, sort=False)
    return config


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Now that all pages are known: stop if something is wrong with the file or a page in it does not exist."""
    records = _paths.records
    for name, path in records.entries.items():
        for index, step in enumerate(path["steps"]):
            if in_repository(step["page"], files, config) is None:
                place = (name, "steps", index, "page")
                records.wrong(place, f"{name} leads to {step['page']}, which is no page of the site")
    for complaint in records.complaints():
        _log.error("%s", complaint)
    if records.mistakes:
        raise Abort(f"{len(records.mistakes)} mistakes in {FILE}, listed above")
    return nav


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Say how long the page takes, and put the paths in their places."""
    here: set[str] = set()

    def place(match: re.Match[str]) -> str:
        path = _paths.records.entries.get(match["name"])
        if path is None:
            advice = did_you_mean(match["name"], _paths.records.entries)
            where = shown(page.file, config)
            _log.error("%s: there is no reading path %s in %s; %s", where, match["name"], FILE, advice)
            _paths.wrong += 1
            return ""
        if match["name"] in here:
            _log.error("%s: the reading path %s stands on this page twice", shown(page.file, config), match["name"])
            _paths.wrong += 1
            return ""
        here.add(match["name"])
        return _path(path, page, config, files)

    if is_content(page.file, config):
        time = f'<p class="reading-time">{minutes(page.file.content_string)} min read</p>\n'
        content = _END_OF_TITLE.sub(lambda match: match.group() + time, content, count=1)
    return _CALL.sub(place, content)


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Stop if a page asks for a path that is not there."""
    if _paths.wrong:
        raise Abort(f"{_paths.wrong} reading paths that cannot be shown, listed above")
    return env


def _path(path: Mapping[str, Any], page: Page, config: MkDocsConfig, files: Files) -> str:
    items = []
    total = 0
    for step in path["steps"]:
        file = in_repository(step["page"], files, config)
        assert file is not None, "on_nav has found it"
        time = minutes(file.content_string)
        total += time
        items.append(
            f'<li><a href="{escape(link(file, page.file))}">{escape(title_of(file))}</a> '
            f'<span class="reading-minutes">({time} min)</span>: {escape(step["why"])}</li>\n'
        )
    later = f"<p>{escape(path['later'])}</p>\n" if "later" in path else ""
    return (
        f'<div class="reading-path">\n<p>{escape(path["who"])} <strong>{clock(total)}</strong> to read.</p>\n'
        f"<p>{escape(path['promise'])}</p>\n<ol>\n{''.join(items)}</ol>\n{later}</div>"
    )
