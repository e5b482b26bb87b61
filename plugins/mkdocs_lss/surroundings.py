"""What a comment macro may look at: the specs of the site, and addresses as the macro's page sees them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from loop_engineering.assess import Assessment
from loop_engineering.lss import Finding
from mkdocs_lss.diffs import SpecFiles
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.placing import Badge

__all__ = ["ShownBlock", "Surroundings"]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A valid spec that a page shows: the page's URI and title, and the readings of the spec.

    `anchor` is the id of its panel, empty where the page shows none; `findings` are those that readers are told.
    """

    uri: str
    title: str
    assessment: Assessment
    anchor: str = ""
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a macro may look at beside the library's tables: the specs of the site, and addresses from its page.

    `mode_url` is the address of a failure mode, None where no page lists them; `files` are the spec files that the page
    may name; `blocks` are the specs in the pages of a folder; `page_url` is the address of the page that the repository
    or the site has at a path, None where neither has one; `spec_count` counts the valid specs of the site;
    `badge` is the badge of a spec file; `index` are all specs of the site, or of a folder of it;
    `mode_connections` is a place in the page for what a failure mode is connected to.
    """

    library: Sequence[LibrarySpec]
    url: Callable[[str], str]
    rule_url: Callable[[str], str]
    mode_url: Callable[[str], str | None]
    files: SpecFiles
    blocks: Callable[[str], Sequence[ShownBlock]]
    page_url: Callable[[str], str | None]
    spec_count: Callable[[], int]
    badge: Callable[[Assessment], Badge]
    index: Callable[[str], Sequence[ShownBlock]]
    mode_connections: Callable[[str], Markup] = lambda code: Markup()
