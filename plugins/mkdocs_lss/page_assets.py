"""Which pages load the plugin's style sheets and scripts: those that have something for them, and no others.

A page's `config.extra_css` and `config.extra_javascript` are set just before its theme renders it, so that every
theme writes the tags in its own place and manner, and before those of the site, whose rules may then override ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import normalize_url

from mkdocs_lss import cards, explorer, panels

if TYPE_CHECKING:
    from mkdocs.utils.templates import TemplateContext

__all__ = ["ASSETS", "ASSET_FOLDER", "load_everywhere_if_needed", "load_for_page"]

ASSET_FOLDER = "assets/lss"
ASSETS = (*panels.ASSETS, *explorer.ASSETS, *cards.ASSETS)
"""The style sheets and scripts of the plugin."""

_ANY = re.compile(r'class="lss-(?!cards"|connections|linked)')
_NEEDS: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(explorer.ASSETS, re.compile(r'class="lss-explorer"')),
    "diagram.js": re.compile(r'class="lss-enlarge"'),
    "lss.js": re.compile(r'class="lss-panel[" ]'),
    "references.css": re.compile(r'class="lss-(?:cards"|linked)'),
    "cards.js": re.compile(r'class="lss-cards"'),
}
"""What the HTML of a page has that needs an asset, where not every element of ours does."""


def load_everywhere_if_needed(config: MkDocsConfig) -> None:
    """Load nothing yet, unless the theme goes from page to page without reading the next one's head."""
    _set(config, ASSETS if _swaps_pages(config) else ())


def load_for_page(html: str, page: Page, config: MkDocsConfig, context: TemplateContext) -> None:
    """Have the page whose content is `html` load what it needs."""
    if _swaps_pages(config):
        return
    _set(config, [name for name in ASSETS if _NEEDS.get(name, _ANY).search(html)])
    # Themes older than MkDocs 1.5 read these in place of the configuration.
    base = context["base_url"]
    context["extra_css"] = [normalize_url(path, page, base) for path in config.extra_css]
    context["extra_javascript"] = [normalize_url(str(script), page, base) for script in config.extra_javascript]


def _swaps_pages(config: MkDocsConfig) -> bool:
    """Whether readers stay in the first page that they open, as with Material's instant navigation."""
    return any(str(feature).startswith("navigation.instant") for feature in config.theme.get("features") or ())


def _set(config: MkDocsConfig, names: Iterable[str]) -> None:
    """Make `names` the only assets of ours that are loaded, whatever a page or a build before this one needed."""
    ours = {f"{ASSET_FOLDER}/{name}" for name in ASSETS}
    chosen = [f"{ASSET_FOLDER}/{name}" for name in names]
    css = [path for path in chosen if path.endswith(".css")]
    scripts = [path for path in chosen if path.endswith(".js")]
    config.extra_css[:] = [*css, *(path for path in config.extra_css if path not in ours)]
    config.extra_javascript[:] = [*scripts, *(item for item in config.extra_javascript if str(item) not in ours)]
