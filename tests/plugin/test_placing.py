"""Badges, panels, the library and an index, placed in any page by a comment."""

from __future__ import annotations

import re
from pathlib import Path

from .conftest import Make
from .sites import BAD, GOOD, LOOP, fenced

REPAIR = LOOP.format(name="file-repair")
LIBRARY = {
    "lib/index.md": "# Library\n",
    "lib/triage.yaml": LOOP.format(name="triage"),
    "lib/deep/nightly.yaml": LOOP.format(name="nightly") + "extensions:\n  patterns: [verification-loop]\n",
}


def rows(html: str) -> list[str]:
    """The text of each row's heading in the tables of a page."""
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a></th>', html)


def test_a_panel_is_what_a_fence_with_src_shows(make_site: Make) -> None:
    page = """# P

> <!-- lss:panel loops/a.yaml -->

- Item

    <!-- lss:panel loops/a.yaml summary title='A "b" <i>' -->

```lss src="loops/a.yaml"
```

<!-- lss:panel src="loops/two words.yaml" none -->
"""
    built = make_site(
        {"docs/index.md": page, "docs/loops/a.yaml": REPAIR, "docs/loops/two words.yaml": REPAIR},
        arguments=("--strict",),
    )
    assert built.status == 0, built.log
    html = built.page()
    for ident in ("lss-file-repair", "lss-file-repair-2", "lss-file-repair-3"):
        assert html.count(f'id="{ident}"') == 1
    assert "A &#34;b&#34; &lt;i&gt;</p>" in html
    assert html.count("At most 10 iterations") == 1
    assert 'class="lss-panel lss-panel--code"' in html
    assert re.search(r"<blockquote>\s*<div class=\"lss-panel\"", html)


def test_findings_of_a_placed_file_are_those_of_the_file(make_site: Make) -> None:
    built = make_site({"docs/index.md": "# P\n\n<!-- lss:panel bad.yaml -->\n", "docs/bad.yaml": BAD})
    assert built.status == 1
    assert built.lines("ERROR   -  docs/bad.yaml:7:11: LSS104 ")


def test_a_badge_leads_to_the_panel_of_its_file(make_site: Make) -> None:
    files = {
        "docs/index.md": "# P\n\n" + "\n\n".join(f"<!-- lss:badge {name}.yaml -->" for name in ("a", "lone", "triage")),
        "docs/sub/q.md": "# Q\n\n<!-- lss:badge ../a.yaml -->\n\n<!-- lss:panel ../a.yaml -->\n",
        "docs/a.yaml": REPAIR,
        "docs/lone.yaml": LOOP.format(name="lone"),
        **LIBRARY,
    }
    built = make_site(files, options={"library": "lib"}, arguments=("--strict",))
    assert built.status == 0, built.log
    image = r'<p class="lss-placed">(?:<a href="([^"]*)">)?<img [^>]*src="([^"]*)" alt="([^"]*)"'
    images = re.findall(image, built.page())
    text = "LSS: Operational · level 2 · LES 37.9"
    assert images == [
        ("sub/q.html#lss-file-repair", "assets/lss/badges/docs/a.yaml.svg", text),
        ("", "assets/lss/badges/docs/lone.yaml.svg", text),
        ("lib/triage.html", "lib/triage.svg", text),
    ]
    assert '<a href="#lss-file-repair"><img' in built.page("sub/q.html")
    width = re.search(r'width="([\d.]+)" height="20"', built.page())
    assert width is not None
    assert f'width="{width[1]}"' in (built.site / images[0][1]).read_text("utf-8")


FILTERS = {
    "": ["triage", "nightly"],
    "deep": ["nightly"],
    "level=2": ["triage", "nightly"],
    "level=5": [],
    "pattern=verification-loop": ["nightly"],
    "deep/ level=2 conformance=operational": ["nightly"],
}


def test_a_choice_of_the_library(make_site: Make) -> None:
    pages = {f"docs/p{n}.md": f"# P\n\n<!-- lss:library {filters} -->\n" for n, filters in enumerate(FILTERS)}
    built = make_site({"docs/index.md": "# P\n", **pages, **LIBRARY}, options={"library": "lib"})
    assert built.status == 0, built.log
    for n, names in enumerate(FILTERS.values()):
        assert rows(built.page(f"p{n}.html")) == names
        assert ("No spec of the library is one of these." in built.page(f"p{n}.html")) == (not names)


