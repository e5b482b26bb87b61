"""Mermaid's SVG → a small `Drawing` of ours.

Nothing is copied through: the tree is read and every element written anew from a short list of shapes with
numeric attributes. Styles, scripts, foreign objects, links and handlers therefore have no way into the
result.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape

from .drawing import ID_PLACEHOLDER, KINDS, Drawing

__all__ = ["FILLER", "MASK", "SLIM_VERSION", "UnreadableSvg", "drawing_of", "is_safe_body"]

# Part of every cache key: raise it whenever the same Mermaid SVG would come out different.
SLIM_VERSION = 2

# svg.py writes an escaped ASCII character as U+E000 + code while Mermaid measures, so that it counts as one
# character.
MASK = 0xE000
# Stands beside a wide character while Mermaid measures (see svg.py) and is dropped here.
FILLER = "\uf8ff"
# From one line of a label to the next, in pixels: Mermaid's 1.1 em of svg.py's 15 px.
_PITCH = 16.5
# Half of the capital height: moves a baseline so that the line looks centred.
_BASELINE = 4.5
_ROUND_ENDS = {"success", "failure", "stall", "input"}

_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE.,\s-]*")
_TRANSLATE = re.compile(r"translate\(\s*(-?[\d.e-]+)(?:[\s,]+(-?[\d.e-]+))?\s*\)")
_EDGE_ID = re.compile(r"L_([A-Za-z0-9]+)_([A-Za-z0-9]+)_\d+")
_NODE_ID = re.compile(r"flowchart-([A-Za-z0-9]+)-\d+$")


class UnreadableSvg(ValueError):
    """The SVG holds something this reader does not know how to draw."""


def drawing_of(svg: str) -> Drawing:
    """The flowchart in Mermaid's `svg` as a Drawing; UnreadableSvg if it is not a flowchart of known
    shapes."""
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        raise UnreadableSvg(f"not well-formed: {error}") from error
    box = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    top = next((group for group in root.iter() if _has(group, "root")), None)
    if len(box) != 4 or top is None:
        raise UnreadableSvg("no flowchart in it")
    nodes = ((_NODE_ID.search(node.get("id", "")), _kind(node)) for node in root.iter())
    kinds = {match[1]: kind for match, kind in nodes if match and kind}
    body = "".join(_root(top, kinds))
    if box[0] or box[1]:
        body = f'<g transform="translate({_n(-box[0])} {_n(-box[1])})">{body}</g>'
    return Drawing(body, _n(box[2]), _n(box[3]))


def _root(group: ET.Element, kinds: dict[str, str]) -> Iterator[str]:
    x, y = _shift(group)
    if x or y:
        yield f'<g transform="translate({_n(x)} {_n(y)})">'
    for layer in group:
        for element in layer:
            if _has(layer, "clusters"):
                yield _cluster(element)
            elif _has(layer, "edgePaths"):
                yield _edge(element, kinds)
            elif _has(layer, "edgeLabels"):
                yield _edge_label(element)
            elif _has(layer, "nodes"):
                yield "".join(_root(element, kinds)) if _has(element, "root") else _node(element)
    if x or y:
        yield "</g>"


def _cluster(group: ET.Element) -> str:
    rect = _first(group, "rect")
    if rect is None:
        return ""
    holder = next((element for element in group if _has(element, "cluster-label")), group)
    _, y = _shift(holder)
    text = _label(holder, _f(rect, "x") + _f(rect, "width") / 2, y + _height(holder) / 2)
    return f'<g class="child">{_shape(rect, "")}{text}</g>'


def _edge(path: ET.Element, kinds: dict[str, str]) -> str:
    classes = ["edge"]
    match = _EDGE_ID.search(path.get("data-id", ""))
    ends = [kinds.get(end, "") for end in match.groups()] if match else []
    if "memory" in ends:
        classes.append("memory")
    elif "edge-pattern-dotted" in path.get("class", ""):
        classes.append("feedback")
    name = "feedback-head" if "feedback" in classes else "head"
    ends_drawn = {marker for marker in ("marker-start", "marker-end") if path.get(marker)}
    if "circle" in path.get("marker-end", ""):
        # svg.py turned this edge round for the layout.
        ends_drawn = {"marker-start"}
    heads = "".join(f' {marker}="url(#{ID_PLACEHOLDER}-{name})"' for marker in sorted(ends_drawn))
    return f'<path class="{" ".join(classes)}" d="{_d(path)}"{heads}/>'


def _edge_label(group: ET.Element) -> str:
    ground = _first(group, "rect")
    if ground is None:
        return ""
    x, y = _shift(group)
    width, height = _f(ground, "width"), _f(ground, "height")
    paper = (
        f'<rect class="paper" x="{_n(x - width / 2)}" y="{_n(y - height / 2)}" width="{_n(width)}" '
        f'height="{_n(height)}" rx="3"/>'
    )
    return f"<g>{paper}{_label(group, x, y, titled=False)}</g>"


def _node(group: ET.Element) -> str:
    kind = _kind(group)
    shape = next((element for element in group if _has(element, "label-container")), None)
    label = next((element for element in group if _has(element, "label")), None)
    if shape is None or label is None:
        raise UnreadableSvg("a node without a shape or a label")
    # The label's top is minus half its height; the rest is the shape's own offset (a cylinder has one).
    offset = _shift(label)[1] + _height(label) / 2
    x, y = _shift(group)
    classes = f"node {kind}".strip()
    content = _shape(shape, kind) + _label(label, 0, offset)
    return f'<g class="{classes}" transform="translate({_n(x)} {_n(y)})">{content}</g>'


def _shape(element: ET.Element, kind: str) -> str:
    tag = element.tag.rpartition("}")[2]
    x, y = _shift(element)
    move = f' transform="translate({_n(x)} {_n(y)})"' if x or y else ""
    if tag == "rect":
        height = _f(element, "height")
        radius = min(height / 2, 26.0) if kind in _ROUND_ENDS else max(_f(element, "rx"), 4.0)
        attributes = "".join(f' {name}="{_n(_f(element, name))}"' for name in ("x", "y", "width", "height"))
        return f'<rect{attributes} rx="{_n(radius)}"{move}/>'
    if tag == "polygon":
        points = " ".join(_n(float(number)) for number in _NUMBER.findall(element.get("points", "")))
        return f'<polygon points="{points}"{move}/>'
    if tag == "path":
        return f'<path d="{_d(element)}"{move}/>'
    if tag == "circle":
        return f'<circle r="{_n(_f(element, "r"))}"{move}/>'
    raise UnreadableSvg(f"a shape of kind {tag}, which diagrams do not use")


def _rows(label: ET.Element) -> list[ET.Element]:
    return [element for element in label.iter() if element.tag.endswith("tspan") and _has(element, "row")]


def _height(label: ET.Element) -> float:
    return _PITCH * len(_rows(label))


def _lines(label: ET.Element) -> list[str]:
    """The lines of a label, as the text that was meant: what was only there to be measured is undone."""
    return [_unmask("".join(row.itertext()).replace(FILLER, "").strip()) for row in _rows(label)]


def _unmask(text: str) -> str:
    return "".join(chr(ord(char) - MASK) if MASK <= ord(char) < MASK + 128 else char for char in text)


def _label(label: ET.Element, x: float, y: float, *, titled: bool = True) -> str:
    """The label's lines, centred at (x, y)."""
    lines = _lines(label)
    if not any(lines):
        return ""
    spans = []
    for index, line in enumerate(lines):
        css = ' class="t"' if titled and index == 0 else ""
        baseline = y + _PITCH * (index - (len(lines) - 1) / 2) + _BASELINE
        spans.append(f'<tspan{css} x="{_n(x)}" y="{_n(baseline)}">{escape(line, quote=False)}</tspan>')
    return f"<text>{''.join(spans)}</text>"


