"""The dates of each page: those of the first and the last commit that changed what it is made from.

Without the history, as in a shallow clone, each page has the date of
the build, which is SOURCE_DATE_EPOCH where that is set.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_datetime

from loop_engineering.checkin.git import GitError
from loop_engineering.checkin.history import Dates, dates_of_files
from loop_engineering.lss import RULES
from site_hooks.site_pages import RULES_FOLDER, root, shown

__all__ = ["dates_of_pages"]

_log = logging.getLogger("mkdocs.hooks.dates")
_RULES = "src/loop_engineering/lss/rules"
_DATA = {
    "bibliography.md": "bibliography.yaml",
    "glossary.md": "glossary.yaml",
    "reading-paths.md": "reading-paths.yaml",
}
"""Pages that are made of a file beside docs/."""


def dates_of_pages(files: Files, config: MkDocsConfig) -> Mapping[str, Dates]:
    """When each page came and when it last changed, by its URI; git is asked once."""
    known: Mapping[str, Dates] = {}
    try:
        known = dates_of_files(root(config))
    except GitError as error:
        _log.info("git cannot say when pages changed (%s): each has the date of the build", error)
    now = get_build_datetime().astimezone(UTC)
    pages = {}
    for file in files.documentation_pages():
        found = [known[path] for path in _made_from(file, config) if path in known] or [Dates(now, now)]
        pages[file.src_uri] = Dates(min(item.first for item in found), max(item.last for item in found))
    return pages


def _made_from(file: File, config: MkDocsConfig) -> Iterator[str]:
    """The files of the repository that a page is made from."""
    yield shown(file, config)
    if file.src_uri in _DATA:
        yield _DATA[file.src_uri]
    folder, _, name = file.src_uri.removesuffix(".md").rpartition("/")
    if folder == RULES_FOLDER and name in RULES:
        stem = RULES[name].name.replace("-", "_")
        yield from (f"{_RULES}/{stem}{suffix}" for suffix in (".py", ".bad.yaml", ".good.yaml", ".bad.md", ".good.md"))
    elif file.generated_by is not None:
        yield from (f"{file.src_uri.removesuffix('.md')}{suffix}" for suffix in (".md", ".yaml", ".yml", ".json"))
