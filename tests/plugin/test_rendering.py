"""Every checked block is on its page as a block, or the build says that it is not; opted-out fences stay whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import markdown
import pytest

from loop_engineering.lss import Project
from loop_engineering.reading import MAX_BLOCKS, MAX_PAGE_BYTES
from mkdocs_lss.blocks import find_page_blocks
from mkdocs_lss.opted_out import plain_fences
from mkdocs_lss.schema_fields import fields

from .conftest import Make
from .sites import BAD, GOOD, LOOP, fenced

SKIPPED = "loop_name: only-a-sketch\n"
INFOS = {
    'yaml lss="skip"': ("yaml", "yaml"),
    "yml lss='skip'": ("yml", "yml"),
    "yaml lss=skip": ("yaml", "yaml"),
    'yaml hl_lines="1" lss="skip"': ('yaml hl_lines="1"', 'yaml hl_lines="1"'),
    'yaml lss="skip" title="A b" linenums="1"': ('yaml title="A b" linenums="1"', ' { .yaml title="A b" }'),
    'yaml linenums="1" lss="skip"': ('yaml linenums="1"', "yaml"),
    'yaml lss="skip" title=\'say "x"\'': ("yaml title='say \"x\"'", " { .yaml title='say \"x\"' }"),
    'yaml lss="skip" panel="none" flag': ("yaml", "yaml"),
    '{.yaml lss="skip"}': (" { .yaml }", " { .yaml }"),
    '{ .yaml #one .two lss="skip" title="lss = x" data-x="1" }': (
        ' { .yaml #one .two title="lss = x" data-x="1" }',
        ' { .yaml #one .two title="lss = x" data-x="1" }',
    ),
}


@pytest.mark.parametrize("info", INFOS)
def test_an_opted_out_fence_keeps_what_renderers_know(info: str) -> None:
    page = f"# P\n\n> - item\n>\n>     ~~~{info}\n>     {SKIPPED}>     ~~~\n"
    there, elsewhere = INFOS[info]
    assert list(plain_fences(page, superfences=True)) == [(4, f">     ~~~{there}")]
    assert list(plain_fences(page, superfences=False)) == [(4, f">     ~~~{elsewhere}")]


@pytest.mark.parametrize("info", ["yaml", "lss", 'json lss="skip"', 'lss lss="skip"', "yaml lss", 'yaml title="skip"'])
def test_other_fences_are_left_alone(info: str) -> None:
    assert not list(plain_fences(fenced("a: 1\n", info), superfences=True))
    inner = fenced(SKIPPED, 'yaml lss="skip"')
    outer = f"````markdown\n{inner}````\n"
    assert not list(plain_fences(outer, superfences=True))


RENDERERS: dict[str, list[Any]] = {
    "fenced_code": ["fenced_code"],
    "fenced_code with attributes": ["fenced_code", "attr_list"],
    "superfences": ["pymdownx.superfences"],
    "superfences with attributes": ["pymdownx.superfences", "attr_list"],
    "superfences with highlight": ["pymdownx.highlight", "pymdownx.superfences", "attr_list"],
}


@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("info", INFOS)
def test_every_renderer_takes_an_opted_out_fence(renderer: str, info: str) -> None:
    lines = [*fenced(SKIPPED, info).split("\n"), "Between.", ""]
    for index, line in plain_fences("\n".join(lines), superfences="superfences" in renderer):
        lines[index] = line
    html = markdown.markdown("\n".join(lines), extensions=RENDERERS[renderer])
    assert html.count("only-a-sketch") == 1
    assert "<pre" in html
    assert "```" not in html
    assert "<p>Between.</p>" in html


@pytest.mark.parametrize("extensions", [[], ["pymdownx.superfences", "admonition"]])
def test_blocks_after_an_opted_out_one_are_panels(make_site: Make, extensions: list[str]) -> None:
    parts = ["# P\n"]
    for number, info in enumerate(INFOS):
        parts += [fenced(SKIPPED, info), f"Between {number}.\n", fenced(LOOP.format(name=f"after-{number}"))]
    built = make_site({"docs/index.md": "\n".join(parts)}, markdown_extensions=extensions)
    assert built.status == 0, built.log
    html = built.page()
    assert html.count('class="lss-panel"') == len(INFOS)
    for number in range(len(INFOS)):
        assert f"<p>Between {number}.</p>" in html
        assert f'id="lss-after-{number}"' in html
    assert "only-a-sketch" not in built.page("api/specs.json")
    assert 'lss="skip"' not in html
    assert "[unvalidated-block]" not in built.log


def test_opted_out_fences_in_lists_quotes_and_admonitions(make_site: Make) -> None:
    skipped = fenced(SKIPPED, 'yaml lss="skip"', "    ")
    quoted = "".join(f"> {line}\n" for line in fenced(SKIPPED, 'yaml lss="skip"').splitlines())
    page = f"# P\n\n- item\n\n{skipped}\n!!! note\n\n{skipped}\n{quoted}\nText.\n\n{fenced(GOOD)}"
    built = make_site({"docs/index.md": page}, markdown_extensions=["pymdownx.superfences", "admonition"])
    assert built.status == 0, built.log
    assert built.page().count("only-a-sketch") == 3
    assert built.page().count('class="lss-panel"') == 1
    assert "```" not in built.page()


def test_a_block_that_does_not_show_as_one_is_an_error(make_site: Make) -> None:
    page = f'# P\n\n=== "Tab"\n\n{fenced(GOOD, indent="    ")}\nText.\n\n{fenced(LOOP.format(name="shown"))}'
    built = make_site({"docs/index.md": page}, options={"fail_on": "never"})
    assert built.status == 0, built.log
    (line,) = built.lines("[lost-block]")
    assert line.startswith("ERROR   -  docs/index.md:5:5: the block code-repair-loop was checked, but the page")
    assert "enable pymdownx.tabbed" in line
    assert "loop_name: code-repair-loop" in built.page()
    assert [spec["loop_name"] for spec in json.loads(built.page("api/specs.json"))["specs"]] == ["shown"]
    assert make_site({}).status == 1
    tabbed = make_site({}, markdown_extensions=["pymdownx.superfences", "pymdownx.tabbed"])
    assert tabbed.status == 0, tabbed.log
    assert tabbed.page().count('class="lss-panel"') == 2


def test_a_block_inside_raw_code_is_given_back_and_an_error(make_site: Make) -> None:
    built = make_site({"docs/index.md": f"# P\n\n<pre>\n{fenced(GOOD)}</pre>\n"}, options={"fail_on": "never"})
    assert built.lines("docs/index.md:4:1: the block code-repair-loop was checked, but")
    assert "```lss\nloop_name: code-repair-loop\n" in built.page()
    assert "lssplaceholder" not in built.page()


def test_indented_code_is_none_of_the_plugins_business(make_site: Make) -> None:
    built = make_site({"docs/index.md": f"# P\n\nText.\n\n{fenced(GOOD, indent='    ')}"})
    assert built.status == 0, built.log
    assert not built.lines("lss")


HOOK = """
from mkdocs.plugins import event_priority

