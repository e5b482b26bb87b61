"""What a page is connected to: each reference is told at both of its ends, and none of them leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.lss.failure_modes import FAILURE_MODES
from mkdocs_lss.references import RELATIONS, Node, Place, Reference, References, known, links_in
from tests.strategies import TEXTS

from .conftest import Make
from .sites import GOOD, LOOP, Built, build, fenced, write_site

_SECTION = re.compile(r'<section class="lss-connections".*?</section>', re.DOTALL)
_LINK = re.compile(r'<a href="(?P<url>[^"]*)">(?P<name>.*?)</a>')
_NODES = [Node("page", f"{number}.md") for number in range(5)]
_NAMED = st.builds(
    Reference, st.sampled_from(_NODES), st.sampled_from([item.name for item in RELATIONS]), st.sampled_from(_NODES)
)


def _groups(html: str) -> dict[str, list[str]]:
    """The names below each heading of a block of connections, or of the list of a failure mode."""
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", html, re.DOTALL)
    return {heading: [unescape(name) for _, name in _LINK.findall(entries)] for heading, entries in found}


def _connections(page: str) -> dict[str, list[str]]:
    section = _SECTION.search(page)
    return _groups(section.group()) if section else {}


def _mode(page: str, code: str) -> dict[str, list[str]]:
    found = re.search(rf'<dl [^>]*id="{code.lower()}">.*?</dl>', page, re.DOTALL)
    assert found is not None
    return _groups(found.group())


@given(st.lists(_NAMED, max_size=12))
def test_what_one_end_tells_the_other_tells(references: list[Reference]) -> None:
    index = References({node: Place(node.key, node.key) for node in _NODES}, references)
    told = {
        node: {(group.heading, entry.node) for group in index.groups(node) for entry in group.entries}
        for node in _NODES
    }
    for relation in RELATIONS[:-1]:
        for item in references:
            if item.relation == relation.name and item.source != item.target:
                assert not relation.there or (relation.there, item.target) in told[item.source]
                assert not relation.back or (relation.back, item.source) in told[item.target]
    for item in references:
        if item.relation == "mentions" and item.source != item.target:
            others = (other for other in references if {other.source, other.target} == {item.source, item.target})
            alone = all(other.relation == "mentions" for other in others)
            assert (("Mentioned on", item.source) in told[item.target]) is alone


def test_what_has_no_place_on_the_site_is_not_told() -> None:
    index = References({Node("pattern", "debate-loop"): Place("Debate loop", "d/")}, known())
    assert index.groups(Node("pattern", "debate-loop")) == ()


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="../b/#x">b</a> <a class="k" href="../b/#x">b</a>', {("b/", "x"): 2}),
        ('<a href="/b/">from the root</a><a href="?q">self</a>', {("b/", ""): 1, ("a/", ""): 1}),
        ('<a href="../%C3%A9/">é</a><a href="../x&amp;y/">&</a>', {("é/", ""): 1, ("x&y/", ""): 1}),
        ('<a href="https://example.org/b/">', {}),
        ('<a href="//b/"> <a href="mailto:b@b"> <a href="javascript:b()"> <a href="http://[b/">', {}),
        ("<a " * 50_000 + 'href="', {}),
        ('<a href="' * 20_000, {}),
    ],
)
def test_the_links_of_a_page(html: str, found: dict[tuple[str, str], int]) -> None:
    assert Counter(links_in(html, "a/")) == found


@given(TEXTS)
def test_any_page_is_read(html: str) -> None:
    assert all(not url.startswith("/") for url, _ in links_in(f'{html}<a href="{html}">', "a/"))


HOSTILE = "<img src=x onerror=alert(1)> & {{ 7*7 }}"
NAMED = LOOP.format(name="named") + "extensions:\n  patterns: [reflection-loop, debate-loop]\n"
WEAK = GOOD[: GOOD.index("cost_limits")]
MODES = ("failure-modes", "failure-mode F1", "failure-mode F7")
F7 = "[F7](../docs/modes.md#f7)"
FILES = {
    "docs/index.md": f"# Home\n\n[One](one.md) and [F1](modes.md#f1).\n\n{fenced(GOOD)}",
    "docs/one.md": "# One\n\n"
    + fenced(WEAK, 'lss expect="LSS601"')
    + "\n[Rule](rules/LSS601.md), [again](rules/LSS601.md).\n",
    "docs/modes.md": "# M\n\n" + "".join(f"<!-- lss:{name} -->\n\n" for name in MODES),
    "docs/level.md": "# A level\n\n<!-- lss:level 2 -->\n",
    "docs/explore.md": "# Explore\n\n<!-- lss:explorer -->\n",
    "cases/index.md": f"# Cases\n\n[A case](a.md), {F7}.\n",
    "cases/a.md": f"---\ntitle: '{HOSTILE}'\n---\n\n# A\n\n{fenced(NAMED)}\n{F7}, [spec](../lib/n.yaml)\n",
    "cases/b.md": f"# B {HOSTILE.replace('{', '&#123;')}\n\n[A](a.md), {F7}, {F7}.\n",
    "cases/out.md": f"---\nconnections: false\n---\n\n# Out\n\n[A](a.md), {F7}.\n",
    "patterns/reflection-loop.md": "# Reflection\n\n<!-- lss:used-by reflection-loop -->\n",
    "patterns/debate-loop.md": "# Debate\n\n[Reflect](reflection-loop.md)\n",
    "lib/n.yaml": NAMED,
}
OPTIONS = {"rules": "rules", "library": "lib", "content": ["cases", "patterns"]}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("connections") / "project"
    built = build(
        write_site(root, FILES, plugins=["search", {"lss": OPTIONS}], theme={"name": "material", "font": False})
    )
    assert built.status == 0, built.log
    return built


def test_a_rule_page_tells_who_shows_it_and_who_speaks_of_it(small: Built) -> None:
    told = _connections(small.page("rules/LSS601.html"))
    assert told["Shown on"] == ["One"]
    assert told["See also"][0] == "LSS602 soft-budget"
    assert "Mentioned on" not in told, "the page is told of once"


def test_a_failure_mode_tells_of_patterns_specs_and_pages(small: Built) -> None:
    page = small.page("modes.html")
    told = _mode(page, "F7")
    assert told["Patterns that prevent it"] == ["Reflection loop"]
    assert told["Patterns that invite it"] == ["Reflection loop", "Debate loop"]
    assert told["Library specs whose patterns prevent it"] == ["named"]
    assert told["Mentioned on"] == ["B & {{ 7*7 }}", "& {{ 7*7 }}", "Cases"], "most links first"
    assert _connections(page) == {}, "an ordinary page outside the folders of content has no block"


def test_a_pattern_page_tells_of_modes_stacks_levels_and_loops(small: Built) -> None:
    told = _connections(small.page("patterns/reflection-loop.html"))
    assert told["Prevents, wholly or in part"] == ["F1 open loop", "F7 oscillation"], "F2 has no place on this site"
    assert told["Usual level"] == ["Level 2, reflective"]
    assert "Library specs that use it" not in told, "the macro on the page has told it"
    assert _connections(small.page("patterns/debate-loop.html"))["Library specs that use it"] == ["named"]


def test_a_spec_and_a_level_tell_of_each_other(small: Built) -> None:
    spec = _connections(small.page("lib/n.html"))
    assert spec["Level"] == ["Level 2, reflective"]
    assert spec["Its patterns prevent"] == ["F1 open loop", "F7 oscillation"]
    level = small.page("level.html")
    assert _connections(level)["Patterns usual at this level"] == ["Reflection loop"]
    assert 'href="explore.html?level=2"' in level


def test_an_index_and_a_page_that_opts_out_count_for_nothing(small: Built) -> None:
    told = {name for names in _connections(small.page("cases/a.html")).values() for name in names}
    assert not told & {"Cases", "Out", "Home"}
    assert "Out" not in _mode(small.page("modes.html"), "F7")["Mentioned on"]
    assert _connections(small.page("cases/out.html")) == {}


def test_titles_are_text(small: Built) -> None:
    for path in small.site.rglob("*.html"):
        for block in _SECTION.findall(path.read_text("utf-8")):
            assert "<img" not in block
            assert "49" not in block


def test_search_finds_pages_by_what_they_say(small: Built) -> None:
    assert "Connections" not in small.page("search/search_index.json")
    assert "Patterns that prevent it" not in small.page("search/search_index.json")


def test_a_site_that_only_checks_its_blocks_has_neither_connections_nor_cards(make_site: Make) -> None:
    built = make_site({"docs/index.md": f"# H\n\n[O](o.md)\n\n{fenced(GOOD)}", "docs/o.md": "# O\n\n[H](index.md)\n"})
    for page in (built.page(), built.page("o.html")):
        assert not re.search(r"lss-(?:connections|cards|linked|stub)|references\.css|cards\.js", page)
    assert not (built.site / "assets" / "lss" / "cards.json").exists()


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """The blocks of connections of a page, each with the anchor of what it is about, "" for the page."""
    yield from (("", match.group()) for match in _SECTION.finditer(text))
    for code in map(str.lower, FAILURE_MODES):
        if (found := re.search(rf'<dl [^>]*id="{code}">.*?</dl>', text, re.DOTALL)) is not None:
            yield code, found.group()


def _complaints(site: Path) -> tuple[int, list[str]]:
    """How many connections there are; those that lead nowhere, and those whose other end tells things but not them."""
    texts = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}

    def targets(page: str, html: str) -> set[tuple[str, str]]:
        whole = (urldefrag(urljoin(f"/{page}", unescape(url))) for url in re.findall(r'href="([^"]*)"', html))
        named = ((unquote(url.partition("?")[0]).lstrip("/"), anchor) for url, anchor in whole)
        return {(f"{url}index.html" if url.endswith("/") or not url else url, anchor) for url, anchor in named}

    told = {(page, anchor): targets(page, block) for page, text in texts.items() for anchor, block in _blocks(text)}
    articles = {page: targets(page, text[text.find("<article") :]) for page, text in texts.items()}
    wrong = []
    for (page, anchor), others in told.items():
        for other, there in others:
            if other not in texts or (there and f'id="{there}"' not in texts[other]):
                wrong.append(f"{page}#{anchor} leads to {other}#{there}, which is not there")
            back = articles.get(other, set())
            if (other, there) in told and not any(url == page and anchor in ("", to) for url, to in back):
                wrong.append(f"{page}#{anchor} leads to {other}#{there}, which does not lead back")
    return sum(map(len, told.values())), wrong


def test_connections_lead_somewhere_and_back_on_a_small_site(small: Built) -> None:
    count, wrong = _complaints(small.site)
    assert count > 150
    assert not wrong


def test_connections_lead_somewhere_and_back_on_the_site(site: Path) -> None:
    count, wrong = _complaints(site)
    assert count > 1000
    assert not wrong
