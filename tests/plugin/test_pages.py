"""Every block of any site becomes a panel, and what is wrong is said with file, line and column."""

from __future__ import annotations

import json
import re

import pytest

from loop_engineering.lss import schema_text

from .conftest import Make
from .sites import BAD, GOOD, LOOP, fenced

THEMES = [("mkdocs", "material"), ("mkdocs", "mkdocs"), ("mkdocs", "readthedocs"), ("properdocs", "material")]


@pytest.mark.parametrize(("command", "theme"), THEMES)
def test_with_no_options_every_block_is_rendered_in_any_theme(make_site: Make, command: str, theme: str) -> None:
    page = f"# Loops\n\n{fenced(GOOD)}\nText.\n\n{fenced(LOOP.format(name='untagged'), 'yaml')}\n"
    built = make_site({"docs/index.md": page}, command=command, theme={"name": theme}, plugins=["lss"])
    assert built.status == 0, built.log
    html = built.page()
    assert html.count('class="lss-panel"') == 2
    assert html.count('<svg xmlns="http://www.w3.org/2000/svg" id="lss-') == 2
    for part in (
        "LSS-Operational",
        "Level 2 · reflective",
        "structural",
        "max_iterations stops it after 10 iterations",
    ):
        assert part in html
    assert "lssplaceholder" not in html
    assert "assets/lss/lss.css" in html
    assert (built.site / "assets/lss/lss.js").is_file()


def test_ids_are_unique_on_a_page_with_the_same_loop_twice(make_site: Make) -> None:
    built = make_site({"docs/index.md": f"# Twice\n\n{fenced(GOOD)}\n{fenced(GOOD)}\n"})
    ids = re.findall(r'\sid="([^"]+)"', built.page())
    assert len(ids) == len(set(ids))
    assert {"lss-code-repair-loop", "lss-code-repair-loop-2"} <= set(ids)


def test_options_of_the_fence(make_site: Make) -> None:
    wrong = GOOD.replace("    value: 10\n", "").replace("  - type: max_iterations\n", "").split("cost_limits")[0]
    blocks = [
        fenced(GOOD, 'lss title="A & B"'),
        fenced(GOOD, 'lss panel="summary"'),
        fenced(GOOD, 'lss panel="none"'),
        fenced(wrong, 'lss expect="LSS301,LSS601"'),
        fenced(GOOD, 'yaml lss="skip"'),
        '```lss src="loops/one.yaml"\n```\n',
    ]
    page = "# Options\n\n" + "\n".join(blocks)
    built = make_site({"docs/index.md": page, "docs/loops/one.yaml": LOOP.format(name="from-a-file")})
    assert built.status == 0, built.log
    html = built.page()
    assert "A &amp; B</p>" in html
    assert "At most 10 iterations" in html
    assert html.count("lss-tabs") == 3
    assert "lss-panel--code" in html
    assert "LSS301 unbounded-loop" in html
    assert "Shown on purpose, with what checking finds in it" in html
    assert 'id="lss-from-a-file"' in html
    assert html.count('<div class="lss-panel') == 5


def test_findings_have_the_line_of_the_file_behind_front_matter_and_in_a_list(make_site: Make) -> None:
    page = f"---\ntitle: T\n---\n\n\n# Page\n\n- Item\n\n{fenced(BAD, indent='    ')}\n"
    built = make_site({"docs/sub/page.md": page, "docs/index.md": "# Home\n"})
    line = page.splitlines().index("      - type: test_suit") + 1
    assert built.status == 1
    (found,) = built.lines("LSS104")
    assert f"ERROR   -  docs/sub/page.md:{line}:15: LSS104 " in found
    assert found.endswith("[unknown-value]")
    assert "1 error in 1 file" in built.log
    assert not (built.site / "index.html").exists()


