"""What a plot is: series of numbers, and the words that stand for them where they cannot be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["MOST_SERIES", "Plot", "Rule", "Series"]

MOST_SERIES = 5
"""More lines than this cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that belong together. `steps` hold their value until the next point; `bars` stand at their x."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    kind: Literal["line", "points", "steps", "bars"] = "line"

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y) or not self.x:
            raise ValueError(f"{self.name}: {len(self.x)} values of x and {len(self.y)} of y")
        if not all(map(math.isfinite, [*self.x, *self.y])):
            raise ValueError(f"{self.name}: a value is not a finite number")


@dataclass(frozen=True, slots=True)
class Rule:
    """A reference line across the plot, at a value of one axis."""

    value: float
    label: str
    axis: Literal["x", "y"] = "y"


@dataclass(frozen=True, slots=True)
class Plot:
    """One plot. `alt` says what it shows to someone who cannot see it; labels carry the units."""

    title: str
    x_label: str
    y_label: str
    series: Sequence[Series]
    alt: str
    rules: Sequence[Rule] = ()
    x_log: bool = False
    y_log: bool = False
    x_range: tuple[float, float] | None = None
    y_range: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(f"{self.title}: {len(self.series)} series; a plot has 1 to {MOST_SERIES}")
        if not (self.title and self.x_label and self.y_label and self.alt):
            raise ValueError(f"{self.title or 'a plot'}: title, x_label, y_label and alt have to be said")
        if len({series.name for series in self.series}) < len(self.series):
            raise ValueError(f"{self.title}: two series have one name")

    def rows(self) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The same facts as a table: its heading, and a row for each x, four significant digits each."""
        heading = (self.x_label, *(series.name for series in self.series))
        columns = [dict(zip(series.x, series.y, strict=True)) for series in self.series]
        rows = []
        for x in sorted({x for series in self.series for x in series.x}):
            rows.append((_short(x), *(_short(column[x]) if x in column else "" for column in columns)))
        return heading, rows


def _short(value: float) -> str:
    if abs(value) < 1e-12:
        return "0"
    text = f"{value:.4g}"
    return text if "e" not in text else f"{value:.3g}"
