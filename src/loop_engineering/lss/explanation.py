"""What can be said of a rule beside its own words: its examples, what checking finds in them, and how it is mended.

`loopctl explain` and the rule's page on the site are two readings of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import loop_engineering.lss.rules as rules_package
from loop_engineering.lss.check import Checked, check, fault_finding
from loop_engineering.lss.failure_modes import FAILURE_MODES, FailureMode
from loop_engineering.lss.finding import Finding
from loop_engineering.lss.markdown import check_block, find_blocks
from loop_engineering.lss.project import Project
from loop_engineering.lss.rules import GROUPS, Rule, example, example_name
from loop_engineering.lss.source import Source, SyntaxFault, decode

__all__ = ["FOLDER", "Example", "Explanation", "explain", "project_of_examples"]

FOLDER = Path(rules_package.__file__).parent
"""Where the examples stand; references in them are relative to it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule: its file's name, its text (bytes that are no text are marked �), what checking finds.

    `live` says that it is the text of one spec, so that a page can hold it as an LSS block.
    """

    name: str
    text: str
    findings: tuple[Finding, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule with all that explains it. `fix` says whether `loopctl validate --fix` mends its bad example."""

    rule: Rule
    group: str
    failure_mode: FailureMode | None
    bad: Example
    good: Example
    fix: Literal["safe", "unsafe"] | None


@cache
def explain(rule: Rule) -> Explanation:
    """The explanation of a rule."""
    bad, good = _example(rule, "bad"), _example(rule, "good")
    fixes = [finding.fix for finding in bad.findings if finding.rule == rule.id and finding.fix is not None]
    fix: Literal["safe", "unsafe"] | None = None
    if fixes:
        fix = "safe" if any(found.safe for found in fixes) else "unsafe"
    return Explanation(rule, GROUPS[rule.id[:4]], FAILURE_MODES.get(rule.failure_mode or ""), bad, good, fix)


def project_of_examples(rule: Rule) -> Project:
    """The project that the examples of a rule are checked in: the folder of the rules, under the rule's policy."""
    return Project(FOLDER, policy=rule.example_policy)


def _example(rule: Rule, kind: Literal["bad", "good"]) -> Example:
    name, raw = example_name(rule, kind), example(rule, kind)
    text = decode(raw)
    if isinstance(text, SyntaxFault):
        return Example(name, raw.decode("utf-8", "replace"), (fault_finding(Source("", name), text),), live=False)
    project, file = project_of_examples(rule), FOLDER / name
    if name.endswith(".md"):
        checked: list[Checked] = [check_block(block, project=project, file=file) for block in find_blocks(text, name)]
    else:
        checked = [check(Source(text, name), project=project, file=file)]
    findings = tuple(finding for item in checked for finding in item.findings)
    return Example(name, text, findings, live=not name.endswith(".md"))
