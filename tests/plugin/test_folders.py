"""Folders beside docs/, links written for the repository, and the library."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from .conftest import Make
from .sites import GOOD, LOOP, fenced

ROOT = Path(__file__).resolve().parent.parent.parent
REPO = {
    "repo_url": "https://code.test/o/r",
    "edit_uri": "edit/main/docs/",
    "validation": {"links": {"anchors": "warn"}},
}


def test_links_of_the_repository_work_on_the_site(make_site: Make) -> None:
    files = {
        "docs/index.md": "# Home\n\n[b](../book/one.md#part) [i](../book/) [y](../lib/x.yaml)\n"
        "[s](../src/tool.py) ![p](../book/p.svg)\n",
        "docs/deep/page.md": "# Deep\n\n[b](../../book/one.md) [h](../index.md) `[c](../../book/one.md)`\n",
        "book/index.md": "# Book\n\n[one](one.md) [home](../docs/index.md) [lib](../lib/index.md)\n",
        "book/one.md": "# One\n\n## Part\n\n[r]: ../docs/deep/page.md\n\n[d][r] [self](#part)\n",
        "book/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "lib/x.yaml": GOOD,
        "src/tool.py": "x = 1\n",
    }
    built = make_site(files, options={"content": ["book"], "library": "lib"}, arguments=("--strict",), **REPO)
    assert built.status == 0, built.log
    home = built.page()
    for link in ("book/one.html#part", "book/index.html", "lib/x.html", "https://code.test/o/r/blob/main/src/tool.py"):
        assert f'href="{link}"' in home
    assert 'src="book/p.svg"' in home
    assert 'href="../book/one.html"' in built.page("deep/page.html")
    assert "[c](../../book/one.md)" in built.page("deep/page.html")
    assert 'href="../index.html"' in built.page("book/index.html")
    assert 'href="../lib/index.html"' in built.page("book/index.html")
    assert 'href="../deep/page.html"' in built.page("book/one.html")
    for page, source in (
        ("index.html", "docs/index.md"),
        ("book/one.html", "book/one.md"),
        ("lib/x.html", "lib/x.yaml"),
    ):
        assert f"https://code.test/o/r/edit/main/{source}" in built.page(page)


def test_wrong_links_and_anchors_are_still_found(make_site: Make) -> None:
    files = {"docs/index.md": "# H\n\n[a](../book/no.md) [b](../book/one.md#no)\n", "book/one.md": "# One\n"}
    built = make_site(files, options={"content": ["book"]}, **REPO)
    assert "contains a link '../book/no.md'" in built.log
    assert "does not contain an anchor '#no'" in built.log


def test_a_link_that_works_on_the_site_only_is_a_warning(make_site: Make) -> None:
    files = {
        "docs/deep/page.md": "# D\n\nText [a](../book/one.md), `../book/one.md`,\n[b](../book/one.md#one).\n",
        "book/one.md": "# One\n",
        "docs/index.md": "# H\n",
    }
    built = make_site(files, options={"content": ["book"]})
    assert built.status == 0
    for place in ("3:10", "4:5"):
        assert (
            f'WARNING -  docs/deep/page.md:{place}: the link "../book/one.md" works on the site but not in the '
            'repository; write "../../book/one.md" [site-only-link]'
        ) in built.log


def test_without_folders_links_are_left_to_mkdocs(make_site: Make) -> None:
    built = make_site({"docs/index.md": "# H\n\n[a](../src/x.py)\n", "src/x.py": ""}, **REPO)
    assert "contains a link '../src/x.py'" in built.log


def test_two_files_at_one_place_are_an_error(make_site: Make) -> None:
    files = {"docs/index.md": "# H\n", "docs/book/a.md": "# A\n", "book/a.md": "# A\n"}
    built = make_site(files, options={"content": ["book"]})
    assert built.status == 1
    assert "book/a.md:1:1: docs/book/a.md is published at the same place" in built.log


def test_the_library_has_an_index_and_a_page_for_each_spec(make_site: Make) -> None:
    root = make_site({"docs/index.md": "# H\n"}).root
    # Companions link to pages that this site does not have.
    shutil.copytree(ROOT / "loop-library", root / "loop-library", ignore=shutil.ignore_patterns("*.md"))
    nav = [{"Home": "index.md"}, {"Library": "loop-library/index.md"}]
    options = {"library": "loop-library", "conformance": "operational"}
    built = make_site({"docs/index.md": "# H\n"}, options=options, nav=nav, arguments=("--strict",))
    assert built.status == 0, built.log
    index = built.page("loop-library/index.html")
    for name in ("coding-agent", "autonomous-debugger", "compositions/code-debug-repair"):
        assert f'href="{name}.html"' in index
        page = built.page(f"loop-library/{name}.html")
        assert 'class="lss-panel"' in page
        assert (built.site / f"loop-library/{name}.yaml").read_bytes() == (
            root / f"loop-library/{name}.yaml"
        ).read_bytes()
        for suffix in ("yaml", "json", "svg"):
            assert (built.site / f"loop-library/{name}.{suffix}").is_file()
            assert re.search(rf'"[^"]*{Path(name).name}\.{suffix}"', page)
    composed = built.page("loop-library/compositions/code-debug-repair.html")
    assert 'href="../coding-agent.html"' in composed
    assert 'href="compositions/code-debug-repair.html"' in built.page("loop-library/coding-agent.html")
    assert "coding-agent.html" in built.page("index.html")


def test_library_specs_must_reach_what_the_site_demands(make_site: Make) -> None:
    files = {"docs/index.md": "# H\n", "lib/x.yaml": GOOD, "lib/wrong.yaml": GOOD.replace("test_suite", "tests")}
    built = make_site(files, options={"library": "lib", "conformance": "production", "min_les": 99})
    assert built.status == 1
    assert "lib/wrong.yaml:7:11: LSS104" in built.log
    assert re.search(r"lib/x\.yaml:1:\d+: LSS900 the spec is LSS-Operational; for LSS-Production it lacks", built.log)
    assert re.search(r"lib/x\.yaml:1:\d+: the structural LES is \d+\.\d, and this library asks for 99", built.log)


def test_used_by_lists_the_specs_that_name_a_pattern(make_site: Make) -> None:
    named = LOOP.format(name="named") + "extensions:\n  patterns: [some-loop]\n"
    files = {
        "docs/index.md": "# H\n\n<!-- lss:used-by some-loop -->\n\n<!-- lss:library -->\n",
        "lib/n.yaml": named,
        "lib/x.yaml": GOOD,
    }
    built = make_site(files, options={"library": "lib"})
    html = built.page()
    assert html.count("(level 2, LES ") == 1
    assert 'href="lib/n.html">named</a> (level 2, LES ' in html
    assert html.count('href="lib/x.html"') >= 1


def test_a_page_shows_a_spec_of_the_library(make_site: Make) -> None:
    files = {
        "docs/index.md": '# H\n\n```lss src="../lib/x.yaml"\n```\n',
        "lib/x.yaml": GOOD,
        "docs/b.md": f"# B\n\n{fenced(GOOD)}",
    }
    built = make_site(files, options={"library": "lib"})
    assert built.status == 0, built.log
    assert 'id="lss-code-repair-loop"' in built.page()
