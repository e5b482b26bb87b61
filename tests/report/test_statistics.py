"""Counts per rule."""

from __future__ import annotations

from loop_engineering.lss import RULES, Finding
from loop_engineering.lss.finding import Edit, Fix
from loop_engineering.lss.position import Span
from loop_engineering.lss.report.statistics import table

FIX = Fix("write it", (Edit(Span(1, 1, 1, 2), "x"),))


def finding(rule_id: str, fix: Fix | None = None) -> Finding:
    rule = RULES[rule_id]
    return Finding("a.yaml", 1, 1, rule.id, "wrong", 1, 2, "", rule.name, rule.severity, rule.failure_mode, fix)


def test_the_most_frequent_rule_comes_first_and_says_how_many_can_be_fixed() -> None:
    found = [finding("LSS602", FIX), finding("LSS201", FIX), *[finding("LSS201")] * 10, finding("LSS301")]
    assert list(table(found)) == [
        "11  LSS201  error    unknown-reference  1 fixable",
        " 1  LSS301  error    unbounded-loop",
        " 1  LSS602  warning  soft-budget        1 fixable",
    ]


def test_nothing_found_is_no_line() -> None:
    assert list(table([])) == []