@event_priority(200)
def on_page_markdown(markdown, **_):
    return "Above.\\n\\n" + markdown
"""


def test_a_page_that_another_plugin_changed_first_is_not_told_of_twice(make_site: Make) -> None:
    files = {"docs/index.md": f"# P\n\n{fenced(BAD)}\n{fenced(GOOD)}", "hook.py": HOOK}
    built = make_site(files, hooks=["hook.py"], options={"fail_on": "never"})
    (line,) = built.lines("LSS104")
    assert f"docs/index.md:{5 + BAD.splitlines().index('  - type: test_suit') + 1}:11: " in line
    assert "Above." in built.page()
    assert built.page().count('<svg xmlns="http://www.w3.org/2000/svg" id="lss-') == 1


def test_absurd_pages_are_read_as_loopctl_reads_them(tmp_path: Path, make_site: Make) -> None:
    many = f"{fenced(SKIPPED)}\n" * (MAX_BLOCKS + 2)
    blocks, (fault,) = find_page_blocks(many, "p.md", Project(tmp_path), tmp_path / "p.md")
    assert len(blocks) == MAX_BLOCKS
    assert (fault.rule, fault.line) == ("LSS005", 1 + 4 * MAX_BLOCKS)
    long = "# L\n\n" + "word\n" * (MAX_PAGE_BYTES // 5 + 1)
    assert not find_page_blocks(long + fenced(GOOD), "p.md", Project(tmp_path), tmp_path / "p.md")[0]
    built = make_site({"docs/index.md": f"# P\n\n<!-- {long} -->\n\n{fenced(GOOD)}"}, options={"fail_on": "never"})
    assert built.status == 0, built.log
    assert built.lines("docs/index.md:1:1: LSS005 the text has ")
    assert not built.lines("[unvalidated-block]")


def test_field_tables_say_what_the_full_form_requires_of_nested_fields() -> None:
    required = {field.name: field.required for field in fields("rubric")}
    assert required["pass_threshold"] == "in full form"
    assert {required[f"dimensions[].{name}"] for name in ("name", "weight", "scale")} == {"in full form"}
    assert required["dimensions"] == required["dimensions[].criteria"] == "yes"
    assert {field.name: field.required for field in fields("worker")}["model"] == "in full form"
    assert {field.name: field.required for field in fields("spec")}["loop_name"] == "yes"
