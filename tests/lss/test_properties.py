"""Laws of the language that hold for every document: forms, the two validators, positions, and any input at all."""

from __future__ import annotations

import copy
import json
import string
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from loop_engineering.lss import (
    FULL_FIELDS,
    Document,
    Source,
    Spec,
    SyntaxFault,
    check,
    check_block,
    dump_yaml,
    expand,
    find_blocks,
    form_of,
    minify,
    parse,
)
from loop_engineering.lss.forms import expansion
from loop_engineering.lss.position import join
from loop_engineering.lss.schema import is_valid, shape_problems
from loop_engineering.lss.source import decode
from tests.strategies import TEXTS, core_documents, documents, full_documents, json_values

few = settings(max_examples=40)


@few
@given(core_documents())
def test_core_form_expands_to_full_form_that_the_schema_accepts(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    full = expand(document)
    assert document == before, "the document itself is left alone"
    assert form_of(full) == "full"
    assert tuple(full)[: len(FULL_FIELDS)] == FULL_FIELDS
    assert is_valid(full)
    assert expand(full) is full


@few
@given(full_documents())
def test_full_form_is_its_own_expansion(document: dict[str, Any]) -> None:
    assert form_of(document) == "full"
    assert expand(document) is document


@few
@given(documents())
def test_every_valid_document_becomes_a_spec(document: dict[str, Any]) -> None:
    assert is_valid(document)
    checked = check(Source(dump_yaml(document)))
    assert isinstance(checked.spec, Spec)
    full = expand(document)
    assert [worker.id for worker in checked.spec.workers] == [worker["id"] for worker in full["workers"]]
    for field in ("success", "failure", "stall"):
        conditions = [msgspec.structs.asdict(item) for item in getattr(checked.spec.termination_conditions, field)]
        given = full["termination_conditions"].get(field, [])
        assert len(conditions) == len(given)
        assert all(made.items() >= item.items() for made, item in zip(conditions, given, strict=True))


@few
@given(documents())
def test_a_document_and_its_expansion_have_the_same_findings(document: dict[str, Any]) -> None:
    written = check(Source(dump_yaml(document)))
    expanded = check(Source(dump_yaml(expand(document))))
    told = {finding.rule for finding in expanded.findings}
    if "LSS201" in told:
        # What a wrong reference makes wrong in the parts that were not written is not told of what was.
        assert "LSS201" in {finding.rule for finding in written.findings} <= told
    else:
        assert sorted((f.rule, f.message) for f in written.findings) == sorted(
            (f.rule, f.message) for f in expanded.findings
        )


@few
@given(documents(sound=True))
def test_sound_documents_have_sound_references(document: dict[str, Any]) -> None:
    found = {finding.rule for finding in check(Source(dump_yaml(document))).findings}
    assert not found & {"LSS201", "LSS202", "LSS203", "LSS403"}


@few
@given(documents())
def test_every_origin_is_a_place_in_the_document(document: dict[str, Any]) -> None:
    parsed, _ = parse(Source(dump_yaml(document)))
    assert parsed is not None
    for origin in expansion(parsed.data).origins.values():
        assert parsed.nearest(origin) == origin


@few
@given(documents(), st.booleans())
def test_minified_means_the_same(document: dict[str, Any], of_expansion: bool) -> None:
    text = minify(expand(document) if of_expansion else document)
    assert "\n" not in text
    again = json.loads(text)
    assert "metadata" not in again
    wanted = expand(document)
    assert expand(again) == {key: value for key, value in wanted.items() if key != "metadata"}


@given(st.text())
def test_yaml_reads_back_any_text_that_was_dumped(text: str) -> None:
    document, faults = parse(Source(dump_yaml({"x_a": text, "x_b": ["\x85", "a\u2028b", "\u2029"]})))
    assert document is not None
    assert not faults
    assert document.data == {"x_a": text, "x_b": ["\x85", "a\u2028b", "\u2029"]}


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A document with one to three parts deleted, renamed, repeated or replaced by anything."""
    document = copy.deepcopy(draw(documents()))
    for _ in range(draw(st.integers(1, 3))):
        places = [place for place in _places(document) if place]
        path = draw(st.sampled_from(places))
        parent: Any = document
        for part in path[:-1]:
            parent = parent[part]
        last = path[-1]
        action = draw(st.sampled_from(("delete", "replace", "rename", "odd", "repeat")))
        if action == "delete":
            del parent[last]
        elif action == "rename" and isinstance(parent, dict):
            parent[draw(st.sampled_from((f"{last}s", str(last)[1:], "type", "id", "x")))] = parent.pop(last)
        elif action == "repeat" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))
        elif action == "odd":
            parent[last] = draw(st.sampled_from(_ODD))
        else:
            parent[last] = draw(json_values())
        if not document:
            break
    return document


_ODD: tuple[Any, ...] = (
    0, -0.0, 1.0, 3.0, 1e308, -1, 2**53, 0.1 + 0.2, 1e-320, True, False, None, "", " ", "1.0", "1.0.0\n", "a\n",
    "workers.a\n", "workers.\ufeff", "workers.a\x1cb", "workers.\u00a0", "workers.\u2028", "a\u0130", "\u212a", [], {},
    [None], [1, 1.0], [1, True], [0, False], ["a", "a"], [[1], [1.0]], {"": {}},
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


@settings(max_examples=120)
@given(mutated())
def test_the_two_validators_agree_and_a_no_always_has_a_reason(data: dict[str, Any]) -> None:
    source = Source(dump_yaml(data))
    parsed, faults = parse(source)
    assert parsed is not None
    assert not faults
    assert parsed.data == data
    problems = shape_problems(parsed)
    assert is_valid(data) == (not problems)
    checked = check(source)
    assert (checked.spec is not None) == is_valid(data)
    if checked.spec is None:
        assert all(finding.severity == "error" for finding in checked.findings)
        places = [(f.rule, f.pointer, f.message) for f in checked.findings]
        assert len(set(places)) == len(places)
    for finding in checked.findings:
        assert parsed.nearest(finding.pointer) == finding.pointer
        assert (finding.line, finding.column) <= (finding.end_line, finding.end_column)
        assert finding.end_line <= source.text.count("\n") + 1
        assert len(finding.message) < 1000


def _dump(data: Any, **style: Any) -> str:
    """As other tools write it, but for a bug of PyYAML: it does not escape the line breaks that are not ASCII."""

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    text: str = yaml.dump(data, Dumper=Dumper, sort_keys=False, **style)
    return text


@settings(max_examples=80)
@given(
    st.dictionaries(
        TEXTS, st.recursive(json_values(), lambda inner: st.lists(inner, min_size=1, max_size=3)), min_size=1
    ),
    st.booleans(),
    st.sampled_from((None, '"', "'")),
    st.booleans(),
    st.sampled_from(("\n", "\r\n", "\r")),
)
def test_every_pointer_leads_to_the_text_of_its_value(
    data: dict[str, Any], flow: bool, quotes: str | None, unicode: bool, newline: str
) -> None:
    unicode = unicode and not set("\x85\u2028\u2029") & set(json.dumps(data, ensure_ascii=False))
    text = _dump(data, default_flow_style=flow, default_style=quotes, allow_unicode=unicode, width=10**6)
    if "\r" not in text:
        text = text.replace("\n", newline)
    document, faults = parse(Source(text))
    assert document is not None
    assert not faults
    assert document.data == data
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for path in _places(data):
        _assert_span(document, lines, path)


def _assert_span(document: Document, lines: list[str], path: tuple[Any, ...]) -> None:
    value: Any = document.data
    for part in path:
        value = value[part]
    span = document.span(join(*path))
    assert document.nearest(join(*path)) == join(*path)
    assert 1 <= span.line <= span.end_line <= len(lines)
    if (isinstance(value, dict | list) and value) or span.line != span.end_line:
        return
    shown = lines[span.line - 1][span.column - 1 : span.end_column - 1]
    following = "\n".join([lines[span.line - 1][span.column - 1 :], *lines[span.line :]])
    if shown.startswith(("|", ">")):
        assert isinstance(value, str)
        assert "\n" in value
        return
    if isinstance(value, str):
        assert following.startswith(shown)
        read = yaml.load(shown, yaml.BaseLoader) if _is_whole(shown) else None
        assert read is None or read == value
    elif not isinstance(value, str):
        assert yaml.safe_load(shown) == value


def _is_whole(shown: str) -> bool:
    """Whether a quoted text is closed on the line that it begins on."""
    return shown[:1] not in "\"'" or (len(shown) > 1 and shown[0] == shown[-1])


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=200), st.text(string.printable, max_size=200).map(str.encode)))
def test_any_bytes_give_a_report(raw: bytes) -> None:
    text = decode(raw)
    if isinstance(text, SyntaxFault):
        assert text.problem.span is not None
        return
    _assert_reported(text)


_PIECES = st.sampled_from(
    ("a", ":", " ", "\n", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!", "!!int ", "!!binary ", "<<: ", "'",
     '"', "|\n", ">-\n", "#", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "\t", "\\", "loop_name: ", "1", ".inf",
     "0x", "1:59", "~", "\u2028", "\x85", "\r", "\ufeff", "\0", "=", "@", "`", "2001-01-01", "workers: ", "!<x> "),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_text_gives_a_report(text: str) -> None:
    _assert_reported(text)


@few
@given(documents(), st.data())
def test_a_spec_with_characters_changed_gives_a_report(document: dict[str, Any], data: st.DataObject) -> None:
    text = dump_yaml(document)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(_PIECES) + text[at + data.draw(st.integers(0, 4)) :]
    _assert_reported(text)


def _assert_reported(text: str) -> None:
    checked = check(Source(text))
    assert (checked.spec is None) <= bool(checked.findings)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in checked.findings:
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 2
        assert (finding.line, finding.column) <= (finding.end_line, finding.end_column)


_MARKDOWN = st.sampled_from(
    ("```", "````", "~~~", "lss", "yaml", " lss", "\n", "    ", "  ", "> ", ">", "- ", "1. ", "!!! note\n", "\t",
     "a: 1\n", "loop_name: x\n", "<!--", "-->", "---\n", ' title="x"', " panel=", ' expect="LSS001"', ' src="a"',
     "{.lss}", "text", "\r\n", "\r", "\u2028", '=== "Tab"\n', "[^1]: ", "/// note\n", "'", '"'),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_MARKDOWN, max_size=40).map("".join))
def test_blocks_of_any_page_lie_in_the_page(page: str) -> None:
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    previous = 0
    for block in find_blocks(page, "page.md"):
        assert previous < block.line <= block.end_line <= len(lines)
        previous = block.line
        for index, text in enumerate(block.source.text.splitlines()):
            line = lines[block.source.lines.line(index) - 1]
            assert line[block.source.lines.column(index, 0) - 1 :] == text
        for finding in check_block(block).findings:
            assert block.line <= finding.line <= max(block.end_line, block.line + 1)
            assert 1 <= finding.column <= len(lines[min(finding.line, len(lines)) - 1]) + 2
