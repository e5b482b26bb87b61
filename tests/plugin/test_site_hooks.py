"""The hooks of this project's own site: citations and formulas."""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

import pytest

from .conftest import Make

ROOT = Path(__file__).resolve().parent.parent.parent
WORK = {
    "bibliography.yaml": "shannon1948:\n  author: C. E. Shannon\n  title: A *Mathematical* Theory <of> Communication\n"
    "  venue: Bell System Technical Journal\n  year: 1948\n  doi: 10.1002/j.1538-7305.1948.tb01338.x\n"
    "unused2000:\n  author: N. N.\n  title: T\n  venue: V\n  year: 2000\n"
}
EXTENSIONS = ["footnotes", {"pymdownx.arithmatex": {"generic": True}}]


def _hooked(make_site: Make, hook: str, page: str) -> tuple[int, str, str]:
    root = make_site({"docs/index.md": "# P\n"}).root
    shutil.copy(ROOT / "plugins" / "site_hooks" / hook, root / hook)
    built = make_site({"docs/index.md": page, **WORK}, hooks=[hook], markdown_extensions=EXTENSIONS)
    return built.status, built.log, built.page() if built.status == 0 else ""


def test_a_citation_becomes_a_footnote(make_site: Make) -> None:
    status, log, html = _hooked(
        make_site, "bibliography.py", "# P\n\nBits.[^shannon1948] `[^code]`\n\n```\n[^x]\n```\n"
    )
    assert status == 0, log
    assert (
        "C. E. Shannon. “A *Mathematical* Theory &lt;of&gt; Communication.” Bell System Technical Journal, 1948."
        in html
    )
    assert 'href="https://doi.org/10.1002/j.1538-7305.1948.tb01338.x"' in html
    assert "WARNING -  bibliography.yaml: cited by no page: unused2000" in log


def test_a_citation_before_a_colon_and_two_in_a_row(make_site: Make) -> None:
    page = "# P\n\nAs he wrote[^shannon1948]: bits. Both[^shannon1948][^unused2000].\n"
    status, log, html = _hooked(make_site, "bibliography.py", page)
    assert status == 0, log
    assert "[^" not in html
    assert "</sup>: bits." in html
    assert "</sup><sup>, </sup><sup" in html


def test_a_reference_has_no_stop_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT / "plugins")
    reference = importlib.import_module("site_hooks.bibliography").reference
    assert reference({"author": "A. B. et al.", "title": "Whose Turn?", "year": 2001}) == (
        "A. B. et al. “Whose Turn?” 2001."
    )
    assert reference({"author": "A. Bee", "title": "Stop!", "venue": "J", "year": 2001}) == ("A. Bee. “Stop!” J, 2001.")


def test_every_unknown_citation_is_named_with_its_place(make_site: Make) -> None:
    status, log, _ = _hooked(make_site, "bibliography.py", "# P\n\nA.[^shanon1948]\n\nB.[^nobody1900]\n")
    assert status == 1
    assert "docs/index.md:3:3: no work in bibliography.yaml has the key shanon1948; did you mean shannon1948?" in log
    assert "docs/index.md:5:3: no work in bibliography.yaml has the key nobody1900; add it there" in log


def test_formulas_become_mathml(make_site: Make) -> None:
    page = "# P\n\nPay $0.31 or $x_t < 2$.\n\n$$\n\\sum_{k=0}^n r^k\n$$\n"
    status, log, html = _hooked(make_site, "mathml.py", page)
    assert status == 0, log
    assert html.count("<math ") == 2
    assert "<mo>&lt;</mo>" in html
    assert "arithmatex" not in html
    assert "$0.31 or" in html


@pytest.mark.parametrize("formula", ["\\frac{", "\\unheardof x", "a &= b", "\\href{javascript:alert(1)}{x}"])
def test_a_formula_that_is_not_understood_fails_the_build(make_site: Make, formula: str) -> None:
    status, log, _ = _hooked(make_site, "mathml.py", f"# P\n\n${formula}$\n")
    assert status == 1
    assert "is not understood" in log


def test_markup_in_a_formula_is_text(make_site: Make) -> None:
    status, log, html = _hooked(make_site, "mathml.py", "# P\n\n$\\text{<script>alert(1)</script>}$\n")
    assert status == 0, log
    assert "<mtext>&lt;script&gt;alert(1)&lt;/script&gt;</mtext>" in html
