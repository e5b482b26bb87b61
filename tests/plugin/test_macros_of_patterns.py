"""The tables of patterns and of specs in pages: `lss:patterns`, `symptoms`, `pattern-matrix`, `blocks`."""

from __future__ import annotations

import re
from html import unescape as html_text

from loop_engineering.assess import assess
from loop_engineering.lss import Source
from loop_engineering.lss.pattern_stacks import STACKS
from loop_engineering.lss.patterns import PATTERNS
from tests.examples import CORE

from .conftest import Make
from .sites import GOOD, LOOP, fenced

NAMED = LOOP.format(name="named") + "extensions:\n  patterns: [reflection-loop, debate-loop]\n"


def _rows(html: str) -> list[list[str]]:
    """The cells of the rows of all tables with three columns or more: the theme has one of two."""
    cells = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
    rows = (cells.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL))
    texts = ([html_text(re.sub(r"<[^>]+>", " ", cell)) for cell in row] for row in rows if len(row) > 2)
    return [[" ".join(text.split()) for text in row] for row in texts]


def test_the_catalogue_is_the_data_and_says_who_uses_each(make_site: Make) -> None:
    files = {
        "docs/index.md": "# H\n\n<!-- lss:patterns -->\n",
        "lib/n.yaml": NAMED,
        "patterns/debate-loop.md": "# Debate\n",
    }
    built = make_site(files, options={"library": "lib", "content": ["patterns"]})
    assert built.status == 0, built.log
    rows = _rows(built.page())[1:]
    assert [row[0] for row in rows] == [f"{pattern.name} {slug}" for slug, pattern in PATTERNS.items()]
    for row, pattern in zip(rows, PATTERNS.values(), strict=True):
        assert row[1].lower() == pattern.intent.lower()
        assert row[2:4] == [pattern.levels, pattern.judge]
        assert row[4] == ("named" if pattern.slug in ("reflection-loop", "debate-loop") else "none yet")
    assert 'href="patterns/debate-loop.html">Debate loop</a>' in built.page()
    assert "patterns/reflection-loop" not in built.page()


def test_each_symptom_leads_to_its_pattern(make_site: Make) -> None:
    rows = _rows(make_site({"docs/index.md": "# H\n\n<!-- lss:symptoms -->\n"}).page())[1:]
    assert [row[2] for row in rows] == [pattern.name for pattern in PATTERNS.values() for _ in pattern.symptoms]
    seen = [symptom.seen for pattern in PATTERNS.values() for symptom in pattern.symptoms]
    assert [row[0].lower() for row in rows] == [text.lower() for text in seen]
    assert len(set(seen)) == len(seen)
    assert all(pattern.symptoms for pattern in PATTERNS.values())


def test_the_matrix_has_a_mark_for_each_stack_and_says_why(make_site: Make) -> None:
    rows = _rows(make_site({"docs/index.md": "# H\n\n<!-- lss:pattern-matrix -->\n"}).page())
    grid, reasons = rows[1 : len(PATTERNS) + 1], rows[len(PATTERNS) + 2 :]
    slugs = list(PATTERNS)
    marks = {(slugs[r], slugs[c]): cell for r, row in enumerate(grid) for c, cell in enumerate(row[1:]) if cell}
    assert marks == {(stack.outer, stack.inner): "●" if stack.verdict == "good" else "○" for stack in STACKS}
    assert sorted(row[3] for row in reasons) == sorted(stack.why for stack in STACKS)


def test_the_stacks_are_of_patterns_that_exist_and_each_pair_once() -> None:
    pairs = [(stack.outer, stack.inner) for stack in STACKS]
    assert len(set(pairs)) == len(pairs)
    assert {slug for pair in pairs for slug in pair} <= set(PATTERNS)
    assert all(outer != inner for outer, inner in pairs)
    assert all(len(stack.why.split()) <= 14 for stack in STACKS)


def test_the_blocks_of_a_folder_with_what_the_tools_say(make_site: Make) -> None:
    warned = CORE.replace("code-repair", "warned")
    files = {
        "docs/index.md": "# H\n\n<!-- lss:blocks cases -->\n",
        "cases/a.md": f"# First\n\n{fenced(GOOD)}",
        "cases/b.md": "# Second & last\n\n" + fenced(warned, 'lss expect="LSS601"'),
        "cases/index.md": "# No block\n",
    }
    built = make_site(files, options={"content": ["cases"]})
    assert built.status == 0, built.log
    first, second = _rows(built.page())[1:]
    spec = assess(Source(GOOD, "a.yaml"))
    assert spec.level is not None
    assert spec.score is not None
    assert first == ["First", "code-repair-loop", "2 reflective", f"{spec.score.les:.1f}", "10", "none"]
    assert second[0] == "Second & last"
    assert second[1] == "warned-loop"
    assert second[5] == "LSS601"


def test_a_folder_may_be_written_with_its_slash(make_site: Make) -> None:
    files = {
        "docs/index.md": "# H\n\n<!-- lss:blocks deep/ -->\n",
        "docs/deep/one.md": f"# One\n\n{fenced(LOOP.format(name='one'))}",
    }
    built = make_site(files)
    assert built.status == 0, built.log
    assert 'href="deep/one.html"' in built.page()


def test_a_folder_without_blocks_is_an_error(make_site: Make) -> None:
    built = make_site({"docs/index.md": "# H\n\n<!-- lss:blocks <b>no -->\n"})
    assert built.status == 1
    assert 'docs/index.md:3:1: macro "lss:blocks" finds no page with a valid spec in "<b>no"' in built.log
