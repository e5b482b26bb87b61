"""The rules: one file each, found by looking into this folder.

A rule file `unknown_reference.py` defines `RULE`; `unknown_reference.bad.yaml` beside it triggers it and
nothing else, `unknown_reference.good.yaml` triggers nothing; for rules about Markdown these are pages, `.bad.md`
and `.good.md`. Ids go by hundreds (`GROUPS`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from loop_engineering.lss.rules.rule import Rule, nothing

__all__ = ["GROUPS", "RULES", "Rule", "example", "example_name", "rules_of_meaning"]

GROUPS: Mapping[str, str] = {
    "LSS0": "text and syntax",
    "LSS1": "shape",
    "LSS2": "references",
    "LSS3": "termination and bounds",
    "LSS4": "evaluation",
    "LSS5": "safety",
    "LSS6": "cost",
    "LSS7": "composition",
    "LSS8": "memory and state",
    "LSS9": "style and conformance",
}
"""What the rules of each hundred are about, by the beginning of their ids."""


def _discover() -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name == "rule":
            continue
        rule: Rule = importlib.import_module(f"{__name__}.{module.name}").RULE
        if rule.id in found or rule.name.replace("-", "_") != module.name:
            raise ImportError(f"rule {rule.id} in {module.name}.py has an id or a name that does not fit")
        found[rule.id] = rule
    return dict(sorted(found.items()))


RULES: Mapping[str, Rule] = _discover()
"""All rules by id, in order of id."""


@cache
def rules_of_meaning() -> tuple[Rule, ...]:
    """The rules that look at a spec whose shape is right."""
    return tuple(rule for rule in RULES.values() if rule.check is not nothing)


def example(rule: Rule, kind: Literal["bad", "good"]) -> bytes:
    """The content of the rule's example file."""
    return files(__name__).joinpath(example_name(rule, kind)).read_bytes()


def example_name(rule: Rule, kind: Literal["bad", "good"]) -> str:
    """The name of the rule's example file: YAML, or a Markdown page where the rule is about fences."""
    stem = f"{rule.name.replace('-', '_')}.{kind}"
    return next(name for name in (f"{stem}.yaml", f"{stem}.md") if files(__name__).joinpath(name).is_file())
