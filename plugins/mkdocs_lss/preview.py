"""What `mkdocs serve --dirty` keeps from one build for the next: only the pages that a change touches are rendered.

MkDocs itself goes by the age of files: it cannot see that a page shows a spec of another file, and takes every page
that a plugin makes for new. Here a page is touched if its text changes, or what checking its blocks finds. A change of
anything else that is watched (mkdocs.yml, a theme, the data of a hook) makes the build a whole one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

from jinja2.bccache import Bucket, BytecodeCache
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from loop_engineering.lss import Project
from mkdocs_lss.blocks import PageBlock
from mkdocs_lss.library import LibrarySpec, read_library
from mkdocs_lss.report import Notice
from mkdocs_lss.survey import Survey

__all__ = ["Preview"]

_Stamp = frozenset[tuple[str, int, int]]  # files by path, time of change in nanoseconds and size
_Library = tuple[tuple[LibrarySpec, ...], tuple[Notice, ...]]
_NO_LIBRARY: _Library = ((), ())
_SPECS = {".yaml", ".yml", ".json"}


class _Stamps(NamedTuple):
    """Of all that is watched beside pages and specs, and of the specs in docs/ and the folders beside it."""

    around: _Stamp
    specs: _Stamp


class _Templates(BytecodeCache):
    """Compiled templates of the theme, which MkDocs would compile anew in each build."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was compiled from the same source."""
        compiled = self._compiled.get((bucket.key, bucket.checksum))
        if compiled is not None:
            bucket.bytecode_from_string(compiled)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        self._compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class Preview:
    """The pages of the last build by URI, and what they were made from."""

    def __init__(self) -> None:
        # Those of the build that was written, and those of the one that may be.
        self._stamps = self._new_stamps = _Stamps(frozenset(), frozenset())
        self.templates = _Templates()
        self._pages: Mapping[str, Survey] = {}
        self._titles: dict[str, str] = {}
        self._library = self._new_library = _NO_LIBRARY

    def begin(self, config: MkDocsConfig, folders: Iterable[Path], files: Iterable[File]) -> None:
        """Look at what changed beside the pages; where that is more than specs in `folders`, forget all pages."""
        self._new_stamps = _stamps(config, folders)
        if self._new_stamps.around != self._stamps.around:
            self._pages = {}
            for file in files:
                _set_modified(file, True)

    def library(self, folder: Path, project: Project) -> _Library:
        """What `read_library` gives, from the last build where no spec changed."""
        same = self._library is not _NO_LIBRARY and self._stamps == self._new_stamps
        self._new_library = self._library if same else read_library(folder, project)
        return self._new_library

    def page(self, file: File, text: str, read: Callable[[File, str], Survey]) -> Survey:
        """The page as it was read before, if that holds, which MkDocs is told to leave as it stands; else as read now.

        It keeps its title, which others show in their navigation.
        """
        old = self._pages.get(file.src_uri)
        same = old is not None and old.text == text and (old.alone or self._stamps == self._new_stamps)
        new = old if old is not None and same else read(file, text)
        if old is None or (new is not old and _facts(old) != _facts(new)):
            _set_modified(file, True)
            return new
        _set_modified(file, False)
        if file.page is not None and "title" not in vars(file.page) and file.src_uri in self._titles:
            file.page.title = self._titles[file.src_uri]
        return replace(old, file=file)

    def end(self, pages: Mapping[str, Survey]) -> None:
        """Keep the pages of a build that was written; one that stopped leaves all as it was."""
        self._stamps, self._pages, self._library = self._new_stamps, dict(pages), self._new_library
        shown = ((uri, survey.file.page) for uri, survey in pages.items())
        self._titles |= {uri: page.title for uri, page in shown if page is not None and page.title is not None}


def _stamps(config: MkDocsConfig, folders: Iterable[Path]) -> _Stamps:
    content = [Path(config.docs_dir), *folders]
    modules = cast("Mapping[str, object]", config.hooks)  # MkDocs declares a list and makes this.
    hooks = (getattr(module, "__file__", None) for module in modules.values())
    watched = {Path(path) for path in config.watch} - set(content)
    around = {Path(path) for path in (config.config_file_path, config.theme.custom_dir, *hooks) if path} | watched
    specs = (file for file in _files(content) if file.suffix in _SPECS)
    return _Stamps(_stamp(_files(around)), _stamp(specs))


def _set_modified(file: File, modified: bool) -> None:
    file.is_modified = lambda: modified  # type: ignore[method-assign]


def _facts(page: Survey) -> tuple[object, ...]:
    """All that the HTML of a page depends on."""
    return page.text, page.faults, page.idents, [*map(_block_facts, page.blocks)]


def _block_facts(item: PageBlock) -> tuple[object, ...]:
    read = item.assessment
    bounds = None if read.bounds is None else read.bounds.as_dict()
    return item.block, read.checked.source.text, read.mermaid, read.score, read.level, bounds, item.findings


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        for folder, below, names in os.walk(path):
            below[:] = [name for name in below if not name.startswith(".") and name != "__pycache__"]
            yield from (Path(folder, name) for name in names)


def _stamp(files: Iterable[Path]) -> _Stamp:
    found = set()
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        found.add((str(file), status.st_mtime_ns, status.st_size))
    return frozenset(found)
