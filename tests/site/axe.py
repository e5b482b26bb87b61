"""What axe-core finds in a page: all rules of WCAG 2 A and AA and best practices, and colours.

axe looks at the contrast of each text anew, and takes minutes for the thousands of words in highlighted code. What its
rule computes depends on the colour, size and weight of a text and on what is painted below it, so `contrasts` has axe
look at visible texts of each such combination, and remembers across pages which combinations it has passed. What axe
was not sure about, or has not looked at, is not remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

__all__ = ["Axe"]

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_LOOKS = Path(__file__).with_name("looks.js").read_text("utf-8")
# axe has one rule of WCAG 2.2, the size of targets, and has it off: it takes links in running text for buttons.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@dataclass
class Axe:
    """axe-core, and the combinations of colours that it has passed."""

    passed: set[str] = field(default_factory=set)

    def load(self, page: Page) -> None:
        """Put axe into a page."""
        page.evaluate(_AXE)
        page.evaluate(_LOOKS)

    def all_but_contrasts(self, page: Page) -> list[str]:
        """What is against the rules, contrasts aside."""
        options = {"runOnly": _TAGS, "rules": {"color-contrast": {"enabled": False}}}
        return _list(page.evaluate("options => looks.rules(options)", options))

    def only(self, page: Page, *rules: str) -> list[str]:
        """What is against these rules."""
        return _list(page.evaluate("options => looks.rules(options)", {"runOnly": rules}))

    def contrasts(self, page: Page) -> list[str]:
        """Which texts have too little contrast."""
        found, sure = page.evaluate("passed => looks.contrasts(passed)", sorted(self.passed))
        self.passed.update(sure)
        return _list(found)


def _list(found: object) -> list[str]:
    assert isinstance(found, list)
    return [" ".join(str(item).split()) for item in found]
