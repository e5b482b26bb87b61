"""One build of a site: what its pages and its library hold, and what has to be said about them.

The hooks of `plugin.py` call these methods in the order of a build. Everything is read and checked once all
files are known, so that all diagrams can be drawn side by side; pages only look up what was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
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
from loop_engineering.lss.finding import rule_url
from mkdocs_lss import api, explorer, feed, library_pages, macros, panel_files, placing, rule_pages, site_data
from mkdocs_lss.blocks import PageBlock, fill, find_page_blocks, put_placeholders, token_for
from mkdocs_lss.cards import CARDS_URI, with_cards
from mkdocs_lss.config import LssConfig
from mkdocs_lss.connections import OPT_OUT, Connections, Seen
from mkdocs_lss.diffs import SpecFiles
from mkdocs_lss.guard import unchecked_blocks
from mkdocs_lss.layout import Layout, checked_folder, checked_section, folder_files, site_root, without_escapes
from mkdocs_lss.library import LibrarySpec, below_rung, below_score, read_library
from mkdocs_lss.links import LinkRewriter, RepositoryLinks, link_places
from mkdocs_lss.opted_out import plain_fences
from mkdocs_lss.page_assets import ASSET_FOLDER, ASSETS
from mkdocs_lss.page_text import page_text
from mkdocs_lss.panels import Links, Panels, asset, panel_id
from mkdocs_lss.plain_markdown import Addresses, plain
from mkdocs_lss.preview import Preview
from mkdocs_lss.references import links_in
from mkdocs_lss.report import Notice, Report
from mkdocs_lss.settings import Settings
from mkdocs_lss.shown import panel_of, shown_specs
from mkdocs_lss.survey import Survey
from mkdocs_lss.templating import render

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
        self._rules_page: File | None = None
        self._failure_modes_page: File | None = None
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
        if self.rules_folder is not None:
            self._add_rule_pages(self.rules_folder, files)
        for name in ASSETS:
            files.append(File.generated(self.config, f"{ASSET_FOLDER}/{name}", content=asset(name)))
        for uri, schema in site_data.schemas():
            files.append(File.generated(self.config, uri, content=schema))

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
        if self._preview is not None:
            self._preview.begin(self.config, self.watched(), files)
        for file in files.documentation_pages(inclusion=inclusion):
            text, wrong = page_text(file, Layout.shown(self.root, file))
            self.report.add([wrong] if wrong is not None else ())
            read = self._read_page if self._preview is None else partial(self._preview.page, read=self._read_page)
            self.pages[file.src_uri] = read(file, text)
        self._rules_page = self._page_with("rules")
        self._failure_modes_page = self._page_with("failure-modes")
        self._draw(self.pages.values())
        self._specs_file = File.generated(self.config, site_data.SPECS_URI, content=b"")
        files.append(self._specs_file)
        if self.library_folder is not None or self.rules_folder is not None:
            self._cards_file = File.generated(self.config, CARDS_URI, content=b"{}")
            files.append(self._cards_file)
        self._add_catalogues(files)

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
        self._complain_of_links(survey)
        survey.leads = Counter(links_in(content, survey.file.url))
        filled, shown = fill(content, survey.placeholders, survey.contents)
        self._complain_of_lost_blocks(survey, shown)
        for first, line, column in () if survey.faults else unchecked_blocks(content, survey.text):
            text = f'the block that begins "{first}" was rendered but not checked; '
            text += "write it into the page, or take it in with src= [unvalidated-block]"
            self.report.add([Notice(survey.shown, line, column, text)])
        if page.present_anchor_ids is not None:
            page.present_anchor_ids.update(ident for ident in survey.idents if ident not in survey.lost)
            page.present_anchor_ids.update(anchor for call in survey.calls for anchor in macros.anchors(call))
        return filled + str(self._connections_stub(survey))  # Markup would escape what it is added to.

    def finished(self, content: str, page: Page) -> str:
        """The HTML of a page with its panels in place of their stubs."""
        survey = self.pages[page.file.src_uri]
        content = self._connections.filled(content, survey.file.src_uri)
        rule_url, url = self._rule_url(page.file), self._url(page.file)

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
            self.report.add(self._undrawn(survey))
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
        title = explorer.plain_title(page.title if page is not None else None, _title(survey))
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
        self.report.found(found for item in self.library for found in item.assessment.checked.findings)
        self.report.found(below_rung(self.library, self.settings.conformance))
        self.report.add(below_score(self.library, self.options.min_les))
        index = f"{folder.relative_to(self.root).as_posix()}/index.md"
        if files.get_file_from_path(index) is None:
            files.append(File.generated(self.config, index, content=library_pages.INDEX))
        for item in self.library:
            file = File.generated(self.config, item.uri, content=_library_page(item, files))
            file.edit_uri = library_pages.edit_uri(item, self.config, self.root)
            self._add(files, file)
            for uri, made in library_pages.downloads(item):
                self._add(files, File.generated(self.config, uri, content=made))
        self.config.nav = library_pages.in_nav(self.config.nav, index, [item.uri for item in self.library])

    def _add_rule_pages(self, folder: str, files: Files) -> None:
        if files.get_file_from_path(f"{folder}/index.md") is None:
            files.append(File.generated(self.config, f"{folder}/index.md", content=rule_pages.INDEX))
        for rule in RULES.values():
            content = rule_pages.markdown(rule)
            # So many pages would bury the rest of the navigation; the index and each finding lead there.
            inclusion = InclusionLevel.NOT_IN_NAV
            page = File.generated(self.config, rule_pages.uri(folder, rule), content=content, inclusion=inclusion)
            self._add(files, page)

    def _add_catalogues(self, files: Files) -> None:
        """The data that pages of rules and of a library have for programs."""

        def address(path: str) -> str | None:
            uri = self._layout.uri(path) or path
            file = files.get_file_from_path(uri)
            return None if file is None else file.url.removeprefix("./")

        if (folder := self.rules_folder) is not None:
            made = api.rules_bytes(lambda rule: address(rule_pages.uri(folder, RULES[rule])))
            files.append(File.generated(self.config, api.RULES_URI, content=made))
        if self.library_folder is not None:
            made = api.patterns_bytes(self.library, address)
            files.append(File.generated(self.config, api.PATTERNS_URI, content=made))
            self._add_feed(files, address)

    def _add_feed(self, files: Files, address: Callable[[str], str | None]) -> None:
        if not self.config.site_url:
            return
        dates, notices = feed.dates_of_specs(self.library, self.root)
        self.report.add(notices)
        made = feed.feed_bytes(self.library, dates, address, self.config)
        if made is not None and files.get_file_from_path(feed.FEED_URI) is None:
            files.append(File.generated(self.config, feed.FEED_URI, content=made))

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
        sources = [item.assessment.mermaid or "" for survey in surveys for item in _with_diagram(survey)]
        missing = [source for source in sources if source not in self._drawings]
        self._drawings.update(render_all(missing, cache=self.root / _CACHE))

    def _undrawn(self, survey: Survey) -> Iterator[Notice]:
        for item in _with_diagram(survey):
            problem = self._drawings[item.assessment.mermaid or ""]
            if isinstance(problem, DiagramError):
                text = f"the diagram cannot be drawn: {problem} [diagram]"
                yield Notice(survey.shown, item.block.line, item.block.fence.column, text)

    def _entries(self) -> Iterator[dict[str, object] | None]:
        for survey in self.pages.values():
            if self._rule(survey.file) is not None:
                continue  # The examples of a rule are no loops that anybody would run.
            spec = self._library_spec(survey.file)
            title = explorer.plain_title(survey.file.page and survey.file.page.title, _title(survey))
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
                spec, self.library, self._layout, self._url(survey.file), self.config
            )
            place = library_pages.facts_place(text, spec)
            yield range(place.start - head, place.stop - head), "", token
        rule = self._rule(survey.file)
        if rule is not None:
            token = rule_pages.TOKEN
            survey.contents[token] = rule_pages.facts(rule, self._mode_url(survey.file, rule.failure_mode))
            line = text.split("\n").index(token) - head
            yield range(line, line + 1), "", token

    def _surroundings(self, survey: Survey) -> macros.Surroundings:
        file = survey.file
        path = Path(file.abs_src_path) if file.abs_src_path is not None else self.root / file.src_uri
        return macros.Surroundings(
            self.library,
            self._url(file),
            self._rule_url(file),
            lambda code: self._mode_url(file, code),
            SpecFiles(self.project, path, survey.shown, self.settings.told),
            self._blocks_below,
            lambda path: self._page_url(file, path),
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
            macros.ShownBlock(survey.file.src_uri, _title(survey), item.assessment)
            for survey in self.pages.values()
            if survey.file.src_uri.startswith(f"{folder}/") and self._library_spec(survey.file) is None
            for item in survey.blocks
            if item.assessment.spec is not None
        )

    def _badge(self, file: File, assessment: Assessment) -> placing.Badge:
        """The badge of a spec file on a page: that of the library, or one made for it, with a link to its panel."""
        path, url = assessment.checked.source.path, self._url(file)
        for spec in self.library:
            if spec.path == path:
                return placing.Badge.of(assessment, url(spec.badge_uri), url(spec.uri))
        uri = placing.badge_uri(path)
        if self._layout.files.get_file_from_path(uri) is None:
            self._layout.files.append(File.generated(self.config, uri, content=badge(assessment)))
        return placing.Badge.of(assessment, url(uri), panel_of(path, self.pages.values(), file, url))

    def _index(self, folder: str) -> Sequence[macros.ShownBlock]:
        pages = (survey for survey in self.pages.values() if self._rule(survey.file) is None)
        return tuple(shown_specs(pages, self.library, folder, _title))

    def _page_url(self, file: File, path: str) -> str | None:
        """The address of the page that the repository, or else the site, has at `path`, None where neither has one."""
        uri = self._layout.uri(path) or (path if self._layout.files.get_file_from_path(path) is not None else None)
        return None if uri is None else self._url(file)(uri)

    def _url(self, file: File) -> Callable[[str], str]:
        def url(uri: str) -> str:
            target = self._layout.files.get_file_from_path(uri)
            return get_relative_url(target.url if target is not None else uri, file.url)

        return url

    def _explorer(self, file: File) -> str:
        def url(address: str) -> str:
            page, mark, ident = address.partition("#")
            return f"{get_relative_url(page, file.url)}{mark}{ident}"

        return explorer.table(self._shown, url, get_relative_url(site_data.SPECS_URI, file.url))

    def _rule_url(self, file: File) -> Callable[[str], str]:
        """The address of what explains a rule: its page here, its row in a table, or its page on the project's site."""

        def url(rule: str) -> str:
            if self.rules_folder is not None:
                return self._url(file)(rule_pages.uri(self.rules_folder, RULES[rule]))
            if self._rules_page is None:
                return rule_url(rule)
            page = "" if self._rules_page is file else get_relative_url(self._rules_page.url, file.url)
            return f"{page}#{rule.lower()}"

        return url

    def _mode_url(self, file: File, code: str | None) -> str | None:
        """The address of a failure mode in the page that lists them, None where there is no mode or no such page."""
        page = self._failure_modes_page
        if page is None or code is None:
            return None
        return f"{get_relative_url(page.url, file.url)}#{code.lower()}"

    def _complain_of_lost_blocks(self, survey: Survey, shown: frozenset[str]) -> None:
        for token, (item, ident) in survey.stubs.items():
            if token in shown:
                continue
            survey.lost.add(ident)
            name = item.assessment.checked.loop_name
            text = f"the block{f' {name}' if name else ''} was checked, but the page does not show it as a block: what "
            text += "stands around it makes it code or leaves it out; mind the indentation, and if it is in a tab, "
            text += "enable pymdownx.tabbed, in an admonition, admonition or pymdownx.details [lost-block]"
            self.report.add([Notice(survey.shown, item.block.line, item.block.fence.column, text)])

    def _complain_of_links(self, survey: Survey) -> None:
        seen: Counter[str] = Counter()
        for path, better in survey.links.site_only if survey.links is not None else ():
            places = link_places(survey.text, path)[seen[path] :]
            seen[path] += 1
            text = f'the link "{path}" works on the site but not in the repository; write "{better}" [site-only-link]'
            self.report.add([Notice(survey.shown, *(places[0] if places else (1, 1)), text, "warning")])


def _title(survey: Survey) -> str:
    """The heading of a page, or the page's path where it has none."""
    found = re.search(r"^# +(?P<title>.+?)[ #]*$", survey.text, re.MULTILINE)
    return found["title"] if found else survey.shown


def _library_page(item: LibrarySpec, files: Files) -> str:
    """The Markdown of a spec's page; a companion that stands among `files` is taken out of them, being part of it."""
    companion = files.get_file_from_path(item.uri) if item.companion else None
    if companion is not None and companion.generated_by is None:
        with suppress(OSError, UnicodeDecodeError):  # What cannot be read stays, and MkDocs says why.
            text = library_pages.with_spec(item, companion.content_string)
            files.remove(companion)
            return text
    return library_pages.markdown(item)


def _with_diagram(survey: Survey) -> list[PageBlock]:
    """The blocks of a page whose panels have a diagram."""
    return [item for item in survey.blocks if item.block.panel == "full" and item.assessment.mermaid is not None]
