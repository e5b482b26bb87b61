"""Patterns that can keep a matcher busy for ever, or that are none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from loop_engineering.lss.automaton import Work
from loop_engineering.lss.backtracking import Attack, attack_on
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.guards import shown
from loop_engineering.lss.position import join
from loop_engineering.lss.regex import NotARegex
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """Spends a bounded amount of work on a spec, cheap patterns first to last; what is left over goes unchecked."""
    work = Work()
    known: dict[tuple[str, int], Attack | str | None] = {}
    for pointer, says, pattern, longest, strict in _patterns(subject):
        key = (pattern, longest)
        if key not in known:
            known[key] = _judged(pattern, longest, work)
        found = known[key]
        if isinstance(found, Attack):
            yield Problem(
                pointer,
                f"{says} can keep a backtracking matcher busy for ever: on {_described(found)}, {_growth(found)}; "
                "repeat a thing in one place only, as a+ for (a+)+, or bound the text by a short max_length",
            )
        elif found is not None and strict:
            yield Problem(pointer, f"{says} is no regular expression: {found}")


_UNBOUNDED = 10_000
"""The length, in characters, that a text without a max_length is taken to have at most."""

_STRICT = ("regex", "regexes")
_LOOSE = ("pattern", "patterns", "deny_patterns", "allow_patterns", "blocked_patterns", "denied_patterns")


def _patterns(subject: Subject) -> Iterator[tuple[str, str, str, int, bool]]:
    """(pointer, what it is, the pattern, the longest text it meets, whether it has to be a regular expression)."""
    for name, field in subject.spec.inputs.schema.items():
        pointer, says = join("inputs", "schema", name), f'the pattern of input "{shown(name)}"'
        if field.pattern is not None:
            longest = field.max_length if field.max_length is not None else _UNBOUNDED
            yield pointer + "/pattern", says, field.pattern, longest, True
        nested = (field.items or {}).get("pattern")
        if isinstance(nested, str):
            yield pointer + "/items/pattern", f"{says}'s items", nested, _UNBOUNDED, True
    for number, constraint in enumerate(subject.spec.safety_constraints):
        place = join("safety_constraints", number, "config")
        yield from _of_config(constraint.config, place, f'a pattern of constraint "{constraint.id}"')


def _of_config(config: Mapping[str, Any], place: str, says: str) -> Iterator[tuple[str, str, str, int, bool]]:
    """What the usual keys of a config hold; a "pattern" there may be a file name's, so nothing is said of its form."""
    for key in (*_STRICT, *_LOOSE):
        given = config.get(key)
        strict = key in _STRICT
        if isinstance(given, str):
            yield place + join(key), says, given, _UNBOUNDED, strict
        elif isinstance(given, list):
            for number, item in enumerate(given):
                if isinstance(item, str):
                    yield place + join(key, number), says, item, _UNBOUNDED, strict


def _judged(pattern: str, longest: int, work: Work) -> Attack | str | None:
    try:
        return attack_on(pattern, longest, work)
    except NotARegex as fault:
        return str(fault)


def _described(attack: Attack) -> str:
    words = []
    for lead, pump in attack.pieces:
        words += [_quoted(lead)] if lead.replace(pump, "") else []
        words.append(f"{_quoted(pump)} over and over")
    return ", then ".join([*words, _quoted(attack.end)] if attack.end else words)


def _quoted(text: str) -> str:
    return json.dumps(shown(text))


def _growth(attack: Attack) -> str:
    if attack.degree is None:
        return "each repetition doubles the time or worse"
    return f"the time grows with the length to the power of {attack.degree}"


RULE = Rule(
    id="LSS507",
    name="backtracking-pattern",
    severity="error",
    summary="A regular expression can run for ever on a text that does not match, or is no regular expression.",
    rationale=(
        "Inputs come from outside, and matchers that backtrack try every way to read a text before they refuse it. "
        "One such pattern in a firewall rule took up the processors of Cloudflare's network on 2 July 2019, and for 27 "
        "minutes visitors of its customers' sites saw errors. In a loop no call is in flight, so no call times out."
    ),
    remedy="Rewrite it so that no two repetitions can take the same characters, or bound the input's max_length.",
    failure_mode="F10",
    check=check,
    sources=("graham2019",),
)
