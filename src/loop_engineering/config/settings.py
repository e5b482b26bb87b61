"""What a configuration says, and what it makes of findings."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from loop_engineering.config.globs import glob_matches
from loop_engineering.lss import RULES, Finding, Severity
from loop_engineering.lss.comments import is_protected
from loop_engineering.lss.policy import ANYTHING, Policy

__all__ = ["Config", "Level", "rules_named"]

Level = Literal["error", "warning", "info", "off"]
"""How severely a rule is told; `off` is not at all."""

_NAMES = {rule.name: rule.id for rule in RULES.values()}
_ALWAYS_TOLD = frozenset(rule.id for rule in RULES.values() if is_protected(rule) and not rule.id.startswith("LSS1"))
"""What keeps a text from being read, and a rung that was asked for, are told whatever is selected."""


def rules_named(word: str) -> tuple[str, ...]:
    """The ids of the rules that a word names: an id, the beginning of ids, or a name; none where there is none."""
    if word.lower() in _NAMES:
        return (_NAMES[word.lower()],)
    return tuple(rule for rule in RULES if rule.startswith(word.upper())) if word else ()


@dataclass(frozen=True, slots=True)
class Config:
    """The configuration of a run. Rules are named by id, by the beginning of ids or by name.

    `file` is where it was read, None where there is none; globs are relative to its folder. `mistakes` has a line for
    each thing in it that cannot be followed; what remains is what can.
    """

    file: Path | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_path_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: tuple[tuple[str, Level], ...] = ()
    conformance: str | None = None
    strict: bool = False
    baseline: Path | None = None
    exclude: tuple[str, ...] = ()
    policy: Policy = ANYTHING
    mistakes: tuple[str, ...] = ()

    def apply(self, findings: Iterable[Finding], base: Path | None = None) -> tuple[Finding, ...]:
        """The findings that are to be told, in their order, with the severity that they are to have.

        Their paths are relative to `base`, by default the current folder.
        """
        told = []
        for finding in findings:
            level = self.level(finding.rule, finding.severity, finding.path, base)
            if level == finding.severity:
                told.append(finding)
            elif level is not None:
                told.append(replace(finding, severity=level))
        return tuple(told)

    def level(self, rule: str, severity: Severity, path: str, base: Path | None = None) -> Severity | None:
        """How severely a finding of `severity` by the rule with this id is told of `path`; None for not at all."""
        if self.select and rule not in _ids(self.select) and rule not in _ALWAYS_TOLD:
            return None
        if rule in _ids(self.ignore):
            return None
        if self.per_path_ignores:
            below = self._below(path, base)
            if below is not None and rule in _ignored_at(self.per_path_ignores, below):
                return None
        level = _levels(self.severity).get(rule, severity)
        return None if level == "off" else level

    def excludes(self, path: str, base: Path | None = None) -> bool:
        """Whether a file found in a folder is not to be looked at. `path` is relative to `base`, as in `apply`."""
        if not self.exclude:
            return False
        below = self._below(path, base)
        return below is not None and any(glob_matches(pattern, below) for pattern in self.exclude)

    def _below(self, path: str, base: Path | None) -> str | None:
        """The path as seen from the configuration's folder, None where it lies outside of it."""
        start = Path.cwd() if base is None else base
        folder = self.file.parent if self.file is not None else start
        whole = os.path.normpath(os.path.join(os.path.realpath(start), path))  # noqa: PTH118
        try:
            below = os.path.relpath(whole, os.path.realpath(folder)).replace(os.sep, "/")
        except ValueError:  # another drive
            return None
        return None if below.startswith("../") else below


@lru_cache(maxsize=256)
def _ids(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(rule for word in words for rule in rules_named(word))


@lru_cache(maxsize=1024)
def _ignored_at(entries: tuple[tuple[str, tuple[str, ...]], ...], path: str) -> frozenset[str]:
    return frozenset().union(*(_ids(words) for pattern, words in entries if glob_matches(pattern, path)))


@lru_cache(maxsize=64)
def _levels(pairs: tuple[tuple[str, Level], ...]) -> dict[str, Level]:
    return {rule: level for word, level in pairs for rule in rules_named(word)}
