"""The generated pages that explain the rules: an index by group, and a page for each rule with live examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from loop_engineering.lss import RULES, Project, Rule
from loop_engineering.lss.explanation import FOLDER, Example, explain, project_of_examples
from loop_engineering.lss.rules import GROUPS, example_name
from mkdocs_lss.templating import render

__all__ = ["INDEX", "TOKEN", "facts", "markdown", "origin", "rule_of", "uri"]

_INTRODUCTION = """# Rules

What checking a loop specification looks for. An error is a loop that will not work or cannot be bounded, a warning
one that a careful reviewer would send back, an info what a reviewer would mention.
"""
INDEX = _INTRODUCTION + "".join(
    f"\n## {name.capitalize()}\n\n<!-- lss:rules {start} -->\n"
    for start, name in GROUPS.items()
    if any(rule.startswith(start) for rule in RULES)
)
"""The index page where the folder has none of its own."""

TOKEN = "lssplaceholderrulefacts"
"""Stands in a generated page for the facts about its rule; looked for in generated pages only."""


def uri(folder: str, rule: Rule) -> str:
    """The page of a rule."""
    return f"{folder}/{rule.id}.md"


def rule_of(folder: str, page: str) -> Rule | None:
    """The rule that a page of the folder explains, None for any other page."""
    match = re.fullmatch(rf"{re.escape(folder)}/(LSS\d+)\.md", page)
    return RULES.get(match[1]) if match else None


def origin(rule: Rule) -> tuple[Project, Path]:
    """The project that a rule's examples are checked in, and the file that references in them are relative to."""
    return project_of_examples(rule), FOLDER / example_name(rule, "bad")


def facts(rule: Rule, failure_mode_url: str | None) -> Markup:
    """The HTML above the text of a rule's page: severity, group, failure mode, and whether there is a fix."""
    return render("rule_page.html.jinja", explained=explain(rule), failure_mode_url=failure_mode_url)


def markdown(rule: Rule) -> str:
    """The Markdown of a rule's page.

    The comment `sources` names the works that the rationale rests on, for whoever has a bibliography.
    """
    explained = explain(rule)
    sources = f" <!-- sources: {' '.join(rule.sources)} -->" if rule.sources else ""
    parts = [
        f"# {rule.id} {rule.name}",
        TOKEN,
        _text(rule.summary),
        "## Why it hurts",
        _text(rule.rationale) + sources,
        "## How to mend it",
        _text(rule.remedy),
        "## Before",
        *_shown(rule, explained.bad),
        "## After",
        *_shown(rule, explained.good),
    ]
    return "\n\n".join(parts) + "\n"


def _shown(rule: Rule, example: Example) -> Iterator[str]:
    """An example as a live block, or as text with what checking says of it."""
    title = f'title="{example.name}" panel="none"'
    if example.live:
        found = sorted({finding.rule for finding in example.findings})
        expect = f' expect="{",".join(found)}"' if found else ""
        yield _fenced(f"lss {title}{expect}", example.text)
        return
    yield _fenced("markdown" if example.name.endswith(".md") else "text", example.text)
    if example.findings:
        yield "`loopctl validate` says:"
        said = (
            f"{item.path}:{item.line}:{item.column}: {item.severity} {item.rule} [{item.name}] {item.message}\n"
            for item in example.findings
        )
        yield _fenced("text", "".join(said))


def _fenced(info: str, text: str) -> str:
    """The text in a fence that is longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    mark = "`" * (longest + 1)
    return f"{mark}{info}\n{text.rstrip()}\n{mark}"


def _text(words: str) -> str:
    """Words of which Markdown makes nothing but text."""
    return re.sub(r"[^\w\s,.;()/–-]|_", lambda match: f"&#{ord(match.group())};", words)
