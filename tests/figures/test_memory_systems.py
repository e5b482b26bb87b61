"""The closed forms of the page are what counting tokens iteration by iteration gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from figures import memory_systems as page
from loop_engineering.lss import load


@pytest.mark.parametrize("iterations", [1, 2, 10, 60, 131])
def test_a_transcript_is_read_as_often_as_the_formula_says(iterations: int) -> None:
    transcript = 0
    read = 0
    for _ in range(iterations):
        read += page.BASE + transcript
        transcript += page.ENTRY
    assert read == page.total_read("transcript", iterations)
    assert read == iterations * page.BASE + page.ENTRY * iterations * (iterations - 1) // 2


@pytest.mark.parametrize("policy", ["window", "summary", "retrieval"])
def test_other_memories_read_a_bounded_amount(policy: str) -> None:
    bound = {
        "window": page.BASE + page.ENTRY * page.WINDOW,
        "summary": page.BASE + page.SUMMARY + page.ENTRY * (page.EVERY - 1),
        "retrieval": page.BASE + page.ITEM * page.ITEMS,
    }[policy]
    assert max(page.read(policy, t) for t in range(1, 500)) == bound


@pytest.mark.parametrize("policy", page.POLICIES)
def test_a_cache_never_costs_more_and_saves_most_on_a_transcript(policy: str) -> None:
    assert all(page.cached_read(policy, t) <= page.read(policy, t) for t in range(1, 200))

    def saved(name: str) -> float:
        return 1 - page.cost(name, 60, cached=True) / page.cost(name, 60)

    assert saved(policy) <= saved("transcript")


def test_a_cached_prompt_is_counted_by_its_common_front() -> None:
    """A window whose entries are numbered: what its prompt has in common with the last one, counted directly."""

    def prompt(policy: str, t: int) -> list[int]:
        past = list(range(1, t))
        return [0, *(past[-page.WINDOW :] if policy == "window" else past)]

    for policy in ("transcript", "window"):
        for t in range(2, 30):
            now, before = prompt(policy, t), prompt(policy, t - 1)
            common = next((i for i, (a, b) in enumerate(zip(now, before, strict=False)) if a != b), len(before))
            fresh = page.ENTRY * (len(now) - common)
            front = page.read(policy, t) - fresh
            assert page.cached_read(policy, t) == pytest.approx(page.CACHED * front + fresh)


def test_a_summary_pays_when_the_formula_says() -> None:
    length, summary, ratio = 15_000, 1_200, 5.0
    exact = page.summary_pays_after(length, summary, ratio)

    def without(later: int) -> float:
        return length * later

    def with_summary(later: int) -> float:
        return length + ratio * summary + summary * later

    assert with_summary(int(exact)) > without(int(exact))
    assert with_summary(int(exact) + 1) < without(int(exact) + 1)


def test_the_cheaper_policy_changes_where_the_page_says() -> None:
    single, total = page.crossing()
    for first, cost in (
        (single, page.cached_read),
        (total, lambda policy, n: page.cost(policy, n, cached=True)),
    ):
        assert cost("transcript", first - 1) <= cost("window", first - 1)
        assert cost("transcript", first) > cost("window", first)


def test_the_note_is_in_memory_only_for_its_retention() -> None:
    """The page's 180 days are those of its spec."""
    text = (Path(__file__).parents[2] / page.PAGE).read_text("utf-8")
    block = text.split('```lss title="Closing the books', 1)[1].split("\n", 1)[1].split("\n```", 1)[0]
    retention = load(block).memory.retention
    assert retention is not None
    assert (retention.unit, retention.value) == ("day", 180)
    assert page.runs_misled(40, retention.value, 1 / 20) == pytest.approx(360)
