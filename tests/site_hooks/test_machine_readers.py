"""What the site offers to machines: metadata of pages, pictures, Markdown versions, llms.txt, the sitemap."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from site_hooks import cards, jsonld

from tests.checkin.test_history import _commit, _git
from tests.plugin.conftest import Make
from tests.plugin.sites import GOOD, Built, build, fenced

from .conftest import CITATION, EXTENSIONS, GLOSSARY, HOOKS, LICENSE

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://site.test/book/"
EVIL = "\"'></title></script><script>alert(1)</script>\u2028&amp; <b> 漢字 \u202e"
FILES = {
    "docs/index.md": "---\ndescription: What it is.\n---\n\n# Home\n",
    "docs/explore.md": "# Explore\n",
    "docs/bibliography.md": "# Works\n\n<!-- bibliography -->\n",
    "docs/evil.md": f"---\ntitle: {json.dumps(EVIL)}\ndescription: {json.dumps(EVIL)}\n---\n\n# Evil\n\nText.\n",
    "book/one.md": (
        "# One & two\n\n<!-- note -->\n\nA first paragraph, long enough to say what the page is about.[^ashby1956]\n\n"
        '![x](../patterns/missing.png) [two](two.md#b "T") `[code](two.md)` <a href="../two/">raw</a>\n\n'
        + fenced(GOOD, 'lss title="T"')
        + f"\n- in a list:\n\n{fenced(GOOD, 'lss', '    ')}\n"
        "<!-- lss:rungs -->\n\n```text\n[kept](two.md) <!-- kept -->\n```\n"
    ),
    "book/two.md": "# Two\n\n## B { .x #b }\n\nShort.\n",
    "lib/index.md": "# Library\n\n<!-- lss:library -->\n",
    "lib/fix.yaml": GOOD,
    # The pages of the rules cite it.
    "bibliography.yaml": (ROOT / "bibliography.yaml").read_text("utf-8"),
    "CITATION.cff": CITATION,
    "LICENSE": LICENSE,
    **GLOSSARY,
}
HOOK_NAMES = ("bibliography", "glossary", "citing", "machine_readers")


def _site(make_site: Make, **settings: object) -> Built:
    built = make_site(
        FILES,
        options={"content": ["book"], "library": "lib", "rules": "rules"},
        hooks=[str(HOOKS / f"{hook}.py") for hook in HOOK_NAMES],
        markdown_extensions=EXTENSIONS,
        theme={"name": "material", "font": False, "custom_dir": str(ROOT / "overrides")},
        use_directory_urls=True,
        site_url=SITE,
        site_name="A & <B>",
        site_description="A site.",
        **settings,
    )
    assert built.status == 0, built.log
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, diagrams: Path) -> Built:
    from tests.plugin.conftest import make_site

    make = make_site.__wrapped__(tmp_path_factory.mktemp("machines"), diagrams)  # type: ignore[attr-defined]
    return _site(make)


class _Head(HTMLParser):
    """What the head of a page says: metadata by name, links by their type, scripts of data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.data: list[Any] = []
        self._data = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in given:
            self.meta[given.get("property") or given.get("name", "")] = given["content"]
        elif tag == "link" and given.get("rel", "").split() == ["alternate"]:
            self.links[given.get("type", "")] = given["href"]
        elif tag == "script":
            self._inside = given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._data += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside:
            self.data.append(json.loads(self._data))
            self._data, self._inside = "", False


def _pages(built: Built) -> list[Path]:
    return [path for path in built.site.rglob("*.html") if path.name != "404.html"]


def _graph(head: _Head) -> dict[str, Any]:
    (document,) = head.data
    assert document["@context"] == "https://schema.org"
    return {item["@type"]: item for item in document["@graph"]}


