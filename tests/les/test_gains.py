"""What one change would add: gains and score make up 100, and a change adds what was said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from loop_engineering.les import Gain, gains, score
from tests.les.documents import best, spec_of
from tests.les.test_audits import CASES
from tests.les.test_laws import FULL

_TOTAL = 100 * 100


def _hundredths(document: dict[str, Any]) -> int:
    """The composite before it is rounded, in hundredths of an LES point."""
    return sum(item.dimension.percent * item.earned for item in score(spec_of(document)).dimensions)


def _gains(document: dict[str, Any]) -> tuple[Gain, ...]:
    return gains(score(spec_of(document)))


@given(FULL)
def test_gains_are_what_is_missing_to_100(document: dict[str, Any]) -> None:
    found = _gains(document)
    assert sum(gain.hundredths for gain in found) == _TOTAL - _hundredths(document)
    assert [gain.hundredths for gain in found] == sorted((gain.hundredths for gain in found), reverse=True)
    for gain in found:
        assert gain.result.advice == f"{gain.change}: {gain.words}"
        assert gain.words == f"+{gain.les:g} LES"


def test_a_perfect_score_leaves_nothing_to_gain() -> None:
    assert _gains(best()) == ()


def _spoils_one_audit(number: int) -> bool:
    document = best()
    CASES[number][2](document)
    return len(_gains(document)) == 1


@pytest.mark.parametrize("number", [number for number in range(len(CASES)) if _spoils_one_audit(number)])
def test_mending_an_audit_adds_its_gain(number: int) -> None:
    document = best()
    CASES[number][2](document)
    (gain,) = _gains(document)
    assert gain.audit_id == CASES[number][0]
    assert gain.dimension == gain.audit_id.partition(".")[0]
    # What undoes the edit is the change that the gain is about.
    assert _hundredths(best()) - _hundredths(document) == gain.hundredths


def test_a_change_that_is_advised_adds_what_is_said() -> None:
    document = best()
    stopping = document["termination_conditions"]
    stopping["failure"] = [item for item in stopping["failure"] if item["type"] != "evaluator_error"]
    (gain,) = [gain for gain in _gains(document) if gain.audit_id == "robustness.evaluator-errors"]
    before = _hundredths(document)
    stopping["failure"].append({"type": "evaluator_error", "consecutive": 2, "action": "halt"})
    assert _hundredths(document) - before == gain.hundredths == 13 * 15
    assert (gain.change, gain.words) == (
        "add a failure condition evaluator_error that halts after two errors running",
        "+1.95 LES",
    )
