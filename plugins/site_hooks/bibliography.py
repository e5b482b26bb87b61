"""MkDocs hook: `[^key]` cites a work of `bibliography.yaml`; the footnotes are written here.

A mistake in that file and an unknown key fail the build, after all of them have been printed. A work that no page cites
is a warning. A footnote that a page defines by itself is left alone. `<!-- bibliography -->` becomes the list of all
works and where each is cited, and the site offers the same list as BibTeX.
"""

from __future__ import annotations

import html
import logging
import re
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from loop_engineering.lss.fences import fences
from loop_engineering.lss.schema import closest
from site_hooks.bibtex import bibtex
from site_hooks.prose import replace_code
from site_hooks.site_pages import link, root, shown, whole
from site_hooks.works import FILE, read_works, reference, reference_html

if TYPE_CHECKING:
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

_MOST_UNKNOWN = 50
"""So many unknown keys of one page are told; finding what each is a slip of takes time."""
_BIBTEX = "bibliography.bib"
_LIST = "<!-- bibliography -->"

_log = logging.getLogger("mkdocs.hooks.bibliography")
# Followed by a colon, it is a definition only where it begins a line.
_CITATION = re.compile(
    r"(?<!\\)(?:\[\^(?P<key>[A-Za-z0-9_-]+)\](?!:)|(?<=\S)\[\^(?P<before_colon>[A-Za-z0-9_-]+)\](?=:))"
)
_DEFINITION = re.compile(r"^[ \t]*\[\^(?P<key>[A-Za-z0-9_-]+)\]:", re.MULTILINE)
# What the page of a rule says of the works that it rests on.
_SOURCES = re.compile(r" ?<!-- sources: (?P<keys>[A-Za-z0-9_ -]+) -->")
# What a page cites by other means than a footnote, as another hook says.
_CITED = re.compile(r"(?:\n\n)?<!-- cited: (?P<keys>[A-Za-z0-9_ -]+) -->")
# The heading of a section of its own; a deeper one is about something else.
_HEADING = re.compile(r"^##?[ \t]+References\b|^References[ \t]*\n[=-]{2,}[ \t]*$", re.MULTILINE | re.IGNORECASE)


class _Works:
    """The bibliography of one build, and how it was used."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.cited: dict[str, dict[str, Page]] = {}
        self.unknown = 0


_works = _Works()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the bibliography and stop if something is wrong with it; a change of it rebuilds the site."""
    path = root(config) / FILE
    config.watch.append(str(path))
    _works.__init__()  # type: ignore[misc]
    works = read_works(path)
    for complaint in works.complaints():
        _log.error("%s", complaint)
    if works.mistakes:
        raise Abort(f"{len(works.mistakes)} mistakes in {FILE}, listed above")
    _works.entries = works.entries
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Publish the works as BibTeX."""
    files.append(File.generated(config, _BIBTEX, content=bibtex(_works.entries)))
    return files


# After the plugin, so that citations inside specs are not taken for citations.
@event_priority(50)
def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Append the definitions of the works that the page cites, under a heading."""
    markdown = _SOURCES.sub(lambda match: "".join(f"[^{key}]" for key in match["keys"].split()), markdown)
    aside = [key for match in _CITED.finditer(markdown) for key in match["keys"].split()]
    markdown = _CITED.sub("", markdown)
    prose = _without_code(markdown)
    own = {match["key"] for match in _DEFINITION.finditer(prose)}
    cited = dict.fromkeys(key for match in _CITATION.finditer(prose) if (key := match[1] or match[2]) not in own)
    source = page.file.content_string
    unknown = [key for key in cited if key not in _works.entries]
    _works.unknown += len(unknown)
    for key in unknown[:_MOST_UNKNOWN]:
        line, column = _place(source, f"[^{key}]")
        likely = closest(key, _works.entries)
        advice = f"did you mean {likely}?" if likely else "add it there"
        _log.error(
            "%s:%d:%d: no work in %s has the key %s; %s", shown(page.file, config), line, column, FILE, key, advice
        )
    known = [key for key in cited if key in _works.entries]
    for key in [*known, *aside]:
        _works.cited.setdefault(key, {})[page.file.src_uri] = page
    if not known:
        return markdown
    heading = "" if _HEADING.search(prose) else "## References\n\n"
    notes = "".join(f"[^{key}]: {reference(_works.entries[key])}\n" for key in known)
    return f"{markdown.rstrip()}\n\n{heading}{notes}"


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put a comma between two notes in a row; make the keys known as anchors of the page that will list the works."""
    if _LIST in content and page.present_anchor_ids is not None:
        page.present_anchor_ids.update(_works.entries)
    return content.replace('</sup><sup id="fnref', '</sup><sup>, </sup><sup id="fnref')


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Stop if a page cites what is not there."""
    unused = sorted(_works.entries.keys() - _works.cited.keys())
    if unused and whole(files):
        _log.warning("%s: cited by no page: %s", FILE, ", ".join(unused))
    if _works.unknown:
        raise Abort(f"{_works.unknown} citations of works that are not in {FILE}, listed above")
    return env


# Now that all pages are read; before the search plugin reads this one.
@event_priority(50)
def on_page_context(context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Put the list of works in its place."""
    if page.content and _LIST in page.content:
        page.content = page.content.replace(_LIST, _list(page), 1)
    return context


def _list(page: Page) -> str:
    items = "".join(
        f'<li id="{html.escape(key)}">{reference_html(_works.entries[key])}{_cited_in(key, page)}</li>\n'
        for key in sorted(_works.entries)
    )
    address = html.escape(get_relative_url(_BIBTEX, page.url))
    return (
        f'<p>{len(_works.entries)} works, <a href="{address}" download>as BibTeX</a> too.</p>\n'
        f'<ul class="works">\n{items}</ul>'
    )


def _cited_in(key: str, page: Page) -> str:
    citing = _works.cited.get(key, {})
    links = [
        f'<a href="{html.escape(link(citing[uri].file, page.file))}">{html.escape(_title(citing[uri]))}</a>'
        for uri in sorted(citing)
    ]
    return f' <span class="works-cited">Cited in {", ".join(links)}.</span>' if links else ""


def _title(page: Page) -> str:
    """The title of a page as text: by now, MkDocs and the plugin `lss` have all titles as HTML."""
    return html.unescape(str(page.title))


def _without_code(markdown: str) -> str:
    lines = markdown.split("\n")
    for fence in fences(markdown):
        for index in range(fence.line - 1, min(fence.end_line, len(lines))):
            lines[index] = ""
    return replace_code("\n".join(lines), lambda code: "")


def _place(text: str, part: str) -> tuple[int, int]:
    found = text.find(part)
    if found < 0:
        return 1, 1
    return text.count("\n", 0, found) + 1, found - text.rfind("\n", 0, found)
