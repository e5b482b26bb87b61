"""Text into data with positions: one parse, everything hostile refused.

A text is composed once by libyaml into a node graph, and data is built from the nodes here, so that nothing
in a document can name a Python type. Positions are looked up in the graph only when a finding needs one.

Limits (each is a finding of LSS005 when passed): `MAX_BYTES` of text, `MAX_DEPTH` of nesting, `MAX_NODES`
of data after aliases are followed. Of the mistakes in one text, `MAX_FAULTS` are told.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.constructor import SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.loader import LOADER, MAP, SEQ, STR
from loop_engineering.lss.position import LineMap, Span, join, split

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_FAULTS",
    "MAX_NODES",
    "NO_MORE",
    "Document",
    "Source",
    "SyntaxFault",
    "decode",
    "parse",
    "place",
    "read",
    "too_large",
]

MAX_BYTES = 1_048_576
"""Longest spec that is read, in bytes of UTF-8."""
MAX_DEPTH = 64
"""Deepest nesting of a spec; the deepest that LSS itself needs is 8."""
MAX_NODES = 10_000
"""Most values in a spec, counting an aliased value each time that it is used; a spec of 220 lines has about 250."""
MAX_FAULTS = 100
"""Most mistakes that are told of one text; the last of them then says that there are more."""
NO_MORE = "further mistakes are not shown"
"""The end of that last message."""

_LONG_LINE = 1_000
_MANY_BRACKETS = 1_000
_MANY_LINES = 2 * MAX_NODES
_LONGEST_NUMBER = 64
_DECIMAL = re.compile(r"[0-9]{1,15}\.[0-9]{1,15}")
_MANY_DIRECTIVES = 100
_MAX_INTEGER = 2**53
_BOOLEANS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}

_YAML = "tag:yaml.org,2002:"
_READ_AS_TEXT = (STR, f"{_YAML}timestamp", f"{_YAML}value", f"{_YAML}merge")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one spec and the place it stands in: a file, or a block within a Markdown file.

    `path` is shown in findings as it is; `lines` maps the text's lines to the file's.
    """

    text: str
    path: str = "<text>"
    lines: LineMap = field(default_factory=LineMap)

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        """The file's span for a start and end given as (line, column) of the text, from 0."""
        return Span(
            self.lines.line(start[0]),
            self.lines.column(*start),
            self.lines.line(end[0]),
            self.lines.column(*end),
        )


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Why a text could not be read: the id of the rule that says so, and where."""

    rule: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Document:
    """A text that could be read: plain data (dict, list, str, int, float, bool, None) and its node graph."""

    source: Source
    data: Any
    root: Node

    def span(self, pointer: str, *, key: bool = False) -> Span:
        """Where the value (or, with `key`, the mapping key) at `pointer` stands.

        A pointer that leads nowhere gives the place of its nearest ancestor that is there.
        """
        node, key_node = self.root, None
        for part in split(pointer):
            found = _child(node, part)
            if found is None:
                break
            key_node, node = found
        return _node_span(self.source, key_node if key and key_node is not None else node)

    def nearest(self, pointer: str) -> str:
        """`pointer`, cut back to the part of it that is in the document."""
        node, there = self.root, ""
        for part in split(pointer):
            found = _child(node, part)
            if found is None:
                break
            node, there = found[1], there + join(part)
        return there

    def text_at(self, pointer: str) -> str | None:
        """The scalar at `pointer` as it was typed, or None where there is no scalar."""
        node = self.root
        for part in split(pointer):
            found = _child(node, part)
            if found is None:
                return None
            node = found[1]
        return node.value if isinstance(node, ScalarNode) else None


def decode(raw: bytes) -> str | SyntaxFault:
    """The text of a file: UTF-8, with or without a byte order mark."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _fault("LSS002", "the file is UTF-16; save it as UTF-8", Span(1, 1, 1, 1))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        line, column = (number + 1 for number in place(before, len(before)))
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8 text"
        return _fault("LSS002", message, Span(line, column, line, column + 1))


