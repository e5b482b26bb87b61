"""Pages of one kind share one shape, so that a reader who has read one can skim the rest."""

from __future__ import annotations

import re

import pytest
import yaml
from site_hooks.prose import prose, sections, words

from loop_engineering.lss.markdown import find_blocks
from tests.content.shapes import FOLDERS, KINDS, ROOT, Kind, pages_of

_PAGES = [(kind, page) for kind in KINDS for page in pages_of(kind)]
_CITED = re.compile(r"(?<!\\)\[\^(?P<key>[A-Za-z0-9_-]+)\](?!:)")
_CONTENTS = {
    f"{folder}/index.md"
    for folder in ("fundamentals", "patterns", "loop-library", "case-studies", "standards", "research")
}
_WORKS = yaml.safe_load((ROOT / "bibliography.yaml").read_text("utf-8"))


def _name(value: Kind | str) -> str:
    return value if isinstance(value, str) else value.name


def _text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def test_every_page_is_of_a_kind() -> None:
    pages = {path.relative_to(ROOT).as_posix() for folder in FOLDERS for path in (ROOT / folder).rglob("*.md")}
    assert pages == {page for kind in KINDS for page in pages_of(kind)} | _CONTENTS


def test_the_book_has_all_its_pages() -> None:
    counts = {kind.name: len(pages_of(kind)) for kind in KINDS}
    assert counts["fundamentals"] == 13
    assert counts["taxonomy level"] == 6
    assert counts["framework phase"] == 5
    assert counts["pattern"] >= 14
    assert counts["case study"] >= 10
    assert counts["library companion"] >= 15


@pytest.mark.parametrize(("kind", "page"), _PAGES, ids=_name)
def test_it_has_a_title_and_a_description(kind: Kind, page: str) -> None:
    front = yaml.safe_load(_text(page).split("---\n")[1])
    assert front.keys() >= {"title", "description"}
    assert 40 <= len(front["description"]) <= 200, f"{len(front['description'])} characters"
    assert len(re.findall(r"^# .+$", prose(_text(page)), re.MULTILINE)) == 1


@pytest.mark.parametrize(("kind", "page"), [case for case in _PAGES if case[0].headings], ids=_name)
def test_it_has_the_sections_of_its_kind_in_their_order(kind: Kind, page: str) -> None:
    found = list(sections(_text(page)))
    places = []
    for wanted in kind.headings:
        at = [
            number
            for number, heading in enumerate(found)
            if heading == wanted or (kind.exact and heading.startswith(wanted))
        ]
        assert at, f'there is no section "{wanted}"; the page has {found}'
        places.append(at[0])
    assert places == sorted(places), f"the sections are in the order {found}"
    if kind.exact:
        assert len(found) == len(kind.headings), f"the page has {found}"


@pytest.mark.parametrize(("kind", "page"), _PAGES, ids=_name)
def test_its_length_is_that_of_its_kind(kind: Kind, page: str) -> None:
    least, most = kind.words
    assert least <= words(_text(page), tables=False, answers=False) <= most


@pytest.mark.parametrize(("kind", "page"), _PAGES, ids=_name)
def test_it_shows_a_loop_and_names_its_sources(kind: Kind, page: str) -> None:
    text = _text(page)
    live = [block for block in find_blocks(text, page) if kind.expected or not block.expect]
    assert len(live) >= kind.blocks, "the page has no LSS block that is as it should be"
    cited = {match["key"] for match in _CITED.finditer(text)} & _WORKS.keys()
    assert len(cited) >= kind.references, f"it cites {sorted(cited)}"


@pytest.mark.parametrize("page", pages_of(KINDS[0]))
def test_its_exercises_have_folded_answers(page: str) -> None:
    exercises = sections(_text(page))["Exercises"]
    assert len(re.findall(r"^\*\*[123]\.\*\*", exercises, re.MULTILINE)) == 3
    assert len(re.findall(r'^\?\?\? success "Answer"$', exercises, re.MULTILINE)) == 3


def test_the_manifesto_has_twelve_principles_each_with_its_guard() -> None:
    principles = sections(_text("manifesto/index.md"))["Twelve principles"]
    parts = re.split(r"^\*\*\d+\. ", principles, flags=re.MULTILINE)[1:]
    assert len(parts) == 12
    for part in parts:
        assert re.search(r"\bLSS\d{3}\b|les-1\.0\.md#", part), f"no rule and no audit: {part[:60]}"
