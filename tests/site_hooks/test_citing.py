"""How to cite a page: from CITATION.cff and the page, as text and as BibTeX."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mkdocs.exceptions import Abort
from site_hooks.citing import Edition, as_bibtex, as_text, read_edition

from loop_engineering import __version__

from .conftest import CITATION, LICENSE, MakeHooked

ROOT = Path(__file__).resolve().parents[2]
EDITION = Edition((("The Test authors", ""),), "Site", "1.2", "2026")


def test_a_sentence_and_an_entry() -> None:
    assert as_text(EDITION, "What is a loop?", "https://e.org/x/") == (
        "The Test authors. “What is a loop?” Site, version 1.2, 2026. https://e.org/x/"
    )
    assert as_text(EDITION, "Feedback", "u") == "The Test authors. “Feedback.” Site, version 1.2, 2026. u"
    assert as_bibtex(EDITION, "50 % {loops}", "https://e.org/a{b}/", "Book/01-x_y.md") == (
        "@misc{loopengineering:book-01-x-y,\n"
        "  author = {{The Test authors}},\n"
        "  title = {{50 \\% \\textbraceleft{}loops\\textbraceright{}}},\n"
        "  howpublished = {Site},\n"
        "  note = {Version 1.2},\n"
        "  year = {2026},\n"
        "  url = {https://e.org/a%7Bb%7D/},\n"
        "}\n"
    )


def test_people_are_cited_by_name() -> None:
    people = Edition((("van Åx", "A. B."), ("Bee", "C."), ("Loop Group", "")), "Site", "1", "2026")
    assert as_text(people, "T", "u").startswith("A. B. van Åx, C. Bee and Loop Group. ")
    assert r"author = {van {\r A}x, A. B. and Bee, C. and {Loop Group}}" in as_bibtex(people, "T", "u", "t.md")


def _edition(folder: Path, citation: str, licence: str = LICENSE) -> Edition:
    (folder / "CITATION.cff").write_text(citation, "utf-8")
    (folder / "LICENSE").write_text(licence, "utf-8")
    return read_edition(folder, "Site")


def test_version_and_year(tmp_path: Path) -> None:
    assert _edition(tmp_path, CITATION) == Edition((("The <Test> authors", ""),), "Site", __version__, "2026")
    released = _edition(tmp_path, CITATION + 'version: "2.1"\ndate-released: 2027-03-01\n')
    assert (released.version, released.year) == ("2.1", "2027")
    person = "authors:\n  - {family-names: Beer, name-particle: van, given-names: S.}\n"
    assert _edition(tmp_path, person).authors == (("van Beer", "S."),)


@pytest.mark.parametrize(
    ("citation", "line", "said"),
    [
        ("", 1, "should be a mapping"),
        ("title: T\n", 1, "it needs authors"),
        ("title: T\nauthors: []\n", 2, "it needs authors"),
        ("authors:\n  - name: A\n  - 1\n", 3, "an author has a name"),
        ("authors:\n  - {}\n", 2, "an author has a name"),
        ("authors:\n  - name: [A]\n", 2, "an author has a name"),
        ("authors:\n  - {family-names: B, name-suffix: 3}\n", 2, "each a text"),
        (CITATION + "version: [1]\n", 5, "version should be a text or a number"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nauthors: &c [*b, *c]\n", 3, "contains itself"),
        ("a: " + "[" * 10_000, 1, "nesting is deeper"),
        ("a: [\n", 2, "YAML"),
    ],
)
def test_a_mistake_in_the_citation_is_told_with_its_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, citation: str, line: int, said: str
) -> None:
    with pytest.raises(Abort, match=r"mistakes in CITATION\.cff, listed above"):
        _edition(tmp_path, citation)
    assert any(item.startswith(f"CITATION.cff:{line}: ") and said in item for item in caplog.messages), caplog.messages


def test_without_a_year_there_is_no_citation(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Abort):
        _edition(tmp_path, CITATION, licence="MIT License\n")
    assert "date-released" in caplog.text


def test_this_project_can_be_cited() -> None:
    edition = read_edition(ROOT, "Loop Engineering")
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert [name for name, _ in edition.authors] == [author["name"] for author in cff["authors"]]
    assert edition.version == __version__


def test_every_page_ends_with_its_citation(hooked: MakeHooked) -> None:
    built = hooked(
        ["bibliography", "citing"],
        {
            "book/one.md": "---\ntitle: One <i> & 50 %\n---\n\n# One\n\nVariety.[^ashby1956]\n",
            "book/index.md": "# Book\n",
            "docs/rules/LSS302.md": "# Rules & <i>\n",
            "CITATION.cff": CITATION,
            "LICENSE": LICENSE,
        },
        content=("book",),
        site_url="https://example.org/",
        site_name="A & <B>",
    )
    assert built.status == 0, built.log
    page = built.page("book/one/index.html")
    assert page.index('<div class="footnote">') < page.index('<details class="cite-page" data-search-exclude>')
    assert "<summary>Cite this page</summary>" in page
    assert (
        "<p>The &lt;Test&gt; authors. “One &lt;i&gt; &amp; 50 %.” A &amp; &lt;B&gt;, "
        f"version {__version__}, 2026. https://example.org/book/one/</p>" in page
    )
    assert r"title = {{One \textless{}i\textgreater{} \&amp; 50 \%}}" in page
    assert "url = {https://example.org/book/}," in built.page("book/index.html")
    assert "@misc{loopengineering:book," in built.page("book/index.html")
    assert "“A &amp; &lt;B&gt;.” A &amp; &lt;B&gt;, version" in built.page()
    assert "“Rules &amp;.” A &amp; &lt;B&gt;, version" in built.page("rules/LSS302/index.html")
