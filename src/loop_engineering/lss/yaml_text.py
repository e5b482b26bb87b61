"""Plain data as YAML text, in the style of where it goes: block lines, flow on one line, or flow that is JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.nodes import ScalarNode

__all__ = ["block", "double_quoted", "flow", "single_quoted", "string"]

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
_LONGEST_PLAIN = 200
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_RESOLVER: Any = yaml.SafeLoader("")


def block(value: Any) -> list[str]:
    """The value as lines of block style, without indentation before them; nested parts are indented by two."""
    if isinstance(value, Mapping) and value:
        lines = []
        for key, part in value.items():
            if isinstance(part, Mapping | list) and part:
                lines += [f"{string(key)}:", *(f"  {line}" for line in block(part))]
            else:
                lines.append(f"{string(key)}: {flow(part)}")
        return lines
    if isinstance(value, list) and value:
        lines = []
        for item in value:
            first, *rest = block(item)
            lines += [f"- {first}", *(f"  {line}" for line in rest)]
        return lines
    return [flow(value)]


def flow(value: Any, *, as_json: bool = False) -> str:
    """The value on one line, as JSON where asked for."""
    spell = double_quoted if as_json else string
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{spell(key)}: {flow(part, as_json=as_json)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, as_json=as_json) for item in value) + "]"
    if isinstance(value, str):
        return spell(value)
    text = json.dumps(value)
    # YAML 1.1 takes 1e+20 for a string.
    return text.replace("e", ".0e") if isinstance(value, float) and "e" in text and "." not in text else text


def string(text: str) -> str:
    """A string, without quotes where it stays a string in either style."""
    if len(text) <= _LONGEST_PLAIN and _PLAIN.fullmatch(text):
        tag = _RESOLVER.resolve(ScalarNode, text, (True, False))
        if tag == "tag:yaml.org,2002:str":
            return text
    return double_quoted(text)


def double_quoted(text: str) -> str:
    """A string in double quotes, as both YAML and JSON read it."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def single_quoted(text: str) -> str:
    """A string in single quotes, or in double ones where these cannot hold it."""
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else double_quoted(text)
