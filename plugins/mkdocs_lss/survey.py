"""What stands in one page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from mkdocs.structure.files import File

from loop_engineering.lss import Finding
from mkdocs_lss import macros
from mkdocs_lss.blocks import PageBlock, Placeholder
from mkdocs_lss.links import RepositoryLinks

__all__ = ["Survey"]


@dataclass(slots=True)
class Survey:
    """What stands in one page: its whole text, its blocks with the ids of their panels, its macros.

    `faults` say why it could not be read to its end. `lost` are the ids of the blocks that Markdown did not let be
    blocks. `alone`: what it holds depends on no other file.
    `leads` are the addresses and anchors of the site that its own text links to, and how often.
    """

    file: File
    shown: str
    text: str
    blocks: tuple[PageBlock, ...]
    idents: tuple[str, ...]
    calls: tuple[macros.Call, ...]
    faults: tuple[Finding, ...]
    alone: bool = True
    placeholders: list[Placeholder] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)
    stubs: dict[str, tuple[PageBlock, str]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    links: RepositoryLinks | None = None
    leads: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def heading(self) -> str:
        """The first heading of the page, or the page's path where it has none."""
        found = re.search(r"^# +(?P<title>.+?)[ #]*$", self.text, re.MULTILINE)
        return found["title"] if found else self.shown

    @property
    def drawn(self) -> list[PageBlock]:
        """The blocks whose panels have a diagram."""
        return [item for item in self.blocks if item.block.panel == "full" and item.assessment.mermaid is not None]
