"""What a comment places in a page: the panel of a spec file (`lss:panel`), a badge, a choice of the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loop_engineering.assess import Assessment
from loop_engineering.badge import badge, badge_text
from loop_engineering.lss import Block, Finding, Project, Source
from loop_engineering.lss.conformance import SHORT_NAMES
from loop_engineering.lss.fences import Fence
from loop_engineering.lss.markdown import PANELS, check_block, fence_info
from loop_engineering.lss.patterns import PATTERNS
from loop_engineering.lss.schema import did_you_mean
from loop_engineering.reading import MAX_BLOCKS
from loop_engineering.taxonomy import LEVELS
from mkdocs_lss.blocks import PageBlock
from mkdocs_lss.diffs import SpecFiles
from mkdocs_lss.library import LibrarySpec
from mkdocs_lss.report import Notice

if TYPE_CHECKING:
    from mkdocs_lss.macros import Call

__all__ = ["Badge", "badge_uri", "chosen", "with_placed_panels"]

_BADGES = "assets/lss/badges"
_PANEL_OPTIONS = ("panel", "title")
_SIZE = re.compile(r'\A<svg [^>]*?width="(?P<width>[\d.]+)" height="(?P<height>[\d.]+)"')


def with_placed_panels(
    blocks: Sequence[PageBlock],
    calls: Iterable[Call],
    shown: str,
    project: Project,
    file: Path,
    told: Callable[[Iterable[Finding]], tuple[Finding, ...]],
) -> tuple[tuple[PageBlock, ...], tuple[Notice, ...]]:
    """The `blocks` of a page with those that `lss:panel` stands for among them, and what is wrong with such comments.

    A page has no more blocks for its comments than it may have without them.
    """
    placed: list[PageBlock] = []
    notices: list[Notice] = []
    files = SpecFiles(project, file, shown)
    for call in (call for call in calls if call.name == "panel"):
        block = _panel_block(call.argument, shown, call.index + 1, call.prefix)
        wrong = block if isinstance(block, str) else _fault(block, files)
        if len(blocks) + len(placed) >= MAX_BLOCKS:
            wrong = f"is one block too many: a page has at most {MAX_BLOCKS:,} [too-many-blocks]"
        if wrong is None and isinstance(block, Block):
            reading = Assessment(check_block(block, project=project, file=file))
            placed.append(PageBlock(block, reading, 0, told(reading.checked.findings)))
        else:
            text = f'macro "lss:panel" {wrong}'
            notices.append(Notice(shown, call.index + 1, len(call.prefix) + 1, text))
    if not placed:
        return tuple(blocks), tuple(notices)
    both = sorted((*blocks, *placed), key=lambda item: item.block.line)
    return tuple(replace(item, number=number) for number, item in enumerate(both, 1)), tuple(notices)


def _fault(block: Block, files: SpecFiles) -> str | None:
    found = files.fault(block.src or "")
    return None if found is None else f"cannot show {found} [spec-file]"


def _panel_block(argument: str, shown: str, line: int, prefix: str) -> Block | str:
    """The block that `lss:panel` stands for, as if a fence with src= stood in that line, or what is wrong with it.

    `shown` is how findings call the page, `line` counts from 1, `prefix` is what stands before the comment.
    """
    _, words = fence_info(f"lss {_as_options(argument)}")
    options: dict[str, str] = {}
    for name, value in words:
        if name in _PANEL_OPTIONS:
            if not value:
                return f'has no value for {name}; write {name}="…" [unknown-macro]'
            options[name] = value
        elif value is None and name in PANELS:
            options["panel"] = name
        elif name != "src":
            word = (name or value or "")[:60]
            return f'does not take "{word}"; {did_you_mean(word, (*PANELS, "title"))} [unknown-macro]'
        elif value:
            options["src"] = value
    if not options.get("src"):
        return "needs an argument: the path of a spec file [unknown-macro]"
    if options.get("panel", "full") not in PANELS:
        word = options["panel"][:60]
        return f'does not take panel="{word}"; {did_you_mean(word, PANELS)} [unknown-macro]'
    fence = Fence("lss", "", line, line, len(prefix) + 1, prefix, ())
    return Block(Source("", shown), fence, options.get("title"), options.get("panel", "full"), options["src"])


def _as_options(argument: str) -> str:
    """The argument with its path, which comes first, written as an option."""
    path, rest = [*argument.split(None, 1), "", ""][:2]
    return f'src="{path}" {rest}' if path and '"' not in path else argument


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge on a page: its address, what it says, its size in px, and where it leads, if anywhere."""

    url: str
    text: str
    width: str
    height: str
    target: str | None

    @staticmethod
    def of(assessment: Assessment, url: str, target: str | None) -> Badge:
        """The badge of a spec; its size is known beforehand, so that nothing moves when it is loaded."""
        size = _SIZE.search(badge(assessment))
        width, height = (size["width"], size["height"]) if size else ("", "20")
        return Badge(url, badge_text(assessment), width, height, target)


def badge_uri(repo_path: str) -> str:
    """Where the badge of a spec outside the library goes: a place that its path in the repository determines."""
    return f"{_BADGES}/{repo_path}.svg"


def chosen(argument: str, library: Sequence[LibrarySpec]) -> list[LibrarySpec] | str:
    """The specs of the library that the filters of `lss:library` leave, or what is wrong with a filter."""
    known: Mapping[str, Sequence[str]] = {
        "level": tuple(map(str, LEVELS)),
        "pattern": tuple(dict.fromkeys([*PATTERNS, *(slug for item in library for slug in item.patterns)])),
        "conformance": tuple(SHORT_NAMES),
    }
    found = list(library)
    for word in argument.split():
        name, equals, value = word.partition("=")
        if not equals:
            folders = tuple(dict.fromkeys(_folders(library)))
            folder = name.strip("/")
            if folder not in folders:
                return f'finds no folder "{name[:60]}" in the library; {did_you_mean(folder, folders)}'
            found = [item for item in found if item.entry.path.startswith(f"{folder}/")]
        elif name not in known:
            return f'has no filter "{name[:60]}"; {did_you_mean(name, known)}'
        elif value not in known[name]:
            return f'does not take {name}="{value[:60]}"; {did_you_mean(value, known[name])}'
        else:
            found = [item for item in found if _has(item, name, value)]
    return found


def _has(item: LibrarySpec, name: str, value: str) -> bool:
    reading = item.assessment
    if name == "pattern":
        return value in item.patterns
    if name == "level":
        return reading.level is not None and reading.level.level == int(value)
    return reading.conformance == SHORT_NAMES[value]


def _folders(library: Sequence[LibrarySpec]) -> Iterator[str]:
    """Every folder below the library's own that has a spec in it or below it."""
    for item in library:
        parts = item.entry.path.split("/")[:-1]
        yield from ("/".join(parts[: depth + 1]) for depth in range(len(parts)))
