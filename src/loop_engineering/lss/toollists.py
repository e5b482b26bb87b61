"""What a `tool_allowlist` constraint allows, read off its `config`, for which LSS fixes no keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

__all__ = ["Allowed", "allowed_tools"]

_KEYS = ("allowed", "allowed_tools", "allow", "allowlist", "tool_allowlist", "tools", "whitelist")
_WILD = frozenset("*?[")
_MOST_WILD = 50


@dataclass(frozen=True, slots=True)
class Allowed:
    """The tools that a list names: exact names, and patterns such as `mcp__github__*`.

    A rule about arguments, `bash(git diff:*)`, allows its tool.
    """

    names: tuple[str, ...]
    exact: frozenset[str]
    patterns: tuple[str, ...]

    def permits(self, tool: str) -> bool:
        """Whether the list has the tool; a tool written with arguments counts as the tool."""
        names = (tool, _bare(tool))
        if len(self.patterns) > _MOST_WILD:
            return True  # Not worth the time of matching each tool with each; nobody writes such a list by hand.
        return any(name in self.exact or any(fnmatchcase(name, item) for item in self.patterns) for name in names)


def allowed_tools(config: Mapping[str, Any], worker: str) -> Allowed | None:
    """The tools that the config of a `tool_allowlist` allows a worker; None where it gives no list that is understood.

    Understood are lists of names under the usual keys (`allowed`, `allowed_tools`, `tools` …), for all workers or
    by worker id.
    """
    for key in _KEYS:
        given = config.get(key)
        if isinstance(given, Mapping):
            given = given.get(worker, given.get("*"))
        if isinstance(given, list) and all(isinstance(item, str) for item in given):
            return _of(tuple(given))
    return None


def _of(names: tuple[str, ...]) -> Allowed:
    bare = [_bare(name) for name in names]
    exact = frozenset((*names, *bare))
    return Allowed(names, exact, tuple(name for name in dict.fromkeys(bare) if _WILD.intersection(name)))


def _bare(tool: str) -> str:
    return tool.partition("(")[0].strip()
