"""The panel of a block: what a reader sees of a spec, with all that the library says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from loop_engineering.assess import Assessment
from loop_engineering.diagram import DiagramError, Drawing, describe, page_style
from loop_engineering.les import gains
from loop_engineering.lss.conformance import RUNGS, Shortfall
from mkdocs_lss.blocks import PageBlock
from mkdocs_lss.highlight import highlighted, line_id, plain
from mkdocs_lss.places import Place, Places
from mkdocs_lss.templating import render

__all__ = ["ASSETS", "Links", "Panels", "asset", "panel_id"]

ASSETS = ("lss.css", "lss.js", "diagram.js")
"""The files of panels; `diagram.js` is for those with a diagram."""

# How many places in the spec an audit, and a level, names before it only says that there are more.
_AUDIT_PLACES = 4
_LEVEL_PLACES = 6
_BEST_GAINS = 3


@cache
def asset(name: str) -> bytes:
    """One of `ASSETS`."""
    content = files("mkdocs_lss").joinpath("assets", name).read_bytes()
    # The rules of drawings stand once in the style sheet, where every drawing would have to bring them.
    return content + page_style().encode() if name == "lss.css" else content


def panel_id(assessment: Assessment, taken: set[str]) -> str:
    """An id for a panel that is not among `taken`, and joins them."""
    name = re.sub(r"[^a-z0-9]+", "-", (assessment.checked.loop_name or "").lower()).strip("-")[:64]
    base = f"lss-{name}" if name else "lss-block"
    ident, count = base, 1
    while ident in taken:
        count += 1
        ident = f"{base}-{count}"
    taken.add(ident)
    return ident


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses seen from the page at hand: of a rule's description, and of the panel's files."""

    rule: Callable[[str], str]
    yaml: str
    json: str | None = None


class Panels:
    """Makes panels. `drawings` has a drawing, or why there is none, for each Mermaid source."""

    def __init__(self, drawings: Mapping[str, Drawing | DiagramError]) -> None:
        self._drawings = drawings

    def render(self, item: PageBlock, ident: str, links: Links) -> Markup:
        """The HTML of one panel, with `ident` as its id."""
        block, assessment = item.block, item.assessment
        checked = assessment.checked
        text = checked.source.text
        findings = (*checked.expected, *item.findings)
        if block.panel == "none" and not findings:
            return render("code.html.jinja", code=highlighted(text), label=block.title or "Loop specification")
        full = block.panel == "full" and assessment.spec is not None
        places = Places(checked)
        missing = _next_rung(assessment) if full else None
        marked = _lines(map(places.of_finding, findings))
        pointed = _lines(_evidence(assessment, missing, places)) if full else frozenset()
        return render(
            "panel.html.jinja",
            ident=ident,
            title=block.title or checked.loop_name or "Loop specification",
            panel=block.panel,
            spec=assessment.spec,
            code=highlighted(text, marked, ident=ident, pointed=pointed) if text.strip() else Markup(),
            expected=checked.expected,
            findings=item.findings,
            links=links,
            places=places,
            line_id=line_id,
            assessment=assessment,
            missing=missing,
            gains=gains(assessment.score) if full and assessment.score is not None else (),
            best_gains=_BEST_GAINS,
            audit_places=_AUDIT_PLACES,
            level_places=_LEVEL_PLACES,
            drawing=self._drawing(assessment, ident, item.number) if full else None,
            mermaid=plain(assessment.mermaid) if full and assessment.mermaid else None,
            words=describe(assessment.spec) if full and assessment.spec is not None else "",
        )

    def _drawing(self, assessment: Assessment, ident: str, number: int) -> Markup | None:
        drawing = self._drawings.get(assessment.mermaid or "")
        spec = assessment.spec
        if spec is None or not isinstance(drawing, Drawing):
            return None
        title = f"Diagram of {spec.loop_name}"
        return Markup(drawing.svg(title=title, instance=f"b{number}", styled=False, described_by=f"{ident}-words"))


def _lines(places: Iterable[Place]) -> frozenset[int]:
    return frozenset(place.line for place in places if place.line is not None)


def _evidence(
    assessment: Assessment, missing: tuple[str, tuple[Shortfall, ...]] | None, places: Places
) -> Iterable[Place]:
    """Every place that the panel of a valid spec links to beside its findings."""
    if assessment.score is not None:
        for item in assessment.score.dimensions:
            for result in item.audits:
                yield from map(places.full, result.evidence[:_AUDIT_PLACES])
    if assessment.level is not None:
        yield from (places.full(item.pointer) for item in assessment.level.evidence[:_LEVEL_PLACES])
    if missing is not None:
        yield from (places.written(lack.pointer) for lack in missing[1])


def _next_rung(assessment: Assessment) -> tuple[str, tuple[Shortfall, ...]] | None:
    """The next rung of the ladder and what it asks for; None at the top and for what is no spec."""
    rung = assessment.conformance
    if rung is None or rung == RUNGS[-1]:
        return None
    # Core and Parseable differ in spelling only; what both lack is Operational.
    wanted = RUNGS[max(RUNGS.index(rung) + 1, RUNGS.index("LSS-Operational"))]
    return wanted, assessment.shortfalls(wanted)
