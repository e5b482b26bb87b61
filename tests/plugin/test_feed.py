"""The feed of a library: valid Atom with ids that stay, dates that git has, and nothing but text from specs."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

from tests.checkin.test_history import _commit, _git

from .conftest import Make
from .sites import GOOD, Built, build

A = "{http://www.w3.org/2005/Atom}"
EVIL = "</summary><script>alert(1)</script>]]>&amp; \\x01 \\u202e \\U0001F680"
FILES = {
    "docs/index.md": "# H\n",
    "lib/old.yaml": GOOD,
    "lib/evil é.yaml": GOOD.replace("Fix failing tests with minimal diff", EVIL),
    "lib/wrong.yaml": GOOD.replace("test_suite", "nonsense"),
}
SITE = {"options": {"library": "lib", "fail_on": "never"}, "site_url": "https://site.test/book", "site_name": "A & <B>"}


def _feed(built: Built) -> ElementTree.Element:
    """The feed, once it has what RFC 4287 asks for (4.1.1, 4.1.2, 3.3)."""
    feed = ElementTree.fromstring((built.site / "feed.xml").read_bytes())
    assert feed.tag == f"{A}feed"
    assert feed.find(f"{A}author/{A}name") is not None
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{A}link")}
    assert links["self"] == "https://site.test/book/feed.xml"
    ids = [item.findtext(f"{A}id") or "" for item in (feed, *feed.iter(f"{A}entry"))]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"tag:site\.test,2026:/book/[\w./%-]+", ident) for ident in ids)
    for item in (feed, *feed.iter(f"{A}entry")):
        assert item.findtext(f"{A}title")
        assert datetime.fromisoformat(item.findtext(f"{A}updated") or "").tzinfo is not None
    for entry in feed.iter(f"{A}entry"):
        (link,) = entry.findall(f"{A}link")
        page = (link.get("href") or "").removeprefix("https://site.test/book/")
        assert page == "lib/evil%20%C3%A9.html" or (built.site / page).is_file()
        assert entry.findtext(f"{A}summary")
    return feed


def _entries(feed: ElementTree.Element) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (entry.findtext(f"{A}id"), entry.findtext(f"{A}published"), entry.findtext(f"{A}updated"))
        for entry in feed.iter(f"{A}entry")
    ]


def test_specs_by_the_date_of_their_last_change(make_site: Make) -> None:
    built = make_site(FILES, **SITE)
    assert built.status == 0, built.log
    assert "INFO    -  feed.xml:1:1: git cannot say when the specs changed" in built.log
    assert {entry[1:] for entry in _entries(_feed(built))} == {("2023-11-14T22:13:20Z",) * 2}
    shutil.rmtree(built.site)
    _git(built.root, "init")
    _commit(built.root, 1)
    _commit(built.root, 5, lib__new=GOOD)
    (built.root / "lib" / "new").rename(built.root / "lib" / "new.yaml")
    _commit(built.root, 7, **{"lib__evil é.yaml": FILES["lib/evil é.yaml"] + "# more\n"})
    again = build(built.root)
    assert again.status == 0, again.log
    base = "tag:site.test,2026:/book/lib"
    feed = _feed(again)
    assert _entries(feed) == [
        (f"{base}/evil%20%C3%A9.yaml", "2026-01-01T10:00:00Z", "2026-01-07T10:00:00Z"),
        (f"{base}/new.yaml", "2026-01-07T10:00:00Z", "2026-01-07T10:00:00Z"),
        (f"{base}/old.yaml", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"),
    ]
    assert feed.findtext(f"{A}updated") == "2026-01-07T10:00:00Z"
    summary = next(feed.iter(f"{A}entry")).findtext(f"{A}summary") or ""
    assert summary.startswith("</summary><script>alert(1)</script>]]>&amp;")
    assert "git cannot say" not in again.log
    first = (again.site / "feed.xml").read_bytes()
    assert (build(again.root).site / "feed.xml").read_bytes() == first


def test_without_an_address_there_is_no_feed(make_site: Make, tmp_path: Path) -> None:
    built = make_site(FILES, options=SITE["options"])
    assert built.status == 0, built.log
    assert not (built.site / "feed.xml").exists()
    assert "git cannot say" not in built.log
