"""The panel of a block: what a reader sees of a spec, with all that the library says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from loop_engineering.assess import Assessment
from loop_engineering.diagram import DiagramError, Drawing, describe
from loop_engineering.lss import Checked, Finding
from loop_engineering.lss.conformance import RUNGS, Shortfall
from mkdocs_lss.blocks import PageBlock
from mkdocs_lss.highlight import highlighted, plain
from mkdocs_lss.templating import render

__all__ = ["ASSETS", "Panels", "asset", "panel_id"]

ASSETS = ("lss.css", "lss.js")
"""The files that pages with panels load."""


@cache
def asset(name: str) -> bytes:
    """One of `ASSETS`."""
    return files("mkdocs_lss").joinpath("assets", name).read_bytes()


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


class Panels:
    """Makes panels. `drawings` has a drawing, or why there is none, for each Mermaid source.

    `rule_url` gives the address of a rule's description, seen from the page at hand.
    """

    def __init__(self, drawings: Mapping[str, Drawing | DiagramError]) -> None:
        self._drawings = drawings

    def render(self, item: PageBlock, ident: str, rule_url: Callable[[str], str]) -> Markup:
        """The HTML of one panel, with `ident` as its id."""
        block, assessment = item.block, item.assessment
        checked = assessment.checked
        text = checked.source.text
        findings = (*checked.expected, *item.findings)
        if block.panel == "none" and not findings:
            return render("code.html.jinja", code=highlighted(text), label=block.title or "Loop specification")
        return render(
            "panel.html.jinja",
            ident=ident,
            title=block.title or checked.loop_name or "Loop specification",
            panel=block.panel,
            spec=assessment.spec,
            code=highlighted(text, _marked(findings, checked)) if text.strip() else Markup(),
            expected=checked.expected,
            findings=item.findings,
            rule_url=rule_url,
            line_of=_line_in(checked),
            source=block.src,
            assessment=assessment,
            missing=_next_rung(assessment),
            drawing=self._drawing(assessment, item.number) if block.panel == "full" else None,
            mermaid=plain(assessment.mermaid) if block.panel == "full" and assessment.mermaid else None,
            words=describe(assessment.spec) if block.panel == "full" and assessment.spec is not None else "",
        )

    def _drawing(self, assessment: Assessment, number: int) -> Markup | None:
        drawing = self._drawings.get(assessment.mermaid or "")
        spec = assessment.spec
        if spec is None or not isinstance(drawing, Drawing):
            return None
        return Markup(drawing.svg(title=f"Diagram of {spec.loop_name}", instance=f"b{number}"))


def _line_in(checked: Checked) -> Callable[[Finding], int]:
    """The line of the shown text, from 1, that a finding points at: a reader of the page does not see its file's."""
    first = checked.source.lines.line(0)
    return lambda finding: max(1, finding.line - first + 1)


def _marked(findings: tuple[Finding, ...], checked: Checked) -> set[int]:
    """The lines of the shown text that findings point at."""
    line_of = _line_in(checked)
    return {line_of(finding) for finding in findings if finding.path == checked.source.path}


def _next_rung(assessment: Assessment) -> tuple[str, tuple[Shortfall, ...]] | None:
    """The next rung of the ladder and what it asks for; None at the top and for what is no spec."""
    rung = assessment.conformance
    if rung is None or rung == RUNGS[-1]:
        return None
    # Core and Parseable differ in spelling only; what both lack is Operational.
    wanted = RUNGS[max(RUNGS.index(rung) + 1, RUNGS.index("LSS-Operational"))]
    return wanted, assessment.shortfalls(wanted)