def test_an_index_lists_each_spec_once_where_it_is_at_home(make_site: Make) -> None:
    files = {
        "docs/index.md": "# P\n\n<!-- lss:index -->\n",
        "docs/book/a.md": f"# A & B\n\n{fenced(GOOD)}\n{fenced(BAD, 'lss expect=LSS104')}",
        "docs/book/b.md": "# B\n\n" + "<!-- lss:panel a.yaml -->\n\n" * 2 + '```lss src="triage.yaml"\n```\n',
        "docs/book/a.yaml": REPAIR,
        "docs/only.md": "# Only\n\n<!-- lss:index book -->\n",
        **LIBRARY,
    }
    built = make_site(files, options={"library": "lib"}, arguments=("--strict",))
    assert built.status == 0, built.log
    assert rows(built.page("only.html")) == ["code-repair-loop", "file-repair"]
    assert sorted(rows(built.page())) == ["code-repair-loop", "file-repair", "nightly", "triage"]
    assert '<a href="book/a.html#lss-code-repair-loop">' in built.page()
    assert '<a href="lib/triage.html">' in built.page()
    assert "A &amp; B" in built.page()


WRONG = [
    ("panel", 'macro "lss:panel" needs an argument: the path of a spec file'),
    ("panel lops/a.yaml", 'cannot show "lops/a.yaml" leads to no file'),
    ("panel loops/bat.yaml", 'did you mean "loops/bad.yaml"?'),
    ("panel loops/a.yaml sumary", 'macro "lss:panel" does not take "sumary"; did you mean "summary"?'),
    ("panel loops/a.yaml title", 'has no value for title; write title="…"'),
    ('panel loops/a.yaml panel="no"', 'does not take panel="no"'),
    ("panel ../../../etc/passwd", "leads out of the project"),
    ("panel ../../secret.yaml", "leads out of the project"),
    ("panel https://x.test/a.yaml", "is not a plain relative path inside the project"),
    ("badge", 'macro "lss:badge" needs an argument: FILE'),
    ("badge loops/A.yml", 'did you mean "loops/a.yaml"?'),
    ("badge loops/bad.yaml", "is not a valid spec: line 7, LSS104"),
    ("badge ../../../etc/passwd", "leads out of the project"),
    ("library deeep", 'finds no folder "deeep" in the library; did you mean "deep"?'),
    ("library lvel=3", 'has no filter "lvel"; did you mean "level"?'),
    ("library level=9", 'does not take level="9"; write one of 1, 2, 3, 4, 5, 6'),
    ("library pattern=verification-lop", 'did you mean "verification-loop"?'),
    ("index nowhere", 'finds no page with a valid spec in "nowhere"'),
    ("options all", 'macro "lss:options" does not take "all"; it takes no argument'),
]


def test_what_is_wrong_with_a_comment_is_told_with_its_place(make_site: Make) -> None:
    page = "# P\n\n" + "\n\n".join(f"> <!-- lss:{comment} -->" for comment, _ in WRONG)
    files = {"docs/index.md": page, "docs/loops/a.yaml": REPAIR, "docs/loops/bad.yaml": BAD, **LIBRARY}
    built = make_site(files, options={"library": "lib"})
    assert built.status == 1
    for n, (_, said) in enumerate(WRONG):
        (line,) = built.lines(f"ERROR   -  docs/index.md:{3 + 2 * n}:3: macro ")
        assert said in line
    assert "Traceback" not in built.log


def test_a_link_out_of_the_project_is_not_followed(make_site: Make, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(LOOP.format(name="top-secret"), "utf-8")
    (tmp_path / "project" / "docs").mkdir(parents=True)
    (tmp_path / "project" / "docs" / "out.yaml").symlink_to(secret)
    built = make_site({"docs/index.md": "# P\n\n<!-- lss:panel out.yaml -->\n\n<!-- lss:badge out.yaml -->\n"})
    assert built.status == 1
    assert built.lines('docs/index.md:3:1: macro "lss:panel" cannot show "out.yaml" leads')
    assert built.lines('docs/index.md:5:1: macro "lss:badge" cannot show a badge: "out.yaml" leads')
    assert "top-secret" not in built.log
