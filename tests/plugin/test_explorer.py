"""The explorer as it is written: a whole table of every spec, on the pages that ask for one."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
import yaml

from mkdocs_lss.explorer import plain_title

from .conftest import Make
from .sites import GOOD, LOOP, Built, fenced

EVIL = '"><img src=x onerror=alert(1)></td><script>alert(2)</script>&lt;b&gt; {{7*7}}'
SECOND = f"{LOOP.format(name='zone-reviewer')}extensions: {{patterns: [reflection-loop]}}\n"
EXPLORER = "# Explore\n\n<!-- lss:explorer -->\n"
FILES = {
    "docs/index.md": f"# Home\n\n{fenced(GOOD)}",
    "docs/a/b.md": f"# A & B\n\n{fenced(SECOND)}\n{fenced(GOOD)}",
    "docs/look/explore.md": EXPLORER,
    "lib/kept.yaml": LOOP.format(name="kept-loop"),
}


class _Table(HTMLParser):
    """The cells of the body of the explorer's table, the addresses of its links, and all tags of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr" and "data-lss-spec" in dict(attrs):
            self._inside = True
            self.rows.append([])
        elif self._inside and tag in ("td", "th"):
            self.rows[-1].append("")
        elif self._inside and tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "tr"

    def handle_data(self, data: str) -> None:
        if self._inside and self.rows[-1]:
            self.rows[-1][-1] += data

    def scripts(self) -> list[str]:
        return [str(attrs.get("src", "")) for tag, attrs in self.tags if tag == "script"]


def _entries(built: Built) -> list[dict[str, Any]]:
    def strict(word: str) -> None:
        raise ValueError(f"a browser does not read {word}")

    specs = json.loads(built.page("api/specs.json"), parse_constant=strict)["specs"]
    assert isinstance(specs, list)
    return specs


def test_the_table_says_what_the_data_say(make_site: Make) -> None:
    built = make_site(FILES, options={"library": "lib"}, use_directory_urls=True)
    assert built.status == 0, built.log
    entries = sorted(_entries(built), key=lambda entry: (-entry["les"], entry["loop_name"]))
    page = built.page("look/explore/index.html")
    table = _Table(page)
    assert [row[1].split()[0] for row in table.rows] == [entry["loop_name"] for entry in entries]
    assert len(entries) == 4
    for row, link, entry in zip(table.rows, table.links, entries, strict=True):
        assert entry["title"] in row[1] or entry["title"] == entry["loop_name"]
        assert entry["objective"] in row[1]
        assert row[2].split() == [str(entry["level"]), entry["level_name"]]
        assert row[3] == entry["conformance"].removeprefix("LSS-")
        assert row[4] == f"{entry['les']:.1f}"
        assert row[5] == str(entry["bounds"]["iterations"])
        assert row[6] == f"${entry['bounds']['usd']:.2f}"
        assert row[9].split(", ") == (entry["patterns"] or [""])
        assert urljoin("https://x.test/look/explore/", link) == f"https://x.test/{entry['url']}"
        address, _, ident = entry["url"].partition("#")
        assert f'id="{ident}"' in built.page(f"{address}index.html")
    assert {entry["title"] for entry in entries} >= {"A & B", "Home"}
    found = re.search(r'data-lss-data="([^"]+)"', page)
    assert found is not None
    assert urljoin("look/explore/", found[1]) == "api/specs.json"


def test_the_data_name_roles_judges_and_workers(make_site: Make) -> None:
    spec = yaml.safe_load(GOOD)
    spec["workers"] = [{"role": "implementer"}, {"role": "reviewer"}, {"role": "implementer"}]
    spec["evaluators"] = [{"type": "test_suite"}, {"type": "human"}, {"type": "test_suite"}]
    built = make_site({"docs/index.md": "# P\n\n" + fenced(yaml.safe_dump(spec)) + "\n" + EXPLORER})
    assert built.status == 0, built.log
    (entry,) = _entries(built)
    assert entry["workers"] == 3
    assert entry["roles"] == ["implementer", "reviewer"]
    assert entry["evaluators"] == {"deterministic": 2, "human": 1}
    assert _Table(built.page()).rows[0][8].split() == ["deterministic", "×", "2,", "human"]


