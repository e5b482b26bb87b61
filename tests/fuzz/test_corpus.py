"""What fuzzing found to reach further than its seeds is tried in every run of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.robustness.target import examine

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
_GROUP = 25


def test_there_is_a_corpus() -> None:
    assert len(CORPUS) > 100


@pytest.mark.parametrize("start", range(0, len(CORPUS), _GROUP))
def test_the_corpus_gives_reports(start: int) -> None:
    for path in CORPUS[start : start + _GROUP]:
        raw = path.read_bytes()
        examine(raw[1:], "page" if raw[:1] == b"M" else "spec")
