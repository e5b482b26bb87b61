"""MkDocs hook: `<!-- glossary -->`, alone on a line, becomes the terms of `glossary.yaml` in alphabetical order.

A mistake in that file, a page that it names and that is not there, and an anchor that its page does not have fail the
build, after all of them have been printed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from loop_engineering.lss.fences import fences
from site_hooks.records import Records
from site_hooks.site_pages import in_repository, link, root, title_of
from site_hooks.terms import FILE, Term, read_terms
from site_hooks.works import FILE as WORKS
from site_hooks.works import read_works, short

_log = logging.getLogger("mkdocs.hooks.glossary")
_CALL = re.compile(r"^<!-- glossary -->[ \t]*$", re.MULTILINE)
_BIBLIOGRAPHY = "docs/bibliography.md"


class _Glossary:
    """The terms of one build."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.records = Records(FILE)
        self.works: dict[str, dict[str, Any]] = {}


_glossary = _Glossary()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the terms; a change of them rebuilds the site."""
    path = root(config) / FILE
    config.watch.append(str(path))
    _glossary.works = read_works(root(config) / WORKS).entries
    _glossary.terms, _glossary.records = read_terms(path, _glossary.works)
    return config


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Now that all pages are known: stop if something is wrong with the file or a page in it does not exist."""
    for term in _glossary.terms:
        see = [("see", term.see.partition("#")[0])] if term.see else []
        for field, page in [*see, *(("within", place) for place in term.within if not place.endswith("/"))]:
            if in_repository(page, files, config) is None:
                told = f"{term.name} names {page or term.see}, which is no page of the site"
                _glossary.records.wrong((term.name, field), told)
    _stop_if_wrong()
    return nav


# After the plugin `lss`, which must see the page as it is in the file, and before citations are gathered.
@event_priority(60)
def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the terms in their place, with a heading for each letter."""
    fenced = {line for fence in fences(markdown) for line in range(fence.line, fence.end_line + 1)}
    for call in _CALL.finditer(markdown):
        if markdown.count("\n", 0, call.start()) + 1 not in fenced:
            terms = "\n\n".join(_letters(_glossary.terms, page, config, files))
            cited = " ".join(sorted({term.source for term in _glossary.terms if term.source}))
            aside = f"\n\n<!-- cited: {cited} -->" if cited else ""
            return markdown[: call.start()] + terms + markdown[call.end() :] + aside
    return markdown


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Now that all pages are read: stop if one does not have the anchor that a term names."""
    for term in _glossary.terms:
        path, _, anchor = term.see.partition("#")
        file = in_repository(path, files, config)
        there = file.page.present_anchor_ids if file is not None and file.page is not None else None
        if anchor and there is not None and anchor not in there:
            _glossary.records.wrong((term.name, "see"), f"{term.name} names {term.see}; the page has no such anchor")
    _stop_if_wrong()
    return env


def _stop_if_wrong() -> None:
    for complaint in _glossary.records.complaints():
        _log.error("%s", complaint)
    if _glossary.records.mistakes:
        raise Abort(f"{len(_glossary.records.mistakes)} mistakes in {FILE}, listed above")


def _letters(terms: Iterable[Term], page: Page, config: MkDocsConfig, files: Files) -> Iterator[str]:
    for letter, group in groupby(terms, lambda term: term.name[0].upper()):
        entries = "\n".join(_entry(term, page, config, files) for term in group)
        yield f'## {letter}\n\n<dl class="glossary">\n{entries}\n</dl>'


def _entry(term: Term, page: Page, config: MkDocsConfig, files: Files) -> str:
    more = []
    path, _, anchor = term.see.partition("#")
    if path and (file := in_repository(path, files, config)) is not None:
        more.append(f"See {_link(title_of(file), file, page, anchor)}.")
    if term.source:
        name, list_of_works = short(_glossary.works[term.source]), in_repository(_BIBLIOGRAPHY, files, config)
        linked = _link(name, list_of_works, page, term.source) if list_of_works is not None else escape(name)
        more.append(f"In the literature: {linked}.")
    after = f' <span class="glossary-more">{" ".join(more)}</span>' if more else ""
    return f'<dt id="{term.anchor}"><dfn>{escape(term.name)}</dfn></dt>\n<dd>{escape(term.definition)}{after}</dd>'


def _link(text: str, file: File, page: Page, anchor: str) -> str:
    return f'<a href="{escape(link(file, page.file, anchor))}">{escape(text)}</a>'
