"""The running text of HTML, and nothing else of it."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_hooks.html_text import runs, with_inserts


@pytest.mark.parametrize(
    "html",
    [
        "<h1>no</h1>",
        "<h2 id='a'>no <em>no</em></h2>",
        "<code>no</code>",
        "<pre><span>no</span></pre>",
        '<a href="x">no <b>no</b></a>',
        "<math><mi>no</mi></math>",
        "<svg><text>no</text><path/></svg>",
        "<figure><p>no</p><figcaption>no</figcaption></figure>",
        "<table><caption>no</caption><tr><th>no</th></tr></table>",
        "<details><summary>no</summary></details>",
        '<p class="admonition-title">no</p>',
        '<div class="footnote"><ol><li><div>no</div></li></ol></div>',
        '<span class="arithmatex">\\(no\\)</span>',
        '<div class="lss-panel lss-panel--example"><div><p>no</p></div></div>',
        '<div class="highlight"><table><tr><td>no</td></tr></table></div>',
        "<script>no < no</script>",
        "<style>no</style>",
        "<!-- no --><textarea>no</textarea><button>no</button>",
        '<p title="no" data-x="a > no"></p>',
        "&amp;<br/>&#110;",
        "<A HREF=x>no</A>",
    ],
)
def test_what_is_no_prose(html: str) -> None:
    found = runs(f"<p>yes</p>{html}<p>yes</p>")
    assert [run.text for run in found.prose] == ["yes", "yes"]


def test_prose_in_its_sections() -> None:
    found = runs(
        "<p>a <em>b</em></p><h2>x</h2><ul><li>c</li></ul><h3>y</h3><td>d</td>"
        '<h2>z</h2><p>e<a href="#">f</a>&lt;g</p><details><summary>s</summary><p>h</p></details>'
    )
    assert [(run.text, run.section) for run in found.prose] == [
        *[("a ", 0), ("b", 0), ("c", 1), ("d", 1), ("e", 2), ("g", 2), ("h", 2)]
    ]
    assert [(run.text, run.section) for run in found.links] == [("f", 2)]


def test_an_element_that_is_never_closed_hides_what_follows() -> None:
    assert [run.text for run in runs("<p>a</p><code>b<p>c</p>").prose] == ["a"]
    assert [run.text for run in runs("<p>a</p><a/>b").prose] == ["a"], "in HTML this is a link that goes on"
    assert [run.text for run in runs("<p>a</p><svg/>b").prose] == ["a", "b"]


_PIECES = st.one_of(
    st.sampled_from(["<p>", "</p>", "<code>", "</code>", "<a href='x'>", "</a>", "<h2>", "</h2>"]),
    st.sampled_from(["<br/>", "\n", "\r\n"]),
    st.sampled_from(["&amp;", "&", "<!-- loop -->", "<!--", "<svg/>", "<div class='lss-x'>", "</div>"]),
    st.sampled_from(["<", "<![CDATA[", "<?", "</", "<script>", "</script>"]),
    st.text("lop <>&;\"'\n-é", max_size=8),
)


@given(st.lists(_PIECES, max_size=20).map("".join))
def test_each_run_stands_where_it_says(html: str) -> None:
    found = runs(html)
    for run in [*found.prose, *found.links]:
        assert html[run.start : run.start + len(run.text)] == run.text
    marked = with_inserts(
        html, [(run.start, run.start + len(run.text), lambda text: f"[{text}]") for run in found.prose]
    )
    assert re.sub(r"[\[\]]", "", marked) == re.sub(r"[\[\]]", "", html)


@given(st.text(max_size=40))
def test_escaped_text_is_prose_without_its_signs(text: str) -> None:
    html = f"<p>{escape(text)}</p>"
    assert not [run for run in runs(html).prose if "<" in run.text or ">" in run.text]