def test_only_pages_with_an_explorer_load_it_and_the_search_leaves_it_out(make_site: Make) -> None:
    built = make_site(FILES, options={"library": "lib"}, plugins=["search", {"lss": {"library": "lib"}}])
    assert built.status == 0, built.log
    for path in built.site.rglob("*.html"):
        page = path.read_text("utf-8")
        loads = ["explorer.js" in script for script in _Table(page).scripts()].count(True)
        assert loads == page.count("explorer.css") == (path.name == "explore.html"), path
    indexed = json.loads(built.page("search/search_index.json"))["docs"]
    (entry,) = [item for item in indexed if item["location"] == "look/explore.html"]
    assert "kept-loop" not in entry["text"]


def test_only_what_occurs_can_be_chosen(make_site: Make) -> None:
    built = make_site(FILES, options={"library": "lib"})
    page = built.page("look/explore.html")
    options = re.findall(r'<option value="([^"]+)">', page)
    assert options == ["2", "LSS-Operational", "reflection-loop", "deterministic", "library", "page", "none", "some"]


def test_hostile_text_is_text(make_site: Make) -> None:
    spec = yaml.safe_load(GOOD)
    spec |= {"objective": EVIL, "extensions": {"patterns": [EVIL]}, "workers": [{"role": EVIL}]}

    def tags(text: str) -> _Table:
        files = {"docs/index.md": EXPLORER, "docs/evil.md": f"---\ntitle: '{EVIL}'\n---\n\n{fenced(text)}"}
        built = make_site(files, options={"fail_on": "never"})
        assert "Traceback" not in built.log
        assert built.status == 0, built.log
        return _Table(built.page())

    table, plain = tags(yaml.safe_dump(spec)), tags(GOOD)
    (row,) = table.rows
    assert EVIL in row[1]
    assert row[9] == EVIL
    for name in ("script", "img", "b"):
        assert [tag for tag in table.tags if tag[0] == name] == [tag for tag in plain.tags if tag[0] == name]


def test_blocks_without_a_panel_share_an_address_and_are_two_rows(make_site: Make) -> None:
    block = fenced(GOOD, 'lss panel="none"')
    built = make_site({"docs/index.md": f"# P\n\n{block}\n{block}\n{EXPLORER}"})
    assert built.status == 0, built.log
    assert len(_Table(built.page()).rows) == len(_entries(built)) == 2


def test_numbers_beyond_all_measure_are_numbers_to_a_browser(make_site: Make) -> None:
    huge = GOOD.replace("value: 10", "value: 1" + "0" * 400).replace("usd: 0.2", "usd: 1.0e308")
    huge = huge.replace("cumulative_usd: 2", "cumulative_usd: 1.0e308")
    built = make_site({"docs/index.md": f"# P\n\n{fenced(huge)}\n{EXPLORER}"}, options={"fail_on": "never"})
    assert built.status == 0, built.log
    for entry in _entries(built):
        assert not any(isinstance(value, float) and math.isinf(value) for value in entry["bounds"].values())


def test_a_site_without_specs_says_so(make_site: Make) -> None:
    built = make_site({"docs/index.md": EXPLORER})
    assert built.status == 0, built.log
    assert "The site has no spec yet." in built.page()
    assert "lss-specs" not in built.page()


def test_the_place_of_the_table_cannot_be_forged(make_site: Make) -> None:
    built = make_site({"docs/index.md": f'# P\n\n<div class="lss-stub" data-lss="explorer"></div>\n\n{fenced(GOOD)}'})
    assert built.status == 0, built.log
    assert "lss-explorer" not in built.page()


@pytest.mark.parametrize(
    ("title", "shown"),
    [("A &amp; <code>b</code>", "A & b"), (42, "42"), (None, "page.md"), ("<!-- -->", "page.md"), ("a < b", "a < b")],
)
def test_titles_are_text(title: object, shown: str) -> None:
    assert plain_title(title, "page.md") == shown
