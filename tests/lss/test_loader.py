"""The shorter way to a tag ends where PyYAML's own does."""

from __future__ import annotations

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from loop_engineering.lss.loader import LOADER

SCALARS = st.text("0123456789+-._:eExXoObnyNYtfTFalsrue~=<!'\" ", max_size=70)


@given(SCALARS)
@example("1:30")
@example("=")
@example("<<")
@example("")
@example("2001-12-14")
@example("0" * 100)
def test_tags_are_those_of_pyyaml(text: str) -> None:
    for document in (f"{text}\n", f"- {text}\n", f"{text}: {text}\n", f"[{text}]\n", f"!!str {text}\n"):
        try:
            expected = tags(yaml.compose(document, Loader=yaml.CSafeLoader))
        except yaml.YAMLError:
            continue
        assert tags(yaml.compose(document, Loader=LOADER)) == expected


def tags(node: yaml.Node | None) -> list[str]:
    if node is None:
        return []
    if not isinstance(node, yaml.CollectionNode):
        return [node.tag]
    parts = (part for item in node.value for part in (item if isinstance(item, tuple) else (item,)))
    return [node.tag, *(tag for part in parts for tag in tags(part))]