def _kind(node: ET.Element) -> str:
    return next((name for name in node.get("class", "").split() if name in KINDS), "")


def _has(element: ET.Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _first(group: ET.Element, tag: str) -> ET.Element | None:
    return next((element for element in group.iter() if element.tag.rpartition("}")[2] == tag), None)


def _shift(element: ET.Element) -> tuple[float, float]:
    match = _TRANSLATE.search(element.get("transform", ""))
    return (float(match[1]), float(match[2] or 0)) if match else (0.0, 0.0)


def _f(element: ET.Element, name: str) -> float:
    try:
        return float(element.get(name, "0"))
    except ValueError as error:
        raise UnreadableSvg(f"{name} is not a number") from error


def _d(path: ET.Element) -> str:
    data = path.get("d", "")
    if not _PATH.fullmatch(data):
        raise UnreadableSvg("a path that is not made of coordinates")
    return _NUMBER.sub(lambda match: _n(float(match[0])), data)


def _n(value: float) -> str:
    """Whole pixels: half a pixel less or more is below what anyone sees, and digits are most of a drawing's weight."""
    return str(round(value))


_TOKEN = re.compile(
    r"</(?:g|text|tspan)>"
    r"|<(?:g|rect|path|polygon|circle|text|tspan)"
    r"(?: (?:class|transform|x|y|width|height|rx|r|d|points|marker-start|marker-end)="
    rf'"(?:[A-Za-z0-9 .,()-]*|url\(#{ID_PLACEHOLDER}-(?:feedback-)?head\))")*'
    r"/?>"
    r"|[^<>]+"
)


def is_safe_body(body: str) -> bool:
    """Whether `body` holds nothing but what this module writes: used on what comes back from a cache."""
    end = 0
    for match in _TOKEN.finditer(body):
        if match.start() != end:
            return False
        end = match.end()
    return end == len(body)
