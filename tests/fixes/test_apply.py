"""Fixes made in a text: all edits of one or none, with the line ends of the text, and never for the worse."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from loop_engineering.lss import Finding, Source, check
from loop_engineering.lss.edits import edits_of
from loop_engineering.lss.finding import Edit, Fix
from loop_engineering.lss.fixes import apply, mend
from loop_engineering.lss.position import Span
from loop_engineering.lss.repair import Append, Insert, Remove, Repair, Replace, Step
from loop_engineering.lss.source import parse


def fix(*edits: tuple[int, int, int, int, str], safe: bool = True) -> Fix:
    return Fix("", tuple(Edit(Span(*edit[:4]), edit[4]) for edit in edits), safe)


def test_edits_count_lines_as_editors_do() -> None:
    text = "a\r\nb\rc\nd"
    done = apply(text, [fix((2, 1, 2, 2, "B"), (3, 1, 3, 2, "C\nc")), fix((4, 1, 4, 2, "D\nd"))])
    assert done.text == "a\r\nB\rC\nc\nD\nd"


def test_new_lines_end_as_the_line_they_follow() -> None:
    assert apply("a\r\nb", [fix((1, 2, 1, 2, "\nx"))]).text == "a\r\nx\r\nb"
    assert apply("a\rb", [fix((2, 2, 2, 2, "\nx"))]).text == "a\rb\rx"
    assert apply("a", [fix((1, 2, 1, 2, "\nx"))]).text == "a\nx"


def test_a_fix_is_made_whole_or_left_for_the_next_round() -> None:
    first = fix((1, 1, 1, 4, "one"))
    touching = fix((1, 3, 1, 5, "x"), (2, 1, 2, 2, "y"))
    other = fix((2, 1, 2, 2, "z"))
    done = apply("abcdef\nb\n", [first, touching, other])
    assert (done.text, done.applied, done.left) == ("onedef\nz\n", (first, other), (touching,))


@pytest.mark.parametrize("edit", [(3, 1, 3, 1, "x"), (1, 5, 1, 6, "x"), (0, 1, 1, 1, "x"), (1, 3, 1, 1, "x")])
def test_an_edit_outside_the_text_is_not_made(edit: tuple[int, int, int, int, str]) -> None:
    assert apply("abc\n", [fix(edit)]).text == "abc\n"


def test_astral_characters_count_as_one() -> None:
    assert apply("\U0001f600a", [fix((1, 2, 1, 3, "b"))]).text == "\U0001f600b"


UNCLEAR = [
    ("a: &x {b: 1}\nc: *x\n", Insert("/a", "d", 1)),
    ("a: &x {b: 1}\nc: *x\n", Replace("/a/b", "2")),
    ("a: &x {b: 1}\nc: *x\n", Replace("/c/b", "2")),
    ("a: &x 1\nc: *x\n", Replace("/c", "2")),
    ("a: &x {b: 1}\nc: {<<: *x}\n", Replace("/c/b", "2")),
    ("a: &x {b: 1}\nc: {<<: *x, b: 2}\n", Remove("/c/b")),
    ("a: [&x 1, *x]\n", Append("/a", 2)),
    ("a: !!str 1\n", Replace("/a", "2")),
    ("? a\n: 1\n", Insert("", "b", 2)),
    ("a: |+\n  text\n\n", Insert("", "b", 2)),
    ("a: |\n  text", Insert("", "b", 2)),
    ("a:\n  b: 1\n", Remove("/a/b")),
    ("a: 1\n", Insert("", "a", 2)),
    ("a: 1\n", Insert("/a", "b", 2)),
    ("a: 1\n", Replace("/b", "2")),
    ("# x\u2028# y\nb: 1\n", Insert("", "c", 2)),
    ("k: [a: 1]\n", Append("/k", 2)),
]


@pytest.mark.parametrize(("text", "step"), UNCLEAR, ids=str)
def test_what_is_not_plain_is_left_alone(text: str, step: Step) -> None:
    document, _ = parse(Source(text))
    assert document is not None
    assert edits_of(document, Repair("", (step,))) == ()


PLAIN = [
    ("a: &x {b: 1}\nc: *x\n", Insert("", "d", 1), "a: &x {b: 1}\nc: *x\nd: 1\n"),
    ("a: &x {b: 1}\nc: {<<: *x}\n", Insert("/c", "d", 1), "a: &x {b: 1}\nc: {<<: *x, d: 1}\n"),
    ("a: &unused 1 # one\n", Replace("/a", "2"), "a: &unused 2 # one\n"),
    ("a:  # none\nb: 1\n", Replace("/a", "2"), "a: 2  # none\nb: 1\n"),
    ("a:\n  - b # x\n  # y\n\nc: 1\n", Append("/a", "d"), "a:\n  - b # x\n  - d\n  # y\n\nc: 1\n"),
    ("a: 1\nb: 2 # two\n# three\nc: 3\n", Remove("/b"), "a: 1\n# three\nc: 3\n"),
    ("a: 1\nb: 2", Remove("/b"), "a: 1"),
    ("a: 1\r\nb: 2", Remove("/b"), "a: 1"),
    ("k:\n- a: 1\n  b: 2\n", Remove("/k/0/a"), "k:\n- b: 2\n"),
    (
        "a: {b: 1, # one\n    c: 2  # two\n   }\n",
        Insert("/a", "d", 3),
        "a: {b: 1, # one\n    c: 2,  # two\n    d: 3\n   }\n",
    ),
    ("a: [x]\n", Remove("/a/0"), "a: []\n"),
    ("a: []\n", Append("/a", {"b": [1]}), "a: [{b: [1]}]\n"),
    ("a: 'it'\n", Replace("/a", "it's"), "a: 'it''s'\n"),
    ("a: |\n  stop\nb: 1\n", Replace("/a", "halt"), "a: halt\nb: 1\n"),
    ("k:\n  - a # x\n", Replace("/k/0", "{role: a, n: 1}"), "k:\n  - role: a\n    n: 1 # x\n"),
]


@pytest.mark.parametrize(("text", "step", "expected"), PLAIN, ids=str)
def test_edits_leave_the_rest_as_it_is(text: str, step: Step, expected: str) -> None:
    document, _ = parse(Source(text))
    assert document is not None
    edits = edits_of(document, Repair("", (step,)))
    if expected == text:
        assert edits == ()
    assert apply(text, [Fix("", edits)]).text == expected


def finding(made: Fix, rule: str = "LSS104") -> Finding:
    return Finding("a.yaml", 1, 1, rule, "wrong", 1, 2, "", "unknown-value", "error", fix=made)


def test_fixes_that_bring_errors_are_not_made() -> None:
    bad = finding(fix((1, 1, 1, 2, "[")), "LSS201")

    def findings(text: str) -> Sequence[tuple[Finding, ...]]:
        return [(bad,) if text == "a" else (finding(fix(), "LSS001"),)]

    def everything(found: tuple[Finding, ...]) -> Collection[Finding]:
        return found

    done = mend("a", findings, everything)
    assert (done.text, done.fixed, done.worse) == ("a", (), True)


def test_safe_fixes_come_before_those_that_choose() -> None:
    text = (
        'loop_name: nightly-triage\nversion: "1.0"\nobjective: "Label and route every new issue"\n'
        "workers: [{role: labeller}]\nevaluators: [{type: test_suite}]\n"
        "termination_conditions: [{type: all_tests_pass}]\ncost_limits: {cumulative_usd: 5}\nmax_iterations: 4\n"
    )

    def findings(text: str) -> Sequence[tuple[Finding, ...]]:
        return [check(Source(text)).findings]

    done = mend(text, findings, lambda found: found, unsafe=True)
    assert "value: 4" in done.text
    assert "value: 10" not in done.text
    assert done.findings == ()
