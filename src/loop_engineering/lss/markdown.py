"""Specs inside Markdown pages: which fenced blocks are LSS, with what options, and what checking them finds."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from loop_engineering.lss.check import Checked, check, fault_finding
from loop_engineering.lss.fences import Fence, fences
from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import LineMap, Span
from loop_engineering.lss.project import Project, RefFault, inside
from loop_engineering.lss.rules import RULES
from loop_engineering.lss.schema import did_you_mean
from loop_engineering.lss.source import Source, SyntaxFault, read

__all__ = ["OPTIONS", "PANELS", "Block", "check_block", "fence_info", "find_blocks"]

PANELS = ("full", "summary", "none")
"""The values of a fence's `panel` option."""

OPTIONS = {
    "title": "heading of the panel",
    "panel": "how much of the panel is shown: full, summary or none",
    "src": "path of a spec file to show in place of the block's own text",
    "expect": "rules that this counter-example is there to show, separated by commas",
    "lss": 'as a flag on a yaml block: check it as LSS; as lss="skip": leave it alone',
}
"""The options of a fence, and what each is for."""

_MOST_PROBLEMS = 20
"""So many options of a fence are looked at, and so many things told of it, at most."""
_FOREIGN_OPTIONS = ("linenums", "hl_lines")
_TOKEN = re.compile(r"""\s*(?:([A-Za-z_][\w-]*)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'}]+)))?|\.([\w-]+)|(\S+))""")
_FIRST_LINE = re.compile(r"^(?![ \t]*(?:#|$|---))( *)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One LSS block of a page.

    `source` is its text with the page's positions, `line` and `end_line` are the lines of its fences, from 1.
    `faults` says what is wrong with the fence itself.
    """

    source: Source
    fence: Fence
    title: str | None = None
    panel: str = "full"
    src: str | None = None
    expect: tuple[str, ...] = ()
    faults: tuple[SyntaxFault, ...] = ()

    @property
    def line(self) -> int:
        """Line of the opening fence, from 1."""
        return self.fence.line

    @property
    def end_line(self) -> int:
        """Line of the closing fence, from 1."""
        return self.fence.end_line


def find_blocks(text: str, path: str) -> tuple[Block, ...]:
    """The LSS blocks of a Markdown page, in order. `path` is how the page is called in findings.

    A block is LSS when its language is `lss`, or when it is `yaml` or `yml` and carries the flag `lss` or has
    a top-level `loop_name`; `lss="skip"` on a yaml block opts out.
    """
    found = (_block(fence, path) for fence in fences(text))
    return tuple(block for block in found if block is not None)


def check_block(block: Block, *, project: Project | None = None, file: Path | None = None) -> Checked:
    """Check one block of the page `file`.

    With `src`, the spec file is checked in its place, and findings point into that file. With `expect`, the
    findings that were expected move from `findings` to `expected`; if they are not exactly those expected,
    all stay, with one more that says so.
    """
    source, target = block.source, file
    if block.faults:
        findings = tuple(fault_finding(source, fault) for fault in block.faults)
        return Checked(source, findings)
    if block.src is not None:
        followed = _follow(block, block.src, project, file)
        if isinstance(followed, SyntaxFault):
            return Checked(source, (fault_finding(source, followed),))
        source, target = followed
    checked = check(source, project=project, file=target)
    if not block.expect:
        return checked
    shown = sorted({finding.rule for finding in checked.findings})
    if shown == sorted(block.expect):
        return replace(checked, findings=(), expected=checked.findings)
    message = f"the block is to show {', '.join(block.expect)}, but checking it finds {', '.join(shown) or 'nothing'}"
    unmet = fault_finding(block.source, _fault(block.fence, "LSS008", message))
    # What is wrong on purpose is not to be mended.
    shown_wrong = (replace(finding, fix=None) for finding in checked.findings)
    return replace(checked, findings=(unmet, *shown_wrong))


def _block(fence: Fence, path: str) -> Block | None:
    language, tokens = fence_info(fence.info)
    options = {name: value for name, value in tokens if name is not None}
    if language not in ("lss", "yaml", "yml"):
        return None
    if language != "lss":
        if options.get("lss") == "skip":
            return None
        if "lss" not in options and not _has_loop_name(fence.text):
            return None
    source = Source(fence.text, path, LineMap(fence.line + 1, fence.columns, fence.prefix))
    faults = tuple(_fence_faults(fence, language, tokens))
    return Block(
        source,
        fence,
        options.get("title") or None,
        options.get("panel") or "full",
        options.get("src"),
        tuple(dict.fromkeys(re.findall(r"[^\s,]+", options.get("expect") or ""))),
        faults,
    )


def fence_info(info: str) -> tuple[str, list[tuple[str | None, str | None]]]:
    """A fence's language and its options as (name, value); a token that is no option has no name.

    Both `lss title="x"` and `{.lss title="x"}` are read.
    """
    inner = info[1:-1] if info.startswith("{") and info.endswith("}") else info
    tokens: list[tuple[str | None, str | None]] = []
    language = ""
    for match in _TOKEN.finditer(inner):
        name, double, single, bare, cls, other = match.groups()
        value = next((text for text in (double, single, bare) if text is not None), None)
        if not language and value is None and (name or cls):
            language = (name or cls).lower()
        elif name is not None:
            tokens.append((name, value))
        elif cls is not None:
            tokens.append((cls, None))
        elif other is not None:
            tokens.append((None, other))
    return language, tokens


def _has_loop_name(text: str) -> bool:
    first = _FIRST_LINE.search(text)
    indent = first.group(1) if first else ""
    return re.search(rf"^{indent}(?:\{{\s*)?[\"']?loop_name[\"']?\s*:", text, re.MULTILINE) is not None


def _fence_faults(fence: Fence, language: str, tokens: list[tuple[str | None, str | None]]) -> list[SyntaxFault]:
    problems = []
    if fence.broken is not None:
        problems.append(f"this block does not render: {fence.broken}")
    for name, value in tokens[:_MOST_PROBLEMS]:
        if name is None:
            problems.append(f'the fence has {_shown(value)}, which is not an option; write name="value"')
        elif name in _FOREIGN_OPTIONS:
            continue
        elif name not in OPTIONS:
            problems.append(f"the fence has no option {_shown(name)}; {did_you_mean(name, OPTIONS)}")
        elif value is None and name != "lss":
            problems.append(f'option {name} has no value; write {name}="…"')
        elif name == "panel" and value not in PANELS:
            problems.append(f"panel is {_shown(value)}; {did_you_mean(value or '', PANELS)}")
        elif name == "lss" and (value is not None or language == "lss"):
            problems.append('lss="skip" is for yaml blocks that are not to be checked; an lss block always is')
        elif name == "src" and fence.text.strip():
            problems.append("the block has both src and a text of its own; keep one")
        elif name == "expect":
            unknown = next((rule for rule in re.findall(r"[^\s,]+", value or "") if rule not in RULES), None)
            if unknown is not None:
                problems.append(f"expect names {_shown(unknown)}, which is not a rule; {did_you_mean(unknown, RULES)}")
    return [_fault(fence, "LSS007", message) for message in problems[:_MOST_PROBLEMS]]


def _follow(block: Block, src: str, project: Project | None, file: Path | None) -> tuple[Source, Path] | SyntaxFault:
    """The spec file that a block shows."""
    if project is None or file is None:
        return _fault(block.fence, "LSS007", "src needs a page with a path; this text has none")
    found = inside(project.root, project.bases(file), src)
    if isinstance(found, RefFault):
        return _fault(block.fence, "LSS007", f"src {_shown(src)} {found.message}")
    if found.suffix.lower() not in (".yaml", ".yml", ".json"):
        return _fault(block.fence, "LSS007", f"src {_shown(src)} is not a spec; name a .yaml, .yml or .json file")
    # Called in findings as the page is: seen from wherever that name is seen from.
    shown = os.path.normpath(Path(block.source.path).parent / os.path.relpath(found, file.resolve().parent))
    try:
        source = read(found, Path(shown).as_posix())
    except OSError:
        return _fault(block.fence, "LSS007", f"src {_shown(src)} leads to a file that cannot be read")
    if isinstance(source, SyntaxFault):
        return _fault(block.fence, source.rule, f"src {_shown(src)}: {source.problem.message}")
    return source, found


def _fault(fence: Fence, rule: str, message: str) -> SyntaxFault:
    span = Span(fence.line, fence.column, fence.line, fence.column + 3 + len(fence.info))
    return SyntaxFault(rule, Problem("", message, span=span))


def _shown(text: str | None) -> str:
    text = text or ""
    return '"' + (text if len(text) <= 60 else text[:57] + "…") + '"'
