"""Where the pages of a site show which specs: what `lss:index` lists, and where a badge leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from mkdocs.structure.files import File

from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.macros import ShownBlock
from mkdocs_lss.survey import Survey

__all__ = ["panel_of", "shown_specs"]


def shown_specs(pages: Iterable[Survey], library: Sequence[LibrarySpec], folder: str) -> Iterator[ShownBlock]:
    """The valid specs in the pages of a folder of the site, or of all, in their order.

    A spec file is listed once: where the library has it, or else at the first page that shows it.
    """
    made_from = {item.uri: item for item in library}
    seen = {item.path for item in library}
    for survey in pages:
        uri = survey.file.src_uri
        if folder and not uri.startswith(f"{folder}/"):
            continue
        own = made_from.get(uri)
        for item, ident in zip(survey.blocks, survey.idents, strict=True):
            path = item.assessment.checked.source.path if item.block.src is not None else None
            is_own = own is not None and path == own.path
            if item.assessment.spec is None or (path in seen and not is_own):
                continue
            if path is not None:
                seen.add(path)
            findings = (*item.assessment.checked.expected, *item.findings)
            anchor = ident if item.has_panel and not is_own else ""
            yield ShownBlock(uri, survey.heading, item.assessment, anchor, findings)


def panel_of(repo_path: str, pages: Iterable[Survey], here: File, url: Callable[[str], str]) -> str | None:
    """The address of the panel that shows a spec file, on the page `here` where it has one; None where none does."""
    found = (
        (survey.file is not here, f"{'' if survey.file is here else url(survey.file.src_uri)}#{ident}")
        for survey in pages
        for item, ident in zip(survey.blocks, survey.idents, strict=True)
        if item.block.src is not None and item.has_panel and item.assessment.checked.source.path == repo_path
    )
    return min(found, key=lambda place: place[0], default=(True, None))[1]
