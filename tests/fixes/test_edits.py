"""The law of edits: reading the text with the edits made gives the data with the steps made."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from loop_engineering.lss import Source
from loop_engineering.lss.edits import edits_of
from loop_engineering.lss.finding import Fix
from loop_engineering.lss.fixes import apply
from loop_engineering.lss.markdown import find_blocks
from loop_engineering.lss.position import join, split
from loop_engineering.lss.repair import Append, Insert, Remove, Repair, Replace, Step
from loop_engineering.lss.source import Document, parse

from .styles import DATA, json_texts, yaml_texts

TEXTS = st.sampled_from(("halt", "0.8", '"1.0"', "workers.a", "{role: implementer}", "[a, b]", "true"))
VALUES = st.sampled_from(
    (10, "halt", "yes", "a: b", True, None, 0.5, [], {}, ["a", {"b": 1}], {"type": "timeout", "value": [1, {"x": "y"}]})
)


def document_of(text: str, path: str = "a.yaml") -> Document:
    document, faults = parse(Source(text, path))
    assert not faults, [fault.problem.message for fault in faults]
    assert document is not None
    return document


def pointers(value: Any, path: tuple[str | int, ...] = ()) -> list[str]:
    """The pointers of all parts of a value, itself first."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [join(*path), *(pointer for key, part in below for pointer in pointers(part, (*path, key)))]


def stepped(data: Any, step: Step) -> Any:
    """What the data is after the step."""
    made = copy.deepcopy(data)
    path = split(step.pointer)
    holder = made
    for part in path[:-1]:
        holder = holder[int(part) if isinstance(holder, list) else part]
    if isinstance(step, Insert | Append):
        target = holder[int(path[-1]) if isinstance(holder, list) else path[-1]] if path else holder
        if isinstance(step, Insert):
            target[step.key] = step.value
        else:
            target.append(step.value)
        return made
    last: Any = int(path[-1]) if isinstance(holder, list) else path[-1]
    if isinstance(step, Remove):
        del holder[last]
    elif step.key:
        items = [(step.text if key == last else key, value) for key, value in holder.items()]
        holder.clear()
        holder.update(items)
    else:
        holder[last] = yaml.safe_load(step.text)
    return made


def at(data: Any, pointer: str) -> Any:
    for part in split(pointer):
        data = data[int(part)] if isinstance(data, list) else data[part]
    return data


@st.composite
def steps(draw: st.DrawFn, data: Any) -> Step:
    pointer = draw(st.sampled_from(pointers(data)))
    value = at(data, pointer)
    choices: list[Any] = []
    if isinstance(value, dict):
        key = draw(st.sampled_from(("new", "new key", "yes")))
        choices.append(Insert(pointer, key, draw(VALUES)))
    if isinstance(value, list):
        choices.append(Append(pointer, draw(VALUES)))
    if pointer:
        choices.append(Remove(pointer))
        holder = at(data, pointer.rpartition("/")[0])
        if isinstance(holder, dict):
            choices.append(Replace(pointer, draw(st.sampled_from(("new", "no", "new key"))), key=True))
        if not isinstance(value, dict | list):
            choices.append(Replace(pointer, draw(TEXTS)))
    step: Step = draw(st.sampled_from(choices))
    return step


def may_refuse(document: Document, step: Step) -> bool:
    """Whether the text is one of those that edits keep away from."""
    text = document.source.text
    if "| #" in text or (isinstance(step, Insert | Append) and re.search(r"\|\n[^:]*\Z", text)):
        return True
    # All of a block collection, a dash on a line of its own, or a comment that the next key would take over.
    return isinstance(step, Remove) and (
        len(at(document.data, step.pointer.rpartition("/")[0])) == 1
        or re.search(r"-[ \t]*(#.*)?$", text, re.MULTILINE) is not None
        or "#" in text
    )


def assert_the_law(text: str, path: str, step: Step) -> bool:
    """The law for one step; says whether there were edits."""
    document = document_of(text, path)
    edits = edits_of(document, Repair("", (step,)))
    if not edits:
        return False
    done = apply(text, [Fix("", edits)])
    assert done.applied, "the edits are within the text"
    expected = stepped(document.data, step)
    after = document_of(done.text, path)
    assert after.data == expected, done.text
    assert repr(after.data) == repr(expected), done.text
    return True


@settings(max_examples=300)
@given(st.data())
def test_the_law_for_yaml(data: DataObject) -> None:
    text = data.draw(yaml_texts(data.draw(DATA)))
    document = document_of(text)
    step = data.draw(steps(document.data))
    assert assert_the_law(text, "a.yaml", step) or may_refuse(document, step)


@settings(max_examples=150)
@given(st.data(), st.sampled_from(("\r\n", "\r")))
def test_the_law_for_other_line_ends(data: DataObject, line_end: str) -> None:
    text = data.draw(yaml_texts(data.draw(DATA))).replace("\n", line_end)
    document = document_of(text)
    step = data.draw(steps(document.data))
    assert_the_law(text, "a.yaml", step)
    edits = edits_of(document, Repair("", (step,)))
    done = apply(text, [Fix("", edits)]).text
    assert "\n" not in done.replace(line_end, ""), "a new line ends as the others do"


@settings(max_examples=150)
@given(st.data())
def test_the_law_for_json(data: DataObject) -> None:
    text = data.draw(json_texts(data.draw(DATA)))
    document = document_of(text, "a.json")
    step = data.draw(steps(document.data))
    edits = edits_of(document, Repair("", (step,)))
    assert edits
    done = apply(text, [Fix("", edits)]).text
    assert json.loads(done) == stepped(document.data, step), "JSON stays JSON"


PREFIXES = ("", "    ", "\t", "> ", ">", "> > ", "  > ", ">\t", "     ")


@settings(max_examples=200)
@given(st.data(), st.sampled_from(PREFIXES), st.booleans(), st.sampled_from(("\n", "\r\n")))
def test_the_law_within_markdown(data: DataObject, prefix: str, bare: bool, line_end: str) -> None:
    text = data.draw(yaml_texts(data.draw(DATA)))
    lines = ["```lss", *text.rstrip("\n").split("\n"), "```"]
    # Editors take white space off the end of empty lines.
    quoted = [prefix + line if line or not bare else prefix.rstrip() for line in lines]
    above = ["# A page", "", "- an item" if prefix.strip(" \t") == "" else "Quoted:", ""]
    below = ["", "The end.", ""]
    page = line_end.join([*above, *quoted, *below])
    (block,) = find_blocks(page, "page.md")
    document, faults = parse(block.source)
    assert document is not None
    assert not faults
    step = data.draw(steps(document.data))
    edits = edits_of(document, Repair("", (step,)))
    assert edits or may_refuse(document, step)
    done = apply(page, [Fix("", edits)])
    assert done.applied
    (after,) = find_blocks(done.text, "page.md")
    assert after.fence.broken is None
    if edits:
        assert document_of(after.source.text).data == stepped(document.data, step), done.text
    assert done.text.split(line_end)[: len(above)] == above
    assert done.text.split(line_end)[-len(below) :] == below
