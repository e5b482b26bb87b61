"""Spoilt specs and pages: whatever is done to a good one, there is a report, and it is the same each time."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .mutations import SEEDS, mutated_pages, mutated_specs
from .target import examine

_slow = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def test_the_seeds_themselves_hold() -> None:
    assert len(SEEDS) > 80
    for text in SEEDS:
        examine(text.encode(), "spec")


@_slow
@given(mutated_specs())
@example("")
@example("\ufeff")
def test_a_spoilt_spec_gives_a_report(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    first, second = examine(raw, "spec"), examine(raw, "spec")
    assert [item.checked.findings for item in first.specs] == [item.checked.findings for item in second.specs]


@_slow
@given(mutated_pages())
def test_a_spoilt_page_gives_a_report(text: str) -> None:
    examine(text.encode("utf-8", "surrogatepass"), "page")


@_slow
@given(mutated_specs(), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=6))
def test_bytes_that_were_hit_give_a_report(text: str, hits: list[tuple[int, int]]) -> None:
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    for place, byte in hits:
        if raw:
            raw[place % len(raw)] = byte
    examine(bytes(raw), "spec")
