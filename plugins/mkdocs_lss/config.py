"""The options of the plugin, as they stand under `plugins: - lss:` in mkdocs.yml."""

from __future__ import annotations

from mkdocs.config import base
from mkdocs.config import config_options as c

__all__ = ["FAIL_ON", "RUNG_NAMES", "LssConfig"]

FAIL_ON = ("error", "warning", "never")
"""The values of `fail_on`."""
RUNG_NAMES = ("core", "parseable", "operational", "production")
"""The values of `conformance`, lowest first."""


class LssConfig(base.Config):  # type: ignore[no-untyped-call]
    """Every option has a default with which the plugin checks and renders every block of any site."""

    content = c.ListOfItems(c.Type(str), default=[])
    """Folders beside docs/ to publish as sections of the site, as paths relative to mkdocs.yml."""
    library = c.Optional(c.Type(str))
    """Folder of specs to index and publish, relative to mkdocs.yml."""
    rules = c.Optional(c.Type(str))
    """Folder of the site in which each rule gets a page that explains it, for instance rules. Without it, findings
    link to a page with the macro `rules`, or to the project's own site."""
    fail_on = c.Optional(c.Choice(FAIL_ON))
    """The least severe finding that aborts the build. Without it: warning where the project's loopctl.toml or
    pyproject.toml is strict, else error."""
    conformance = c.Optional(c.Choice(RUNG_NAMES))
    """The rung of the conformance ladder that each library spec must reach. Without it: what the project's
    loopctl.toml or pyproject.toml says, else core."""
    min_les = c.Type((int, float), default=0)
    """The structural score, 0 to 100, that each library spec must reach."""
