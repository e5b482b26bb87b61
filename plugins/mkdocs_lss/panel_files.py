"""The files behind a panel, for readers to open and the script to copy: the YAML as written, the full form as JSON."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from loop_engineering.assess import Assessment
from loop_engineering.lss.report.json import dumps
from mkdocs_lss.library import LibrarySpec

__all__ = ["FOLDER", "PanelFiles", "full_json", "library_files", "page_files"]

FOLDER = "assets/lss/specs"
"""Where the files of the blocks in pages are. A folder of the plugin's own, so that no page's address is taken."""


@dataclass(frozen=True, slots=True)
class PanelFiles:
    """The URIs of a panel's files in the site; `json` is None for what has no full form.

    `made` holds those that are not there otherwise, with their content.
    """

    yaml: str
    json: str | None
    made: tuple[tuple[str, str], ...] = ()


def library_files(spec: LibrarySpec) -> PanelFiles:
    """The files of a library spec, which the site has for its page."""
    return PanelFiles(spec.path, spec.json_uri if spec.assessment.spec is not None else None)


def page_files(page: str, ident: str, assessment: Assessment) -> PanelFiles:
    """The files of a block. `page` is the URI of its page's source, `ident` the id of its panel."""
    stem = posixpath.join(FOLDER, posixpath.splitext(page)[0], ident)
    made = {f"{stem}.yaml": assessment.checked.source.text.rstrip("\n") + "\n"}
    full = full_json(assessment)
    if full is not None:
        made[f"{stem}.json"] = full
    return PanelFiles(f"{stem}.yaml", f"{stem}.json" if full is not None else None, tuple(made.items()))


def full_json(assessment: Assessment) -> str | None:
    """The full form as `loopctl expand --json` prints it; None for what is no spec."""
    expanded = assessment.checked.expanded
    if assessment.spec is None or expanded is None:
        return None
    return dumps(expanded.data) + "\n"
