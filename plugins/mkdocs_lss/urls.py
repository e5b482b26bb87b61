"""Addresses, as a page of the site sees them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from loop_engineering.lss import RULES
from loop_engineering.lss.finding import rule_url
from mkdocs_lss import rule_pages
from mkdocs_lss.layout import Layout

__all__ = ["Urls"]


@dataclass(frozen=True, slots=True)
class Urls:
    """What a site has, and where.

    `rules_folder` holds a page for each rule, `rules_page` lists all rules, `modes_page` all failure modes: None where
    the site has none.
    """

    layout: Layout
    rules_folder: str | None = None
    rules_page: File | None = None
    modes_page: File | None = None

    def seen_from(self, file: File) -> Callable[[str], str]:
        """The address of a file of the site, by its URI."""

        def url(uri: str) -> str:
            target = self.layout.files.get_file_from_path(uri)
            return get_relative_url(target.url if target is not None else uri, file.url)

        return url

    def rule_seen_from(self, file: File) -> Callable[[str], str]:
        """The address of what explains a rule: its page here, its row in a table, or its page on the project's site."""

        def url(rule: str) -> str:
            if self.rules_folder is not None:
                return self.seen_from(file)(rule_pages.uri(self.rules_folder, RULES[rule]))
            if self.rules_page is None:
                return rule_url(rule)
            page = "" if self.rules_page is file else get_relative_url(self.rules_page.url, file.url)
            return f"{page}#{rule.lower()}"

        return url

    def mode_seen_from(self, file: File) -> Callable[[str | None], str | None]:
        """The address of a failure mode in the page that lists them, None where there is no mode or no such page."""

        def url(code: str | None) -> str | None:
            if self.modes_page is None or code is None:
                return None
            return f"{get_relative_url(self.modes_page.url, file.url)}#{code.lower()}"

        return url

    def page_seen_from(self, file: File) -> Callable[[str], str | None]:
        """The address of the page that the repository, or else the site, has at a path, None where neither has one."""

        def url(path: str) -> str | None:
            files = self.layout.files
            uri = self.layout.uri(path) or (path if files.get_file_from_path(path) is not None else None)
            return None if uri is None else self.seen_from(file)(uri)

        return url

    def below_root(self, path: str) -> str | None:
        """The address, below the root of the site, of what the repository, or else the site, has at a path."""
        file = self.layout.files.get_file_from_path(self.layout.uri(path) or path)
        return None if file is None else file.url.removeprefix("./")
