"""Mermaid source, text diagram and description: golden files, and laws that hold for any text."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loop_engineering.diagram import describe, flowchart, text_diagram
from loop_engineering.diagram.flowchart import MAX_EDGES
from loop_engineering.diagram.mermaid import escape_label
from loop_engineering.diagram.words import shorten, visible
from loop_engineering.lss import Spec, load

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.yaml"))


def _agrees(path: Path, text: str) -> None:
    if os.environ.get("LOOP_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_flowchart_is_the_golden_one(specs: dict[str, Spec], name: str) -> None:
    _agrees(GOLDEN / f"{name}.mmd", flowchart(specs[name]))


@pytest.mark.parametrize("name", NAMES)
def test_text_and_description_are_the_golden_ones(specs: dict[str, Spec], name: str) -> None:
    spec = specs[name]
    _agrees(GOLDEN / f"{name}.txt", f"{text_diagram(spec)}\n{describe(spec)}\n")


@pytest.mark.parametrize("name", NAMES)
def test_node_ids_are_generated(specs: dict[str, Spec], name: str) -> None:
    node = re.compile(r"(in|more|s0|g0|cn|h\d+|c\d+|(c\d+)?([wetog]\d+|m0|n))")
    for line in flowchart(specs[name]).splitlines()[1:]:
        if line.strip() == "end":
            continue
        bare = re.sub(r'"[^"]*"', "", line)
        for word in re.findall(r"\w+", re.sub(r":::\w+$", "", bare)):
            assert word == "subgraph" or node.fullmatch(word), line


@given(st.text())
def test_an_escaped_label_holds_no_mermaid_syntax(text: str) -> None:
    escaped = escape_label(visible(text))
    assert not set(re.sub(r"#\d+;", "", escaped)) & set('"`<>#;%*[]{}|$&~^\\\n')
    assert ":::" not in escaped
    assert "//" not in escaped
    meant = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), escaped)
    assert meant.replace("\u200b", "") == visible(text)


@given(st.text(), st.integers(2, 60))
def test_shown_text_has_no_invisible_character_and_keeps_its_limit(text: str, limit: int) -> None:
    shown = shorten(text, limit)
    assert len(shown) <= limit
    assert not [char for char in shown if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}]


def test_a_huge_loop_is_drawn_within_bounds_and_says_what_it_leaves_out() -> None:
    source = flowchart(_crowd(300))
    assert source.count("-->") + source.count("-.->") <= MAX_EDGES
    assert "more workers and evaluators" in source
    assert "more connections" in source
    assert len(source) < 50_000
    assert "side by side" not in (text := text_diagram(_crowd(300)))
    assert text.count("\n") > 300


def _crowd(size: int) -> Spec:
    """A loop of `size` workers, each of which waits for all those before it."""
    lines = [
        "loop_name: crowd",
        'version: "1.0"',
        'objective: "Be far too large for one picture"',
        "evaluators: [{type: test_suite}]",
        "termination_conditions: [{type: all_tests_pass}, {type: max_iterations, value: 2}]",
        "workers:",
    ]
    for index in range(size):
        before = ", ".join(f"w{earlier}" for earlier in range(max(0, index - 20), index))
        lines.append(f"  - {{id: w{index}, role: part {index}, depends_on: [{before}]}}")
    return load("\n".join(lines))


def test_workers_that_wait_for_each_other_are_drawn_all_the_same(specs: dict[str, Spec]) -> None:
    spec = specs["review"]
    author = msgspec.structs.replace(spec.workers[0], depends_on=("merger",))
    spec = msgspec.structs.replace(spec, workers=(author, *spec.workers[1:]))
    assert "  w3 --> w0\n" in flowchart(spec)
    assert "waiting for each other" in text_diagram(spec)
