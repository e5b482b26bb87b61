"""A spec as a picture: Mermaid source, safe SVG, terminal text, and the same facts as a sentence."""

from __future__ import annotations

from .describe import describe
from .drawing import Drawing, page_style
from .flowchart import flowchart
from .svg import DiagramError, render_all, render_svg
from .text import text_diagram

__all__ = ["DiagramError", "Drawing", "describe", "flowchart", "page_style", "render_all", "render_svg", "text_diagram"]
