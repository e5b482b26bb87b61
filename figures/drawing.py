"""A plot as SVG that takes its colours from the page: Matplotlib draws it, and this drops what a page does not need.

The same plot gives the same bytes. Colours are written as CSS variables, `--figure-1` and on, and as `currentColor`,
so that a drawing reads in light and dark.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
import textwrap
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib

from figures.plot import MOST_SERIES, Plot, Series

__all__ = ["svg"]

_SIZE = (6.4, 3.4)
"""Inches, at 72 points each: wide enough for two columns of legend, low enough to see with its text."""
_INK, _FAINT, _RULE = "#0000f0", "#0000fa", "#0000fb"
_COLOURS = tuple(f"#0000f{number}" for number in range(1, MOST_SERIES + 1))
_VARIABLES = {
    _INK: "currentColor",
    _FAINT: "var(--figure-grid)",
    _RULE: "var(--figure-rule)",
    **{colour: f"var(--figure-{number})" for number, colour in enumerate(_COLOURS, 1)},
}
_DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)))
_MARKERS = ("o", "s", "^", "D", "v")
_MANY = 30
"""From here on, points on a line are not marked one by one."""
_LABEL, _LEGEND = 40, 78
"""Letters that fit beside the plot, and above it."""
_THOUSANDS = 10_000
"""From here on, numbers at an axis have separators."""
_FEW = 12
"""Up to here, each bar has its own tick."""
_SETTINGS: dict[str, Any] = {
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 10,
    "grid.color": _FAINT,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "lines.markersize": 3.6,
    "svg.fonttype": "none",
    "text.color": _INK,
    # Words are words, whatever dollar signs are in them.
    "text.parse_math": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
}
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_REFERENCE = re.compile(r"#([\w-]+)")
_FAMILY = re.compile(r" *font-family: [^;]*;")
_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def svg(plot: Plot, name: str, cache: Path | None = None) -> str:
    """The drawing, with `name` before its ids. `cache` is a folder where one that was drawn before is kept."""
    if cache is None:
        return _drawn(plot, name)
    key = hashlib.sha256(
        "\n".join((repr(plot), name, matplotlib.__version__, Path(__file__).read_text("utf-8"))).encode()
    ).hexdigest()
    kept = cache / f"{key}.svg"
    try:
        return kept.read_text("utf-8")
    except OSError:
        drawn = _drawn(plot, name)
    cache.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    part.write_text(drawn, "utf-8")
    part.replace(kept)
    return drawn


def _drawn(plot: Plot, name: str) -> str:
    # Only a build that has to draw pays for these.
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, MaxNLocator, StrMethodFormatter

    settings: Any = {**_SETTINGS, "svg.hashsalt": name}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=_SIZE, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.set_axisbelow(True)
        axes.grid(axis="y")
        bars = [series for series in plot.series if series.kind == "bars"]
        for number, series in enumerate(plot.series):
            _add(axes, series, number, bars)
        for rule in plot.rules:
            draw = axes.axhline if rule.axis == "y" else axes.axvline
            draw(rule.value, color=_RULE, linewidth=1, linestyle=(0, (3, 3)))
        if bars and len(bars[0].x) <= _FEW:
            axes.set_xticks(bars[0].x)
        elif all(float(x).is_integer() for series in plot.series for x in series.x):
            axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
        if plot.x_log:
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(FuncFormatter(_power_of_ten))
        if plot.y_log:
            axes.set_yscale("log")
            axes.yaxis.set_major_formatter(FuncFormatter(_power_of_ten))
        if plot.x_range:
            axes.set_xlim(plot.x_range)
        if plot.y_range:
            axes.set_ylim(plot.y_range)
        if not plot.y_log and max(max(series.y) for series in plot.series) >= _THOUSANDS:
            axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.set_xlabel(plot.x_label)
        axes.set_ylabel(textwrap.fill(plot.y_label, _LABEL))
        for rule in plot.rules:
            _label(axes, rule.axis, rule.value, rule.label)
        if len(plot.series) > 1:
            figure.legend(loc="outside upper left", ncols=_legend_columns(plot), handlelength=2.6)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return _slim(file.getvalue(), name)


def _add(axes: Any, series: Series, number: int, bars: list[Series]) -> None:
    colour, dash, marker = _COLOURS[number], _DASHES[number], _MARKERS[number]
    if series.kind == "bars":
        gaps = [b - a for a, b in zip(series.x, series.x[1:], strict=False)]
        width = 0.8 * min(gaps, default=1.0) / len(bars)
        place = (bars.index(series) - (len(bars) - 1) / 2) * width
        axes.bar([x + place for x in series.x], series.y, width * 0.92, color=colour, label=series.name)
    elif series.kind == "points":
        axes.plot(series.x, series.y, marker, color=colour, label=series.name)
    elif series.kind == "steps":
        axes.step(series.x, series.y, where="post", color=colour, linestyle=dash, label=series.name)
    else:
        marked = marker if len(series.x) < _MANY else None
        axes.plot(series.x, series.y, color=colour, linestyle=dash, marker=marked, label=series.name)


def _label(axes: Any, axis: str, value: float, text: str) -> None:
    """The words of a reference line, at the end where it leaves the plot."""
    low, high = axes.get_ylim() if axis == "y" else axes.get_xlim()
    if not min(low, high) <= value <= max(low, high):
        raise ValueError(f"the reference line {text!r} at {value} is outside the plot")
    if axis == "y":
        upper = _part(value, low, high, axes.get_yscale()) > 0.9
        axes.annotate(
            text,
            (1, value),
            xycoords=axes.get_yaxis_transform(),
            xytext=(0, -3 if upper else 3),
            textcoords="offset points",
            ha="right",
            va="top" if upper else "bottom",
            color=_INK,
            fontsize=9,
        )
    else:
        right = _part(value, low, high, axes.get_xscale()) > 0.7
        axes.annotate(
            text,
            (value, 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(-4 if right else 4, 0),
            textcoords="offset points",
            ha="right" if right else "left",
            va="top",
            color=_INK,
            fontsize=9,
        )


def _legend_columns(plot: Plot) -> int:
    """As many as fit, without leaving more than one place empty."""
    count, longest = len(plot.series), max(len(series.name) for series in plot.series)
    return next(
        (n for n in (count, 3, 2) if n <= count and n * (longest + 6) <= _LEGEND and -count % n < 2),
        1,
    )


def _power_of_ten(value: float, position: int) -> str:
    """The label of a tick of a logarithmic axis; those between powers of ten have none."""
    return f"{value:,.10g}" if 1e-4 <= value < 1e7 else f"{value:.0e}"


def _part(value: float, low: float, high: float, scale: str) -> float:
    if scale == "log":
        value, low, high = math.log(value), math.log(low), math.log(high)
    return (value - low) / (high - low)


def _slim(text: str, name: str) -> str:
    """The drawing without its metadata, unused ids and fixed fonts and colours, to stand inside a page."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(text)
    for child in list(root):
        # The style sheet in `defs` would hold for the whole page.
        if child.tag.endswith("}metadata") or (child.tag.endswith("}defs") and child[0].tag.endswith("}style")):
            root.remove(child)
    used = {
        match[1]
        for element in root.iter()
        for value in element.attrib.values()
        if "#" in value
        for match in _REFERENCE.finditer(value)
    }
    for element in root.iter():
        own = element.get("id")
        if own is not None and own not in used:
            del element.attrib["id"]
        for key, value in list(element.attrib.items()):
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == f"{{{_XLINK}}}href":
                del element.attrib[key]
                element.set("href", _REFERENCE.sub(rf"#{name}-\1", value))
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(rf"#{name}-\1", value))
        style = element.get("style")
        if style:
            for colour, variable in _VARIABLES.items():
                style = style.replace(colour, variable)
            element.set("style", _FAMILY.sub("", style))
        for key in element.attrib.keys() & {"d", "x", "y", "transform", "width", "height"}:
            element.set(
                key, _NUMBER.sub(lambda match: f"{float(match.group()):.1f}", " ".join(element.get(key, "").split()))
            )
    _drop_empty_groups(root)
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    drawn = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r">\s+<", "><", drawn).replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace("\n", " ")


def _drop_empty_groups(element: ElementTree.Element) -> None:
    for child in list(element):
        _drop_empty_groups(child)
        if child.tag.endswith("}g") and not len(child):
            element.remove(child)
        elif child.tag.endswith("}text"):
            turned = child.get("transform", "")
            if turned.startswith(("rotate(-0 ", "rotate(0 ")):
                del child.attrib["transform"]
