"""The tolerant reader: what it says of valid documents is what the parser says, and no text upsets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.lsp.outline import Node, at, data_of, get, walk
from loop_engineering.lsp.reader import outline
from loop_engineering.lss import dump_yaml
from tests.strategies import documents


def shape(value: Any) -> Any:
    """The keys and list lengths of data, and which of its values are scalars."""
    if isinstance(value, dict) and value:
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list) and value:
        return [shape(item) for item in value]
    return None if value in ({}, []) else "scalar"


def outlined(node: Node | None) -> Any:
    if node is None or (node.kind != "scalar" and not node.entries):
        return None if node is not None else "scalar"
    if node.kind == "scalar":
        return "scalar"
    if node.kind == "list":
        return [outlined(entry.value) for entry in node.entries]
    return {entry.key: outlined(entry.value) for entry in node.entries}


# Keys with escapes are read raw, and a scalar of several lines may be cut: neither is a name in a spec.
PLAIN = documents().map(lambda document: json.loads(json.dumps(document)))


def simple(value: Any) -> bool:
    if isinstance(value, dict):
        return all(key.isascii() and key.isprintable() and "\\" not in key for key in value) and all(
            map(simple, value.values())
        )
    return all(map(simple, value)) if isinstance(value, list) else True


@given(PLAIN.filter(simple))
def test_block_style_is_read_as_the_parser_reads_it(document: dict[str, Any]) -> None:
    assert outlined(outline(dump_yaml(document))) == shape(document)


@given(PLAIN.filter(simple))
def test_flow_style_is_read_as_the_parser_reads_it(document: dict[str, Any]) -> None:
    assert outlined(outline(yaml.safe_dump(document, default_flow_style=True, allow_unicode=False))) == shape(document)


@given(PLAIN.filter(simple), st.sampled_from((None, 2)))
def test_json_is_read_as_the_parser_reads_it(document: dict[str, Any], indent: int | None) -> None:
    assert outlined(outline(json.dumps(document, indent=indent))) == shape(document)


@given(
    st.text(
        st.sampled_from("ab-: \n\r\t#[]{},\"'|>&*!%?\\\u2028\U0001f600"),
        max_size=60,
    )
)
def test_any_text_has_an_outline_within_itself(text: str) -> None:
    for _, entry, _ in walk(outline(text)):
        assert 0 <= entry.start <= entry.end <= len(text)
        if entry.value is not None:
            assert 0 <= entry.value.start <= entry.value.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "- " * 100_000,
        "{a: " * 50_000,
        "\n".join(" " * depth + "a:" for depth in range(1_000)),
        'a: "\\' * 50_000,
        "a: '''\n" * 20_000,
        "a" + " " * 1_000_000 + "b",
        "a: |\n" + "  x\n" * 100_000,
    ],
    ids=["brackets", "dashes", "braces", "steps", "double quotes", "single quotes", "spaces", "block scalar"],
)
def test_hostile_texts_are_read_without_harm(text: str) -> None:
    data_of(outline(text))


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("workers:\n- role: a\n  id: b\nx: 1", ("workers", 0, "id"), "b"),
        ("workers:\n    - role: a\n  - role: b", ("workers", 1, "role"), "b"),
        ("workers:\n  - role: a\n     id: b", ("workers", 0, "id"), "b"),
        ("workers: [{role: a, id: b\nevaluators:\n  - type: lint", ("evaluators", 0, "type"), "lint"),
        ('objective: "never closed\nworkers:\n  - role: a', ("workers", 0, "role"), "a"),
        ("- - - a", (0, 0, 0), "a"),
        ("a: |\n  b: c\nd: e", ("d",), "e"),
        ("a: one\n  two\n  three\nb: c", ("a",), "one two three"),
        ("a: &x !!str b # c", ("a",), "b"),
        ("{a: {b: [1, {c: d}]", ("a", "b", 1, "c"), "d"),
        ("\ta: b", ("a",), "b"),
        ("---\n# c\n%x\na: 'it''s'", ("a",), "it's"),
        ("{a: {b:\n  c: d}", ("a", "c"), "d"),
        ("{a: b\n  c: d}", ("c",), "d"),
        ("a: http://x#y", ("a",), "http://x#y"),
    ],
)
def test_broken_and_unusual_texts(text: str, path: tuple[str | int, ...], value: str) -> None:
    found = get(outline(text), path)
    assert found is not None
    assert found.text == value


def test_a_word_without_colon_is_a_key_that_is_being_typed() -> None:
    root = outline("loop_name: x\nwork\nworkers:\n  - role: a\n    dep\n")
    assert root is not None
    assert [(entry.key, entry.colon) for entry in root.entries] == [
        ("loop_name", True),
        ("work", False),
        ("workers", True),
    ]
    worker = get(root, ("workers", 0))
    assert worker is not None
    assert [(entry.key, entry.colon) for entry in worker.entries] == [("role", True), ("dep", False)]


def test_what_stands_at_a_place() -> None:
    text = "workers:\n  - role: writer\n    depends_on: [plan, check]\n"
    found = at(outline(text), text.index("heck"))
    assert found is not None
    assert (found.path, found.part) == (("workers", 0, "depends_on", 1), "value")
    key = at(outline(text), text.index("role") + 4)
    assert key is not None
    assert (key.path, key.part) == (("workers", 0, "role"), "key")
