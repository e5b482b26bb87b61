"""A laid-out diagram, and how it is dressed as SVG: title, ids, colours.

The layout is the expensive part and depends on the Mermaid source alone, so a `Drawing` is what gets cached.
Everything a page may want to vary (text alternative, ids, inline or standalone) is added by `Drawing.svg`,
which costs microseconds.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape

__all__ = ["ID_PLACEHOLDER", "KINDS", "Drawing", "page_style"]

# A raw `&id;` cannot come from a label: the writer escapes every ampersand of a label to `&amp;`.
ID_PLACEHOLDER = "&id;"

# What a node can stand for → its colour. Mid-tones with at least 3:1 contrast on white and on a dark page
# alike, so one SVG serves both; fills are the same colours, translucent.
KINDS: dict[str, str] = {
    "worker": "#4a7bd0",
    "evaluator": "#9061c2",
    "human": "#b5760c",
    "memory": "#1f8a83",
    "input": "#7a8190",
    "strategy": "#c2588f",
    "safety": "#8a7a3a",
    "merge": "#4a7bd0",
    "success": "#2e8b57",
    "failure": "#d0483e",
    "stall": "#a8701c",
    "child": "#7a8190",
    "note": "#7a8190",
}

_RULES = """\
.lss-diagram{--p:PAPER;max-width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,\
"Helvetica Neue",Arial,sans-serif}
.lss-diagram text{fill:INK;stroke:none;text-anchor:middle;font-size:12.3px;white-space:pre}
.lss-diagram .t{font-size:13.5px;font-weight:600}
.lss-diagram .edge{fill:none;stroke:EDGE;stroke-width:1.5}
.lss-diagram .memory{stroke-width:1.1}
.lss-diagram .feedback{stroke:FEEDBACK;stroke-dasharray:5 4}
.lss-diagram .head{fill:EDGE;stroke:none}
.lss-diagram .feedback-head{fill:FEEDBACK;stroke:none}
.lss-diagram .paper{fill:BACK;fill:var(--p);fill-opacity:.88;stroke:none}
.lss-diagram .node>:first-child{stroke-width:1.5}
.lss-diagram .child>rect{stroke-width:1;stroke-dasharray:2 3;fill-opacity:.05}
"""

# Inline, the host page may set --lss-diagram-NAME; the fallbacks read on any page. `Canvas` follows
# color-scheme.
_INLINE = {"INK": "currentColor", "EDGE": "#7a8190", "FEEDBACK": "#b3567a", "PAPER": "Canvas"}
# A file of its own has no host page: literal colours, so that viewers without custom properties show it too.
_LIGHT_INK, _LIGHT_PAPER, _DARK_INK, _DARK_PAPER = "#1f2430", "#fff", "#e6e8ee", "#1b1f27"
_STANDALONE = {**_INLINE, "PAPER": _LIGHT_PAPER}

# A wide diagram shrinks to fit its column down to this scale and then scrolls, so that its text stays
# legible.
_LEAST_SCALE = 0.7

_INSTANCE = re.compile(r"[A-Za-z0-9-]{0,40}")
_IDENT = re.compile(r"[A-Za-z0-9-]{0,100}")


def _style(standalone: bool) -> str:
    def colour(name: str, value: str) -> str:
        return value if standalone else f"var(--lss-diagram-{name.lower()},{value})"

    named = _STANDALONE if standalone else _INLINE
    rules = re.sub("|".join(named), lambda match: colour(match[0], named[match[0]]), _RULES)
    rules = rules.replace("BACK", named["PAPER"])
    for kind, value in KINDS.items():
        tint = colour(kind, value)
        if kind == "child":
            rules += f".lss-diagram .child>rect{{fill:{tint};stroke:{tint}}}\n"
        # Opaque, so that an edge behind a node does not strike its text; the plain fill is for viewers
        # without color-mix.
        fill = f"fill:{named['PAPER']};fill:color-mix(in srgb,{tint} 13%,var(--p))"
        rules += f".lss-diagram .node.{kind}>:first-child{{{fill};stroke:{tint}}}\n"
    if standalone:
        rules += f".lss-diagram{{color:{_LIGHT_INK};background:{_LIGHT_PAPER}}}\n"
        rules += f"@media (prefers-color-scheme:dark){{.lss-diagram{{--p:{_DARK_PAPER};color:{_DARK_INK};"
        rules += f"background:{_DARK_PAPER}}}}}\n"
    return rules


_STYLES = {False: _style(False), True: _style(True)}


def page_style() -> str:
    """The rules of every drawing in a page, for a page that has them once, in its style sheet."""
    return _STYLES[False]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram whose every shape has its place, independent of page, theme and ids.

    `body` is SVG markup made only by `slim.drawing_of`; `width` and `height` are in CSS pixels at natural
    size.
    """

    body: str
    width: str
    height: str

    def svg(
        self,
        *,
        title: str = "Loop diagram",
        description: str = "",
        instance: str = "",
        standalone: bool = False,
        styled: bool = True,
        described_by: str = "",
    ) -> str:
        """This drawing as one `<svg>` element that loads nothing and runs nothing.

        `title` and `description` are the text alternative, plain text, escaped here. `instance` (letters,
        digits and hyphens, else ValueError) is appended to every id: give the second copy of a drawing on one
        page another one. `standalone` makes a complete file that follows the viewer's colour scheme;
        otherwise the SVG takes its ink from the surrounding text colour, and its colours from
        `--lss-diagram-*` where the page sets them; put it in a box with `overflow-x: auto`. Without `styled` it brings
        no rules: the page has those of `page_style`. `described_by` (an id made like an instance, up to 100 characters)
        names the element of the page that says in words what the drawing shows.
        """
        if not _IDENT.fullmatch(described_by):
            raise ValueError(f"described_by {described_by!r} may only hold letters, digits and hyphens")
        if not _INSTANCE.fullmatch(instance):
            raise ValueError(f"instance {instance!r} may only hold letters, digits and hyphens")
        digest = hashlib.sha256(self.body.encode()).hexdigest()[:12]
        ident = f"lss-{digest}-{instance}" if instance else f"lss-{digest}"
        labels = f"{ident}-title {ident}-desc" if description else f"{ident}-title"
        described = f' aria-describedby="{described_by}"' if described_by else ""
        least = round(float(self.width) * _LEAST_SCALE)
        sized = "" if styled else f' style="min-width:{least}px"'
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{ident}" class="lss-diagram" role="img" '
            f'aria-labelledby="{labels}"{described} viewBox="0 0 {self.width} {self.height}" width="{self.width}" '
            f'height="{self.height}"{sized}>',
            f'<title id="{ident}-title">{_text(title)}</title>',
            f'<desc id="{ident}-desc">{_text(description)}</desc>' if description else "",
            f"<style>{_STYLES[standalone]}#{ident}{{min-width:{least}px}}</style>" if styled else "",
            f"<defs>{_marker(ident, 'head')}{_marker(ident, 'feedback-head')}</defs>",
            self.body.replace(ID_PLACEHOLDER, ident),
            "</svg>",
        ]
        svg = "".join(parts)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}\n' if standalone else svg


def _marker(ident: str, name: str) -> str:
    return (
        f'<marker id="{ident}-{name}" class="{name}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="9" '
        'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
        '<path d="M0 0 10 5 0 10z"/></marker>'
    )


# XML 1.0 has no way to write these, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("�", value), quote=False)
