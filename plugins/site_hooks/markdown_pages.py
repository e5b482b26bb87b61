"""Each page of the site as Markdown, beside its HTML, and `llms.txt`, which lists them (https://llmstxt.org).

`page/index.md` has what the author wrote, with the tables, specs and references that the build adds, links to other
pages as Markdown, and nothing of the theme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from loop_engineering.lss.fences import fences
from mkdocs_lss.html_markdown import as_markdown
from mkdocs_lss.plugin import LssPlugin
from site_hooks.page_text import address, description, markdown_uri, title

__all__ = ["llms_text", "write_markdown_pages"]

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LAYOUT = re.compile(r"^[ \t]*</?(?:div|section|figure|header|footer|nav)\b[^>]*>[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?[ \t]*[.#][A-Za-z][\w-]*(?:[ \t][^{}\n]*)?\}")
_LISTS = re.compile(r"^<(?P<tag>dl|ul|table)\b.*?^</(?P=tag)>$", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"&#(?P<code>\d{1,6});")
_BLANK = re.compile(r"\n{3,}")
_FILLED: Mapping[re.Pattern[str], str] = {
    re.compile(r"<!-- figure: (?P<name>[^\s>]+) -->"): r'<figure class="plot" id="figure-{name}">.*?</figure>',
    re.compile(r"<!-- reading-path: (?P<name>[^\s>]+) -->"): r'<div class="reading-path">.*?\n</div>',
    re.compile(r"<!-- bibliography -->"): r'<ul class="works">.*?</ul>',
}
"""What other hooks put in the place of a comment: the comment, and what the HTML of the page then has."""
_DATA = (
    ("api/specs.json", "Specifications", "every specification of the site with its level, score and worst case"),
    ("api/rules.json", "Rules", "what checking looks for, why it hurts, how it is mended"),
    ("api/patterns.json", "Patterns", "the pattern catalogue, and which patterns go inside which"),
    ("schema/lss-1.0.schema.json", "Schema of LSS", "JSON Schema of a specification"),
    ("schema/loop-trace-1.0.schema.json", "Schema of the loop trace", "JSON Schema of a record of a run"),
    ("feed.xml", "Feed", "new and changed specifications, as Atom"),
    ("bibliography.bib", "Bibliography", "the works that the site cites, as BibTeX"),
)


def write_markdown_pages(files: Files, config: MkDocsConfig) -> None:
    """Write the Markdown version of every page that was rendered into the folder of the site."""
    plugin = config.plugins.get("lss")
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    beside = {page.url.removeprefix("./"): quote(markdown_uri(page)) for page in pages}

    def link(url: str) -> str:
        parts = urlsplit(url)
        path = beside.get(parts.path.removeprefix("./"), parts.path)
        return address(parts._replace(path=path).geturl(), config)

    for page in pages:
        if page.markdown is None:
            continue
        text = _outside_code(_filled(page.markdown, page, link), partial(_without_layout, page=page, link=link))
        if isinstance(plugin, LssPlugin):
            text = plugin.plain_markdown(text, page, link)
        text = text.strip("\n")
        if not re.match(r"# \S", text):
            text = f"# {title(page, config)}\n\n{text}"
        text += f"\n\n---\n\nSource: {address(page.url, config)}\n"
        write_file(text.encode("utf-8", "replace"), str(Path(config.site_dir, markdown_uri(page))))


def llms_text(nav: Navigation, files: Files, config: MkDocsConfig) -> str:
    """`llms.txt`: what the site is, and its pages as Markdown by the parts of the navigation."""
    parts: dict[str, list[Page]] = {}
    for item in nav.items:
        if isinstance(item, Section):
            parts.setdefault(str(item.title), []).extend(_pages_of(item))
        elif isinstance(item, Page):
            parts.setdefault(_HOME, []).append(item)
    lines = [f"# {config.site_name}", "", f"> {config.site_description or config.site_name}", ""]
    lines += [f"Each page is published as Markdown too, at the addresses below. {_HOW}", ""]
    for name, pages in parts.items():
        lines += [f"## {name}", "", *(_entry(page, config) for page in pages), ""]
    data = [item for item in _DATA if files.get_file_from_path(item[0]) is not None]
    lines += ["## Data", "", *(f"- [{name}]({address(uri, config)}): {about}" for uri, name, about in data), ""]
    listed = {page.file.src_uri for pages in parts.values() for page in pages}
    others = [file.page for file in files.documentation_pages() if file.page and file.src_uri not in listed]
    if others:
        lines += ["## Optional", "", *(_entry(page, config) for page in others), ""]
    return "\n".join(lines)


_HOME = "Home"
_HOW = "Specifications in them stand as YAML, followed by what checking says of each."


def _entry(page: Page, config: MkDocsConfig) -> str:
    about = description(page, config)
    name = re.sub(r"[\[\]\\]", lambda match: f"\\{match.group()}", title(page, config))
    return f"- [{name}]({address(quote(markdown_uri(page)), config)}){f': {about}' if about else ''}"


def _pages_of(section: Section) -> Iterator[Page]:
    for item in section.children:
        if isinstance(item, Page):
            yield item
        elif isinstance(item, Section):
            yield from _pages_of(item)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with what stands between its fenced blocks changed."""
    lines = text.split("\n")
    out: list[str] = []
    done = 0
    for fence in fences(text):
        out += _changed(lines[done : fence.line - 1], change)
        out += lines[fence.line - 1 : fence.end_line]
        done = fence.end_line
    return "\n".join([*out, *_changed(lines[done:], change)])


def _changed(lines: Sequence[str], change: Callable[[str], str]) -> list[str]:
    return change("\n".join(lines)).split("\n") if lines else []


def _filled(text: str, page: Page, link: Callable[[str], str]) -> str:
    """The text with what other hooks put into the HTML of the page, as Markdown."""
    for call, made in _FILLED.items():
        for match in list(call.finditer(text)):
            pattern = made.replace("{name}", re.escape(match.groupdict().get("name", "")))
            found = list(re.finditer(pattern, page.content or "", re.DOTALL))
            # Reading paths have no name in the HTML; they stand there in the order of their comments.
            place = [item.group() for item in call.finditer(page.markdown or "")].index(match.group())
            if found:
                html = found[place if len(found) > place and "{name}" not in made else 0].group()
                text = text.replace(match.group(), as_markdown(html, _seen_from(page, link)), 1)
    return text


def _seen_from(page: Page, link: Callable[[str], str]) -> Callable[[str], str]:
    """What to write for an address that the HTML of a page has."""
    root = "https://site.invalid/"

    def written(url: str) -> str:
        whole = urljoin(f"{root}{page.url}", url)
        return link(whole.removeprefix(root)) if whole.startswith(root) and not url.startswith("#") else url

    return written


def _character(match: re.Match[str]) -> str:
    """The character that a reference stands for, such that Markdown takes it for text."""
    sign = chr(int(match["code"])) if int(match["code"]) < 0x110000 else "\N{REPLACEMENT CHARACTER}"
    return f"\\{sign}" if sign in "\\`*[]<" else sign


def _without_layout(text: str, page: Page, link: Callable[[str], str]) -> str:
    """Prose without comments and the tags and attributes that only lay it out; lists of HTML become Markdown."""
    text = _REFERENCE.sub(_character, text)
    text = _LISTS.sub(lambda match: as_markdown(match.group(), _seen_from(page, link)), _COMMENT.sub("", text))
    return _BLANK.sub("\n\n", _ATTRIBUTES.sub("", _LAYOUT.sub("", text)))
