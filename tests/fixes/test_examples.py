"""Fixing what the rules and the golden folders hold: it comes to an end, brings no error, and has no effect twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import loop_engineering.lss.rules as rules_package
from loop_engineering.lss import Finding, Project, Source, check, check_block, find_blocks
from loop_engineering.lss.fixes import mend
from loop_engineering.lss.source import decode

RULES = Path(rules_package.__file__).parent
GOLDEN = Path(__file__).parents[1] / "lss" / "golden"
FILES = sorted(
    path for folder in (RULES, GOLDEN / "err") for path in folder.iterdir() if path.suffix in (".yaml", ".md")
)


def findings(text: str, file: Path) -> Sequence[tuple[Finding, ...]]:
    """The findings of each spec in a file, as in the folder that it stands in."""
    project = Project(file.parent)
    if file.suffix == ".md":
        blocks = find_blocks(text, file.name)
        checked = [check_block(block, project=project, file=file) for block in blocks if block.src is None]
        return [one.findings for one in checked]
    return [check(Source(text, file.name), project=project, file=file).findings]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_fixing_comes_to_an_end_and_brings_no_error(file: Path) -> None:
    text = decode(file.read_bytes())
    if not isinstance(text, str):
        return
    for unsafe in (False, True):
        done = mend(text, lambda text: findings(text, file), lambda found: found, unsafe=unsafe)
        assert not done.worse
        assert not any(finding.fix is not None and (unsafe or finding.fix.safe) for finding in done.findings), done.text
        assert bool(done.fixed) == (done.text != text)