def read(path: Path, shown: str, *, limit: int = MAX_BYTES) -> Source | SyntaxFault:
    """The text of the file at `path`, called `shown` in findings; at most `limit` bytes are read.

    Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        raw = file.read(limit + 1)
        if len(raw) > limit:
            return too_large(max(path.stat().st_size, len(raw)), limit)
    text = decode(raw)
    return text if isinstance(text, SyntaxFault) else Source(text, shown)


def too_large(size: int, limit: int = MAX_BYTES) -> SyntaxFault:
    """The fault of a text of `size` bytes, which is more than is read."""
    message = f"the text has {size:,} bytes; at most {limit:,} are read: move long texts to files of their own"
    return _fault("LSS005", message, Span(1, 1, 1, 1))


def parse(source: Source) -> tuple[Document | None, list[SyntaxFault]]:
    """Read a text. Returns the document, or None with at least one fault; never raises for any text.

    Duplicate keys, non-string keys, foreign tags and numbers out of range are faults as well, but do not
    keep the rest of the document from being read; the caller sees both.
    """
    if len(source.text) > MAX_BYTES:
        return None, [too_large(len(source.text))]
    unprintable = _first_unprintable(source.text)
    if unprintable is not None:
        return None, [_fault("LSS002", *_unprintable(source, unprintable))]
    try:
        if _may_be_excessive(source.text) and (excess := _excess(source)):
            return None, [excess]
        root = yaml.compose(source.text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        return None, [_syntax_error(source, error)]
    except (yaml.YAMLError, ValueError) as error:
        return None, [_fault("LSS001", f"not YAML: {error}", source.span((0, 0), (0, 0)))]
    if root is None:
        message = f"the document is empty; {_CORE_FORM}"
        return None, [_fault("LSS003", message, source.span((0, 0), (0, 0)))]
    builder = _Builder(source)
    try:
        data = builder.build(root, 0)
    except _Refused:
        return None, builder.faults
    if not isinstance(data, dict):
        found = "a list" if isinstance(data, list) else "a single value"
        message = f"the document is {found}; {_CORE_FORM}"
        return None, [*builder.faults, _fault("LSS003", message, _node_span(source, root))]
    return Document(source, data, root), builder.faults


class _Refused(Exception):
    """Building stops: the document is too deep or too large, or has too many mistakes. The last fault says so."""


class _Builder:
    """Builds plain data from nodes; an alias stands for as many values as what it names, `MAX_NODES` at most.

    A collection that aliases may name is built once, however often it is used, and then counted: what it built, how
    many values that are, and how deep they are nested are in `_known`.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[SyntaxFault] = []
        self._left = MAX_NODES
        self._deepest = 0
        self._known: dict[int, tuple[Any, int, int]] | None = {} if "*" in source.text else None
        self._open: set[int] = set()

    def build(self, node: Node, depth: int) -> Any:
        """The data of `node`, which is nested `depth` deep."""
        self._left -= 1
        if self._left < 0:
            self._refuse(node, _TOO_MANY)
        kind = node.__class__
        if kind is ScalarNode:
            return node.value if node.tag == STR else self._scalar(node)
        if depth >= MAX_DEPTH:
            self._refuse(node, _TOO_DEEP)
        return self._collection(node, depth) if self._known is None else self._shared(node, depth, self._known)

    def _shared(self, node: Node, depth: int, known: dict[int, tuple[Any, int, int]]) -> Any:
        """The data of a collection that may have been built before."""
        if id(node) in self._open:
            self._refuse(node, "this value contains itself by an alias")
        if id(node) in known:
            data, size, height = known[id(node)]
            self._left -= size
            self._deepest = max(self._deepest, depth + height)
            if self._left < 0 or depth + height >= MAX_DEPTH:
                self._refuse(node, _TOO_MANY if self._left < 0 else _TOO_DEEP)
            return data
        self._open.add(id(node))
        left, outer, self._deepest = self._left, self._deepest, depth
        data = self._collection(node, depth)
        known[id(node)] = data, left - self._left, self._deepest - depth
        self._deepest = max(outer, self._deepest)
        self._open.remove(id(node))
        return data

    def _collection(self, node: Node, depth: int) -> Any:
        if node.__class__ is MappingNode:
            return self._mapping(node, depth)
        if node.tag != SEQ:
            self._foreign_tag(node)
        depth += 1
        return [self.build(item, depth) for item in node.value]

    def _mapping(self, node: Node, depth: int) -> dict[str, Any]:
        if node.tag != MAP:
            self._foreign_tag(node)
        data: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag == STR and key_node.__class__ is ScalarNode:
                key = key_node.value
            elif key_node.tag == "tag:yaml.org,2002:merge":
                for mapping in self._merge_sources(value_node, depth):
                    for name, value in mapping.items():
                        merged.setdefault(name, value)
                continue
            else:
                if not isinstance(key_node, ScalarNode):
                    self._add("LSS004", "a list or mapping stands as a key; keys are strings", key_node)
                    continue
                self._add("LSS004", f"key {_quote(key_node.value)} is not a string; put it in quotes", key_node)
                key = key_node.value
            if key in data:
                first = next(first for first, _ in node.value if first.value == key and first.tag != _YAML + "merge")
                line = _node_span(self.source, first).line
                self._add("LSS006", f"key {_quote(key)} is given twice; the first is on line {line}", key_node)
                continue
            data[key] = self.build(value_node, depth + 1)
        return merged | data if merged else data

    def _merge_sources(self, node: Node, depth: int) -> list[dict[str, Any]]:
        candidates = node.value if isinstance(node, SequenceNode) else [node]
        mappings = []
        for candidate in candidates:
            built = self.build(candidate, depth + 1)
            if isinstance(built, dict):
                mappings.append(built)
            else:
                self._add("LSS004", "<< merges mappings only", candidate)
        return mappings

    def _scalar(self, node: Node) -> Any:
        tag, value = node.tag, node.value
        if tag == "tag:yaml.org,2002:int":
            return self._integer(node)
        if tag == "tag:yaml.org,2002:float":
            return self._float(node)
        if tag == "tag:yaml.org,2002:bool":
            return self._boolean(node)
        if tag == "tag:yaml.org,2002:null":
            return None
        if tag not in _READ_AS_TEXT:
            self._foreign_tag(node)
        return value

    def _boolean(self, node: Node) -> bool:
        value = node.value.lower()
        if value not in _BOOLEANS:
            self._add("LSS004", f"{_quote(node.value)} is not true or false", node)
        return _BOOLEANS.get(value, False)

    def _integer(self, node: Node) -> int:
        value: str = node.value
        try:
            if len(value) > _LONGEST_NUMBER:
                number = _MAX_INTEGER + 1
            elif value.isdecimal() and value.isascii() and value[0] != "0":
                number = int(value)
            else:
                number = SafeConstructor().construct_yaml_int(cast(ScalarNode, node))
        except (ValueError, IndexError):
            self._add("LSS004", f"{_quote(value)} is not a whole number", node)
            return 0
        if abs(number) > _MAX_INTEGER:
            shown = value if len(value) <= 24 else value[:20] + "…"
            self._add("LSS004", f"number {shown} is beyond 2^53, past which numbers lose digits", node)
            return 0
        return int(number)

    def _float(self, node: Node) -> float:
        try:
            if _DECIMAL.fullmatch(node.value):
                return float(node.value)
            # A base-60 number of any length takes time that is quadratic in it.
            if ":" in node.value and len(node.value) > _LONGEST_NUMBER:
                raise OverflowError
            number = float(SafeConstructor().construct_yaml_float(cast(ScalarNode, node)))
        except (ValueError, IndexError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            self._add("LSS004", f"{_quote(node.value)} is not a finite number", node)
            return 0.0
        return number

    def _foreign_tag(self, node: Node) -> None:
        tag = node.tag.replace(_YAML, "!!")
        self._add("LSS004", f"tag {_quote(tag)} is not part of LSS and is not followed; remove it", node)

    def _add(self, rule: str, message: str, node: Node) -> None:
        last = len(self.faults) == MAX_FAULTS - 1
        self.faults.append(_fault(rule, f"{message}; {NO_MORE}" if last else message, _node_span(self.source, node)))
        if last:
            raise _Refused

    def _refuse(self, node: Node, message: str) -> None:
        self.faults.append(_fault("LSS005", message, _node_span(self.source, node)))
        raise _Refused


def _child(node: Node, part: str) -> tuple[Node | None, Node] | None:
    if isinstance(node, SequenceNode):
        if part.isdecimal() and int(part) < len(node.value):
            return None, node.value[int(part)]
        return None
    if not isinstance(node, MappingNode):
        return None
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == part and key.tag != _YAML + "merge":
            return key, value
    for key, value in node.value:
        if key.tag == _YAML + "merge":
            for candidate in value.value if isinstance(value, SequenceNode) else [value]:
                found = _child(candidate, part)
                if found is not None:
                    return found
    return None


def _node_span(source: Source, node: Node) -> Span:
    """The place of a node: a scalar whole, a collection up to the end of its first line."""
    text, begin, end = source.text, node.start_mark.index, node.end_mark.index
    start = place(text, begin)
    for newline in "\n\r":
        found = text.find(newline, begin, end)
        end = found if found >= 0 else end
    end = begin + len(text[begin:end].rstrip())
    return source.span(start, (start[0], start[1] + end - begin))


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 0, of the character at `index`.

    A line ends where editors end it: libyaml also counts U+0085, U+2028 and U+2029, which may stand within one.
    """
    lines = text.count("\n", 0, index) + text.count("\r", 0, index) - text.count("\r\n", 0, index)
    return lines, index - max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) - 1


def _fault(rule: str, message: str, span: Span) -> SyntaxFault:
    return SyntaxFault(rule, Problem("", message, span=span))


def _quote(text: str) -> str:
    return '"' + (text if len(text) <= 60 else text[:57] + "…") + '"'


_TOO_DEEP = f"nesting is deeper than {MAX_DEPTH} levels"
_TOO_MANY = f"the document has more than {MAX_NODES:,} values (an alias counts each time it is used)"


def _may_be_excessive(text: str) -> bool:
    """Whether a text could be nested deep enough to exhaust libyaml's recursion, or hold too many values to compose.

    A block collection nested d deep needs a column of at least d/2, a flow collection d brackets, and each value
    a comma, a bracket or a line of its own. Any other text is spared a pass over its events.
    """
    if text.count("\n%") > _MANY_DIRECTIVES:
        return True
    if text.count("[") + text.count("{") + text.count(",") > _MANY_BRACKETS or text.count("\n") > _MANY_LINES:
        return True
    return _has_long_line(text)


def _has_long_line(text: str) -> bool:
    start = 0
    while len(text) - start > _LONG_LINE:
        end = text.rfind("\n", start, start + _LONG_LINE + 1)
        if end < 0:
            return True
        start = end + 1
    return False


def _excess(source: Source) -> SyntaxFault | None:
    """The fault of a text that is nested too deep or holds too many values; it is read no further than that."""
    if source.text.count("\n%") > _MANY_DIRECTIVES:
        # libyaml compares each directive with all before it.
        message = f"more than {_MANY_DIRECTIVES} lines begin with %, like the directives of YAML; remove these"
        return _fault("LSS005", message, source.span((0, 0), (0, 0)))
    depth = nodes = 0
    for event in yaml.parse(source.text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
        # Keys are nodes too, so that twice as many nodes as values are harmless.
        if depth > MAX_DEPTH or nodes > 2 * MAX_NODES:
            mark: Any = event.start_mark
            line, column = place(source.text, mark.index)
            message = _TOO_DEEP if depth > MAX_DEPTH else _TOO_MANY
            return _fault("LSS005", message, source.span((line, column), (line, column + 1)))
    return None


_CORE_FORM = (
    "a spec is a mapping of loop_name, version, objective, workers, evaluators and termination_conditions; "
    "loopctl explain LSS101 shows one"
)
_SYNTAX_ADVICE: Mapping[str, str] = {
    r"found character '\t' that cannot start any token": "a tab is used for indentation; YAML takes spaces only",
    "found character that cannot start any token": (
        "this character cannot start a value (a tab, @, ` or %?); indent with spaces and quote such text"
    ),
    "mapping values are not allowed in this context": (
        'a ": " stands where no key can be; quote the text that contains it, or mend the indentation'
    ),
    "could not find expected ':'": "a key without its colon; write key: value",
    "did not find expected key": "a key was expected here; check quotes and indentation above",
    "did not find expected '-' indicator": "a list entry was expected here; check the indentation of the dash",
    "expected a single document in the stream": "a second document starts here; keep one spec in a file",
    "found undefined alias": "this alias has no anchor (&name) before it",
    "found unexpected end of stream": "quotes are opened here and never closed",
    "did not find expected ',' or ']'": "a comma or ] was expected here; close the list",
    "did not find expected ',' or '}'": "a comma or } was expected here; close the mapping",
    "did not find expected node content": "a value was expected here",
    "did not find expected comment or line break": (
        "text that starts with | or > goes on in the lines below; put this text in quotes"
    ),
    "did not find expected alphabetic or numeric character": "* and & begin a reference; put this text in quotes",
    "second occurrence": "this anchor (&name) is given twice",
    "found unknown escape character": "in double quotes \\ begins an escape; write \\\\, or use single quotes",
    "block sequence entries are not allowed in this context": (
        "a list cannot start here; put each dash on a line of its own below the key"
    ),
    "did not find expected <document start>": "this belongs to nothing above it; check the indentation",
}
_TOLD_WHERE_IT_BEGAN = ("could not find expected ':'", "found unexpected end of stream")
"""Problems that are met further down than where the mistake is."""
_WITH_ITS_BEGINNING = ("'-' indicator", "',' or ']'", "',' or '}'", "expected key")
"""Problems whose message also says on which line the list or mapping began."""


def _syntax_error(source: Source, error: yaml.MarkedYAMLError) -> SyntaxFault:
    problem = error.problem or "cannot be read"
    if problem == "but found another document" and error.context:
        problem = error.context
    mark, began = error.problem_mark or error.context_mark, error.context_mark
    if problem in _TOLD_WHERE_IT_BEGAN and began is not None:
        mark = began
    index = mark.index if mark is not None else 0
    line, column = place(source.text, index)
    advice = _SYNTAX_ADVICE.get(problem)
    if advice is None and source.text[index - column : index + 1].strip(" ") == "\t":
        advice = _SYNTAX_ADVICE[r"found character '\t' that cannot start any token"]
    message = f"not YAML: {advice or problem}"
    if began is not None and problem.endswith(_WITH_ITS_BEGINNING):
        first = place(source.text, began.index)[0]
        message += f" (it began on line {source.lines.line(first)})" if first != line else ""
    return _fault("LSS001", message, source.span((line, column), (line, column + 1)))


def _first_unprintable(text: str) -> int | None:
    """Index of the first character that YAML forbids (YAML 1.2.2 §5.1), or None."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return None
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return found.start() if found else None


def _unprintable(source: Source, index: int) -> tuple[str, Span]:
    line, column = place(source.text, index)
    code = ord(source.text[index])
    message = f"character U+{code:04X} cannot stand in YAML; is this a text file?"
    return message, source.span((line, column), (line, column + 1))
