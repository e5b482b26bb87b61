"""MkDocs hook: `<!-- figure: NAME -->` becomes a plot of the package `figures`, drawn when the site is built.

A plot stands with its caption, with words for those who cannot see it, and with its numbers as a folded table. An
unknown name fails the build, and so does one that a page calls twice; a plot that no page shows is a warning.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from loop_engineering.lss.schema import did_you_mean
from site_hooks.site_pages import whole

if TYPE_CHECKING:
    from figures.plot import Plot

_log = logging.getLogger("mkdocs.hooks.figures")
# In code it is escaped, so what matches is a call.
_CALL = re.compile(r"<!-- figure: (?P<name>[^\s>]+) -->")
_shown: set[str] = set()
_wrong: list[str] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Begin a build; a change of the package rebuilds the site."""
    root = Path(config.config_file_path).parent
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    config.watch.append(str(root / "figures"))
    _shown.clear()
    _wrong.clear()
    return config


def on_page_content(content: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the plots of a page in their places."""
    here: set[str] = set()

    def place(match: re.Match[str]) -> str:
        name = match["name"]
        plot = _plots().get(name)
        if plot is None:
            _log.error("%s: there is no figure %s; %s", page.file.src_uri, name, did_you_mean(name, _plots()))
            _wrong.append(name)
            return ""
        if name in here:
            _log.error("%s: the figure %s stands on this page twice", page.file.src_uri, name)
            _wrong.append(name)
            return ""
        here.add(name)
        _shown.add(name)
        return figure(plot, name, Path(config.config_file_path).parent / ".cache" / "figures")

    return _CALL.sub(place, content)


def on_env(env: Any, *, config: MkDocsConfig, files: Files) -> Any:
    """Stop if a page asks for what is not there."""
    unused = sorted(_plots().keys() - _shown) if whole(files) else []
    if unused:
        _log.warning("figures: shown by no page: %s", ", ".join(unused))
    if _wrong:
        raise Abort(f"{len(_wrong)} figures that cannot be shown, listed above")
    return env


def figure(plot: Plot, name: str, cache: Path | None = None) -> str:
    """One plot as a `<figure>`: the drawing, its caption with what it shows in words, and its numbers."""
    from figures.drawing import svg

    heading, rows = plot.rows()
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heading)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<figure class="plot" id="figure-{escape(name)}">'
        f'<div class="plot-drawing" role="img" aria-label="{escape(f"{plot.title}. {plot.alt}")}" tabindex="0">'
        f"{svg(plot, name, cache)}</div>"
        f"<figcaption><strong>{escape(plot.title)}.</strong> {escape(plot.alt)}</figcaption>"
        "<details data-search-exclude><summary>The numbers</summary>"
        f'<div class="plot-numbers" tabindex="0" role="group" aria-label="{escape(f"Numbers of: {plot.title}")}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details></figure>"
    )


def _plots() -> Mapping[str, Plot]:
    from figures import all_plots

    return all_plots()
