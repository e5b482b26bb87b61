"""Each template passes every check as it stands, in its own folder and where the guides say that a copy goes."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from site_hooks.prose import prose, sections, words

from loop_engineering.cli.loopctl import loopctl
from loop_engineering.lss.markdown import find_blocks
from loop_engineering.lss.pattern_stacks import STACKS
from tests.content.shapes import KINDS, ROOT
from tests.content.test_canon import assert_sums

TEMPLATES = ROOT / "templates"
PLACES = {
    "spec.yaml": "loop-library/your-loop.yaml",
    "companion.md": "loop-library/your-loop.md",
    "pattern.md": "patterns/your-pattern.md",
    "case-study.md": "case-studies/your-case.md",
}
RUNGS = {"spec.yaml": "production", "pattern.md": "operational"}
_KINDS = {"companion.md": "library companion", "pattern.md": "pattern", "case-study.md": "case study"}
_GUIDANCE = re.compile(r"^ *#:|^<!-- write:", re.M)
_CITED = re.compile(r"(?<!\\)\[\^(?P<key>[A-Za-z0-9_-]+)\](?!:)")
_LINK = re.compile(r"\]\((?P<target>\.\./[^)#]+)")


def _validate(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(loopctl, ["validate", "--strict", *map(str, arguments)], prog_name="loopctl")
    return result.exit_code, result.stdout


def _copy(name: str, project: Path) -> Path:
    """The template where it belongs, copied with the command that the template itself gives."""
    text = (TEMPLATES / name).read_text("utf-8")
    command = re.search(r"(grep \S+ '[^']+') templates/", text)
    assert command is not None, "the template does not say how it is copied"
    target = project / PLACES[name]
    target.parent.mkdir(exist_ok=True)
    subprocess.run(f"{command[1]} '{TEMPLATES / name}' > '{target}'", shell=True, check=True)
    return target


def test_there_is_a_template_for_each_thing_that_has_one_shape() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} == PLACES.keys()


@pytest.mark.parametrize("name", ["spec.yaml", "pattern.md", "case-study.md"])
def test_it_validates_as_it_stands(name: str) -> None:
    rung = ["--conformance", RUNGS[name]] if name in RUNGS else []
    assert _validate(*rung, TEMPLATES / name) == (0, "")


@pytest.mark.parametrize("name", PLACES)
def test_a_copy_passes_where_it_belongs_and_has_no_guidance_left(name: str, tmp_path: Path) -> None:
    copied = _copy(name, tmp_path)
    text = copied.read_text("utf-8")
    assert not _GUIDANCE.search(text)
    assert text.startswith("# " if name == "spec.yaml" else "---\n")
    if name != "companion.md":  # has no block
        rung = ["--conformance", RUNGS[name]] if name in RUNGS else []
        assert _validate(*rung, copied) == (0, "")


@pytest.mark.parametrize("name", _KINDS)
def test_it_has_the_shape_of_its_kind(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    kind = next(kind for kind in KINDS if kind.name == _KINDS[name])
    assert tuple(sections(text)) == kind.headings
    front = yaml.safe_load(text.split("---\n")[1])
    assert 40 <= len(front["description"]) <= 200
    assert len(re.findall(r"^# .+$", prose(text), re.M)) == 1
    cited = {match["key"] for match in _CITED.finditer(text)}
    assert len(cited) >= kind.references
    assert cited <= yaml.safe_load((ROOT / "bibliography.yaml").read_text("utf-8")).keys()
    # Links are those of the page's later place, which is one folder deep as templates/ is.
    assert all((TEMPLATES / match["target"]).is_file() for match in _LINK.finditer(text))


@pytest.mark.parametrize("name", _KINDS)
def test_it_says_under_each_heading_what_to_write(name: str) -> None:
    text = (TEMPLATES / name).read_text("utf-8")
    silent = [title for title, body in sections(text).items() if not _GUIDANCE.search(body)]
    assert silent == (["Library specs that use it"] if name == "pattern.md" else [])


def test_the_spec_says_at_each_field_what_to_write() -> None:
    lines = (TEMPLATES / "spec.yaml").read_text("utf-8").splitlines()
    fields = [number for number, line in enumerate(lines) if re.match(r"[a-z_]+:", line)]
    silent = []
    for number in fields:
        above = number - 1
        while lines[above].startswith("# "):
            above -= 1
        if not lines[above].startswith("#:"):
            silent.append(lines[number].split(":")[0])
    assert silent == ["version"], "version shares the guidance of loop_name"


def test_what_the_case_study_shows_is_named_in_its_text() -> None:
    text = (TEMPLATES / "case-study.md").read_text("utf-8")
    (block,) = find_blocks(text, "case-study.md")
    assert (block.title or "").endswith(", as a structural reading")
    assert set(block.expect) == set(re.findall(r"LSS\d{3}", prose(text)))


@pytest.mark.parametrize("name", ["companion.md", "pattern.md"])
def test_its_sums_add_up(name: str) -> None:
    assert_sums((TEMPLATES / name).read_text("utf-8"))


def test_the_patterns_of_the_spec_are_stacked_as_the_matrix_has_them() -> None:
    named = yaml.safe_load((TEMPLATES / "spec.yaml").read_text("utf-8"))["extensions"]["patterns"]
    assert set(pairwise(named)) <= {(stack.outer, stack.inner) for stack in STACKS}


def test_a_companion_may_be_as_long_as_the_template() -> None:
    kind = next(kind for kind in KINDS if kind.name == "library companion")
    assert kind.words[0] <= words((TEMPLATES / "companion.md").read_text("utf-8"), tables=False) <= kind.words[1]


def test_the_spec_would_be_at_home_in_the_library() -> None:
    """The score that tests/les asks of the library's own specs, the sum in its comment, and the companion's sum."""
    said = CliRunner().invoke(loopctl, ["bounds", str(TEMPLATES / "spec.yaml")], prog_name="loopctl").stdout
    worst = re.search(r"^  dollars +\$([\d.]+)$", said, re.M)
    assert worst is not None
    assert f"= {worst[1]}." in (TEMPLATES / "spec.yaml").read_text("utf-8")
    score = CliRunner().invoke(loopctl, ["score", str(TEMPLATES / "spec.yaml")], prog_name="loopctl").stdout
    les = re.search(r"LES ([\d.]+)", score)
    assert les is not None
    assert 70 <= float(les[1]) <= 90
    assert round(3 * (0.20 * 2 + 0.08), 2) == 1.44
    assert "3 × (0.20 × 2 + 0.08) = $1.44" in (TEMPLATES / "companion.md").read_text("utf-8")


def test_no_page_and_no_spec_has_guidance_left_in_it() -> None:
    folders = ("docs", "manifesto", "taxonomy", "framework", "patterns", "loop-library", "case-studies", "research")
    files = [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*")) if path.suffix in {".md", ".yaml"}
    ]
    left = []
    for path in files:
        text = path.read_text("utf-8")
        left += [
            f"{path.relative_to(ROOT).as_posix()}:{text.count(chr(10), 0, match.start()) + 1}"
            for match in _GUIDANCE.finditer(text)
        ]
    assert not left, "copied from a template with its guidance; take these lines out: " + ", ".join(left)


def test_templates_are_not_published() -> None:
    said = (ROOT / "mkdocs.yml").read_text("utf-8")
    content = re.search(r"content: \[(?P<folders>[^\]]*)\]", said)
    assert content is not None
    assert "templates" not in content["folders"]
