"""What the documentation of the plugin tells of its options and its style sheet, read from where they are defined."""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import dataclass

from mkdocs_lss import config
from mkdocs_lss.panels import asset

__all__ = ["Documented", "Variable", "options", "variables"]

_VARIABLE = re.compile(r"^  (?P<name>--lss-[\w-]+): (?P<value>[^;]+); /\* (?P<meaning>.+?) \*/$", re.MULTILINE)
_LIGHT_DARK = re.compile(r"light-dark\((?P<light>[^,()]+), (?P<dark>[^,()]+)\)")


@dataclass(frozen=True, slots=True)
class Documented:
    """One option. `takes` and `does` are prose with code in backticks; `default` is YAML, empty where there is none."""

    name: str
    takes: str
    default: str
    does: str


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of the style sheet: its values in light and in dark, and what it colours."""

    name: str
    light: str
    dark: str
    meaning: str


def variables() -> tuple[Variable, ...]:
    """The variables that a site may set, in the order of `lss.css`, where a comment follows each."""
    found = _VARIABLE.finditer(asset("lss.css").decode())
    return tuple(Variable(match["name"], *_values(match["value"]), match["meaning"]) for match in found)


def _values(value: str) -> tuple[str, str]:
    pair = _LIGHT_DARK.fullmatch(value)
    return (pair["light"], pair["dark"]) if pair else (value, value)


def options() -> tuple[Documented, ...]:
    """The options in the order of their definition."""
    said = _docstrings()
    return tuple(
        Documented(name, kind.takes, json.dumps(kind.default) if kind.default not in (None, []) else "", said[name])
        for name, kind in config.LssConfig._schema
        if isinstance(kind, config.Option)
    )


def _docstrings() -> dict[str, str]:
    """The text below each field of `LssConfig`, as one line."""
    (defined,) = (
        node for node in ast.parse(inspect.getsource(config)).body if getattr(node, "name", "") == "LssConfig"
    )
    assert isinstance(defined, ast.ClassDef)
    found: dict[str, str] = {}
    for field, after in zip(defined.body, defined.body[1:], strict=False):
        match field, after:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found
