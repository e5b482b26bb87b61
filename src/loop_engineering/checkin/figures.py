"""Stale figures: numbers on a page that the tools no longer compute.

Two kinds are recognized without a mark on the page: the output of a reading command, quoted in a `console` fence or in
a `text` fence right below the command, and a structural score in the running text ("LES 84.1") of a page that shows
specs, or that stands beside the spec of its name.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from loop_engineering.assess import Assessment
from loop_engineering.lss.fences import Fence, fences

__all__ = ["MAX_OUTPUTS", "Reader", "StaleFigure", "quoted_outputs", "stale_outputs", "stale_scores"]

Reader = Callable[[Assessment], Sequence[str]]
"""The lines that a reading command prints for one spec."""

MAX_OUTPUTS = 1_000
"""Most quoted outputs of a page that are compared; a page with more is no page that a person wrote."""

# A command is short: splitting it into words takes time that grows with the square of its length.
_COMMAND = re.compile(r"(?:\S*/)?loopctl (?P<name>[a-z]+) (?P<rest>[^\n|<>&;]{0,1000})")
_ELIDED = ("…", "...")
_SHELLS = ("sh", "bash", "shell")
_STANDARD = "1.0"
"""LES 1.0 is the name of the standard; a spec with this score would be mentioned by no page."""
_SCORE = re.compile(r"\bLES(?: of| is|:)?[ \n](?P<score>\d{1,3}\.\d)(?!\.?\d)")


@dataclass(frozen=True, slots=True)
class StaleFigure:
    """A figure of a page that is no longer true. `stated` is what the page says, `computed` what the tools say."""

    path: str
    line: int
    stated: str
    computed: str
    what: str


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A command on a page, the spec that it reads, and the output that the page says it gives, from `line` on."""

    command: str
    file: str
    name: str | None
    line: int
    output: str


def quoted_outputs(text: str, readers: Collection[str]) -> Iterator[_Quoted]:
    """The reading commands of a page with the output quoted for each; others are passed over."""
    for command, output, line in (*_in_console(text), *_below_command(text)):
        match = _COMMAND.fullmatch(command.strip())
        asked = _arguments(match["rest"]) if match is not None and match["name"] in readers else None
        if match is not None and asked is not None and output.strip():
            yield _Quoted(match["name"], *asked, line, output)


def _in_console(text: str) -> Iterator[tuple[str, str, int]]:
    """Each command of a `console` fence, the lines up to the next one, and the line where they begin."""
    for fence in fences(text):
        if _language(fence) != "console":
            continue
        lines = fence.text.rstrip("\n").split("\n")
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield lines[start][2:], "\n".join(lines[start + 1 : end]), fence.line + start + 2


def _below_command(text: str) -> Iterator[tuple[str, str, int]]:
    """Each shell fence, the `text` fence right below it, and the line where that begins."""
    lines = text.split("\n")
    for fence, following in pairwise(fences(text)):
        together = not "".join(lines[fence.end_line : following.line - 1]).strip()
        if together and _language(fence) in _SHELLS and _language(following) == "text":
            yield fence.text, following.text, following.line + 1


def stale_outputs(
    text: str, shown: str, readers: Mapping[str, Reader], specs: Callable[[str], Sequence[Assessment] | None]
) -> Iterator[StaleFigure | None]:
    """What each quoted output of a page states wrongly, None for one that is true.

    `specs` gives the specs in the file that a command names, None where the project has no such file: then it is
    somebody else's, and the output is passed over. A line "…" stands for any lines.
    """
    computed_once: dict[tuple[str, int, str | None], Sequence[str]] = {}
    for quoted in islice(quoted_outputs(text, readers), MAX_OUTPUTS):
        found = specs(quoted.file)
        if found is None:
            continue
        key = quoted.command, id(found), quoted.name
        now = computed_once.get(key) or _output(readers[quoted.command], found, quoted.name)
        computed_once[key] = now
        difference = _difference(quoted.output.rstrip("\n").split("\n"), now)
        if difference is None:
            yield None
            continue
        line, stated, computed = difference
        what = f"loopctl {quoted.command} {quoted.file}"
        yield StaleFigure(shown, quoted.line + line, stated.strip(), computed.strip(), what)


def stale_scores(text: str, shown: str, known: Collection[float]) -> Iterator[StaleFigure | None]:
    """The scores that the prose of a page states and that no spec of `known` has; None for one that is true."""
    fenced = {line for fence in fences(text) for line in range(fence.line, fence.end_line + 1)}
    nearest: dict[str, float] = {}
    line, at = 1, 0
    for match in _SCORE.finditer(text) if known else ():
        line, at = line + text.count("\n", at, match.start()), match.start()
        score = match["score"]
        if line in fenced or score == _STANDARD:
            continue
        if score not in nearest:
            nearest[score] = _nearest(float(score), known)
        if nearest[score] == float(score):
            yield None
        else:
            yield StaleFigure(shown, line, score, f"{nearest[score]:.1f}", "the nearest score of a spec on the page")


def _nearest(score: float, known: Collection[float]) -> float:
    return min(known, key=lambda other: abs(other - score))


def _output(reader: Reader, specs: Sequence[Assessment], name: str | None) -> Sequence[str]:
    """The lines that a reading command prints for the specs of a file, or for the one of that name."""
    valid = [item for item in specs if item.spec is not None and name in (None, item.checked.loop_name)]
    return "\n\n".join("\n".join(reader(item)) for item in valid).split("\n")


def _arguments(rest: str) -> tuple[str, str | None] | None:
    """The file and the `--name` of a reading command; None for whatever else stands there."""
    try:
        words = shlex.split(rest)
    except ValueError:
        return None
    name = None
    if "--name" in words[:-1]:
        at = words.index("--name")
        name = words[at + 1]
        del words[at : at + 2]
    return (words[0], name) if len(words) == 1 and not words[0].startswith("-") else None


def _difference(stated: Sequence[str], computed: Sequence[str]) -> tuple[int, str, str] | None:
    """The first line, from 0, in which a quoted output differs, with both lines; None where it is as computed."""
    at = 0
    free = False
    for number, line in enumerate(stated):
        if line.strip() in _ELIDED:
            free = True
            continue
        if free:
            at = next((n for n in range(at, len(computed)) if computed[n].rstrip() == line.rstrip()), len(computed))
            free = False
        now = computed[at].rstrip() if at < len(computed) else ""
        if now != line.rstrip():
            return number, line, now
        at += 1
    return None if free or at >= len(computed) else (len(stated) - 1, "", computed[at])


def _language(fence: Fence) -> str:
    return fence.info.split()[0] if fence.info.split() else ""


def inside(root: Path, name: str) -> Path | None:
    """The regular file of the project that a command names, None where there is none."""
    try:
        file = (root / name).resolve()
        return file if file.is_relative_to(root.resolve()) and file.is_file() else None
    except (OSError, ValueError, RuntimeError):  # the last is what Python says of a circular link before 3.13
        return None