def test_the_head_of_every_page(built: Built) -> None:
    pages = _pages(built)
    assert len(pages) > 90
    for path in pages:
        head = _Head(path.read_text("utf-8"))
        folder = path.parent.relative_to(built.site).as_posix()
        assert head.meta["og:url"] == SITE + (f"{folder}/" if folder != "." else "")
        assert head.meta["og:title"] == head.meta["twitter:title"] != ""
        assert head.meta["og:description"]
        picture = built.site / head.meta["og:image"].removeprefix(SITE)
        assert head.meta["twitter:image"] == head.meta["og:image"]
        with Image.open(picture) as image:
            assert image.size == (1200, 630) == cards.SIZE
            assert (image.format, image.mode) == ("PNG", "P")
        assert picture.stat().st_size <= 40_000
        assert (path.parent / head.links["text/markdown"]).is_file()
        assert (path.parent / head.links["application/atom+xml"]).resolve() == built.site / "feed.xml"
        assert _graph(head)


def test_hostile_titles_are_text_everywhere(built: Built) -> None:
    head = _Head(built.page("evil/index.html"))
    seen = "\"'></title></script><script>alert(1)</script> &amp; <b> 漢字"
    assert head.meta["og:title"] == head.meta["og:description"] == seen
    assert _graph(head)["TechArticle"]["headline"] == seen
    assert "<script>alert" not in built.page("evil/index.html")
    listed = (built.site / "llms.txt").read_text("utf-8")
    assert f"- [{seen}]({SITE}evil/index.md): {seen}" in listed


def test_json_ld_cannot_be_left() -> None:
    evil = "</script><!-- \u2028 & ]]> \ud800 \\"
    made = jsonld.script([{"@type": "Thing", "name": evil}])
    assert not re.search("[<>&\u2028\u2029]", made)
    assert json.loads(made)["@graph"][0]["name"] == evil.replace("\ud800", "?")


def test_what_pages_are_in_the_words_of_schema_org(built: Built) -> None:
    one = _graph(_Head(built.page("book/one/index.html")))
    assert one["TechArticle"]["headline"] == "One & two"
    assert one["TechArticle"]["description"].startswith("A first paragraph, long enough")
    crumbs = [(item["name"], item.get("item")) for item in one["BreadcrumbList"]["itemListElement"]]
    assert crumbs == [("A & <B>", SITE), ("Book", None), ("One & two", f"{SITE}book/one/")]
    terms = _graph(_Head(built.page("glossary/index.html")))["DefinedTermSet"]["hasDefinedTerm"]
    assert terms == [
        {"@type": "DefinedTerm", "name": "loop", "url": f"{SITE}glossary/#loop", "description": "What turns."}
    ]
    spec = _graph(_Head(built.page("lib/fix/index.html")))["Dataset"]
    assert spec["distribution"][0]["contentUrl"] == f"{SITE}lib/fix.yaml"
    assert (built.site / "lib/fix.yaml").is_file()
    data = _graph(_Head(built.page("explore/index.html")))["Dataset"]
    assert data["distribution"][0]["contentUrl"] == f"{SITE}api/specs.json"
    assert list(_graph(_Head(built.page()))) == ["WebSite"]


def test_a_markdown_version_of_every_page(built: Built) -> None:
    for path in _pages(built):
        text = path.with_suffix(".md").read_text("utf-8")
        assert text.startswith("# ")
        assert "lssplaceholder" not in text
        assert not text.startswith("---")
        for address in re.findall(rf"\]\({re.escape(SITE)}([^)#\s]*)", text):
            assert (built.site / address).is_file(), (path, address)
    one = built.page("book/one/index.md")
    reading = "*Checked: LSS-Operational, level 2 (reflective), structural LES"
    assert fenced(GOOD, 'lss title="T"') in one
    assert fenced(GOOD, "lss", "    ").rstrip() + f"\n\n    {reading}" in one
    assert one.count(reading) == 2
    assert f'[two]({SITE}book/two/index.md#b "T") `[code](two.md)` <a href="{SITE}book/two/index.md">raw</a>' in one
    assert "```text\n[kept](two.md) <!-- kept -->\n```" in one
    assert "<!-- note -->" not in one
    assert "| LSS-Production |" in one
    assert "[^ashby1956]: W. Ross Ashby." in one
    assert one.endswith(f"Source: {SITE}book/one/\n")
    assert "## B\n" in built.page("book/two/index.md")
    assert "- **loop**: What turns." in built.page("glossary/index.md")
    assert "An Introduction to Cybernetics" in built.page("bibliography/index.md")
    spec = built.page("lib/fix/index.md")
    assert f"```yaml\n{GOOD.rstrip()}\n```\n\n{reading}" in spec
    assert f"]({SITE}lib/fix.json)" in spec
    assert f"[code-repair-loop]({SITE}lib/fix/index.md)" in built.page("lib/index.md")


