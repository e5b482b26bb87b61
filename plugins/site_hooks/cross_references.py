"""MkDocs hook: links in the prose of pages, at the first use in a section: to terms, rules, failure modes and levels.

A term links to the glossary, LSS302 to the page of that rule, F4 to the failure taxonomy, level 3 to the page of that
level. Headings, links, code, formulas, figures, footnotes and the panels of the plugin stay as they are. The id of a
rule that does not exist is a warning. The plugin `lss` shows cards for links; this hook gives it those of the terms.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from operator import itemgetter
from typing import Any
from urllib.parse import unquote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from site_hooks.html_text import Run, runs, with_inserts
from site_hooks.prose import prose
from site_hooks.site_pages import RULES_FOLDER, is_written, link, root, shown
from site_hooks.terms import FILE, Lexicon, Term, read_terms

_log = logging.getLogger("mkdocs.hooks.cross_references")
_GLOSSARY = "glossary.md"
_TAXONOMY = "standards/failure-taxonomy.md"
_LEVEL_PAGE = re.compile(r"taxonomy/level-(?P<number>[1-6])-[\w-]+\.md")
# Where the plugin has what its cards say.
_CARDS = "assets/lss/cards.json"
_RULE = re.compile(r"(?<![\w-])(?P<id>LSS\d{3})(?![\w-])(?P<name> [a-z]+(?:-[a-z]+)+)?")
# What a link names, in lower case.
_NAMED = re.compile(r"lss\d{3}|\bf\d{1,2}\b|\blevel [1-6]\b")
# F1 is a score as well as a failure mode, and F5 a key.
_MODE = re.compile(r"(?<![\w./-])(?P<code>F\d{1,2})(?!\w|[./-]\w)(?!\s(?:scores?|points?|measure|metric|keys?)\b)")
# Other things have levels too: vehicles, technologies, headings.
_LEVEL = re.compile(
    r"(?<![\w-])(?<!\bSAE )(?<!heading )(?<!maturity )(?<!readiness )(?<!confidence )"
    r"[Ll]evel\s(?P<number>[1-6])(?![\w%–-]|[.,]\d|\s(?:%|heading))"
)


class _Lexicon:
    """What can be linked to in one build."""

    def __init__(self) -> None:
        self.terms = Lexicon(())
        self.glossary: File | None = None
        self.taxonomy: File | None = None
        self.rules: dict[str, File] = {}
        self.levels: dict[str, File] = {}
        self.all_terms: list[Term] = []


_known = _Lexicon()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the terms; what is wrong with them, the hook of the glossary says."""
    # Which works there are does not matter here, so a source is never missed.
    terms, _ = read_terms(root(config) / FILE, {})
    _known.__init__()  # type: ignore[misc]
    _known.terms, _known.all_terms = Lexicon(terms), terms
    return config


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Find the pages to link to."""
    _known.glossary = files.get_file_from_path(_GLOSSARY)
    _known.taxonomy = files.get_file_from_path(_TAXONOMY)
    pages = ((rule, files.get_file_from_path(f"{RULES_FOLDER}/{rule}.md")) for rule in RULES)
    _known.rules = {rule: file for rule, file in pages if file is not None}
    levels = ((_LEVEL_PAGE.fullmatch(file.src_uri), file) for file in files.documentation_pages())
    _known.levels = {match["number"]: file for match, file in levels if match is not None}
    return nav


# Before the plugin puts its panels into the page, and before formulas and figures are drawn.
@event_priority(50)
def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Link what a written page names; the glossary links to itself nowhere."""
    file = page.file
    if not is_written(file) or file is _known.glossary:
        return content
    path = shown(file, config)
    found = runs(content)
    # What a section links already needs no second link.
    used = {(run.section, name) for run in found.links for name in _NAMED.findall(run.text.lower())}
    inserts = []
    for run in found.prose:
        for start, end, what, make in _targets(run, path, file):
            if what not in used:
                used.add(what)
                inserts.append((run.start + start, run.start + end, make))
    _complain_of_unknown_rules(found.prose, file, path)
    return with_inserts(content, inserts)


_Target = tuple[int, int, tuple[int, str], Callable[[str], str]]


def _targets(run: Run, path: str, page: File) -> Iterator[_Target]:
    """What can be linked in a run: where, what it counts as, and its link. Rules and failure modes come first."""
    exact = sorted([*_rules(run, page), *_modes(run, page), *_levels(run, page)], key=itemgetter(0))
    terms = _terms(run, path, page)
    term = next(terms, None)
    for target in exact:
        while term is not None and term[0] < target[1]:
            if term[1] <= target[0]:
                yield term
            term = next(terms, None)
        yield target
    if term is not None:
        yield term
        yield from terms


def _rules(run: Run, page: File) -> Iterator[_Target]:
    for match in _RULE.finditer(run.text):
        file = _known.rules.get(match["id"])
        if file is None:
            continue
        rule = RULES[match["id"]]
        end = match.end() if match["name"] == f" {rule.name}" else match.end("id")
        what = (run.section, rule.id.lower())
        yield match.start(), end, what, partial(_link, link(file, page), "rule-link")


def _modes(run: Run, page: File) -> Iterator[_Target]:
    if _known.taxonomy is None:
        return
    for match in _MODE.finditer(run.text):
        mode = FAILURE_MODES.get(match["code"])
        if mode is not None:
            url = link(_known.taxonomy, page, mode.code.lower())
            yield *match.span(), (run.section, mode.code.lower()), partial(_link, url, "mode-link")


def _levels(run: Run, page: File) -> Iterator[_Target]:
    for match in _LEVEL.finditer(run.text) if _known.levels else ():
        file = _known.levels.get(match["number"])
        if file is not None and file is not page:
            what = (run.section, f"level {match['number']}")
            yield *match.span(), what, partial(_link, link(file, page), "level-link")


def _terms(run: Run, path: str, page: File) -> Iterator[_Target]:
    if _known.glossary is None:
        return
    for start, end, term in _known.terms.find(run.text):
        if term.holds_on(path):
            what = (-1 if term.once else run.section, term.anchor)
            url = link(_known.glossary, page, term.anchor)
            yield start, end, what, partial(_link, url, "term")


def _link(url: str, kind: str, text: str) -> str:
    """A link around text that is HTML already."""
    return f'<a class="{kind}" href="{escape(url)}">{text}</a>'


# After the plugin has written down its own cards.
@event_priority(-50)
def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Add what the terms mean to what the cards of links say."""
    file, glossary = files.get_file_from_path(_CARDS), _known.glossary
    if file is not None and glossary is not None:
        where = unquote(glossary.url.removeprefix("./"))
        terms = {f"{where}#{term.anchor}": (term.name, "", term.definition) for term in _known.all_terms}
        cards = json.loads(file.content_bytes) | terms
        file.content_bytes = json.dumps(cards, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return env


def _complain_of_unknown_rules(found: list[Run], page: File, path: str) -> None:
    named = {match["id"] for run in found for match in _RULE.finditer(run.text)}
    unknown = named - RULES.keys()
    for number, line in enumerate(prose(page.content_string).split("\n") if unknown else (), 1):
        for match in _RULE.finditer(line):
            if match["id"] in unknown:
                column = match.start() + 1
                _log.warning(
                    "%s:%d:%d: there is no rule %s; loopctl rules lists them", path, number, column, match["id"]
                )
