"""From a table of TOML to a `Config`: each key is read by itself, and each mistake becomes a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from loop_engineering.config.globs import glob_fault
from loop_engineering.config.lines import key_lines
from loop_engineering.config.settings import Config, Level, rules_named
from loop_engineering.lss import RULES
from loop_engineering.lss.comments import is_protected
from loop_engineering.lss.conformance import SHORT_NAMES
from loop_engineering.lss.policy import Policy
from loop_engineering.lss.report.excerpt import visible
from loop_engineering.lss.schema import did_you_mean

__all__ = ["ALLOW_KEYS", "KEYS", "read_table"]

KEYS: Mapping[str, str] = {
    "select": "report only these rules",
    "ignore": "leave these rules out",
    "per-path-ignores": "for each glob, the rules to leave out of the files that it matches",
    "severity": "for each rule, how it is told: error, warning, info or off",
    "conformance": "the rung of the ladder that each spec must reach: core, parseable, operational or production",
    "strict": "whether warnings fail as errors do",
    "baseline": "the file of known findings, relative to this file",
    "exclude": "globs of files in folders that are not looked at",
    "allow": "what the loops may use",
}
"""The keys, and what each is for."""

ALLOW_KEYS: Mapping[str, str] = {
    "providers": "providers of models, as provider or provider/model",
    "tools": "tools of workers",
    "price-tables": "values of cost_limits.price_table_ref",
}
"""The keys of the table `allow`."""

_MOST_MISTAKES = 20


def read_table(table: Mapping[str, Any], file: Path, shown: str, text: str, root: tuple[str, ...]) -> Config:
    """The configuration in a table of the TOML `text` of `file`, which stands there under `root`.

    Mistakes call the file `shown`.
    """
    return _Reader(file, shown, text, root).read(table)


class _EnoughMistakes(Exception):
    """So many mistakes have been noted that nobody reads further ones."""


class _Reader:
    """Reads one table of configuration. A mistake is noted, and the rest is read on."""

    def __init__(self, file: Path, shown: str, text: str, root: tuple[str, ...]) -> None:
        self._file, self._shown, self._text, self._root = file, shown, text, root
        self._lines: dict[tuple[str, ...], int] | None = None
        self._mistakes: list[str] = []

    def read(self, table: Mapping[str, Any]) -> Config:
        readers: dict[str, Callable[[Any], Any]] = {
            "select": lambda value: self._rules(("select",), value),
            "ignore": lambda value: self._rules(("ignore",), value, dropped=True),
            "per-path-ignores": self._per_path,
            "severity": self._severity,
            "conformance": lambda value: self._choice(("conformance",), value, tuple(SHORT_NAMES)),
            "strict": self._strict,
            "baseline": self._baseline,
            "exclude": lambda value: self._globs(("exclude",), value),
            "allow": self._allow,
        }
        found: dict[str, Any] = {}
        with suppress(_EnoughMistakes):
            for key, value in table.items():
                if key not in readers:
                    self._unknown_key((), key)
                elif (made := readers[key](value)) is not None:
                    found["policy" if key == "allow" else key.replace("-", "_")] = made
        return replace(Config(self._file), **found, mistakes=tuple(self._mistakes))

    def _rules(self, path: tuple[str, ...], value: Any, *, dropped: bool = False) -> tuple[str, ...]:
        known = []
        for word in self._strings(path, value, "rules"):
            named = rules_named(word)
            if not named:
                self._say(path, _no_rule(word), word)
                continue
            fixed = next((rule for rule in named if _is_fixed(rule)), None) if dropped else None
            if fixed is not None:
                self._say(path, f"{fixed} cannot be left out: {_FIXED}; exclude the file, or mend it", word)
                continue
            known.append(word)
        return tuple(known)

    def _per_path(self, value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
        here = ("per-path-ignores",)
        entries = []
        for pattern, words in self._table(here, value, '{ "docs/**" = ["LSS601"] }').items():
            fault = glob_fault(pattern)
            if fault is not None:
                self._say((*here, pattern), f"{_quote(pattern)}: {fault}")
                continue
            entries.append((pattern, self._rules((*here, pattern), words, dropped=True)))
        return tuple(entries)

    def _severity(self, value: Any) -> tuple[tuple[str, Level], ...]:
        levels: dict[str, Level] = {}
        for word, level in self._table(("severity",), value, '{ LSS601 = "error" }').items():
            here = ("severity", word)
            named = rules_named(word)
            if not named:
                self._say(here, _no_rule(word))
            elif len(named) > 1:
                self._say(here, f"{_quote(word)} names {len(named)} rules; give the severity of each by its id")
            elif self._choice(here, level, get_args(Level)) is None:
                continue
            elif _is_fixed(named[0]) and level != "error":
                self._say(here, f"{named[0]} stays an error: {_FIXED}")
            else:
                levels[named[0]] = level
        return tuple(levels.items())

    def _strict(self, value: Any) -> bool | None:
        if isinstance(value, bool):
            return value
        self._say(("strict",), f"strict is {_kind(value)}; write true or false")
        return None

    def _baseline(self, value: Any) -> Path | None:
        if isinstance(value, str) and "\\" in value:
            self._say(("baseline",), "baseline has a backslash; write / between folders")
            return None
        if isinstance(value, str) and value.strip() and "\0" not in value:
            return self._file.parent / value
        self._say(("baseline",), f'baseline is {_kind(value)}; write the name of a file, such as "baseline.json"')
        return None

    def _allow(self, value: Any) -> Policy:
        given: dict[str, tuple[str, ...]] = {}
        for key, listed in self._table(("allow",), value, '{ providers = ["anthropic"] }').items():
            if key not in ALLOW_KEYS:
                self._unknown_key(("allow",), key)
            else:
                given[key.replace("-", "_")] = tuple(self._strings(("allow", key), listed, "names"))
        return Policy(**given)

    def _globs(self, path: tuple[str, ...], value: Any) -> tuple[str, ...]:
        known = []
        for pattern in self._strings(path, value, "globs"):
            fault = glob_fault(pattern)
            if fault is not None:
                self._say(path, f"{_quote(pattern)}: {fault}", pattern)
            else:
                known.append(pattern)
        return tuple(known)

    def _choice(self, path: tuple[str, ...], value: Any, choices: tuple[str, ...]) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        shown = _quote(value) if isinstance(value, str) else _kind(value)
        hint = did_you_mean(value if isinstance(value, str) else "", choices)
        self._say(path, f"{_short(path[-1])} is {shown}; {hint}", value if isinstance(value, str) else None)
        return None

    def _strings(self, path: tuple[str, ...], value: Any, what: str) -> list[str]:
        if not isinstance(value, list):
            self._say(path, f"{_short(path[-1])} is {_kind(value)}; write a list of {what}, each in quotes")
            return []
        strings = []
        for item in value:
            if isinstance(item, str) and item.strip():
                strings.append(item.strip())
            else:
                self._say(path, f"{_short(path[-1])} has {_kind(item)} in its list; write {what}, each in quotes")
        return strings

    def _table(self, path: tuple[str, ...], value: Any, example: str) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        self._say(path, f"{path[-1]} is {_kind(value)}; write {path[-1]} = {example}")
        return {}

    def _unknown_key(self, path: tuple[str, ...], key: str) -> None:
        if not path and not self._root and key == "tool":
            self._say((key,), 'unknown key "tool"; in this file the keys stand at the top, without [tool.loopctl]')
            return
        self._say((*path, key), f"unknown key {_quote(key)}; {did_you_mean(key, ALLOW_KEYS if path else KEYS)}")

    def _say(self, path: tuple[str, ...], message: str, word: str | None = None) -> None:
        if self._lines is None:
            self._lines = key_lines(self._text)
        line = self._lines.get((*self._root, *path)) or self._line_above(path)
        if word is not None:
            line = self._line_of(word, line)
        self._mistakes.append(f"{self._shown}:{line}: {visible(message)}")
        if len(self._mistakes) == _MOST_MISTAKES:
            self._mistakes.append(f"{self._shown}: further mistakes are not shown")
            raise _EnoughMistakes

    def _line_above(self, path: tuple[str, ...]) -> int:
        """The line of the nearest table that the key stands in."""
        whole = (*self._root, *path)
        lines = self._lines or {}
        return next((lines[whole[:n]] for n in range(len(whole) - 1, 0, -1) if whole[:n] in lines), 1)

    def _line_of(self, word: str, start: int) -> int:
        """The line of a quoted word within the value that begins at line `start`."""
        others = set((self._lines or {}).values()) - {start}
        for number, line in enumerate(self._text.split("\n")[start - 1 :], start):
            if number in others:
                break
            if f'"{word}"' in line or f"'{word}'" in line:
                return number
        return start


_FIXED = "where it is found, the rest of the spec is not checked"


def _is_fixed(rule: str) -> bool:
    """Whether a configuration cannot lower the rule. Who asks for a rung may say of which files."""
    return is_protected(RULES[rule]) and rule != "LSS900"


def _no_rule(word: str) -> str:
    known = list(RULES) if word.upper().startswith("LSS") else [rule.name for rule in RULES.values()]
    hint = did_you_mean(word.upper() if known[0] in RULES else word, known)
    return f"there is no rule {_quote(word)}; {hint if hint.startswith('did you mean') else 'loopctl rules lists them'}"


def _kind(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quote(value) if value.strip() else "an empty string"
    names = {list: "a list", dict: "a table", int: "a number", float: "a number"}
    return names.get(type(value), "a date or time")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _quote(text: str) -> str:
    return f'"{_short(text)}"'
