"""The loader behind `source.parse`: libyaml's, with a shorter way to the tag of a plain scalar.

PyYAML looks for the tag of each scalar among the rules of every path in the document, of which LSS has none, and
that takes a third of the time of composing. Here the tag is found by the text of the scalar alone, and kept for
the next one: keys and choices return in every spec. The tags are the same, and a test compares them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml
from yaml.nodes import MappingNode, ScalarNode
from yaml.resolver import Resolver

__all__ = ["LOADER", "MAP", "SEQ", "STR"]

STR = Resolver.DEFAULT_SCALAR_TAG
"""The tag of a string."""
MAP = Resolver.DEFAULT_MAPPING_TAG
"""The tag of a mapping."""
SEQ = Resolver.DEFAULT_SEQUENCE_TAG
"""The tag of a list."""

_SHORT = 64
_RULES = Resolver.yaml_implicit_resolvers


def _tag(value: str) -> str:
    return next((tag for tag, pattern in _RULES.get(value[:1], ()) if pattern.match(value)), STR)


_known_tag = lru_cache(4096)(_tag)


def _fast() -> Any:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]

    class Loader(CParser):
        def resolve(self, kind: type, value: str, implicit: Any) -> str:
            if kind is ScalarNode:
                if not implicit[0]:
                    return STR
                return _known_tag(value) if len(value) <= _SHORT else _tag(value)
            return MAP if kind is MappingNode else SEQ

        def descend_resolver(self, *_: object) -> None:
            pass

        def ascend_resolver(self) -> None:
            pass

    return Loader


LOADER: Any = _fast() if yaml.__with_libyaml__ else yaml.SafeLoader
"""What to give to `yaml.compose` and `yaml.parse`; without libyaml PyYAML's own, slower loader."""
