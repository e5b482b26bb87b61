"""Small sites, as the plugin's own tests build them, and what a macro sees on a page of the standards."""

from __future__ import annotations

from pathlib import Path

import pytest

from loop_engineering.lss import Project
from mkdocs_lss.diffs import SpecFiles
from mkdocs_lss.macros import Surroundings
from mkdocs_lss.placing import Badge
from tests.plugin.conftest import Make, diagrams, make_site

__all__ = ["Make", "around", "diagrams", "make_site"]

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def around() -> Surroundings:
    """A page beside the standards, of a site without a library, whose links lead nowhere."""
    files = SpecFiles(Project(_ROOT), _ROOT / "standards" / "page.md", "standards/page.md")
    return Surroundings(
        library=(),
        url=lambda uri: f"#{uri}",
        rule_url=lambda rule: f"#{rule}",
        mode_url=lambda code: f"#{code}",
        files=files,
        blocks=lambda folder: (),
        page_url=str,
        spec_count=int,
        badge=lambda reading: Badge.of(reading, "#badge", None),
        index=lambda folder: (),
    )
