"""The computed numbers and plots of the site's pages: one module for each page that has any.

A module says whose it is (`PAGE`), and what it computes: `plots()`, the plots by name, and `claims()`, snippets that
must stand in the page word for word, each formatted from a computation. `GIVEN` may hold snippets that state what an
example assumes. Not part of the distribution.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from types import ModuleType

from figures.plot import Plot

__all__ = ["PageFigures", "all_plots", "pages"]


class PageFigures:
    """What one module computes for its page, a path relative to the project. Nothing is computed before it is asked for."""

    def __init__(self, page: str, module: ModuleType) -> None:
        self.page = page
        self.given: Sequence[str] = getattr(module, "GIVEN", ())
        self._module = module

    @cached_property
    def plots(self) -> Mapping[str, Plot]:
        """The page's plots by name."""
        make: Callable[[], Mapping[str, Plot]] = getattr(self._module, "plots", dict)
        return make()

    @cached_property
    def claims(self) -> Sequence[str]:
        """Snippets of the page with the numbers computed."""
        make: Callable[[], Sequence[str]] = getattr(self._module, "claims", list)
        return make()


@cache
def pages() -> Mapping[str, PageFigures]:
    """All of it, by page, in the order of the modules' names."""
    found: dict[str, PageFigures] = {}
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = importlib.import_module(info.name)
        page = getattr(module, "PAGE", None)
        if page is None:
            continue
        if page in found:
            raise ValueError(f"{info.name}: another module is already {page}'s")
        found[page] = PageFigures(page, module)
    return found


@cache
def all_plots() -> Mapping[str, Plot]:
    """Every plot of the site by its name. Two of one name are a ValueError."""
    plots: dict[str, Plot] = {}
    for page in pages().values():
        for name, plot in page.plots.items():
            if name in plots:
                raise ValueError(f"{page.page}: there are two plots named {name}")
            plots[name] = plot
    return plots
