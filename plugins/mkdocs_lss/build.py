"""One build of a site: what its pages and its library hold, and what has to be said about them.

The hooks of `plugin.py` call these methods in the order of a build. Everything is read and checked once all
files are known, so that all diagrams can be drawn side by side; pages only look up what was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from loop_engineering.assess import Assessment
from loop_engineering.badge import badge
from loop_engineering.diagram import DiagramError, Drawing, render_all
from loop_engineering.lss import RULES, Project, Rule
from mkdocs_lss import complaints, explorer, library_pages, macros, panel_files, placing, rule_pages, site_data
from mkdocs_lss.blocks import PageBlock, fill, find_page_blocks, put_placeholders, token_for
from mkdocs_lss.cards import CARDS_URI, with_cards
from mkdocs_lss.config import LssConfig
from mkdocs_lss.connections import OPT_OUT, Connections, Seen
from mkdocs_lss.diffs import SpecFiles
from mkdocs_lss.layout import Layout, checked_folder, checked_section, folder_files, site_root, without_escapes
from mkdocs_lss.library import LibrarySpec, below_rung, below_score, read_library
from mkdocs_lss.links import LinkRewriter, RepositoryLinks
from mkdocs_lss.made_files import MadeFiles
from mkdocs_lss.opted_out import plain_fences
from mkdocs_lss.page_text import page_text
from mkdocs_lss.panels import Links, Panels, panel_id
from mkdocs_lss.plain_markdown import Addresses, plain
from mkdocs_lss.preview import Preview
from mkdocs_lss.references import links_in
from mkdocs_lss.report import Notice, Report
from mkdocs_lss.settings import Settings
from mkdocs_lss.shown import panel_of, shown_specs
from mkdocs_lss.survey import Survey
from mkdocs_lss.templating import render
from mkdocs_lss.urls import Urls

__all__ = ["Build"]

_CACHE = Path(".cache", "lss", "diagrams")
_SUPERFENCES = frozenset({"pymdownx.superfences", "pymdownx.extra"})
_STUB = re.compile(r'<div class="lss-stub" data-lss="(?P<token>\w+)">.*?</div>', re.DOTALL)


class Build:
    """The state of one build."""

    def __init__(self, options: LssConfig, config: MkDocsConfig, preview: Preview | None = None) -> None:
        """PluginError where an option names no usable folder. A `preview` knows what the last build made."""
        self._preview = preview
        self.options = options
        self.config = config
        self.root = site_root(config)
        self.report = Report()
        self.rewriter = LinkRewriter()
        self.folders = {name: checked_folder(name, "content", config) for name in options.content}
        self.library_folder = checked_folder(options.library, "library", config) if options.library else None
        self.rules_folder = checked_section(options.rules, "rules") if options.rules else None
        self.settings = Settings(options, self.root)
        self.project = Project(self.root, self.library_folder, policy=self.settings.policy)
        self.library: tuple[LibrarySpec, ...] = ()
        self.pages: dict[str, Survey] = {}
        self._drawings: dict[str, Drawing | DiagramError] = {}
        self._panels = Panels(self._drawings)
        self._specs_file: File | None = None
        self._shown: tuple[dict[str, object], ...] = ()
        self._cards_file: File | None = None
        self._connections = Connections()
        self._superfences = not _SUPERFENCES.isdisjoint(map(str, config.markdown_extensions))
        self._made = MadeFiles(config, self.root, self.report)
        self._layout = Layout(self.root, Files([]), {})
        self._urls = Urls(self._layout)

    def watched(self) -> list[Path]:
        """The folders that `mkdocs serve` has to watch beside docs/."""
        return [*self.folders.values(), *([self.library_folder] if self.library_folder else [])]

    def add_files(self, files: Files) -> None:
        """Put the folders beside docs/, the library's pages and the plugin's own files among the site's files."""
        if self._preview is not None:
            self._preview.begin(self.config, self.watched(), files)
        folders = dict.fromkeys([*self.folders.values(), *filter(None, [self.library_folder])])
        for folder in folders:
            for file in folder_files(folder, self.config):
                self._made.add(files, file)
        self.report.add(without_escapes(files, self.config))
        if self.library_folder is not None:
            self._read_library(self.library_folder)
            self._made.add_library(files, self.library_folder, self.library)
        if self.rules_folder is not None:
            self._made.add_rules(files, self.rules_folder)
        self._made.add_own(files)

    def survey(self, files: Files, *, drafts: bool) -> None:
        """Read and check all pages, and draw all diagrams."""
        generated = {item.path: item.uri for item in self.library}
        generated |= {item.uri: item.uri for item in self.library if item.companion}
        if self.library_folder is not None:
            # A page that the plugin makes can be linked to as if the repository had it.
            index = f"{self.library_folder.relative_to(self.root).as_posix()}/index.md"
            generated[index] = index
        self._layout = Layout(self.root, files, generated)
        inclusion = InclusionLevel.is_in_serve if drafts else InclusionLevel.is_included
        for file in files.documentation_pages(inclusion=inclusion):
            text, wrong = page_text(file, Layout.shown(self.root, file))
            self.report.add([wrong] if wrong is not None else ())
            read = self._read_page if self._preview is None else partial(self._preview.page, read=self._read_page)
            self.pages[file.src_uri] = read(file, text)
        self._urls = Urls(self._layout, self.rules_folder, self._page_with("rules"), self._page_with("failure-modes"))
        self._draw(self.pages.values())
        self._specs_file = File.generated(self.config, site_data.SPECS_URI, content=b"")
        files.append(self._specs_file)
        if self.library_folder is not None or self.rules_folder is not None:
            self._cards_file = File.generated(self.config, CARDS_URI, content=b"{}")
            files.append(self._cards_file)
        self._made.add_data(files, self._urls, self.library if self.library_folder is not None else None)

    def markdown(self, markdown: str, page: Page) -> str:
        """The Markdown of a page with placeholders for its blocks and macros."""
        survey = self.pages.get(page.file.src_uri)
        if survey is None or not survey.text.endswith(markdown):
            # Another plugin made the page, or changed it before this one: lines count in what it made.
            survey = self.pages[page.file.src_uri] = self._read_page(page.file, markdown)
            self._draw([survey])
        head = survey.text[: len(survey.text) - len(markdown)].count("\n")
        if self.watched():
            survey.links = RepositoryLinks(self._layout, page.file, self.config)
        self.rewriter.rewrite = survey.links or str
        replaced = sorted(self._replacements(survey, head), key=lambda item: item[0].start)
        lines = markdown.split("\n")
        for index, line in plain_fences(survey.text, superfences=self._superfences):
            if index >= head:
                lines[index - head] = line
        text, survey.placeholders = put_placeholders(lines, replaced)
        return text

    def content(self, content: str, page: Page) -> str:
        """The HTML of a page with its macros filled in, and for each block a stub that search engines can read."""
        survey = self.pages[page.file.src_uri]
        self.report.add(complaints.site_only_links(survey))
        survey.leads = Counter(links_in(content, survey.file.url))
        filled, shown = fill(content, survey.placeholders, survey.contents)
        self.report.add(complaints.lost_blocks(survey, shown))
        self.report.add(complaints.unchecked(survey, content))
        if page.present_anchor_ids is not None:
            page.present_anchor_ids.update(ident for ident in survey.idents if ident not in survey.lost)
            page.present_anchor_ids.update(anchor for call in survey.calls for anchor in macros.anchors(call))
        return filled + str(self._connections_stub(survey))  # Markup would escape what it is added to.

    def finished(self, content: str, page: Page) -> str:
        """The HTML of a page with its panels in place of their stubs."""
        survey = self.pages[page.file.src_uri]
        content = self._connections.filled(content, survey.file.src_uri)
        rule_url, url = self._urls.rule_seen_from(page.file), self._urls.seen_from(page.file)

        def panel(match: re.Match[str]) -> str:
            if match["token"] == explorer.TOKEN and any(call.name == explorer.TOKEN for call in survey.calls):
                return self._explorer(page.file)
            stub = survey.stubs.get(match["token"])
            if stub is None:
                return match.group()
            made = self._panel_files(survey, *stub)
            links = Links(rule_url, url(made.yaml), url(made.json) if made.json is not None else None)
            return self._panels.render(*stub, links)

        made = _STUB.sub(panel, content)
        # Hooks may have added cards of their own.
        return made if self._cards_file is None else with_cards(made, page.file.url, self._cards_file.content_bytes)

    def plain_markdown(self, markdown: str, page: Page, link: Callable[[str], str]) -> str:
        """The Markdown of a rendered page as readers without a browser have it; see the plugin."""
        survey = self.pages[page.file.src_uri]
        blocks = {token: item for token, (item, _) in survey.stubs.items()}
        addresses = Addresses(page.file, self._layout.files, survey.links or str, link)
        return plain(markdown, survey.placeholders, survey.contents, blocks, addresses)

    def finish(self) -> None:
        """All pages are rendered: gather what is to be said of them, and write `api/specs.json`."""
        for survey in self.pages.values():
            blocks = (found for item in survey.blocks for found in item.assessment.checked.findings)
            self.report.found((*survey.faults, *blocks))
            self.report.add(complaints.undrawn(survey, self._drawings))
        self.report.settle(self.settings.news)
        self._shown = tuple(filter(None, self._entries()))
        if self._specs_file is not None:
            self._specs_file.content_bytes = site_data.specs_bytes(self._shown)
        self._publish_panel_files()
        self._settle_connections()

    def _panel_files(self, survey: Survey, item: PageBlock, ident: str) -> panel_files.PanelFiles:
        """The files behind a panel: those that the library has, or ones made of the block."""
        shown = item.assessment.checked.source.path
        spec = next((spec for spec in self.library if item.block.src is not None and spec.path == shown), None)
        if spec is not None:
            return panel_files.library_files(spec)
        return panel_files.page_files(survey.file.src_uri, ident, item.assessment)

    def _connections_stub(self, survey: Survey, mode: str | None = None) -> Markup:
        """The place for what a page, or a failure mode on it, is connected to."""
        what = f"connections {mode}" if mode is not None else "connections"
        return self._connections.stub(token_for(survey.file.src_uri, survey.text, what), survey.file.src_uri, mode)

    def _settle_connections(self) -> None:
        rules = self.rules_folder
        self._connections.settle(
            [self._seen(survey) for survey in self.pages.values()],
            self.library,
            lambda rule: rule_pages.uri(rules, RULES[rule]) if rules is not None else None,
            lambda slug: self._layout.uri(f"patterns/{slug}.md"),
            place.url if (place := self._page_with(explorer.TOKEN)) is not None else None,
        )
        if self._cards_file is not None:
            self._cards_file.content_bytes = self._connections.cards(self.library)

    def _seen(self, survey: Survey) -> Seen:
        file, page = survey.file, survey.file.page
        listed = page is None or page.meta.get(OPT_OUT) is not False
        within = any(file.src_uri.startswith(f"{folder}/") for folder in self.folders)
        title = explorer.plain_title(page.title if page is not None else None, survey.heading)
        blocks = [item.assessment for item in survey.blocks]
        return Seen(file.src_uri, file.url, title, blocks, survey.calls, survey.leads, listed, tells=listed and within)

    def _publish_panel_files(self) -> None:
        left = self._preview is not None
        for survey in self.pages.values():
            if left and not survey.file.is_modified():
                continue
            for item, ident in survey.stubs.values():
                made = self._panel_files(survey, item, ident).made if ident not in survey.lost else ()
                for uri, content in made:
                    raw = content.encode("utf-8", "replace")
                    self._layout.files.append(File.generated(self.config, uri, content=raw))

    def _read_library(self, folder: Path) -> None:
        read = read_library if self._preview is None else self._preview.library
        self.library, notices = read(folder, self.project)
        self.report.add(notices)
        self.report.found(found for item in self.library for found in item.assessment.checked.findings)
        self.report.found(below_rung(self.library, self.settings.conformance))
        self.report.add(below_score(self.library, self.options.min_les))

    def _read_page(self, file: File, text: str) -> Survey:
        shown = Layout.shown(self.root, file)
        path = Path(file.abs_src_path) if file.abs_src_path is not None else self.root / file.src_uri
        spec = self._library_spec(file)
        if spec is not None:
            shown = spec.uri if spec.companion else spec.path
            path = self.root / spec.path
        rule = self._rule(file)
        project, path = rule_pages.origin(rule) if rule is not None else (self.project, path)
        asked = project.asked
        blocks, faults = find_page_blocks(text, shown, project, path, self.settings.told)
        if spec is not None and not any(item.block.src is not None for item in blocks):
            why = "the page leaves a fence or a comment open, which takes in the spec that follows [lost-block]"
            self.report.add([Notice(shown, 1, 1, why)])
        calls = tuple(macros.find_calls(text))
        blocks, wrong = placing.with_placed_panels(blocks, calls, shown, project, path, self.settings.told)
        self.report.add(wrong)
        taken: set[str] = set()
        idents = tuple(panel_id(item.assessment, taken) for item in blocks)
        return Survey(file, shown, text, blocks, idents, calls, faults, alone=project.asked == asked)

    def _library_spec(self, file: File) -> LibrarySpec | None:
        if file.generated_by is None:
            return None
        return next((item for item in self.library if item.uri == file.src_uri), None)

    def _page_with(self, macro: str) -> File | None:
        """The first page that has a macro."""
        return next(
            (
                page.file
                for page in self.pages.values()
                if any(call.name == macro and not call.argument for call in page.calls)
            ),
            None,
        )

    def _rule(self, file: File) -> Rule | None:
        """The rule that a page of the plugin's own making explains."""
        if file.generated_by is None or self.rules_folder is None:
            return None
        return rule_pages.rule_of(self.rules_folder, file.src_uri)

    def _draw(self, surveys: Iterable[Survey]) -> None:
        sources = [item.assessment.mermaid or "" for survey in surveys for item in survey.drawn]
        missing = [source for source in sources if source not in self._drawings]
        self._drawings.update(render_all(missing, cache=self.root / _CACHE))

    def _entries(self) -> Iterator[dict[str, object] | None]:
        for survey in self.pages.values():
            if self._rule(survey.file) is not None:
                continue  # The examples of a rule are no loops that anybody would run.
            spec = self._library_spec(survey.file)
            title = explorer.plain_title(survey.file.page and survey.file.page.title, survey.heading)
            for item, ident in zip(survey.blocks, survey.idents, strict=True):
                if ident in survey.lost:
                    continue
                url = survey.file.url.removeprefix("./") + (f"#{ident}" if item.has_panel else "")
                if spec is not None:
                    yield site_data.spec_entry(
                        item.assessment, "library", url, item.findings, title=title, file=spec.path
                    )
                elif item.block.src is None:
                    yield site_data.spec_entry(item.assessment, "page", url, item.findings, title=title)

    def _replacements(self, survey: Survey, head: int) -> Iterator[tuple[range, str, str]]:
        survey.contents, survey.stubs = {}, {}
        uri, text = survey.file.src_uri, survey.text
        for item, ident in zip(survey.blocks, survey.idents, strict=True):
            start, end = item.block.line - 1 - head, item.block.end_line - head
            if start < 0 or item.block.fence.broken is not None:
                continue
            token = token_for(uri, text, f"block {item.number}")
            stub = render("stub.html.jinja", ident=ident, token=token, item=item, spec=item.assessment.spec)
            survey.contents[token] = stub
            survey.stubs[token] = item, ident
            yield range(start, end), item.block.fence.prefix, token
        around = self._surroundings(survey)
        for call in survey.calls:
            if call.index < head or call.name == "panel":
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
            token = token_for(uri, text, "facts")
            survey.contents[token] = library_pages.facts(
                spec, self.library, self._layout, self._urls.seen_from(survey.file), self.config
            )
            place = library_pages.facts_place(text, spec)
            yield range(place.start - head, place.stop - head), "", token
        rule = self._rule(survey.file)
        if rule is not None:
            token = rule_pages.TOKEN
            survey.contents[token] = rule_pages.facts(rule, self._urls.mode_seen_from(survey.file)(rule.failure_mode))
            line = text.split("\n").index(token) - head
            yield range(line, line + 1), "", token

    def _surroundings(self, survey: Survey) -> macros.Surroundings:
        file = survey.file
        path = Path(file.abs_src_path) if file.abs_src_path is not None else self.root / file.src_uri
        return macros.Surroundings(
            self.library,
            self._urls.seen_from(file),
            self._urls.rule_seen_from(file),
            self._urls.mode_seen_from(file),
            SpecFiles(self.project, path, survey.shown, self.settings.told),
            self._blocks_below,
            self._urls.page_seen_from(file),
            self._spec_count,
            lambda assessment: self._badge(file, assessment),
            self._index,
            mode_connections=lambda code: self._connections_stub(survey, code),
        )

    def _spec_count(self) -> int:
        """How many specs `api/specs.json` lists."""
        return sum(entry is not None for entry in self._entries())

    def _blocks_below(self, folder: str) -> Sequence[macros.ShownBlock]:
        """The valid specs written in the pages of a folder, in the order of the pages."""
        return tuple(
            macros.ShownBlock(survey.file.src_uri, survey.heading, item.assessment)
            for survey in self.pages.values()
            if survey.file.src_uri.startswith(f"{folder}/") and self._library_spec(survey.file) is None
            for item in survey.blocks
            if item.assessment.spec is not None
        )

    def _badge(self, file: File, assessment: Assessment) -> placing.Badge:
        """The badge of a spec file on a page: that of the library, or one made for it, with a link to its panel."""
        path, url = assessment.checked.source.path, self._urls.seen_from(file)
        for spec in self.library:
            if spec.path == path:
                return placing.Badge.of(assessment, url(spec.badge_uri), url(spec.uri))
        uri = placing.badge_uri(path)
        if self._layout.files.get_file_from_path(uri) is None:
            self._layout.files.append(File.generated(self.config, uri, content=badge(assessment)))
        return placing.Badge.of(assessment, url(uri), panel_of(path, self.pages.values(), file, url))

    def _index(self, folder: str) -> Sequence[macros.ShownBlock]:
        pages = (survey for survey in self.pages.values() if self._rule(survey.file) is None)
        return tuple(shown_specs(pages, self.library, folder))

    def _explorer(self, file: File) -> str:
        def url(address: str) -> str:
            page, mark, ident = address.partition("#")
            return f"{get_relative_url(page, file.url)}{mark}{ident}"

        return explorer.table(self._shown, url, get_relative_url(site_data.SPECS_URI, file.url))
