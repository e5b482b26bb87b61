"""A badge for a README: conformance, level and score of one spec, as a small SVG or as data for shields.io."""

from __future__ import annotations

from xml.sax.saxutils import escape

from loop_engineering.assess import Assessment

__all__ = ["BADGE_HEIGHT", "badge", "badge_text", "badge_width", "shields"]

BADGE_HEIGHT = 20
"""Of the SVG, in px."""
_LABEL = "LSS"
_EM = 6.6
"""Width of a character of 11 px text, in px. The text is set to this width, whatever font shows it."""
_PADDING = 7
# White on each of them has a contrast of at least 4.5 (WCAG 2.1, 1.4.3).
_COLOURS = {"LSS-Production": "#1a7f37", "LSS-Operational": "#3f51b5", "none": "#a40e26"}
_OTHERWISE = "#57606a"


def badge_text(assessment: Assessment) -> str:
    """What the badge says beside "LSS", such as "Production · level 3 · LES 84.1"; "not valid" where nothing is."""
    if assessment.conformance is None or assessment.level is None or assessment.score is None:
        return "not valid"
    rung = assessment.conformance.removeprefix("LSS-")
    return f"{rung} · level {assessment.level.level} · LES {assessment.score.les:.1f}"


def badge(assessment: Assessment) -> str:
    """The badge as SVG. The same spec gives the same bytes; nothing that its author wrote is in it."""
    text = badge_text(assessment)
    colour = _colour(assessment)
    left, right = _width(_LABEL), _width(text)
    title, size = escape(f"{_LABEL}: {text}"), f'width="{left + right:g}" height="{BADGE_HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<clipPath id="r"><rect {size} rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left:g}" height="{BADGE_HEIGHT}" fill="#24292f"/>'
        f'<rect x="{left:g}" width="{right:g}" height="{BADGE_HEIGHT}" fill="{colour}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{_words(_LABEL, 0)}{_words(text, left)}</g></svg>\n"
    )


def badge_width(assessment: Assessment) -> float:
    """Of the SVG, in px."""
    return round(_width(_LABEL) + _width(badge_text(assessment)), 1)


def shields(assessment: Assessment) -> dict[str, str | int]:
    """The badge as the answer of an endpoint, for whoever has shields.io draw it (https://shields.io/endpoint)."""
    return {
        "schemaVersion": 1,
        "label": _LABEL,
        "message": badge_text(assessment),
        "color": _colour(assessment).removeprefix("#"),
    }


def _colour(assessment: Assessment) -> str:
    return _COLOURS.get(assessment.conformance or "none", _OTHERWISE)


def _width(text: str) -> float:
    return round(len(text) * _EM + 2 * _PADDING, 1)


def _words(text: str, start: float) -> str:
    length = round(len(text) * _EM, 1)
    return f'<text x="{start + _PADDING:g}" y="14" textLength="{length:g}">{escape(text)}</text>'
