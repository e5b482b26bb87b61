"""Dead links: what counts as one, and where it is said to stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from loop_engineering.checkin.links import MAX_LINKED_BYTES, Links

PAGE = """\
---
title: "[no](link.md)"
---

# One: two, three

Text [a](other.md) and [b](other.md#a-heading "title"), ![p](../img/p%20q.svg) and
`[code](no.md)` and <https://elsewhere.test/x> and [c][ref].

```text
[fenced](no.md)
```

[ref]: other.md#gone

| table |
| --- |
| [t](missing.md) |
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "p q.svg").write_text("<svg/>")
    (tmp_path / "docs" / "other.md").write_text("# Other\n\n## A heading\n\n## A heading\n\n### Set {#by-hand}\n")
    return tmp_path


def dead(project: Path, text: str, page: str = "docs/page.md") -> list[tuple[int, str, str]]:
    found = Links(project).dead(text, project / page, page)
    return [(link.line, link.target, link.why) for link in found]


def test_files_and_headings_that_are_not_there(project: Path) -> None:
    assert dead(project, PAGE) == [
        (8, "other.md#gone", "the page has no such heading"),
        (18, "missing.md", "no such file or folder"),
    ]


@pytest.mark.parametrize(
    "target",
    [
        "other.md",
        "./other.md#a-heading",
        "other.md#a-heading-1",
        "other.md#a-heading_1",
        "other.md#by-hand",
        "../docs",
        "/docs/other.md",
        "#here",
        "mailto:a@b.test",
        "https://elsewhere.test/no.md",
        "//elsewhere.test/no.md",
    ],
)
def test_what_leads_somewhere(project: Path, target: str) -> None:
    assert dead(project, f"# Here\n\n[x]({target})\n") == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("../../outside.md", "leads out of the project"),
        ("/../../etc/passwd", "leads out of the project"),
        ("#there", "the page has no such heading"),
        ("other.md#a-heading-2", "the page has no such heading"),
        ("a%00b.md", "no such file or folder"),
        ("x" * 5000, "no such file or folder"),
    ],
)
def test_what_leads_nowhere(project: Path, target: str, why: str) -> None:
    found = dead(project, f"# Here\n\n[x](<{target}>)\n")
    assert [why_not for _, _, why_not in found] == [why]


def test_a_page_whose_headings_the_build_adds_to_is_not_asked_for_them(project: Path) -> None:
    (project / "docs" / "made.md").write_text("# Made\n\n<!-- lss:audits -->\n")
    assert dead(project, "[x](made.md#cost-halting-budget)\n") == []


def test_a_page_that_is_too_long_says_so(project: Path) -> None:
    ((line, _, why),) = dead(project, "x" * (MAX_LINKED_BYTES + 1))
    assert line == 1
    assert "its links were not read" in why


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_link_stands_where_its_target_does(project: Path, ending: str) -> None:
    text = ending.join(["one [a](no-1.md)", "`a", "code`", "and [b](no-2.md) [r]", "", "[r]: no-3.md", ""])
    assert [(line, target) for line, target, _ in dead(project, text)] == [
        (1, "no-1.md"),
        (4, "no-2.md"),
        (4, "no-3.md"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "{#" + "a" * 200_000,
        "".join(f"[a](b{n})\n" for n in range(10_000)),
        "[r]: no.md\n\n" + "[r]\n" * 20_000,
    ],
    ids=["open attribute", "many links", "many references"],
)
def test_a_page_made_to_take_long_is_read(project: Path, page: str) -> None:
    links = Links(project)
    found = list(links.dead(page, project / "docs" / "page.md", "docs/page.md"))
    assert len(found) == links.checked == page.count("](") + page.count("\n[r]")


def test_links_are_counted_without_those_to_other_hosts(project: Path) -> None:
    links = Links(project)
    list(links.dead(PAGE, project / "docs" / "page.md", "docs/page.md"))
    assert links.checked == 5
