"""MkDocs hook: what the site offers to machines beside its pages, as a list of steps.

Dates for the sitemap, pictures and metadata for the heads of pages, a Markdown version of each page, `llms.txt`, and
`CITATION.cff`. What any site with the plugin `lss` has for machines, the plugin publishes itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from loop_engineering.checkin.history import Dates
from site_hooks.dates import dates_of_pages
from site_hooks.head import Known, head_of
from site_hooks.markdown_pages import llms_text, write_markdown_pages
from site_hooks.page_text import first_paragraph
from site_hooks.site_pages import root
from site_hooks.social import add_pictures
from site_hooks.specs_of_pages import specs_of_pages
from site_hooks.terms import FILE as TERMS
from site_hooks.terms import read_terms

if TYPE_CHECKING:
    from mkdocs.utils.templates import TemplateContext

_CITATION, _FEED, _LLMS = "CITATION.cff", "feed.xml", "llms.txt"
_DATA = ("explore.md", "loop-library/index.md")
"""The page that offers the specs as data: the first of these that there is."""
# After the plugin `lss` and the hooks that fill pages.
_LATE = -50


class _Build:
    """What is known of one build."""

    serving = False
    dates: Mapping[str, Dates]
    known: Known
    nav: Navigation
    files: Files


_build = _Build()


def on_startup(*, command: str, dirty: bool) -> None:
    """Learn whether the build is a preview, which has no readers but a person at a browser."""
    _build.serving = command == "serve"


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Publish how to cite the project."""
    citation = root(config) / _CITATION
    if citation.is_file() and files.get_file_from_path(_CITATION) is None:
        files.append(File.generated(config, _CITATION, content=citation.read_bytes()))
    return files


@event_priority(_LATE)
def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Ask git how old the pages are."""
    _build.nav, _build.files = nav, files
    _build.dates = {} if _build.serving else dates_of_pages(files, config)
    return nav


@event_priority(_LATE)
def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Date the page, and describe one that does not say what it is about by its first paragraph."""
    if page.file.src_uri in _build.dates:
        page.update_date = _build.dates[page.file.src_uri].last.date().isoformat()
    if not page.meta.get("description") and (said := first_paragraph(content)):
        page.meta["description"] = said
    return content


@event_priority(_LATE)
def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Now that all pages are read: draw their pictures, and gather what their heads say."""
    specs = specs_of_pages(files)
    data = next((file.url for uri in _DATA if (file := files.get_file_from_path(uri)) is not None), None)
    _build.known = Known(
        dates=_build.dates,
        pictures={} if _build.serving else add_pictures(files, specs, config),
        specs=specs,
        terms=read_terms(root(config) / TERMS, {})[0] if (root(config) / TERMS).is_file() else (),
        data=data,
        feed=files.get_file_from_path(_FEED) is not None,
    )
    return env


def on_page_context(context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """Give the template what the head of a page says."""
    context["head"] = head_of(page, _build.known, config)  # type: ignore[typeddict-unknown-key]
    return context


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the Markdown version of each page, and the list of them."""
    if _build.serving:
        return
    write_markdown_pages(_build.files, config)
    listed = llms_text(_build.nav, _build.files, config)
    write_file(listed.encode("utf-8", "replace"), str(Path(config.site_dir, _LLMS)))
