"""Each term of the glossary is an entry of the search index of its own."""

from __future__ import annotations

from site_hooks.search_terms import with_terms

PAGE = """<h2 id="o">O</h2><dl class="glossary"><dt id="oscillation"><dfn>oscillation</dfn></dt>
<dd>Quality that swings &amp; swings. <span>See <a href="x">Feedback</a>.</span></dd></dl>"""


def test_terms_stand_in_place_of_letters() -> None:
    top, letter, other = (
        {"location": place, "title": "", "text": ""} for place in ("glossary/", "glossary/#o", "a/#o")
    )
    term = {
        "location": "glossary/#oscillation",
        "title": "oscillation",
        "text": "Quality that swings &amp; swings. See Feedback.",
    }
    assert with_terms([top, letter, other], PAGE) == [top, other, term]
    assert with_terms([top, letter, other], "<h1>Glossary</h1>") == [top, letter, other]
