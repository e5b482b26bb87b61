"""`loopctl rules` and `loopctl explain`, and how a rule is named on the command line."""

from __future__ import annotations

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from loop_engineering.cli.terminal import show, show_json, table
from loop_engineering.lss.catalogue import rule_entry
from loop_engineering.lss.explanation import explain as explain_rule
from loop_engineering.lss.report.excerpt import split_lines, visible
from loop_engineering.lss.rules import RULES, Rule
from loop_engineering.lss.schema import did_you_mean

__all__ = ["complete_rule", "explain", "rule_words", "rules"]


def complete_rule(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules whose id or name begins with what was typed, after the last comma of a list."""
    given, comma, begun = incomplete.rpartition(",")
    named = [(word, rule) for rule in RULES.values() for word in (rule.id, rule.name)]
    return [
        CompletionItem(given + comma + word, help=rule.summary)
        for word, rule in named
        if word.lower().startswith(begun.lower()) and (begun or word == rule.id)
    ]


def rule_words(given: Iterable[str], option: str) -> tuple[str, ...]:
    """The words of a repeatable option that lists rules; a usage error for one that names none."""
    words = tuple(word for item in given for word in (part.strip() for part in item.split(",")) if word)
    for word in words:
        if word not in _NAMES and not any(rule_id.startswith(word.upper()) for rule_id in RULES):
            raise click.UsageError(f'{option}: there is no rule "{word}"; {_suggestion(word)}')
    return words


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rules(as_json: bool) -> None:
    """List the rules: id, name, severity, the failure mode they guard against, and what they find.

    \b
      loopctl rules
      loopctl rules --json
    """
    if as_json:
        show_json([rule_entry(rule) for rule in RULES.values()])
        return
    show(_listed(RULES.values()))


@click.command()
@click.argument("rule", shell_complete=complete_rule)
def explain(rule: str) -> None:
    """Show one rule in full: what it finds, why that hurts, how to mend it, a bad and a good example.

    \b
      loopctl explain LSS201
      loopctl explain unknown-reference
      loopctl explain LSS2

    The beginning of an id lists the rules of that group.
    """
    found = RULES.get(rule.upper()) or _NAMES.get(rule.lower())
    group = [] if found else [item for item in RULES.values() if item.id.startswith(rule.upper()) and len(rule) > 2]
    if group:
        show(_listed(group))
        return
    if found is None:
        raise click.UsageError(f'there is no rule "{rule}"; {_suggestion(rule)}')
    explained = explain_rule(found)
    mode = explained.failure_mode
    guards = f", guards against failure mode {mode.code}: {mode.name}" if mode is not None else ""
    show([f"{found.id} {found.name} ({found.severity}{guards})", found.url, ""])
    show([f"What it finds: {found.summary}", f"Why it hurts:  {found.rationale}", f"How to mend:   {found.remedy}"])
    if explained.fix is not None:
        show([f"By itself:     loopctl validate --fix{' --unsafe-fixes' if explained.fix == 'unsafe' else ''}"])
    for heading, item in (("Before:", explained.bad), ("After:", explained.good)):
        show(["", heading, "", *(f"    {visible(line)}".rstrip() for line in split_lines(item.text.rstrip()))])
        if item.findings:
            said = (f"  line {finding.line}: {finding.rule} {finding.message}" for finding in item.findings)
            show(["", *map(visible, said)])


_NAMES = {rule.name: rule for rule in RULES.values()}


def _listed(chosen: Iterable[Rule]) -> list[str]:
    rows = [(rule.id, rule.name, rule.severity, rule.failure_mode or "", rule.summary) for rule in chosen]
    return table(rows, header=("rule", "name", "severity", "mode", "what it finds"))


def _suggestion(word: str) -> str:
    known = RULES if word.upper().startswith("LSS") else _NAMES
    hint = did_you_mean(word.upper() if known is RULES else word, known)
    return hint if hint.startswith("did you mean") else "loopctl rules lists them"
