"""The page of a library spec: its companion, its downloads and its badge."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from loop_engineering.assess import assess
from loop_engineering.badge import badge
from loop_engineering.lss import Source, check
from mkdocs_lss.library_pages import TOKEN

from .conftest import Make
from .sites import GOOD, LOOP, fenced

COMPANION = """---
title: The repair loop
description: What it is for.
---

# The repair loop

It repairs code.

## When to use it

Read [home](../docs/index.md).
"""


def test_a_companion_begins_the_page_of_its_spec(make_site: Make) -> None:
    files = {
        "docs/index.md": "# H\n\n[spec](../lib/x.yaml) [companion](../lib/x.md#when-to-use-it)\n",
        "lib/x.yaml": GOOD,
        "lib/x.md": COMPANION,
    }
    built = make_site(
        files,
        options={"library": "lib"},
        arguments=("--strict",),
        repo_url="https://code.test/o/r",
        edit_uri="edit/main/docs/",
        validation={"links": {"anchors": "warn"}},
    )
    assert built.status == 0, built.log
    page = built.page("lib/x.html")
    places = [
        page.index(part)
        for part in (
            *("<h1", "It repairs code.", 'class="lss-facts lss-summary"'),
            *('id="when-to-use-it"', 'id="the-specification"'),
        )
    ]
    assert places == sorted(places)
    assert page.index('id="lss-code-repair-loop"') > places[-1]
    assert page.count("<h1") == 1
    assert "edit/main/lib/x.md" in page
    assert 'href="lib/x.html#when-to-use-it"' in built.page()
    assert 'href="../index.html"' in page
    assert not (built.site / "lib/x.md").exists()


def test_the_downloads_are_the_spec_its_full_form_and_its_badge(make_site: Make) -> None:
    files = {"docs/index.md": "# H\n", "lib/x.yaml": GOOD}
    built = make_site(files, options={"library": "lib"}, site_url="https://site.test/book/")
    page = built.page("lib/x.html")
    assert (built.site / "lib/x.yaml").read_text() == GOOD
    full = check(Source(GOOD, "x.yaml")).expanded
    assert full is not None
    assert json.loads((built.site / "lib/x.json").read_text()) == full.data
    assert (built.site / "lib/x.svg").read_text() == badge(assess(Source(GOOD, "x.yaml")))
    (snippet,) = re.findall(r'aria-label="Badge as Markdown[^>]*><code[^>]*>(.*?)</code>', page, re.DOTALL)
    (paragraph,) = [token for token in MarkdownIt().parse(html.unescape(snippet)) if token.type == "inline"]
    link, image, _ = paragraph.children or []
    assert link.attrGet("href") == "https://site.test/book/lib/x.html"
    assert image.attrGet("src") == "https://site.test/book/lib/x.svg"


def test_a_json_spec_keeps_its_own_address(make_site: Make) -> None:
    text = json.dumps(check(Source(GOOD, "x.yaml")).document.data)  # type: ignore[union-attr]
    files = {"docs/index.md": "# H\n", "lib/x.json": text}
    built = make_site(files, options={"library": "lib"})
    assert built.status == 0, built.log
    assert (built.site / "lib/x.json").read_text() == text
    assert "termination_conditions" in json.loads((built.site / "lib/x.json.json").read_text())


@pytest.mark.parametrize("folders", [True, False], ids=["directory urls", "plain urls"])
def test_specs_that_share_a_name_have_a_page_each(make_site: Make, *, folders: bool) -> None:
    files = {
        "docs/index.md": "# H\n\n[yaml](../lib/two.yaml) [json](../lib/two.json) [index](../lib/index.yaml)\n",
        "lib/two.yaml": GOOD,
        "lib/two.json": json.dumps(check(Source(GOOD, "x.yaml")).document.data),  # type: ignore[union-attr]
        "lib/index.yaml": GOOD,
    }
    built = make_site(files, options={"library": "lib"}, arguments=("--strict",), use_directory_urls=folders)
    assert built.status == 0, built.log
    for name in ("two", "two-yaml", "index-yaml"):
        page = built.page(f"lib/{name}/index.html" if folders else f"lib/{name}.html")
        assert 'id="lss-code-repair-loop"' in page
    for name in ("two.yaml", "two.json", "index.yaml"):
        assert (built.site / "lib" / name).read_text() == files[f"lib/{name}"]


def test_files_of_the_repository_keep_their_addresses(make_site: Make) -> None:
    files = {"docs/index.md": "# H\n", "lib/x.yaml": GOOD, "lib/x.svg": "<svg/>", "lib/x.json": "{}"}
    built = make_site(files, options={"library": "lib"})
    assert built.status == 0, built.log
    assert ((built.site / "lib/x.svg").read_text(), (built.site / "lib/x.json").read_text()) == ("<svg/>", "{}")
    assert (built.site / "lib/x.yaml.svg").read_text() == badge(assess(Source(GOOD, "x.yaml")))
    page = built.page("lib/x.html")
    assert 'src="x.yaml.svg"' in page
    assert 'href="x.yaml.json"' in page


def test_a_companion_that_is_a_link_out_of_the_project_is_none(make_site: Make, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("# Secret\n")
    (tmp_path / "project" / "lib").mkdir(parents=True)
    (tmp_path / "project" / "lib" / "x.md").symlink_to(tmp_path / "outside.md")
    built = make_site({"docs/index.md": "# H\n", "lib/x.yaml": GOOD}, options={"library": "lib", "fail_on": "never"})
    page = built.page("lib/x.html")
    assert "escaping-link" in built.log
    assert "Secret" not in page
    assert page.count('class="lss-facts lss-summary"') == 1
    assert "lssplaceholder" not in page


def test_a_companion_cannot_place_the_facts(make_site: Make) -> None:
    companion = f"# X\n\n{TOKEN}\n\n```text\n{TOKEN}\n```\n\n## Use\n"
    built = make_site({"docs/index.md": "# H\n", "lib/x.yaml": GOOD, "lib/x.md": companion}, options={"library": "lib"})
    page = built.page("lib/x.html")
    assert page.count('class="lss-facts lss-summary"') == 1
    assert page.index('class="lss-facts lss-summary"') < page.index('id="use"')


def test_findings_in_a_companion_have_its_own_lines(make_site: Make) -> None:
    companion = COMPANION + "\n" + fenced(LOOP.format(name="other").replace("test_suite", "tests"))
    files = {"docs/index.md": "# H\n", "lib/x.yaml": GOOD, "lib/x.md": companion}
    built = make_site(files, options={"library": "lib"})
    assert built.status == 1
    line = companion.split("\n").index("  - type: tests") + 1
    assert f"lib/x.md:{line}:11: LSS104" in built.log


@pytest.mark.parametrize("companion", ["", "no heading\n", "# One\n\n```text\nnever closed\n", "# A\n\n## B\n\n## C\n"])
def test_odd_companions_do_not_lose_the_spec_in_silence(make_site: Make, companion: str) -> None:
    files = {"docs/index.md": "# H\n", "lib/x.yaml": GOOD, "lib/x.md": companion}
    built = make_site(files, options={"library": "lib"})
    shown = built.status == 0 and 'id="lss-code-repair-loop"' in built.page("lib/x.html")
    assert shown or "lib/x.md:" in built.log
    assert "Traceback" not in built.log


def test_the_name_of_a_file_cannot_write_html(make_site: Make) -> None:
    files = {"docs/index.md": "# H\n", "lib/<img src=x>.yaml": GOOD}
    built = make_site(files, options={"library": "lib"}, site_url="https://site.test/")
    assert built.status == 0, built.log
    page = built.page("lib/<img src=x>.html")
    assert "<img src=x>" not in page
    assert 'id="lss-code-repair-loop"' in page
