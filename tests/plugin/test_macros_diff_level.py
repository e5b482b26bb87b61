"""`lss:diff` shows what two spec files differ in, `lss:level` the facts of one level."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loop_engineering.lss.failure_modes import FAILURE_MODES
from loop_engineering.taxonomy import LEVELS, RECOGNIZERS
from mkdocs_lss.diffs import MAX_LINES, SHORT
from mkdocs_lss.level_facts import level_facts

from .conftest import Make
from .sites import GOOD, LOOP

ONE = LOOP.format(name="invoice-fields").replace("value: 10", "value: 1")
THREE = ONE.replace("value: 1\n", "value: 3\n").replace("role: implementer", "role: extractor")


def _diff(html: str) -> str:
    (found,) = re.findall(r'<div class="lss-panel lss-diff".*?</pre>\s*</div>\s*</div>', html, re.DOTALL)
    return str(found)


def _site(page: str, **files: str) -> dict[str, str]:
    return {"docs/index.md": f"# P\n\n{page}\n"} | {f"docs/specs/{name}.yaml": text for name, text in files.items()}


def test_a_diff_shows_the_lines_and_the_readings_that_changed(make_site: Make) -> None:
    built = make_site(_site("<!-- lss:diff specs/v1.yaml specs/v2.yaml -->", v1=ONE, v2=THREE))
    assert built.status == 0, built.log
    html = _diff(built.page())
    assert "<del>-  - role: implementer</del>\n<ins>+  - role: extractor</ins>\n" in html
    assert "<del>-    value: 1</del>\n<ins>+    value: 3</ins>\n" in html
    assert " loop_name: invoice-fields\n" in html  # A short file is shown whole.
    assert "@@" not in html
    assert "2 lines removed, 2 added." in html
    assert "Readings: level 1 single-step → 2 reflective; LES " in html
    assert "at most 1 → 3 iterations; at most $0.20 → $0.60" in html
    assert 'role="group" aria-label="Changes from specs/v1.yaml to specs/v2.yaml"' in html
    assert '<pre tabindex="0" role="region" aria-label="Lines that differ between specs/v1.yaml and' in html


def test_findings_that_came_and_went_are_named(make_site: Make) -> None:
    unbudgeted = ONE.split("cost_limits")[0]
    built = make_site(_site("<!-- lss:diff specs/v1.yaml specs/v2.yaml -->", v1=unbudgeted, v2=ONE))
    assert built.status == 0, built.log
    assert "conformance LSS-Core → LSS-Operational" in _diff(built.page())
    assert "no longer found: LSS601." in _diff(built.page())
    built = make_site(_site("<!-- lss:diff specs/v2.yaml specs/v1.yaml -->", v1=unbudgeted, v2=ONE))
    assert "newly found: LSS601." in _diff(built.page())
    assert not built.lines("LSS601")  # A diff compares; whoever shows the spec is told of its findings.


def test_a_comment_changes_no_reading_and_long_files_show_context(make_site: Make) -> None:
    notes = "".join(f"# {number}\n" for number in range(SHORT))
    later = (notes + ONE).replace("# 20\n", "# twenty\n")
    built = make_site(_site("<!-- lss:diff specs/v1.yaml specs/v2.yaml -->", v1=notes + ONE, v2=later))
    html = _diff(built.page())
    assert "1 line removed, 1 added. No reading changes." in html
    assert '<span class="lss-place">@@ -18,7 +18,7 @@</span>\n # 17\n' in html
    assert "# 16\n" not in html
    assert "# 24\n" not in html


def test_text_of_a_spec_is_text_in_its_diff(make_site: Make) -> None:
    hostile = ONE.replace("role: implementer", "role: '</pre><script>alert(1)</script>&amp;'")
    built = make_site(_site("<!-- lss:diff specs/v1.yaml specs/v2.yaml -->", v1=ONE, v2=hostile))
    assert built.status == 0, built.log
    html = _diff(built.page())
    assert "<script" not in html
    assert "&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in html


def test_a_name_is_text_in_the_heading(make_site: Make) -> None:
    files = _site("<!-- lss:diff specs/v1.yaml specs/<b>&\"'.yaml -->", v1=ONE)
    files["docs/specs/<b>&\"'.yaml"] = THREE
    built = make_site(files)
    assert built.status == 0, built.log
    assert "<b>" not in _diff(built.page())
    assert "&lt;b&gt;&amp;&#34;&#39;.yaml" in _diff(built.page())


WRONG = {
    "specs/v1.yaml": "takes two spec files, the older one first",
    "specs/v1.yaml specs/v1.yaml specs/v1.yaml": "takes two spec files",
    "specs/v1.yaml specs/gone.yaml": '"specs/gone.yaml" leads to no file',
    "specs/v1.yaml ../../outside.yaml": '"../../outside.yaml" leads out of the project',
    "specs/v1.yaml /etc/hostname": '"/etc/hostname" leads out of the project',
    "specs/v1.yaml specs/link.yaml": '"specs/link.yaml" leads to no file',
    "specs/v1.yaml file:///etc/hostname": "is not a plain relative path",
    "specs/v1.yaml index.md": '"index.md" is not a spec',
    "specs/v1.yaml specs/v1.yaml": "have the same lines",
    "specs/v1.yaml specs/wrong.yaml": '"specs/wrong.yaml" is not a valid spec: line 7, LSS104 ',
    "specs/broken.yaml specs/v1.yaml": '"specs/broken.yaml" is not a valid spec: line ',
    "specs/v1.yaml specs/long.yaml": f"files of at most {MAX_LINES:,} are shown",
    "specs/v1.yaml specs/big.yaml": "1,048,576",
    "specs/v1.yaml " + "x" * 3000: "more than a path can have",
}


def test_what_cannot_be_compared_is_an_error_with_its_place(make_site: Make, tmp_path: Path) -> None:
    files = _site("\n\n".join(f"> <!-- lss:diff {arguments} -->" for arguments in WRONG), v1=ONE)
    files["docs/specs/wrong.yaml"] = ONE.replace("test_suite", "test_suit")
    files["docs/specs/broken.yaml"] = "loop_name: [\n"
    files["docs/specs/long.yaml"] = ONE + "#\n" * MAX_LINES
    files["docs/specs/big.yaml"] = ONE + f"# {'x' * 1_048_576}\n"
    (tmp_path / "outside.yaml").write_text(ONE, "utf-8")
    (tmp_path / "project" / "docs" / "specs").mkdir(parents=True)
    (tmp_path / "project" / "docs" / "specs" / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    built = make_site(files)
    assert built.status == 1
    said = built.lines('macro "lss:diff"')
    assert len(said) == len(WRONG)
    for number, (line, expected) in enumerate(zip(said, WRONG.values(), strict=True)):
        assert line.startswith(f'ERROR   -  docs/index.md:{3 + 2 * number}:3: macro "lss:diff" ')
        assert expected in line
        assert line.endswith("[spec-diff]")
        assert len(line) < 500


def test_a_level_shows_the_facts_of_the_tables(make_site: Make) -> None:
    page = "<!-- lss:level 2 -->\n\n<!-- lss:level 6 -->\n\n<!-- lss:failure-modes -->"
    library = {"loops/one.yaml": GOOD}
    built = make_site(_site(page) | library, options={"library": "loops"})
    assert built.status == 0, built.log
    two, six = re.findall(r"<caption>Level \d.*?</table>", built.page(), re.DOTALL)
    assert "<caption>Level 2, reflective</caption>" in two
    for number, html in ((2, two), (6, six)):
        assert LEVELS[number].deepest in html
        assert next(item.when for item in RECOGNIZERS if item.level == number).replace("'", "&#39;") in html
    assert "those of levels 6, 5, 4, 3<" in two
    assert "none: this one is looked for first" in six
    assert "2 different safety constraints that do more than warn; among them output_bounds<" in two
    assert "among them tool_allowlist, with the action halt" in six
    assert "a human gate on what the loop changes about itself" in six
    assert '<a href="index.html#f7">F7</a> oscillation' in two
    assert "F11" in six
    assert "F11" not in two
    assert '<a href="loops/one.html">code-repair-loop</a>: what evaluators.' in two
    assert "none yet" in six


def test_a_level_that_is_none_is_an_error(make_site: Make) -> None:
    arguments = ["", "0", "7", "two", "2 3", "<b>"]
    built = make_site(_site("\n\n".join(f"<!-- lss:level {argument} -->" for argument in arguments)))
    assert built.status == 1
    for number, argument in enumerate(arguments):
        assert f'docs/index.md:{3 + 2 * number}:1: macro "lss:level" does not take "{argument}"' in built.log


@pytest.mark.parametrize("number", LEVELS)
def test_facts_of_every_level(number: int) -> None:
    facts = level_facts(number, ())
    assert facts.typical
    assert {mode.code for mode in facts.anywhere} == {"F4", "F8", "F12"}
    assert facts.owed[0].startswith(str(facts.level.safeguards.constraints))
    assert ("no worker judged only by its own model" in facts.owed) == (number >= 3)
    assert any("rollback" in clause for clause in facts.owed) == (number >= 4)
    assert any("human gate on" in clause for clause in facts.owed) == (number >= 5)


def test_every_failure_mode_names_its_levels() -> None:
    found = {code: list(mode.levels) for code, mode in FAILURE_MODES.items()}
    assert found["F1"] == [1]
    assert found["F3"] == [2, 3, 4]
    assert found["F10"] == [3, 4, 5, 6]
    assert found["F11"] == [5, 6]
    assert found["F4"] == [1, 2, 3, 4, 5, 6]


def test_two_builds_are_alike(make_site: Make) -> None:
    files = _site("<!-- lss:diff specs/v1.yaml specs/v2.yaml -->\n\n<!-- lss:level 2 -->", v1=ONE, v2=THREE)
    files["loops/one.yaml"] = GOOD
    first = make_site(files, options={"library": "loops"}).page()
    assert make_site(files, options={"library": "loops"}).page() == first
