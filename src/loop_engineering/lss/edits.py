"""Repairs as edits of the text: what changes is what is mended, and every other byte stays as it is.

Reading the text with the edits made gives the data with the steps made. Where that is not certain (a value that an
alias repeats elsewhere, a key merged in, a tag, a layout that is not understood) there are no edits at all.

The text of an edit has `\\n` for each line end; whoever applies it writes those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from loop_engineering.lss.finding import Edit
from loop_engineering.lss.layout import Entry, Found, Layout, Unclear, is_block_scalar, is_flow
from loop_engineering.lss.position import Span, split
from loop_engineering.lss.repair import Insert, Remove, Repair, Replace, Step
from loop_engineering.lss.source import Document, place
from loop_engineering.lss.yaml_text import block, double_quoted, flow, single_quoted, string

__all__ = ["edits_of"]


def edits_of(document: Document, repair: Repair) -> tuple[Edit, ...]:
    """The edits that make the repair, in the order of the file; none where the text does not allow for it."""
    writer = _Writer(document)
    try:
        changes = [change for step in repair.steps for change in writer.changes(step)]
        changes.sort(key=lambda change: (change.start, change.end))
        return tuple(writer.edit(change) for change in _joined(changes))
    except Unclear:
        return ()


@dataclass(frozen=True, slots=True)
class _Change:
    """Put `text` in place of what stands from `start` to `end`; `alone` if nothing else can go there too."""

    start: int
    end: int
    text: str = ""
    alone: bool = False


_BLOCK_START = re.compile(r" *(?:- +)*")
_COMMENT = r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)"
_REST_OF_LINE = re.compile(_COMMENT)
_REST_OF_ENTRY = re.compile(rf"(?P<comma>(?:[ \t]*,)?){_COMMENT}")
_COMMA = re.compile(r"[ \t]*,")
_BETWEEN = re.compile(r"\s*,\s*")
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Line ends for libyaml, whose columns are then not those of the text."""


def _joined(changes: Sequence[_Change]) -> Iterator[_Change]:
    """The changes in order, with what goes to one place put together."""
    waiting: _Change | None = None
    for change in changes:
        if waiting is not None:
            if change.start < waiting.end:
                raise Unclear
            if change.start == change.end == waiting.start:
                if change.alone or waiting.alone:
                    raise Unclear
                waiting = _Change(waiting.start, waiting.end, waiting.text + change.text)
                continue
            yield waiting
        waiting = change
    if waiting is not None:
        yield waiting


