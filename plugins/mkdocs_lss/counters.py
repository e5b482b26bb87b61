"""How much a site has: its specs, and the rules, patterns and levels that the library knows, each with its page.

The numbers are counted when the page is built; nobody types them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from loop_engineering.lss import RULES
from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.taxonomy import LEVELS
from mkdocs_lss.templating import render

__all__ = ["Counter", "counted", "html"]


@dataclass(frozen=True, slots=True)
class Counter:
    """A number, what it counts, and the address of the page about that, None where the site has none."""

    number: int
    one: str
    many: str
    url: str | None

    @property
    def name(self) -> str:
        """What is counted, in the number that fits."""
        return self.one if self.number == 1 else self.many


def counted(specs: int, page_url: Callable[[str], str | None]) -> Iterator[Counter]:
    """The counters of a site with so many specs; `page_url` is the address of a page by its path, if it exists."""
    table = (
        (specs, "spec checked here", "specs checked here", ("docs/explore.md", "loop-library/index.md")),
        (len(RULES), "rule", "rules", ("rules/index.md",)),
        (len(PATTERNS), "pattern", "patterns", ("patterns/index.md",)),
        (len(LEVELS), "level", "levels", ("taxonomy/index.md",)),
        (len(FAILURE_MODES), "failure mode", "failure modes", ("standards/failure-taxonomy.md",)),
    )
    for number, one, many, paths in table:
        yield Counter(number, one, many, next(filter(None, map(page_url, paths)), None))


def html(specs: int, page_url: Callable[[str], str | None]) -> Markup:
    """The counters as a list."""
    return render("counters.html.jinja", counters=list(counted(specs, page_url)))
