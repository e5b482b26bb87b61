"""One build of a site: what its pages and its library hold, and what has to be said about them.

The hooks of `plugin.py` call these methods in the order of a build. Everything is read and checked once all
files are known, so that all diagrams can be drawn side by side; pages only look up what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from loop_engineering.diagram import DiagramError, Drawing, render_all
from loop_engineering.lss import Project
from mkdocs_lss import library_pages, macros, site_data
from mkdocs_lss.blocks import PageBlock, Placeholder, fill, find_page_blocks, put_placeholders, token_for
from mkdocs_lss.config import LssConfig
from mkdocs_lss.guard import unchecked_blocks
from mkdocs_lss.layout import Layout, checked_folder, folder_files, site_root, without_escapes
from mkdocs_lss.library import LibrarySpec, below_demands, read_library
from mkdocs_lss.links import LinkRewriter, RepositoryLinks
from mkdocs_lss.panels import ASSETS, Panels, asset, panel_id
from mkdocs_lss.report import Notice, Report
from mkdocs_lss.templating import render

__all__ = ["ASSET_FOLDER", "Build"]

ASSET_FOLDER = "assets/lss"
_CACHE = Path(".cache", "lss", "diagrams")


@dataclass(slots=True)
class _Survey:
    """What stands in one page: its whole text, its blocks with the ids of their panels, its macros."""

    file: File
    shown: str
    text: str
    blocks: tuple[PageBlock, ...]
    idents: tuple[str, ...]
    calls: tuple[macros.Call, ...]
    placeholders: list[Placeholder] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)
    stubs: list[tuple[str, PageBlock, str]] = field(default_factory=list)
    links: RepositoryLinks | None = None


class Build:
    """The state of one build."""

    def __init__(self, options: LssConfig, config: MkDocsConfig) -> None:
        """PluginError where an option names no usable folder."""
        self.options = options
        self.config = config
        self.root = site_root(config)
        self.report = Report()
        self.rewriter = LinkRewriter()
        self.folders = {name: checked_folder(name, "content", config) for name in options.content}
        self.library_folder = checked_folder(options.library, "library", config) if options.library else None
        self.project = Project(self.root, self.library_folder)
        self.library: tuple[LibrarySpec, ...] = ()
        self.pages: dict[str, _Survey] = {}
        self._panels = Panels({})
        self._rules_page: File | None = None
        self._layout = Layout(self.root, Files([]), {})

    def watched(self) -> list[Path]:
        """The folders that `mkdocs serve` has to watch beside docs/."""
        return [*self.folders.values(), *([self.library_folder] if self.library_folder else [])]

    def add_files(self, files: Files) -> None:
        """Put the folders beside docs/, the library's pages and the plugin's own files among the site's files."""
        folders = dict.fromkeys([*self.folders.values(), *filter(None, [self.library_folder])])
        for folder in folders:
            for file in folder_files(folder, self.config):
                self._add(files, file)
        self.report.add(without_escapes(files, self.config))
        if self.library_folder is not None:
            self._read_library(self.library_folder, files)
        for name in ASSETS:
            files.append(File.generated(self.config, f"{ASSET_FOLDER}/{name}", content=asset(name)))
        files.append(File.generated(self.config, site_data.SCHEMA_URI, content=site_data.schema_bytes()))

    def survey(self, files: Files, *, drafts: bool) -> None:
        """Read and check all pages, draw all diagrams, and write `api/specs.json`."""
        generated = {item.path: item.uri for item in self.library}
        if self.library_folder is not None:
            # A page that the plugin makes can be linked to as if the repository had it.
            index = f"{self.library_folder.relative_to(self.root).as_posix()}/index.md"
            generated[index] = index
        self._layout = Layout(self.root, files, generated)
        inclusion = InclusionLevel.is_in_serve if drafts else InclusionLevel.is_included
        for file in files.documentation_pages(inclusion=inclusion):
            try:
                self.pages[file.src_uri] = self._read_page(file, file.content_string)
            except (OSError, UnicodeDecodeError):
                continue  # MkDocs itself says so, and stops, when it comes to the page.
        self._rules_page = next(
            (page.file for page in self.pages.values() if any(call.name == "rules" for call in page.calls)), None
        )
        self._draw()
        entries = filter(None, self._entries())
        files.append(File.generated(self.config, site_data.SPECS_URI, content=site_data.specs_bytes(entries)))

    def markdown(self, markdown: str, page: Page) -> str:
        """The Markdown of a page with placeholders for its blocks and macros."""
        survey = self.pages.get(page.file.src_uri)
        if survey is None or not survey.text.endswith(markdown):
            # Another plugin made the page, or changed it before this one: lines count in what it made.
            survey = self.pages[page.file.src_uri] = self._read_page(page.file, markdown)
        head = survey.text[: len(survey.text) - len(markdown)].count("\n")
        if self.watched():
            survey.links = RepositoryLinks(self._layout, page.file, self.config)
        self.rewriter.rewrite = survey.links or str
        replaced = sorted(self._replacements(survey, head), key=lambda item: item[0].start)
        text, survey.placeholders = put_placeholders(markdown.split("\n"), replaced)
        return text

    def content(self, content: str, page: Page) -> str:
        """The HTML of a page with its macros filled in, and for each block a stub that search engines can read."""
        survey = self.pages[page.file.src_uri]
        self._complain_of_links(survey)
        for line in unchecked_blocks(content, survey.text):
            text = f'the block that begins "{line}" was rendered but not checked; '
            text += "write it into the page, or take it in with src= [unvalidated-block]"
            self.report.add([Notice(survey.shown, _line_of(survey.text, line), 1, text)])
        if page.present_anchor_ids is not None:
            page.present_anchor_ids.update(survey.idents)
            page.present_anchor_ids.update(anchor for call in survey.calls for anchor in macros.anchors(call))
        return fill(content, survey.placeholders, survey.contents)

    def finished(self, content: str, page: Page) -> str:
        """The HTML of a page with its panels in place of their stubs."""
        survey = self.pages[page.file.src_uri]
        for stub, item, ident in survey.stubs:
            content = content.replace(stub, self._panels.render(item, ident, self._rule_url(page.file)))
        return content

    def _add(self, files: Files, file: File) -> None:
        other = files.get_file_from_path(file.src_uri)
        if other is None:
            files.append(file)
            return
        shown = Layout.shown(self.root, file)
        text = f"{Layout.shown(self.root, other)} is published at the same place; rename one of them [same-place]"
        self.report.add([Notice(shown, 1, 1, text)])

    def _read_library(self, folder: Path, files: Files) -> None:
        self.library, notices = read_library(folder, self.project)
        self.report.add(notices)
        self.report.add(below_demands(self.library, self.options.conformance, self.options.min_les))
        index = f"{folder.relative_to(self.root).as_posix()}/index.md"
        if files.get_file_from_path(index) is None:
            files.append(File.generated(self.config, index, content=library_pages.INDEX))
        for item in self.library:
            file = File.generated(self.config, item.uri, content=library_pages.markdown(item))
            file.edit_uri = library_pages.edit_uri(item, self.config, self.root)
            self._add(files, file)
        self.config.nav = library_pages.in_nav(self.config.nav, index, [item.uri for item in self.library])

    def _read_page(self, file: File, text: str) -> _Survey:
        shown = Layout.shown(self.root, file)
        path = Path(file.abs_src_path) if file.abs_src_path is not None else self.root / file.src_uri
        spec = self._library_spec(file)
        if spec is not None:
            shown, path = spec.path, self.root / spec.path
        blocks = find_page_blocks(text, shown, self.project, path)
        self.report.add(Notice.of(found) for item in blocks for found in item.assessment.checked.findings)
        taken: set[str] = set()
        idents = tuple(panel_id(item.assessment, taken) for item in blocks)
        return _Survey(file, shown, text, blocks, idents, tuple(macros.find_calls(text)))

    def _library_spec(self, file: File) -> LibrarySpec | None:
        if file.generated_by is None:
            return None
        return next((item for item in self.library if item.uri == file.src_uri), None)

    def _draw(self) -> None:
        shown = [
            (survey, item)
            for survey in self.pages.values()
            for item in survey.blocks
            if item.block.panel == "full" and item.assessment.mermaid is not None
        ]
        sources = [item.assessment.mermaid or "" for _, item in shown]
        drawings: dict[str, Drawing | DiagramError] = render_all(sources, cache=self.root / _CACHE)
        self._panels = Panels(drawings)
        for survey, item in shown:
            problem = drawings[item.assessment.mermaid or ""]
            if isinstance(problem, DiagramError):
                text = f"the diagram cannot be drawn: {problem} [diagram]"
                self.report.add([Notice(survey.shown, item.block.line, 1, text)])

    def _entries(self) -> Iterator[dict[str, object] | None]:
        for survey in self.pages.values():
            spec = self._library_spec(survey.file)
            for item, ident in zip(survey.blocks, survey.idents, strict=True):
                url = survey.file.url.removeprefix("./") + f"#{ident}"
                if spec is not None:
                    yield site_data.spec_entry(item.assessment, "library", url, file=spec.path)
                elif item.block.src is None:
                    yield site_data.spec_entry(item.assessment, "page", url)

    def _replacements(self, survey: _Survey, head: int) -> Iterator[tuple[range, str, str]]:
        survey.contents, survey.stubs = {}, []
        uri, text = survey.file.src_uri, survey.text
        for item, ident in zip(survey.blocks, survey.idents, strict=True):
            start, end = item.block.line - 1 - head, item.block.end_line - head
            if start < 0 or item.block.fence.broken is not None:
                continue
            token = token_for(uri, text, f"block {item.number}")
            stub = render("stub.html.jinja", ident=ident, token=token, item=item, spec=item.assessment.spec)
            survey.contents[token] = stub
            survey.stubs.append((stub, item, ident))
            yield range(start, end), item.block.fence.prefix, token
        around = macros.Surroundings(self.library, self._url(survey.file), self._rule_url(survey.file))
        for call in survey.calls:
            if call.index < head:
                continue
            made = macros.expand(call, around)
            if not hasattr(made, "__html__"):
                self.report.add([Notice(survey.shown, call.index + 1, len(call.prefix) + 1, made)])
                continue
            token = token_for(uri, text, f"macro {call.index}")
            survey.contents[token] = made
            yield range(call.index - head, call.index - head + 1), call.prefix, token
        spec = self._library_spec(survey.file)
        if spec is not None:
            token = library_pages.TOKEN
            survey.contents[token] = library_pages.facts(
                spec, self.library, self._layout, self._url(survey.file), self.config
            )
            line = text.split("\n").index(token) - head
            yield range(line, line + 1), "", token

    def _url(self, file: File) -> Callable[[str], str]:
        def url(uri: str) -> str:
            target = self._layout.files.get_file_from_path(uri)
            return get_relative_url(target.url if target is not None else uri, file.url)

        return url

    def _rule_url(self, file: File) -> Callable[[str], str | None]:
        def url(rule: str) -> str | None:
            if self._rules_page is None:
                return None
            page = "" if self._rules_page is file else get_relative_url(self._rules_page.url, file.url)
            return f"{page}#{rule.lower()}"

        return url

    def _complain_of_links(self, survey: _Survey) -> None:
        for path, better in survey.links.site_only if survey.links is not None else ():
            text = f'the link "{path}" works on the site but not in the repository; write "{better}" [site-only-link]'
            self.report.add([Notice(survey.shown, _line_of(survey.text, f"({path}"), 1, text, "warning")])


def _line_of(text: str, part: str) -> int:
    """The first line, from 1, that holds `part`; 1 where none does."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if part in line), 1)
