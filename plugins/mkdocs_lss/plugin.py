"""The MkDocs plugin `lss`, as a list of hooks in the order in which a build calls them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from mkdocs_lss.build import Build
from mkdocs_lss.config import LssConfig
from mkdocs_lss.front_matter import safe_striptags, shown_as_text
from mkdocs_lss.links import LinkRewriter
from mkdocs_lss.page_assets import load_everywhere_if_needed, load_for_page
from mkdocs_lss.preview import Preview

if TYPE_CHECKING:
    from mkdocs.utils.templates import TemplateContext

__all__ = ["LssPlugin"]

# Before other plugins change the text, so that line numbers are those of the file.
_FIRST = 100
# After the search plugin has read the page, which has no use for highlighted code and drawings.
_LAST = -100


class LssPlugin(BasePlugin[LssConfig]):  # type: ignore[no-untyped-call]
    """Checks and renders the LSS blocks of every page, and publishes the folders beside docs/."""

    _build: Build
    _serving = False
    _preview: Preview | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Learn whether drafts are shown, and whether only what changes is rendered."""
        self._serving = command == "serve"
        self._preview = Preview() if self._serving and dirty else None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Begin a build: check the options, register the link rewriter."""
        self._build = Build(self.config, config, self._preview)
        load_everywhere_if_needed(config)
        # Plugins that build a site once per language call this again with the same configuration.
        config.markdown_extensions = [item for item in config.markdown_extensions if not isinstance(item, LinkRewriter)]
        config.markdown_extensions.append(self._build.rewriter)  # type: ignore[arg-type]
        config.watch.extend(map(str, [*self._build.watched(), *self._build.settings.files]))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Publish the folders beside docs/ and the pages of the library."""
        self._build.add_files(files)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Now that all files are known: check every page and draw every diagram."""
        self._build.survey(files, drafts=self._serving)
        return nav

    @event_priority(_FIRST)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put placeholders in place of blocks and macros."""
        return self._build.markdown(markdown, page)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill the placeholders, and look for blocks that were not checked."""
        return self._build.content(html, page)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """All pages are read and none is written: print all findings, and stop if they say so."""
        self._build.finish()
        self._build.report.print()
        verdict = self._build.report.verdict(self._build.settings.fail_on)
        if verdict is not None:
            raise Abort(verdict)
        pages = [file.page for file in files.documentation_pages(inclusion=InclusionLevel.is_in_serve) if file.page]
        shown_as_text(pages, sections=config.nav is None)
        safe_striptags(env)
        if self._preview is not None:
            env.bytecode_cache = self._preview.templates
        return env

    def plain_markdown(self, markdown: str, page: Page, link: Callable[[str], str]) -> str:
        """The Markdown of a page as readers without a browser have it, once all are rendered; for hooks to publish.

        `markdown` is `page.markdown`, or what a hook made of it. Macros are tables, and a block is followed by its
        readings. `link` gives what to write for an address below the root of the site.
        """
        return self._build.plain_markdown(markdown, page, link)

    @event_priority(_LAST)
    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Put the panels in place, and have the page load what they need."""
        page.content = self._build.finished(page.content or "", page)
        load_for_page(page.content, page, config, context)
        return context

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """The site is written: remember its pages for the next build of a preview."""
        if self._preview is not None:
            self._preview.end(self._build.pages)
