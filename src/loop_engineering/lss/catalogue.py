"""The rules and the patterns as data: what `loopctl rules --json` prints and a site publishes below `api/`."""

from __future__ import annotations

from typing import Any

from loop_engineering.lss.explanation import explain
from loop_engineering.lss.pattern_stacks import STACKS
from loop_engineering.lss.patterns import Pattern
from loop_engineering.lss.rules import Rule

__all__ = ["pattern_entry", "rule_entry", "stack_entries"]


def rule_entry(rule: Rule) -> dict[str, Any]:
    """One rule. `fix` says whether `loopctl validate --fix` mends its bad example: "safe", "unsafe" or None."""
    explained = explain(rule)
    return {
        "id": rule.id,
        "name": rule.name,
        "group": explained.group,
        "severity": rule.severity,
        "failure_mode": rule.failure_mode,
        "summary": rule.summary,
        "rationale": rule.rationale,
        "remedy": rule.remedy,
        "fix": explained.fix,
        "url": rule.url,
    }


def pattern_entry(pattern: Pattern) -> dict[str, Any]:
    """One pattern of the catalogue; `levels` are the lowest and the highest level where it is usual."""
    return {
        "slug": pattern.slug,
        "name": pattern.name,
        "levels": {"least": pattern.least, "most": pattern.most},
        "intent": pattern.intent,
        "judge": pattern.judge,
        "symptoms": [{"seen": symptom.seen, "cause": symptom.cause} for symptom in pattern.symptoms],
        "prevents": list(pattern.prevents),
        "invites": list(pattern.invites),
    }


def stack_entries() -> list[dict[str, str]]:
    """The pairs of an outer and an inner pattern that go together, with the reason."""
    return [
        {"outer": stack.outer, "inner": stack.inner, "verdict": stack.verdict, "why": stack.why} for stack in STACKS
    ]
