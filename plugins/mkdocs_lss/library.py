"""The library of the site: a page for each spec, and what is demanded of each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from loop_engineering.assess import Assessment
from loop_engineering.les import gains
from loop_engineering.library import Entry, open_library
from loop_engineering.lss import Finding, Project
from loop_engineering.lss.conformance import SHORT_NAMES
from loop_engineering.validation import below
from mkdocs_lss.report import Notice

__all__ = ["LibrarySpec", "below_rung", "below_score", "read_library"]


@dataclass(frozen=True, slots=True)
class LibrarySpec:
    """One spec of the library: its entry in the index, its path in the repository, the page made from it.

    `json_uri` is where the site has the spec's full form as JSON, `badge_uri` where it has the badge, `shields_uri` the
    badge as data; the address of a file of the repository stays its own. `companion`: the repository has a page of that
    name beside the spec, and it begins the spec's page.
    """

    entry: Entry
    path: str
    uri: str
    json_uri: str
    badge_uri: str
    shields_uri: str
    companion: bool = False

    @property
    def assessment(self) -> Assessment:
        """Every reading of the spec."""
        return self.entry.assessment

    @property
    def name(self) -> str:
        """What the spec calls itself, or its file's name where it does not."""
        return self.entry.loop_name or posixpath.basename(self.path)

    @property
    def patterns(self) -> tuple[str, ...]:
        """The pattern slugs that it names."""
        return self.assessment.spec.patterns if self.assessment.spec is not None else ()


def read_library(folder: Path, project: Project) -> tuple[tuple[LibrarySpec, ...], tuple[Notice, ...]]:
    """The specs below the library's folder, valid or not, and which files cannot be read.

    They are in order of their path, those of a folder before those of the folders in it: first the loops, then what is
    composed of them.
    """
    shown = folder.relative_to(project.root).as_posix()
    library = open_library(folder, project=project, shown=shown)
    specs: list[LibrarySpec] = []
    taken: set[str] = set()
    for entry in sorted(library, key=lambda entry: (entry.path.count("/"), entry.path)):
        path = posixpath.join(shown, entry.path)
        stem = posixpath.join(shown, entry.slug)
        # Two formats of one spec, or a spec called index, must not take a page that is taken; nor may a page be called
        # like the spec, which would have to be a file and a folder.
        while stem in taken or posixpath.basename(stem) in ("index", "README"):
            stem += f"-{posixpath.splitext(path)[1][1:]}"
        taken.add(stem)
        json_uri, badge_uri, shields_uri = (
            _free(project.root, stem, path, suffix) for suffix in (".json", ".svg", ".shields.json")
        )
        companion = project.root / f"{stem}.md"
        within = companion.is_file() and companion.resolve().is_relative_to(project.root)
        specs.append(LibrarySpec(entry, path, f"{stem}.md", json_uri, badge_uri, shields_uri, within))
    notices = (Notice(item.path, 1, 1, f"{item.reason} [unreadable-file]") for item in library.complaints)
    return tuple(specs), tuple(notices)


def _free(root: Path, stem: str, path: str, suffix: str) -> str:
    """Where a file made of the spec `path` goes: beside its page, unless the repository has a file there."""
    return f"{path}{suffix}" if (root / f"{stem}{suffix}").exists() else f"{stem}{suffix}"


def below_rung(specs: Sequence[LibrarySpec], conformance: str) -> Iterator[Finding]:
    """What each valid spec that is below a rung of the conformance ladder lacks for it."""
    found = (below(item.assessment, SHORT_NAMES[conformance]) for item in specs)
    return (short for short in found if short is not None)


def below_score(specs: Sequence[LibrarySpec], min_les: float) -> Iterator[Notice]:
    """What to say of each valid spec whose structural score is below the one that the site asks for."""
    for item in specs:
        reading = item.assessment
        if reading.score is not None and reading.score.les < min_les:
            advice = _best_advice(reading)
            text = f"the structural LES is {reading.score.les:.1f}, and this library asks for {min_les:g}{advice}"
            yield Notice(item.path, *_place(reading), f"{text} [min-les]")


def _place(reading: Assessment) -> tuple[int, int]:
    """Line and column of the spec's name."""
    document = reading.checked.document
    if document is None:
        return 1, 1
    span = document.span("/loop_name")
    return span.line, span.column


def _best_advice(reading: Assessment) -> str:
    """The change that would add most to the score, as the rest of a sentence."""
    if reading.score is None:
        return ""
    best = next(iter(gains(reading.score)), None)
    return f"; {best.change}: {best.words}" if best is not None else ""