def test_all_findings_of_all_pages_are_listed_before_the_build_fails(make_site: Make) -> None:
    files = {f"docs/p{n:03}.md": f"# Page {n}\n\n{fenced(GOOD)}" for n in range(200)}
    files["docs/p050.md"] += "\n" + fenced("loop_name: [\n")
    files["docs/p120.md"] += "\n" + fenced(BAD)
    files["docs/p120.md"] += "\n" + fenced(GOOD.replace("value: 10", "value: ten"))
    built = make_site(files)
    assert built.status == 1
    places = [re.search(r"docs/p\d+\.md:\d+:\d+: LSS\d+", line) for line in built.lines("ERROR")]
    assert [place.group().split(":")[0] for place in places if place] == [
        "docs/p050.md",
        "docs/p120.md",
        "docs/p120.md",
    ]
    assert "3 errors in 2 files" in built.log


@pytest.mark.parametrize(("fail_on", "page", "status"), [("warning", "w", 1), ("error", "w", 0), ("never", "e", 0)])
def test_fail_on(make_site: Make, fail_on: str, page: str, status: int) -> None:
    text = BAD if page == "e" else GOOD.split("cost_limits")[0]
    built = make_site({"docs/index.md": f"# P\n\n{fenced(text)}"}, options={"fail_on": fail_on})
    assert built.status == status, built.log
    assert built.lines("ERROR   -  docs/index.md" if page == "e" else "WARNING -  docs/index.md")
    if status == 0:
        assert "Checking this block finds:" in built.page()


def test_strict_stops_on_warnings_of_the_plugin_too(make_site: Make) -> None:
    page = f"# P\n\n{fenced(GOOD.split('cost_limits')[0])}"
    assert make_site({"docs/index.md": page}, arguments=("--strict",)).status == 1


def test_an_unknown_macro_and_a_wrong_argument_are_errors_with_their_place(make_site: Make) -> None:
    page = "# P\n\n<!-- lss:levls -->\n\n> <!-- lss:fields wrker -->\n\n```html\n<!-- lss:nothing -->\n```\n"
    built = make_site({"docs/index.md": page})
    assert built.status == 1
    assert 'docs/index.md:3:1: there is no macro "lss:levls"; did you mean "levels"? [unknown-macro]' in built.log
    assert 'docs/index.md:5:3: macro "lss:fields" does not take "wrker"' in built.log
    assert "lss:nothing" not in built.log


def test_macros_and_anchors(make_site: Make) -> None:
    page = "# P\n\n<!-- lss:rules -->\n\n<!-- lss:failure-modes -->\n\n[one](#lss301)\n\n<!-- lss:used-by nobody -->\n"
    built = make_site({"docs/index.md": page}, arguments=("--strict",), validation={"links": {"anchors": "warn"}})
    assert built.status == 0, built.log
    html = built.page()
    assert '<tr id="lss301">' in html
    assert 'href="#lss301"' in html
    assert "resource bleed" in html
    assert "No library spec names it yet." in html


def test_data_for_machines(make_site: Make) -> None:
    built = make_site(
        {"docs/index.md": f"# P\n\n{fenced(GOOD)}", "docs/a.md": f"# A\n\n{fenced(GOOD)}\n{fenced(GOOD)}"}
    )
    assert (built.site / "schema/lss-1.0.schema.json").read_bytes() == schema_text().encode()
    data = json.loads(built.page("api/specs.json"))
    assert data["version"] == 1
    assert [spec["url"] for spec in data["specs"]] == [
        "index.html#lss-code-repair-loop",
        "a.html#lss-code-repair-loop",
        "a.html#lss-code-repair-loop-2",
    ]
    for spec in data["specs"]:
        page, _, ident = spec["url"].partition("#")
        assert f'id="{ident}"' in built.page(page)
        assert spec["bounds"]["iterations"] == 10


def test_two_builds_are_byte_identical(make_site: Make) -> None:
    files = {"docs/index.md": f"# P\n\n{fenced(GOOD)}\n<!-- lss:rules -->\n", "docs/a.md": f"# A\n\n{fenced(GOOD)}"}
    settings = {
        "theme": {"name": "material", "font": False},
        "plugins": ["search", "lss"],
        "site_url": "https://x.test/",
    }

    def contents() -> dict[str, bytes]:
        built = make_site(files, **settings)
        assert built.status == 0, built.log
        return {str(p.relative_to(built.site)): p.read_bytes() for p in built.site.rglob("*") if p.is_file()}

    first = contents()
    assert first == contents()
