"""Small sites, as the plugin's own tests build them."""

from __future__ import annotations

from tests.plugin.conftest import Make, diagrams, make_site

__all__ = ["Make", "diagrams", "make_site"]
