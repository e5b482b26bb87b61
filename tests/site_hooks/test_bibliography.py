"""The pages that cite get a heading, and one page lists all works and who cites them."""

from __future__ import annotations

from .conftest import WORKS, MakeHooked

BIBLIOGRAPHY = {"docs/bibliography.md": "# Works\n\nSee [Ashby](#ashby1956).\n\n<!-- bibliography -->\n"}


def test_a_heading_stands_before_the_references_of_pages_that_cite(hooked: MakeHooked) -> None:
    built = hooked(
        ["bibliography"],
        {
            "docs/index.md": "# Home\n\nVariety.[^ashby1956] Bits.[^shannon1948]\n\n???+ note\n    Folded.\n",
            "docs/own.md": "# Own\n\nVariety.[^ashby1956]\n\n## References\n\nSome words.\n",
            "docs/setext.md": "# Setext\n\nVariety.[^ashby1956]\n\nReferences\n----------\n",
            "docs/code.md": "# Code\n\nVariety.[^ashby1956]\n\n```\n## References\n```\n",
            "docs/deep.md": "# Deep\n\nVariety.[^ashby1956]\n\n### References\n\nOf one part to another.\n",
            "docs/silent.md": "# Silent\n\nOwn note.[^a] `[^ashby1956]`\n\n[^a]: A note.\n",
            "docs/source.md": "# Source\n\nBecause. <!-- sources: ashby1956 -->\n",
        },
    )
    assert built.status == 0, built.log
    assert '<h2 id="references">References</h2>\n<div class="footnote">' in built.page()
    assert '<h2 id="references">References</h2>\n<div class="footnote">' in built.page("source/index.html")
    assert 'href="#references"' in built.page(), "the heading is in the table of contents"
    for name in ("own", "setext"):
        page = built.page(f"{name}/index.html")
        assert page.count(">References</h2>") == 1, name
        assert 'class="footnote"' in page
    assert built.page("code/index.html").count(">References</h2>") == 1
    assert '<h2 id="references_1">References</h2>\n<div class="footnote">' in built.page("deep/index.html")
    assert "References" not in built.page("silent/index.html")


def test_the_bibliography_lists_all_works_and_the_pages_that_cite_them(hooked: MakeHooked) -> None:
    built = hooked(
        ["bibliography"],
        BIBLIOGRAPHY
        | {
            "docs/a/x.md": "---\ntitle: X & <Y>\n---\n\nBits.[^shannon1948]\n",
            "docs/z.md": "# Zed\n\nBits.[^shannon1948]\n",
            "docs/aside.md": "# Aside\n\nWords.\n\n<!-- cited: ashby1956 -->\n",
            "docs/code.md": "# Code\n\n`<!-- bibliography -->`\n\n```\n<!-- bibliography -->\n```\n",
        },
        site_url="https://example.org/",
    )
    assert built.status == 0, built.log
    assert "WARNING" not in built.log, built.log
    page = built.page("bibliography/index.html")
    assert page.index('<li id="ashby1956">') < page.index('<li id="shannon1948">')
    assert "“A *Mathematical* Theory &lt;of&gt; {Communication}.”" in page
    assert (
        '<span class="works-cited">Cited in <a href="../a/x/">X &amp; &lt;Y&gt;</a>, <a href="../z/">Zed</a>.</span>'
        in page
    )
    assert 'Cited in <a href="../aside/">Aside</a>.' in page
    assert "<!-- cited" not in built.page("aside/index.html")
    assert 'href="../bibliography.bib" download' in page
    assert "@book" not in page
    assert '<li id="ashby1956">' not in built.page("code/index.html")
    bib = (built.site / "bibliography.bib").read_text("utf-8")
    assert (
        r"title = {{A *Mathematical* Theory \textless{}of\textgreater{} "
        r"\textbraceleft{}Communication\textbraceright{}}}" in bib
    )


def test_a_mistake_in_the_bibliography_stops_the_build(hooked: MakeHooked) -> None:
    works = WORKS.replace("year: 1956", "year: soon").replace("10.1002/", "doi:10.1002/")
    built = hooked(["bibliography"], {"bibliography.yaml": works})
    assert built.status == 1
    assert "ERROR   -  bibliography.yaml:5: year of ashby1956 should be a whole number" in built.log
    assert "bibliography.yaml:11: doi of shannon1948 is 'doi:10.1002/j.1538-7305.1948.tb01338.x'" in built.log
    assert "2 mistakes in bibliography.yaml, listed above" in built.log
