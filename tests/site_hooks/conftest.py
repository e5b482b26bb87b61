"""Small sites with the hooks of this project's own site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugin.conftest import Make, diagrams, make_site
from tests.plugin.sites import Built

__all__ = ["MakeHooked", "diagrams", "hooked", "make_site"]

HOOKS = Path(__file__).resolve().parents[2] / "plugins" / "site_hooks"
MakeHooked = Callable[..., Built]

EXTENSIONS = [
    *("footnotes", "attr_list", "tables", "admonition", "pymdownx.superfences"),
    {"pymdownx.arithmatex": {"generic": True}},
]
WORKS = (
    "ashby1956:\n  author: W. Ross Ashby\n  title: An Introduction to Cybernetics\n  venue: Chapman & Hall\n"
    "  year: 1956\n"
    'shannon1948:\n  author: C. E. Shannon\n  title: "A *Mathematical* Theory <of> {Communication}"\n'
    "  venue: Bell System Technical Journal 27(3), 379–423\n  year: 1948\n  doi: 10.1002/j.1538-7305.1948.tb01338.x\n"
)
CITATION = "cff-version: 1.2.0\ntitle: Test\nauthors:\n  - name: The <Test> authors\n"
LICENSE = "MIT License\n\nCopyright (c) 2026 The Test authors\n"
RULES = {f"docs/rules/{rule}.md": f"# {rule}\n\nThe loop runs.\n" for rule in ("LSS301", "LSS302")}
GLOSSARY = {
    "docs/glossary.md": "# Glossary\n\n<!-- glossary -->\n",
    "glossary.yaml": "loop:\n  definition: What turns.\n  forms: [loops]\n",
}


@pytest.fixture
def hooked(make_site: Make) -> MakeHooked:
    """Write and build a site with the named hooks: `hooked(["glossary"], {"docs/index.md": …})`."""

    def make(
        hooks: list[str],
        files: dict[str, str],
        *,
        content: tuple[str, ...] = (),
        rules: str | None = None,
        **settings: object,
    ) -> Built:
        given = {"bibliography.yaml": WORKS, "docs/index.md": "# Home\n"} | files
        return make_site(
            given,
            options={"content": list(content)} | ({"rules": rules} if rules else {}),
            hooks=[str(HOOKS / f"{hook}.py") for hook in hooks],
            markdown_extensions=EXTENSIONS,
            use_directory_urls=True,
            **settings,
        )

    return make
