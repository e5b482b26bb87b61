"""Patterns that can run for ever: each attack is tried on a real matcher, and ordinary patterns stay silent."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loop_engineering.lss.automaton import Work
from loop_engineering.lss.backtracking import STEPS, attack_on
from loop_engineering.lss.regex import NotARegex, Unread, read_pattern

LONGEST = 10_000

EXPONENTIAL = (
    r"^(a+)+$",
    r"^(a*)*$",
    r"(a|aa)+$",
    r"^(\w+\s?)*$",
    r"^(\d+)*$",
    r"^(a?b?)*$",
    r"^(x(a?|b?)c)*$",
    r"^(.*)*$",
    r"^((ab)*)*$",
    r"^(a|b|ab)*$",
    r"^(\d{1,3})*$",
    r"^([a-z]{1,30}){1,30}$",
    r"(?:a+b?)+c",
    r"^(([^,]+),?)*;$",
    r"^(?P<part>\w+-?)+$",
    r'^"(\\?.)*"$',
    r"^(?:[\w.]+\.?)+@x$",
    r"^(?:(?:25[0-5]|\d+)\.?)+$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"^(.*,){11}P$",
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
)
POLYNOMIAL = (
    r"^\s*\s*\s*x$",
    r".*.*.*=",
    r"^[a-z]+[a-z]+[a-z]+[0-9]$",
    r"^(a*){4}b$",
)

ORDINARY = (
    r"^$",
    r"^[0-9a-f]{7,40}$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    r"^[\w.+-]+@[\w-]+\.[\w.-]+$",
    r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
    r"(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$",
    r"(?i)^v?\d+(\.\d+){0,2}$",
    r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$",
    r"^https?://[^\s/$.?#].[^\s]*$",
    r"^(https?|ftp)://([\w-]+\.)+[\w-]+(/[\w ./?%&=-]*)?$",
    r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
    r"^(?:[a-z_][a-z0-9_]*\.)*[a-z_][a-z0-9_]*$",
    r"^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$",
    r"^\+?[1-9]\d{1,14}$",
    r"^([0-9]{1,3}\.){3}[0-9]{1,3}$",
    r"^#?([a-f0-9]{6}|[a-f0-9]{3})$",
    r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$",
    r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    r"^\w+(\s\w+)*$",
    r"^(\w+,)*\w+$",
    r".*foo.*bar.*",
    r"^.*foo.*bar.*$",
    r"^\s*\S.*\S\s*$",
    r"^(\d{1,6}){1,6}$",
    r'^"(?:[^"\\]|\\.)*"$',
    r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$",
    r"^[A-Z]+-\d+$",
    r"^[\w./-]+:[\w.-]+(@sha256:[0-9a-f]{64})?$",
    r"^refs/(heads|tags)/[^\s~^:?*\[\\]+$",
    r"^[^/]+/[^/]+$",
    r"^(/[^/]+)+/?$",
    r"^([\s\S]*)*$",
    r"^[^\s\S](a+)+$",
    r"\A[a-z]+\Z",
)
NOT_READ = (
    r"^\p{L}+$",
    r"^(?=.*\d).{8,}$",
    r"^(?!-)[a-z-]+(?<!-)$",
    r"(a)\1",
    r"\bword\b",
    "a++",
    "(?>a+)b",
    "[[:alpha:]]+",
    "[]a",
    "(?x) a b",
    "(" * 50 + "a" + ")" * 50,
    "a" * 3_000,
)


class _Overrun(Exception):
    """The matcher was still at it when its time was up."""


@contextmanager
def bounded() -> Iterator[None]:
    """Ends what runs in it with `_Overrun` after a moment, in which a matcher makes some millions of steps."""

    def ring(signal_number: int, frame: FrameType | None) -> None:
        raise _Overrun

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.15)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("pattern", [*EXPONENTIAL, *POLYNOMIAL])
def test_each_attack_keeps_a_real_matcher_busy(pattern: str) -> None:
    attack = attack_on(pattern, LONGEST)
    assert attack is not None
    assert (attack.degree is None) == (pattern in EXPONENTIAL)
    assert attack.steps(LONGEST) > STEPS
    text = attack.text(60 if attack.degree is None else LONGEST // sum(len(pump) for _, pump in attack.pieces) - 5)
    assert len(text) <= LONGEST
    with bounded(), pytest.raises(_Overrun):
        re.fullmatch(pattern, text)


@pytest.mark.parametrize("pattern", [*EXPONENTIAL, *POLYNOMIAL])
def test_short_attacks_do_not_match(pattern: str) -> None:
    attack = attack_on(pattern, LONGEST)
    assert attack is not None
    assert all(re.fullmatch(pattern, attack.text(times)) is None for times in (3, 4))


@pytest.mark.parametrize("pattern", ORDINARY)
def test_ordinary_patterns_are_let_pass(pattern: str) -> None:
    assert attack_on(pattern, LONGEST) is None
    read_pattern(pattern)


@pytest.mark.parametrize("pattern", NOT_READ)
def test_what_only_some_dialects_have_is_not_judged(pattern: str) -> None:
    with pytest.raises(Unread):
        read_pattern(pattern)
    assert attack_on(pattern, LONGEST) is None


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("*.py", "nothing"),
        ("a|+", "nothing"),
        ("(a", "never closed"),
        ("a)", "closes no group"),
        ("[a-z", "never closed"),
        ("a**", "another quantifier"),
        ("[z-a]", "backwards"),
        ("a{3,1}", "counts from 3 down to 1"),
        ("a\\", "lone"),
    ],
)
def test_what_no_dialect_accepts_is_no_regular_expression(pattern: str, says: str) -> None:
    with pytest.raises(NotARegex, match=says):
        attack_on(pattern, LONGEST)
    with pytest.raises(re.error):
        re.compile(pattern)


def test_a_short_text_bounds_what_can_happen() -> None:
    assert attack_on("^(a+)+$", 25) is None
    assert attack_on("^(a+)+$", 60) is not None
    assert attack_on(r"^\s*\s*\s*x$", 500) is None


@pytest.mark.parametrize(
    "pattern",
    [
        "(" + "|".join("abcdefghijklmnopqrstuvwxyz" * 9) + ")*",
        "a?" * 100 + "a" * 100,
        "((((a{5}){5}){5}){5}){5}",
        "(a{0}){5}",
        "()*" * 50,
        "(|||)*",
        "(a{1,99999}){1,99999}",
    ],
)
def test_work_is_bounded(pattern: str) -> None:
    work = Work(50_000)
    attack_on(pattern, LONGEST, work)
    assert work.left > -100_000


_PIECES = st.sampled_from(
    ("a", "b", ".", "\\d", "\\w", "\\s", "[a-c]", "[^a]", "(", "(?:", ")", "|", "*", "+", "?", "{2}", "{1,3}", "{0,20}",
     "^", "$", "[", "]", "-", "\\", "{", "}", "\\b", "(?=", "\\1", "&&", "[:", ",", "\u00e9", "\ud7ff", "\U0001f600"),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=16).map("".join))
def test_any_text_gets_an_answer_and_attacks_are_no_matches(pattern: str) -> None:
    try:
        attack = attack_on(pattern, LONGEST, Work(20_000))
    except NotARegex:
        return
    if attack is not None:
        assert re.fullmatch(pattern, attack.text(3)) is None
