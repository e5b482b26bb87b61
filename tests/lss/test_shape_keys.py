"""What keys from elsewhere are told and turned into, and that the tables of them name keys and choices of LSS."""

from __future__ import annotations

import json
from typing import Any

import pytest

from loop_engineering.lss import Source, check
from loop_engineering.lss.fixes import apply
from loop_engineering.lss.forms import FULL_FIELDS
from loop_engineering.lss.other_words import OTHER_KEYS, OTHER_WORDS, VAGUE_WORDS
from loop_engineering.lss.schema import schema
from loop_engineering.lss.shape_keys import unknown_keys
from loop_engineering.lss.slips import closest, is_sure, meaning_of, meant_word, squeezed

CORE = {
    "loop_name": "code-repair-loop",
    "version": "1.0",
    "objective": "Fix failing tests with minimal diff",
    "workers": [{"role": "implementer"}],
    "evaluators": [{"type": "test_suite"}],
    "termination_conditions": [{"type": "all_tests_pass"}, {"type": "max_iterations", "value": 10}],
}
DEFINED = {
    "workers[]": "worker",
    "model": "model",
    "evaluators[]": "evaluator",
    "rubric": "rubric",
    "termination_conditions[]": "flatCondition",
    "termination_conditions": "terminationConditions",
    "feedback_channels[]": "feedbackChannel",
    "metrics[]": "metric",
    "safety_constraints[]": "safetyConstraint",
    "cost_limits": "costLimits",
}


def enumerated(part: Any) -> set[str]:
    """All choices that the schema has anywhere."""
    if isinstance(part, dict):
        own = {item for item in part.get("enum", ()) if isinstance(item, str)}
        return own.union(*map(enumerated, part.values()))
    return set().union(*map(enumerated, part)) if isinstance(part, list) else set()


def test_every_word_stands_for_a_choice_of_the_schema() -> None:
    choices = enumerated(schema())
    for word, meant in (*OTHER_WORDS.items(), *VAGUE_WORDS.items()):
        assert set(meant) <= choices, word


@pytest.mark.parametrize("place", DEFINED)
def test_every_key_stands_for_one_of_its_place(place: str) -> None:
    known = set(schema()["$defs"][DEFINED[place]]["properties"])
    for word, meaning in OTHER_KEYS[place].items():
        assert set(meaning.keys) <= known, word
        assert meaning.keys or meaning.advice, word
        assert word not in known, word


def test_the_spec_has_the_keys_that_words_stand_for() -> None:
    assert {key for meaning in OTHER_KEYS[""].values() for key in meaning.keys} <= set(FULL_FIELDS)


@pytest.mark.parametrize("word", ["max_iterations", "maxIterations", "Max Iterations", "max-iterations", "MAX ITERS"])
def test_spelling_does_not_matter(word: str) -> None:
    assert meant_word(word, ["timeout", "max_iterations"]) == "max_iterations"
    assert is_sure(word, "max_iterations")


def test_what_is_no_word_means_nothing() -> None:
    for word in ("", "- _", "a" * 200):
        assert closest(word, ["max_iterations"]) is None
        assert meaning_of(word, "workers[]") is None
    assert squeezed("Stop when") == "stopwhen"


def test_no_two_keys_are_taken_for_one() -> None:
    worker = {"task": "a", "prompt": "b", "Role": "c", "rol": "d"}
    told = [demand for demand, _ in unknown_keys(["workers", 0], worker, ["id", "role"], (), lambda key, value: True)]
    assert told == ["role", "key", "key", "key"]


@pytest.mark.parametrize(
    ("limits", "conditions", "safe"),
    [
        ({"max_iterations": 5}, [("max_iterations", 5)], True),
        ({"maxTurns": "5"}, None, None),
        ({"timeout": 600}, [("timeout", 600)], False),
        ({"timeout_seconds": 600}, [("timeout", 600)], True),
        ({"timeout": "10m", "max_steps": 4}, [("timeout", 600), ("max_iterations", 4)], True),
        ({"budget": 5}, [("max_cost_usd", 5)], False),
        ({"max_cost_usd": "$2.50"}, [("max_cost_usd", 2.5)], True),
        ({"max_iterations": 2.5}, None, None),
        ({"max_iterations": True}, None, None),
    ],
)
def test_limits_at_the_top_become_conditions(
    limits: dict[str, Any], conditions: list[tuple[str, float]] | None, safe: bool | None
) -> None:
    data = {**limits, **{key: value for key, value in CORE.items() if key != "termination_conditions"}}
    source = Source(json.dumps(data, indent=1), "loop.json")
    [finding] = check(source).findings
    assert finding.rule == "LSS101"
    assert "termination_conditions: [{type: " in finding.message
    if conditions is None:
        assert finding.fix is None
        return
    assert finding.fix is not None
    assert finding.fix.safe is safe
    mended = json.loads(apply(source.text, [finding.fix]).text)
    assert mended["termination_conditions"] == [{"type": kind, "value": value} for kind, value in conditions]
    assert not limits.keys() & mended.keys()


def test_a_key_is_not_renamed_to_one_that_cannot_hold_its_value() -> None:
    for worker, advice in (
        ({"role": "a", "llm": "gpt-5"}, "write model: {provider: …, name: gpt-5}"),
        ({"role": "a", "task": "b"}, 'write what this says in "role"'),
    ):
        [finding] = check(Source(json.dumps({**CORE, "workers": [worker]}))).findings
        assert finding.message.endswith(advice)
        assert finding.fix is None


def test_thousands_of_unknown_keys_are_told_of() -> None:
    many: dict[str, object] = {
        f"{word} {number}": number for number in range(1000) for word in ("maxIter", "name", "Stop when")
    }
    spoilt: list[dict[str, object]] = [
        {**CORE, "workers": [{**many, "name": "a"}]},
        {**CORE, "termination_conditions": many},
        {**CORE, "termination_conditions": {**many, "type": "timeout"}},
        {**many, "objective": "Fix failing tests with minimal diff"},
    ]
    for data in spoilt:
        found = check(Source(json.dumps(data))).findings
        assert 0 < len(found) <= 100
