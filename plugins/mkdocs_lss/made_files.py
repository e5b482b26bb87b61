"""The files of a site that nobody wrote: pages of the library and of the rules, and data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from loop_engineering.lss import RULES
from mkdocs_lss import api, feed, library_pages, rule_pages, site_data
from mkdocs_lss.layout import Layout
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.page_assets import ASSET_FOLDER, ASSETS
from mkdocs_lss.panels import asset
from mkdocs_lss.report import Notice, Report
from mkdocs_lss.urls import Urls

__all__ = ["MadeFiles"]


class MadeFiles:
    """Puts files among those of a site, and into the report what has to be said of it."""

    def __init__(self, config: MkDocsConfig, root: Path, report: Report) -> None:
        self._config = config
        self._root = root
        self._report = report

    def add(self, files: Files, file: File) -> None:
        """One file, unless its place is taken."""
        other = files.get_file_from_path(file.src_uri)
        if other is None:
            files.append(file)
            return
        text = f"{Layout.shown(self._root, other)} is published at the same place; rename one of them [same-place]"
        self._report.add([Notice(Layout.shown(self._root, file), 1, 1, text)])

    def add_own(self, files: Files) -> None:
        """The plugin's scripts, style sheets and schemas."""
        for name in ASSETS:
            files.append(self._made(f"{ASSET_FOLDER}/{name}", asset(name)))
        for uri, schema in site_data.schemas():
            files.append(self._made(uri, schema))

    def add_library(self, files: Files, folder: Path, library: Sequence[LibrarySpec]) -> None:
        """The index of the library, a page for each spec, and its downloads; the pages join the navigation."""
        index = f"{folder.relative_to(self._root).as_posix()}/index.md"
        if files.get_file_from_path(index) is None:
            files.append(self._made(index, library_pages.INDEX))
        for item in library:
            file = self._made(item.uri, _library_page(item, files))
            file.edit_uri = library_pages.edit_uri(item, self._config, self._root)
            self.add(files, file)
            for uri, made in library_pages.downloads(item):
                self.add(files, self._made(uri, made))
        self._config.nav = library_pages.in_nav(self._config.nav, index, [item.uri for item in library])

    def add_rules(self, files: Files, folder: str) -> None:
        """The index of the rules, and a page for each."""
        if files.get_file_from_path(f"{folder}/index.md") is None:
            files.append(self._made(f"{folder}/index.md", rule_pages.INDEX))
        for rule in RULES.values():
            # So many pages would bury the rest of the navigation; the index and each finding lead there.
            uri, inclusion = rule_pages.uri(folder, rule), InclusionLevel.NOT_IN_NAV
            page = File.generated(self._config, uri, content=rule_pages.markdown(rule), inclusion=inclusion)
            self.add(files, page)

    def add_data(self, files: Files, urls: Urls, library: Sequence[LibrarySpec] | None) -> None:
        """The data that pages of rules and of a library have for programs; `library` is None where there is none."""
        if (folder := urls.rules_folder) is not None:
            rules = api.rules_bytes(lambda rule: urls.below_root(rule_pages.uri(folder, RULES[rule])))
            files.append(self._made(api.RULES_URI, rules))
        if library is None:
            return
        files.append(self._made(api.PATTERNS_URI, api.patterns_bytes(library, urls.below_root)))
        if not self._config.site_url:
            return
        dates, notices = feed.dates_of_specs(library, self._root)
        self._report.add(notices)
        made = feed.feed_bytes(library, dates, urls.below_root, self._config)
        if made is not None and files.get_file_from_path(feed.FEED_URI) is None:
            files.append(self._made(feed.FEED_URI, made))

    def _made(self, uri: str, content: str | bytes) -> File:
        return File.generated(self._config, uri, content=content)


def _library_page(item: LibrarySpec, files: Files) -> str:
    """The Markdown of a spec's page; a companion that stands among `files` is taken out of them, being part of it."""
    companion = files.get_file_from_path(item.uri) if item.companion else None
    if companion is not None and companion.generated_by is None:
        with suppress(OSError, UnicodeDecodeError):  # What cannot be read stays, and MkDocs says why.
            text = library_pages.with_spec(item, companion.content_string)
            files.remove(companion)
            return text
    return library_pages.markdown(item)
