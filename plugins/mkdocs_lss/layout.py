"""Where the files of the site stand in the repository, and which of them may be published."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from mkdocs_lss.report import Notice

__all__ = ["Layout", "checked_folder", "checked_section", "folder_files", "site_root", "without_escapes"]

_README = ("README.md", "readme.md")


def site_root(config: MkDocsConfig) -> Path:
    """The folder of mkdocs.yml, or the one that holds both it and docs/ where docs/ lies elsewhere."""
    docs = Path(config.docs_dir).resolve()
    root = Path(config.config_file_path).resolve().parent if config.config_file_path else docs.parent
    return root if docs.is_relative_to(root) else Path(os.path.commonpath((root, docs)))


def checked_folder(name: str, option: str, config: MkDocsConfig) -> Path:
    """The folder that an option names; PluginError where it is not one beside docs/ and inside the project."""
    root, docs, site = site_root(config), Path(config.docs_dir).resolve(), Path(config.site_dir).resolve()
    folder = (root / name).resolve()
    if not folder.is_relative_to(root) or folder == root:
        raise PluginError(f"lss: {option} names {name!r}, which is not a folder inside the project")
    if not folder.is_dir():
        raise PluginError(f"lss: {option} names {name!r}, but there is no such folder beside mkdocs.yml")
    for other, called in ((docs, "docs_dir"), (site, "site_dir")):
        if folder.is_relative_to(other) or other.is_relative_to(folder):
            raise PluginError(f"lss: {option} names {name!r}, which overlaps with {called}")
    return folder


def checked_section(name: str, option: str) -> str:
    """The place below the site's root that an option names; PluginError where it is no plain relative path."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*", name):
        raise PluginError(f"lss: {option} names {name!r}; write a folder of the site, such as {option}")
    return name


def folder_files(folder: Path, config: MkDocsConfig) -> Iterator[File]:
    """The files of a folder beside docs/, in order, as files of the site with edit links to where they really are.

    Hidden files are left out, as MkDocs does in docs/, and so is a README beside an index.
    """
    root, docs = site_root(config), Path(config.docs_dir).resolve()
    for path in _walk(folder):
        if path.name in _README and (path.parent / "index.md").exists():
            continue
        file = File(path.relative_to(root).as_posix(), str(root), config.site_dir, config.use_directory_urls)
        file.edit_uri = Path(os.path.relpath(path, docs)).as_posix()
        yield file


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def without_escapes(files: Files, config: MkDocsConfig) -> Iterator[Notice]:
    """Take out of `files` whatever a symbolic link would publish from outside the project, and say so.

    Files of the theme and of other plugins are not looked at.
    """
    root = site_root(config)
    project = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    for file in list(files):
        if file.abs_src_path is None or file.src_dir not in (str(root), config.docs_dir):
            continue
        target = os.path.realpath(file.abs_src_path)
        if not Path(target).is_relative_to(project):
            files.remove(file)
            shown = Layout.shown(root, file)
            yield Notice(shown, 1, 1, "the file is a link out of the project and is not published [escaping-link]")


class Layout:
    """The two names of each file: its path in the repository, and its URI among the files of the site."""

    def __init__(self, root: Path, files: Files, generated: dict[str, str]) -> None:
        """`generated` maps paths in the repository to the pages made from them."""
        self.root = root
        self.files = files
        self._uris = dict(generated)
        # A page made from a Markdown file of its own name has that file's place.
        self._made = frozenset(path for path, uri in generated.items() if path == uri)
        for file in files:
            path = self.repo_path(file)
            if path is not None and path not in self._uris:
                self._uris[path] = file.src_uri

    def repo_path(self, file: File) -> str | None:
        """Where the file, or what it was made from, stands in the repository; None if it comes from elsewhere."""
        if file.src_uri in self._made:
            return file.src_uri
        if file.generated_by is not None or file.abs_src_path is None:
            return None
        relative = os.path.relpath(file.abs_src_path, self.root)
        return None if relative.startswith("..") else Path(relative).as_posix()

    def uri(self, repo_path: str) -> str | None:
        """The page or file of the site that the repository has at `repo_path`; for a folder, its index."""
        for path in (repo_path, posixpath.join(repo_path, "index.md"), posixpath.join(repo_path, "README.md")):
            if path in self._uris:
                return self._uris[path]
        return None

    @staticmethod
    def shown(root: Path, file: File) -> str:
        """How the file is called in findings: relative to the root where it can be."""
        if file.abs_src_path is None:
            return file.src_uri
        relative = Path(os.path.relpath(file.abs_src_path, root)).as_posix()
        return file.src_uri if relative.startswith("../") else relative
