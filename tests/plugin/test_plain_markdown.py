"""HTML of the plugin as Markdown: a Markdown reader finds the same text, tables, lists and links in it."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from loop_engineering.assess import assess
from loop_engineering.lss import Source
from mkdocs_lss.html_markdown import as_markdown
from mkdocs_lss.plain_markdown import readings

from .sites import GOOD

_READ = MarkdownIt().enable("table")


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>A</h2><p>b\n <strong>c</strong></p><p>d</p>", "## A\n\nb **c**\n\nd"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>a</li></ol>", "1. a"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "- **a**: b"),
        ('<p><a href="x/">a</a> <code>b</code></p>', "[a](<x/>) `b`"),
        ("<pre><code>a\n  ``` &lt;b</code></pre>", "````\na\n  ``` <b\n````"),
        ('<details class="lss-fold"><summary>a</summary><p>b</p></details>', "**a**\n\nb"),
        ('<svg><text>a</text></svg><button>b</button><p hidden>c</p><img src="x" alt="d">', "d"),
        (
            "<table><caption>T</caption><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><th>c</th><td>d<br>e</td></tr><tr><td>f</td></tr></tbody></table>",
            "**T**\n\n| a | b |\n| --- | --- |\n| c | d e |\n| f |  |",
        ),
    ],
)
def test_what_it_makes(html: str, markdown: str) -> None:
    assert as_markdown(html, lambda url: f"<{url}>") == markdown


@pytest.mark.parametrize("text", ["a | b", "*a* `c`", "[a](b)", "&lt;script&gt;x&lt;/script&gt;", "a\\|b", "&amp;lt;"])
def test_text_stays_text(text: str) -> None:
    made = as_markdown(f"<table><thead><tr><th>h</th></tr></thead><tbody><tr><td>{text}</td></tr></tbody></table>")
    assert f"<td>{text}</td>" in _READ.render(made)


@pytest.mark.parametrize("html", ["<", "<p", "</p></table></td>", "<table><tr><td>", "<code>", "<a>x</a></a>", "<pre>"])
def test_what_is_broken_is_no_fault(html: str) -> None:
    as_markdown(html)


def test_readings_say_what_has_no_bound() -> None:
    said = readings(assess(Source(GOOD, "x.yaml")))
    assert said.endswith("worst case: 10 iterations, $2.00, time not bounded.")
    assert readings(assess(Source("a: 1", "x.yaml"))) == ""
