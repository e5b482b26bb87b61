"""Reading paths and reading times: computed, and only of pages that are there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from site_hooks.reading_paths import FILE
from site_hooks.reading_time import FIGURE, FORMULA, LINE, WORDS_A_MINUTE, clock, minutes

from .conftest import MakeHooked

ROOT = Path(__file__).resolve().parents[2]
READERS = ["theorist", "builder", "practitioner", "researcher", "architect"]
PATHS = """\
first:
  who: You <b>.
  promise: At the end & more.
  steps:
    - {page: book/one.md, why: "To begin."}
    - {page: docs/two.md, why: "To go on."}
  later: A film is planned.
"""
PAGES = {
    "book/one.md": f"---\ntitle: One <1>\n---\n\n# One\n\n{'word ' * 238 * 3}\n\n```\n{'x' * 9}\n```\n",
    "docs/two.md": f"# Two\n\n{'word ' * 238 * 59}\n",
    "docs/paths.md": "# Paths\n\n<!-- reading-path: first -->\n\n`<!-- reading-path: first -->`\n",
    "reading-paths.yaml": PATHS,
}


@pytest.mark.parametrize(
    ("markdown", "seconds"),
    [
        ("word " * WORDS_A_MINUTE * 2, 120),
        ("---\ntitle: many words here\n---\n" + "word " * WORDS_A_MINUTE * 2, 120),
        ("```lss\n" + "a: b\n" * 100 + "\n\n```\n", 100 * LINE + FIGURE),
        ("```py\n" + "a: b\n" * 100 + "```\n", 100 * LINE),
        ("$$x$$\n\n$$\ny\n$$\n\n> $$z$$\n" * 10, 30 * FORMULA),
        ("<!-- figure: a-b -->\n\n" * 9, 9 * FIGURE),
        ("```text\n" + "$$\n<!-- figure: a -->\n" * 30 + "```\n", 60 * LINE),
        ('??? success "Answer"\n' + "    word word\n" * WORDS_A_MINUTE, 120 + 60 / WORDS_A_MINUTE),
        ("| a | b |\n|---|---|\n" + "| word | word |\n" * WORDS_A_MINUTE, 120),
        ("", 0),
    ],
)
def test_minutes(markdown: str, seconds: float) -> None:
    assert minutes(markdown) == max(1, int(seconds / 60 + 0.5))


@pytest.mark.parametrize(
    ("total", "said"), [(1, "1 min"), (59, "59 min"), (60, "1 h"), (61, "1 h 1 min"), (0, "0 min")]
)
def test_clock(total: int, said: str) -> None:
    assert clock(total) == said


def test_the_page_tells_the_numbers_that_the_computation_uses() -> None:
    text = " ".join((ROOT / "docs" / "reading-paths.md").read_text("utf-8").split())
    assert f"counts at {WORDS_A_MINUTE} words a minute" in text
    assert f"{LINE} seconds for each line of code" in text
    assert f"{FORMULA} seconds for a formula that stands by itself" in text
    assert f"{FIGURE} seconds for a plot or for the panel" in text


def test_the_paths_of_the_site_are_those_of_its_five_readers() -> None:
    paths = yaml.safe_load((ROOT / FILE).read_text("utf-8"))
    assert list(paths) == READERS
    page = (ROOT / "docs" / "reading-paths.md").read_text("utf-8")
    places = [page.index(f"<!-- reading-path: {reader} -->") for reader in READERS]
    assert places == sorted(places)


def test_a_path_lists_its_pages_with_their_times(hooked: MakeHooked) -> None:
    built = hooked(["reading_paths"], PAGES, content=("book",))
    assert built.status == 0, built.log
    page = built.page("paths/index.html")
    assert "<p>You &lt;b&gt;. <strong>1 h 2 min</strong> to read.</p>\n<p>At the end &amp; more.</p>" in page
    assert (
        '<li><a href="../book/one/">One &lt;1&gt;</a> <span class="reading-minutes">(3 min)</span>: To begin.</li>\n'
        '<li><a href="../two/">Two</a> <span class="reading-minutes">(59 min)</span>: To go on.</li>' in page
    )
    assert "<p>A film is planned.</p>" in page
    assert page.count("<ol>") == 1, "in code, the call is text"
    assert '</h1>\n<p class="reading-time">3 min read</p>\n' in built.page("book/one/index.html")
    assert "reading-time" not in built.page("two/index.html"), "only pages of the book say it"
    assert "reading-time" not in built.page()


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("docs/two.md", "docs/tow.md"), 6, "first leads to docs/tow.md, which is no page of the site"),
        (("docs/two.md", "docs/../mkdocs.yml"), 6, "first leads to docs/../mkdocs.yml, which is no page of the site"),
        (
            ("docs/two.md, why", "docs/two.md, because"),
            4,
            "steps of first should be a list of steps, each with page and why",
        ),
        (("  who: You <b>.\n", ""), 1, "first has no who"),
        (("later", "latre"), 7, "first has a field latre, which is not known; did you mean later?"),
    ],
)
def test_a_mistake_in_a_path_stops_the_build(hooked: MakeHooked, change: tuple[str, str], line: int, said: str) -> None:
    built = hooked(["reading_paths"], PAGES | {"reading-paths.yaml": PATHS.replace(*change)}, content=("book",))
    assert built.status == 1
    assert f"ERROR   -  reading-paths.yaml:{line}: {said}" in built.log


def test_a_path_that_is_not_there_stops_the_build(hooked: MakeHooked) -> None:
    built = hooked(
        ["reading_paths"], PAGES | {"docs/paths.md": "# P\n\n<!-- reading-path: frist -->\n"}, content=("book",)
    )
    assert built.status == 1
    assert "docs/paths.md: there is no reading path frist in reading-paths.yaml; did you mean" in built.log


def test_a_path_stands_on_a_page_once(hooked: MakeHooked) -> None:
    twice = "# P\n\n<!-- reading-path: first -->\n\n<!-- reading-path: first -->\n"
    built = hooked(["reading_paths"], PAGES | {"docs/paths.md": twice}, content=("book",))
    assert built.status == 1
    assert "docs/paths.md: the reading path first stands on this page twice" in built.log
