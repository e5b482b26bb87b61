"""How many findings there are of each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss.finding import Finding, Severity

__all__ = ["RuleCount", "count_rules", "table"]


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was broken, and how many of these findings have a fix, safe or not."""

    rule: str
    name: str
    severity: Severity
    count: int
    fixable: int

    def as_dict(self) -> dict[str, Any]:
        """The count as the JSON contract has it."""
        return {
            "rule": self.rule,
            "name": self.name,
            "severity": self.severity,
            "count": self.count,
            "fixable": self.fixable,
        }


def count_rules(findings: Iterable[Finding]) -> list[RuleCount]:
    """The rules that were broken, the most frequent first, then in order of id."""
    total: Counter[tuple[str, str, Severity]] = Counter()
    fixable: Counter[tuple[str, str, Severity]] = Counter()
    for finding in findings:
        key = (finding.rule, finding.name, finding.severity)
        total[key] += 1
        fixable[key] += finding.fix is not None
    counts = (RuleCount(*key, count, fixable[key]) for key, count in total.items())
    return sorted(counts, key=lambda entry: (-entry.count, entry.rule, entry.severity))


def table(findings: Iterable[Finding]) -> Iterator[str]:
    """The counts as aligned lines: count, rule, severity, name, and how many of the findings have a fix."""
    rows = [
        (str(entry.count), entry.rule, entry.severity, entry.name, f"{entry.fixable} fixable" if entry.fixable else "")
        for entry in count_rules(findings)
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for count, *words in rows:
        padded = (word.ljust(width) for word, width in zip(words, widths[1:], strict=True))
        yield "  ".join((count.rjust(widths[0]), *padded)).rstrip()
