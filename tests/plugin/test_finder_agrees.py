"""The blocks that the library finds are those that the site renders, wherever a fence stands."""

from __future__ import annotations

import re
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.lss import find_blocks
from mkdocs_lss.blocks import fill, put_placeholders
from mkdocs_lss.guard import unchecked_blocks

from .conftest import Make
from .sites import GOOD, fenced

BODY = "loop_name: a\nworkers:\n  - role: b\n\n  # blank above\nobjective: c\n"
EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
TABBED = {"pymdownx.tabbed": {"alternate_style": True}}


def _rendered(page: str) -> list[str]:
    """The text of each lss block that superfences renders."""
    seen: list[str] = []

    def take(source: str, *_: object, **__: object) -> str:
        seen.append(source)
        return f"<pre>rendered-{len(seen) - 1}-</pre>"

    fences = {"custom_fences": [{"name": "lss", "class": "lss", "format": take}]}
    configs: dict[str, dict[str, Any]] = {**TABBED, "pymdownx.superfences": fences}
    html = markdown.markdown(page, extensions=EXTENSIONS, extension_configs=configs)
    # Superfences takes fences in indented code for blocks at first, and puts their text back later.
    return [source for number, source in enumerate(seen) if f"rendered-{number}-" in html]


def _found(page: str) -> list[str]:
    return [b.source.text.rstrip("\n") for b in find_blocks(page, "p.md") if b.fence.broken is None and not b.faults]


def _in(page: str, indent: str, mark: str = "```") -> str:
    lines = [f"{mark}lss", *BODY.splitlines(), mark]
    return page + "".join(f"{indent}{line}".rstrip() + "\n" for line in lines)


PLACES = {
    "top": _in("Text.\n\n", ""),
    "after a paragraph": _in("Text.\n", ""),
    "list": _in("- item\n\n", "    "),
    "tight list": _in("- item\n", "    "),
    "ordered list": _in("1. item\n\n", "    "),
    "nested list": _in("- item\n\n    - inner\n\n", "        "),
    "admonition": _in('!!! note "T"\n\n', "    "),
    "admonition in a list": _in("- item\n\n    !!! note\n\n", "        "),
    "details": _in('??? note "T"\n\n', "    "),
    "tab": _in('=== "One"\n\n', "    "),
    "quote": _in("> Text.\n>\n", "> "),
    "list in a quote": _in("> - item\n>\n", ">     "),
    "tildes": _in("", "", "~~~"),
    "long fence": _in("", "", "`````"),
    "inside a longer fence": f"````markdown\n{_in('', '')}````\n",
    "inside tildes": f"~~~~text\n{_in('', '')}~~~~\n",
    "indented code": _in("Text.\n\n", "    "),
    "three spaces": _in("Text.\n\n", "   "),
    "footnote": _in("Text[^1].\n\n[^1]: note\n\n", "    "),
    "definition": _in("Term\n:   text\n\n", "    "),
    "html with markdown": '<div markdown="1">\n\n' + _in("", "") + "\n</div>\n",
    "two": _in(_in("", "") + "\nText.\n\n", ""),
    "after another language": "```python\nx = 1\n```\n\n" + _in("", ""),
    "tabs for spaces": _in("- item\n\n", "\t"),
}


@pytest.mark.parametrize("name", PLACES)
def test_found_is_rendered(name: str) -> None:
    page = f"# Title\n\n{PLACES[name]}\nEnd.\n"
    assert _found(page) == _rendered(page)


@pytest.mark.parametrize("name", PLACES)
def test_placeholder_takes_the_place_of_the_block(name: str) -> None:
    _check_placeholders(f"# Title\n\n{PLACES[name]}\nEnd.\n")


@given(st.lists(st.sampled_from(sorted(PLACES)), min_size=1, max_size=5, unique=True))
def test_pages_of_many_parts(names: list[str]) -> None:
    page = "# Title\n\n" + "\nBetween.\n\n".join(PLACES[name] for name in names) + "\nEnd.\n"
    assert _found(page) == _rendered(page)
    _check_placeholders(page)


COMMENTS = {
    "code span": "Write `<!-- x` like this.\n\n",
    "code span of two lines": "A `span\n<!-- x` of two lines.\n\n",
    "within a line": "Text <!-- x\n\n",
    "opened in code, closed in code": "Write `<!-- x`.\n\n```text\n-->\n```\n\n",
    "never closed": "<!-- x\n\n",
    "closed on its line": "<!-- x --> and <!-- y\n\n",
    "indented": "- item\n\n    <!-- x\n\n",
}
"""What looks like the start of a comment, and hides nothing."""