class _Writer:
    """Says what each step changes in the text of a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.source.text
        self.layout = Layout(self.text, document.root)
        self.is_json = document.source.path.lower().endswith(".json") or _has_quoted_keys(document.root)

    def edit(self, change: _Change) -> Edit:
        """The change as an edit of the file, where a line that is added begins as the others of the block do."""
        source = self.document.source
        start, end = place(self.text, change.start), place(self.text, change.end)
        if change.end > change.start and not change.text and start[1] == end[1] == 0:
            return Edit(Span(source.lines.line(start[0]), 1, source.lines.line(end[0]), 1), "")
        return Edit(source.span(start, end), change.text.replace("\n", "\n" + source.lines.prefix))

    def changes(self, step: Step) -> Iterable[_Change]:
        """What the step changes."""
        found = self.layout.find(step.pointer)
        if isinstance(step, Replace):
            return [self._replace(found, step)]
        if _ODD_BREAKS.search(self.text):
            raise Unclear
        if isinstance(step, Remove):
            return self._remove(found)
        if isinstance(step, Insert):
            if not isinstance(found.node, MappingNode) or step.key in self._data(step.pointer):
                raise Unclear
            return self._add(found.node, {step.key: step.value})
        if not isinstance(found.node, SequenceNode):
            raise Unclear
        return self._add(found.node, [step.value])

    def _data(self, pointer: str) -> Any:
        data = self.document.data
        for part in split(pointer):
            data = data[int(part)] if isinstance(data, list) else data[part]
        return data

    def _replace(self, found: Found, step: Replace) -> _Change:
        node = found.key if step.key else found.node
        if not isinstance(node, ScalarNode):
            raise Unclear
        begin, end = self.layout.begin(node), node.end_mark.index
        if is_block_scalar(node):
            end = begin + len(self.text[begin:end].rstrip())
            if "#" in self.text[begin : self.layout.line_end(begin)]:
                raise Unclear
        text = self._styled(node, found, step)
        if begin < end:
            return _Change(begin, end, text)
        # Nothing was written; it goes after the colon or the dash.
        at = len(self.text[:begin].rstrip(" \t"))
        if self.text[at - 1 : at] not in (":", "-") or "\n" in text:
            raise Unclear
        return _Change(at, at, f" {text}", alone=True)

    def _styled(self, node: ScalarNode, found: Found, step: Replace) -> str:
        """The new text with the quotes that the old one has."""
        given = step.text[:1] in ("'", '"')
        try:
            value = yaml.safe_load(step.text) if given or not step.key else step.text
        except yaml.YAMLError as error:
            raise Unclear from error
        if self.is_json:
            return flow(value, as_json=True)
        if isinstance(value, str):
            quoted = {'"': double_quoted, "'": single_quoted}.get(node.style or "", string)
            return step.text if given else quoted(value)
        if not isinstance(value, dict | list):
            return step.text
        before = self.layout.before(node.start_mark.index)
        if isinstance(value, dict) and found.key is None and not is_flow(found.parent) and "-" in before:
            if not _BLOCK_START.fullmatch(before):
                raise Unclear
            return ("\n" + " " * len(before)).join(block(value))
        return flow(value)

    def _add(self, node: CollectionNode, entry: dict[str, Any] | list[Any]) -> Iterable[_Change]:
        return self._add_flow(node, entry) if node.flow_style else [self._add_block(node, entry)]

    def _add_block(self, node: CollectionNode, entry: dict[str, Any] | list[Any]) -> _Change:
        first = node.value[0][0] if isinstance(node, MappingNode) else node
        last, before = self.layout.last(node), self.layout.before(first.start_mark.index)
        at = self.layout.line_end(last.end)
        if not _BLOCK_START.fullmatch(before) or not _REST_OF_LINE.match(self.text, last.end):
            raise Unclear
        # A list that does not start with its dash has an anchor or a tag.
        if isinstance(entry, list) and self.text[node.start_mark.index] != "-":
            raise Unclear
        if self.layout.is_open(last.value, at):
            raise Unclear
        lines = block(entry)
        if isinstance(entry, list) and is_flow(last.value):
            lines = [f"- {flow(entry[0])}"]
        return _Change(at, at, "".join(f"\n{' ' * len(before)}{line}" for line in lines))

    def _add_flow(self, node: CollectionNode, entry: dict[str, Any] | list[Any]) -> Iterator[_Change]:
        begin = self.layout.begin(node)
        if self.text[begin] not in "{[":
            raise Unclear
        new = flow(entry, as_json=self.is_json or _has_quoted_keys(node))[1:-1]
        if not node.value:
            yield _Change(begin + 1, begin + 1, new, alone=True)
            return
        last = self.layout.last(node)
        before, rest = self.layout.before(last.start), _REST_OF_ENTRY.match(self.text, last.end)
        if before.strip(" ") or rest is None:
            yield _Change(last.end, last.end, f", {new}")
            return
        # Each entry has its own line, and what a comment says of the last one stays beside it.
        if not rest["comma"]:
            yield _Change(last.end, last.end, ",", alone=rest.end() > last.end)
        yield _Change(rest.end(), rest.end(), f"\n{before}{new}{rest['comma']}")

    def _remove(self, found: Found) -> Iterable[_Change]:
        parent = found.parent
        if parent is None or (
            isinstance(parent, MappingNode) and any(key.tag.endswith(":merge") for key, _ in parent.value)
        ):
            raise Unclear
        entry = self.layout.entry(parent, found.index)
        if is_flow(parent):
            return self._remove_flow(parent, found.index, entry)
        before = self.layout.before(entry.start)
        if len(parent.value) == 1:
            raise Unclear
        if found.index and self.layout.is_open(self.layout.entry(parent, found.index - 1).value, -1):
            raise Unclear
        if before.strip(" ") == ("" if found.key is not None else "-"):
            return [self._whole_lines(entry.start, entry.end)]
        # The first key of a mapping that stands after a dash; the next one takes its place.
        if found.index or found.key is None or not _BLOCK_START.fullmatch(before):
            raise Unclear
        following = self.layout.entry(parent, 1).start
        if "#" in self.text[entry.end : following]:
            raise Unclear
        return [_Change(entry.start, following)]

    def _remove_flow(self, parent: Node, index: int, entry: Entry) -> Iterator[_Change]:
        previous = self.layout.entry(parent, index - 1) if index else None
        following = self.layout.entry(parent, index + 1) if index + 1 < len(parent.value) else None
        rest = _REST_OF_ENTRY.match(self.text, entry.end)
        owns_lines = not self.layout.before(entry.start).strip(" ") and rest is not None
        if owns_lines and rest is not None and (rest["comma"] or following is None):
            if following is None and previous is not None and not rest["comma"]:
                mark = _COMMA.match(self.text, previous.end)
                if mark is None:
                    raise Unclear
                yield _Change(previous.end, mark.end())
            yield self._whole_lines(entry.start, rest.end())
        elif following is not None:
            if not _BETWEEN.fullmatch(self.text, entry.end, following.start):
                raise Unclear
            yield _Change(entry.start, following.start)
        elif previous is not None:
            if not _BETWEEN.fullmatch(self.text, previous.end, entry.start):
                raise Unclear
            yield _Change(previous.end, entry.end)
        else:
            mark = _COMMA.match(self.text, entry.end)
            yield _Change(entry.start, mark.end() if mark else entry.end)

    def _whole_lines(self, start: int, end: int) -> _Change:
        if not _REST_OF_LINE.match(self.text, end):
            raise Unclear
        first, following = self.layout.line_start(start), self.layout.next_line(end)
        if self.layout.line_end(end) < len(self.text) or not first:
            return _Change(first, following)
        # The last line has no line end of its own, so that of the line before goes with it.
        return _Change(first - (2 if self.text[first - 2 : first] == "\r\n" else 1), following)


def _has_quoted_keys(node: Node) -> bool:
    """Whether a mapping is written as JSON would be."""
    return isinstance(node, MappingNode) and is_flow(node) and bool(node.value) and node.value[0][0].style == '"'