def test_llms_txt_has_its_form_and_every_page(built: Built) -> None:
    text = (built.site / "llms.txt").read_text("utf-8")
    lines = text.split("\n")
    assert lines[:3] == ["# A & <B>", "", "> A site."]
    listed = text.partition("\n## ")[2]
    for line in [line for line in listed.split("\n")[1:] if line and not line.startswith("## ")]:
        assert re.fullmatch(rf"- \[.+\]\({SITE}[^()\s]+\)(: \S.*)?", line), line
    addresses = re.findall(rf"\]\({SITE}([^()\s]+)\)", text)
    assert len(set(addresses)) == len(addresses)
    assert all((built.site / address).is_file() for address in addresses)
    markdown = {path.relative_to(built.site).as_posix() for path in built.site.rglob("*.md")}
    assert markdown <= set(addresses)
    assert {"api/specs.json", "api/rules.json", "api/patterns.json", "feed.xml"} <= set(addresses)


def test_the_sitemap_has_the_dates_of_commits(make_site: Make) -> None:
    first = _site(make_site)
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

    def dates(built: Built) -> dict[str, str]:
        tree = ElementTree.fromstring((built.site / "sitemap.xml").read_bytes())
        assert tree.tag == f"{name}urlset"
        return {item.findtext(f"{name}loc", ""): item.findtext(f"{name}lastmod", "") for item in tree}

    found = dates(first)
    assert set(found.values()) == {"2023-11-14"}
    assert {
        f"{SITE}{path.parent.relative_to(first.site).as_posix()}/".replace("/./", "/") for path in _pages(first)
    } == {*found}
    assert "git cannot say when pages changed" in first.log
    shutil.rmtree(first.site)
    _git(first.root, "init")
    _commit(first.root, 2)
    _commit(first.root, 4, **{"book__two.md": FILES["book/two.md"] + "\nMore.\n", "lib__fix.yaml": f"{GOOD}# x\n"})
    again = build(first.root)
    assert again.status == 0, again.log
    found = dates(again)
    assert found[f"{SITE}book/one/"] == "2026-01-02"
    assert found[f"{SITE}book/two/"] == found[f"{SITE}lib/fix/"] == "2026-01-04"
    article = _graph(_Head(again.page("book/two/index.html")))["TechArticle"]
    assert (article["datePublished"], article["dateModified"]) == ("2026-01-02", "2026-01-04")


def test_two_builds_are_byte_identical(built: Built) -> None:
    def contents() -> dict[str, str]:
        files = (
            path for path in built.site.rglob("*") if path.suffix in (".cff", ".json", ".md", ".png", ".txt", ".xml")
        )
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = contents()
    shutil.rmtree(built.root / ".cache" / "lss" / "cards")
    assert build(built.root).status == 0
    assert contents() == before
    assert (built.site / "CITATION.cff").read_text("utf-8") == CITATION


TITLES = [
    "",
    "\x00\ud800",
    "漢字かな",
    "🙂" * 50,
    "W" * 5_000,
    "a " * 5_000,
    "<svg onload=x>",
    "العربية",
    "e\u0301\u0327" * 99,
]


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_a_picture_of_any_title(title: str) -> None:
    made = cards.draw(cards.Card("Site", "site.test", title[:90], title, ("Level 1 · single-step",)))
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (1200, 630)
    assert len(made) <= 40_000
    assert cards.draw(cards.Card("Site", "site.test", title[:90], title, ("Level 1 · single-step",))) == made


def test_a_picture_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = cards.Card("Site", "site.test", "Part", "Title")
    made = cards.cached(card, tmp_path)
    monkeypatch.setattr(cards, "draw", lambda card: b"new")
    assert cards.cached(card, tmp_path) == made
    assert cards.cached(cards.Card("Site", "site.test", "Part", "Other"), tmp_path) == b"new"
