"""What has to be said of a page that was rendered: blocks it does not show, links and diagrams that do not work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from loop_engineering.diagram import DiagramError, Drawing
from mkdocs_lss.guard import unchecked_blocks
from mkdocs_lss.links import link_places
from mkdocs_lss.report import Notice
from mkdocs_lss.survey import Survey

__all__ = ["lost_blocks", "site_only_links", "unchecked", "undrawn"]


def lost_blocks(survey: Survey, shown: Collection[str]) -> Iterator[Notice]:
    """The blocks whose tokens are not among those that the page shows; their ids join `survey.lost`."""
    for token, (item, ident) in survey.stubs.items():
        if token in shown:
            continue
        survey.lost.add(ident)
        name = item.assessment.checked.loop_name
        text = f"the block{f' {name}' if name else ''} was checked, but the page does not show it as a block: what "
        text += "stands around it makes it code or leaves it out; mind the indentation, and if it is in a tab, "
        text += "enable pymdownx.tabbed, in an admonition, admonition or pymdownx.details [lost-block]"
        yield Notice(survey.shown, item.block.line, item.block.fence.column, text)


def unchecked(survey: Survey, content: str) -> Iterator[Notice]:
    """The loops that the HTML `content` of the page shows as code and that nobody checked."""
    for first, line, column in () if survey.faults else unchecked_blocks(content, survey.text):
        text = f'the block that begins "{first}" was rendered but not checked; '
        text += "write it into the page, or take it in with src= [unvalidated-block]"
        yield Notice(survey.shown, line, column, text)


def site_only_links(survey: Survey) -> Iterator[Notice]:
    """The links that lead somewhere on the site and nowhere in the repository."""
    seen: Counter[str] = Counter()
    for path, better in survey.links.site_only if survey.links is not None else ():
        places = link_places(survey.text, path)[seen[path] :]
        seen[path] += 1
        text = f'the link "{path}" works on the site but not in the repository; write "{better}" [site-only-link]'
        yield Notice(survey.shown, *(places[0] if places else (1, 1)), text, "warning")


def undrawn(survey: Survey, drawings: Mapping[str, Drawing | DiagramError]) -> Iterator[Notice]:
    """The blocks whose diagram could not be drawn."""
    for item in survey.drawn:
        problem = drawings[item.assessment.mermaid or ""]
        if isinstance(problem, DiagramError):
            text = f"the diagram cannot be drawn: {problem} [diagram]"
            yield Notice(survey.shown, item.block.line, item.block.fence.column, text)
