"""What several hooks ask about a page: its name in messages, its title, its kind, its address from another page."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url
from mkdocs.utils.meta import get_data

__all__ = ["RULES_FOLDER", "in_repository", "is_content", "is_written", "link", "root", "shown", "title_of", "whole"]

RULES_FOLDER = "rules"
"""Where the plugin `lss` puts the pages of the rules."""
_HEADING = re.compile(r"^# ++(?P<title>.*[^ #\n])[ #]*$", re.MULTILINE)


def root(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml."""
    return Path(config.config_file_path).parent


def shown(file: File, config: MkDocsConfig) -> str:
    """The file as messages call it: relative to mkdocs.yml."""
    if file.abs_src_path is None:
        return file.src_uri
    return Path(os.path.relpath(file.abs_src_path, root(config))).as_posix()


def whole(files: Files) -> bool:
    """Whether the build read every page; `mkdocs serve --dirty` reads those that changed."""
    return all(file.page is None or file.page.markdown is not None for file in files.documentation_pages())


def title_of(file: File) -> str:
    """The title of a page before it is rendered: of its front matter, else its first heading, else its name."""
    text, meta = get_data(file.content_string)
    heading = _HEADING.search(text)
    return str(meta.get("title") or (heading["title"] if heading else Path(file.src_uri).stem))


def in_repository(path: str, files: Files, config: MkDocsConfig) -> File | None:
    """The page that stands at `path` of the repository, None where there is none."""
    docs = Path(os.path.relpath(config.docs_dir, root(config))).as_posix() + "/"
    file = files.get_file_from_path(path.removeprefix(docs))
    return file if file is not None and file.is_documentation_page() else None


def is_written(file: File) -> bool:
    """Whether somebody wrote the page, and no plugin made it; the pages of rules count as made."""
    return file.generated_by is None and not file.src_uri.startswith(f"{RULES_FOLDER}/")


def is_content(file: File, config: MkDocsConfig) -> bool:
    """Whether the page stands in a folder of the book, one that the option `content` of the plugin `lss` names."""
    plugin = config.plugins.get("lss")
    folders = plugin.config.get("content", ()) if plugin is not None else ()
    return is_written(file) and any(file.src_uri.startswith(f"{folder.rstrip('/')}/") for folder in folders)


def link(file: File, page: File, anchor: str = "") -> str:
    """The address of `file`, and of an anchor on it, from `page`."""
    if file is page and anchor:
        return f"#{anchor}"
    return get_relative_url(file.url, page.url) + (f"#{anchor}" if anchor else "")
