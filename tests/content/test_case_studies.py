"""The ten case studies: what their index counts, and what a page says of its own block, holds for the specs."""

from __future__ import annotations

import re
from functools import cache

import pytest
from site_hooks.prose import prose, words

from loop_engineering.assess import Assessment, assess
from loop_engineering.lss.markdown import Block, check_block, find_blocks
from tests.content.shapes import ROOT

_FOLDER = ROOT / "case-studies"
_PAGES = sorted(path.stem for path in _FOLDER.glob("*.md") if path.stem != "index")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_RULE = re.compile(r"\bLSS\d{3}\b")


def _text(page: str) -> str:
    return (_FOLDER / f"{page}.md").read_text("utf-8")


def _block(page: str) -> Block:
    (block,) = find_blocks(_text(page), f"{page}.md")
    return block


@cache
def _reading(page: str) -> Assessment:
    return assess(_block(page).source)


def _loop_name(page: str) -> str:
    spec = _reading(page).spec
    assert spec is not None
    return spec.loop_name


def _unforced() -> list[str]:
    """The pages whose loop nothing forces to stop."""
    return [page for page in _PAGES if (bounds := _reading(page).bounds) is not None and not bounds.terminates]


def _uncounted() -> list[str]:
    """The pages whose loop has no limit on its iterations."""
    return [page for page in _PAGES if (bounds := _reading(page).bounds) is not None and bounds.iterations is None]


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_there_are_ten_or_more_and_each_is_another_loop() -> None:
    assert len(_PAGES) >= 10
    assert len({_loop_name(page) for page in _PAGES}) == len(_PAGES)
    assert len({_block(page).title for page in _PAGES}) == len(_PAGES)


@pytest.mark.parametrize("page", _PAGES)
def test_its_block_is_labelled_as_a_reading(page: str) -> None:
    assert (_block(page).title or "").endswith(", as a structural reading")


@pytest.mark.parametrize("page", _PAGES)
def test_its_block_declares_what_it_shows_and_the_text_names_each_finding(page: str) -> None:
    block = _block(page)
    checked = check_block(block, file=_FOLDER / f"{page}.md")
    assert not checked.findings, [finding.message for finding in checked.findings]
    assert checked.expected
    unnamed = set(block.expect) - set(_RULE.findall(prose(_text(page))))
    assert not unnamed, f"the block shows {sorted(unnamed)}, and the text says nothing of it"


@pytest.mark.parametrize("page", _PAGES)
def test_a_finding_that_its_text_names_is_one_that_its_block_shows(page: str) -> None:
    """Or one that a change of the block would bring, which the text must then mark as such."""
    others = set(_RULE.findall(prose(_text(page)))) - set(_block(page).expect)
    assert others <= {"terminal-coding-agents": {"LSS301"}}.get(page, set())


def test_the_index_counts_the_loops_without_a_limit() -> None:
    found = re.search(
        r"(?P<uncounted>\w+) of the (?P<all>\w+) specs have no limit on iterations, "
        r"and in (?P<unforced>\w+) nothing at all forces an end",
        _flat(prose(_text("index"))),
    )
    assert found, "the index no longer counts them"
    counts = {name: _NUMBERS.index(word.lower()) for name, word in found.groupdict().items()}
    assert counts == {"all": len(_PAGES), "uncounted": len(_uncounted()), "unforced": len(_unforced())}


def test_the_findings_and_the_bounds_agree_on_what_nothing_stops() -> None:
    assert [page for page in _PAGES if "LSS301" in _block(page).expect] == _unforced()


def test_the_loops_that_are_bounded_are_bounded_as_their_pages_say() -> None:
    session, agent = (_reading(page).bounds for page in ("terminal-coding-agents", "autonomous-coding-agents"))
    assert session is not None
    assert session.iterations == 1 + 8
    assert agent is not None
    assert agent.usd == 4


def test_the_terminal_session_without_its_hook_is_unbounded() -> None:
    text = _block("terminal-coding-agents").source.text
    for old, new in (
        ("id: stop_hook\n    type: command ", "id: user\n    type: human "),
        ("evaluators.stop_hook", "evaluators.user"),
        ("type: all_tests_pass", "type: human_approval"),
        ("  - {type: max_iterations, value: 9}\n", ""),
    ):
        assert old in text
        text = text.replace(old, new)
    (changed,) = find_blocks(f"```lss\n{text}```\n", "changed.md")
    assert {finding.rule for finding in check_block(changed).findings} == {"LSS301", "LSS601"}


def test_the_index_lists_the_blocks_and_is_short() -> None:
    assert "<!-- lss:blocks case-studies -->" in _text("index")
    assert 300 <= words(_text("index"), tables=False) <= 700