@pytest.mark.parametrize("name", COMMENTS)
def test_what_is_no_comment_hides_no_block(name: str) -> None:
    page = f"# Title\n\n{_in(COMMENTS[name], '')}\nEnd.\n"
    assert _found(page) == _rendered(page) == [BODY.rstrip("\n")]


@pytest.mark.parametrize("start", ["<!-- x\n", "   <!--\n\n"])
def test_a_block_in_a_comment_is_not_looked_at(start: str) -> None:
    assert _found(_in(start, "") + "\n-->\n") == []


def _check_placeholders(page: str) -> None:
    blocks = [block for block in find_blocks(page, "p.md") if block.fence.broken is None]
    spans = [(range(b.line - 1, b.end_line), b.fence.prefix, f"tokenx{n}x") for n, b in enumerate(blocks)]
    text, placeholders = put_placeholders(page.split("\n"), spans)
    html = markdown.markdown(text, extensions=EXTENSIONS, extension_configs=TABBED)
    for placeholder in placeholders:
        assert html.count(placeholder.token) == 1
    filled, shown = fill(html, placeholders, {p.token: f"<div>{p.token}</div>" for p in placeholders})
    assert shown == {placeholder.token for placeholder in placeholders}
    for placeholder in placeholders:
        assert f"<div>{placeholder.token}</div>" in filled
    assert not re.search(r"<p>\s*<div>token", filled)
    assert not list(unchecked_blocks(html, page))


def test_a_placeholder_in_code_gives_the_text_back() -> None:
    text, placeholders = put_placeholders(
        ["Text.", "", "    ```lss", "    <b>", "    ```"], [(range(2, 5), "    ", "tok")]
    )
    html = markdown.markdown(text)
    assert "<pre>" in html
    filled, shown = fill(html, placeholders, {"tok": "<panel>"})
    assert "&lt;b&gt;" in filled
    assert "<panel>" not in filled
    assert not shown


RENDERED = {
    "fenced_code": '<pre><code class="language-lss">loop_name: a\n</code></pre>',
    "superfences with classes": '<div class="language-yaml highlight"><pre><code>loop_name: a\n</code></pre></div>',
    "superfences without": '<div class="highlight"><pre><span></span><code>loop_name: a\n</code></pre></div>',
    "no pygments": '<pre class="highlight"><code class="language-yml">loop_name: a\n</code></pre>',
}


@pytest.mark.parametrize("name", RENDERED)
def test_the_guard_sees_what_no_fence_declares(name: str) -> None:
    assert list(unchecked_blocks(RENDERED[name], "# Page\n")) == [("loop_name: a", 1, 1)]


def test_the_guard_knows_where_the_text_of_a_block_stands() -> None:
    html = '<pre><code class="language-lss">loop_name: a\n\nb: 1\n</code></pre>'
    source = "loop_name: a\n\n> x\n\n> ```lss\n> loop_name: a\n>\n> b: 1\n"
    assert list(unchecked_blocks(html, source)) == [("loop_name: a", 6, 3)]


def test_the_guard_lets_other_code_pass() -> None:
    assert not list(unchecked_blocks(RENDERED["superfences with classes"], '```yaml lss="skip"\nloop_name: a\n```\n'))
    assert not list(unchecked_blocks(RENDERED["superfences without"], "```text\nloop_name: a\n```\n"))
    assert not list(unchecked_blocks(RENDERED["superfences without"], "Text.\n\n    loop_name: a\n"))
    assert not list(unchecked_blocks('<pre><code class="language-python">loop_name: str\n</code></pre>', ""))
    assert not list(unchecked_blocks("<!-- " + RENDERED["fenced_code"] + " -->", ""))


def test_a_block_from_an_include_fails_the_build(make_site: Make) -> None:
    files = {"docs/index.md": '# P\n\n--8<-- "part.txt"\n', "part.txt": fenced(GOOD)}
    built = make_site(files, markdown_extensions=["pymdownx.snippets", "pymdownx.superfences"])
    assert built.status == 1
    assert "[unvalidated-block]" in built.log
    assert "docs/index.md:1:1: the block that begins" in built.log
