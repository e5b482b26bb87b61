"""The policy of a page allows the theme's scripts and no others, and a page with others is not built."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort
from site_hooks import csp

from tests.plugin.sites import build, write_site

ROOT = Path(__file__).resolve().parent.parent.parent
HOOK = str(ROOT / "plugins" / "site_hooks" / "csp.py")
PALETTE = [{"scheme": "default", "toggle": {"icon": "material/eye", "name": "Switch"}}]


def _project(root: Path, page: str) -> Path:
    theme = {"name": "material", "font": False, "palette": PALETTE}
    files = {"docs/index.md": page, "docs/a/b.md": "# B\n", "docs/evil.js": "pwned = 1"}
    return write_site(root, files, plugin=False, theme=theme, hooks=[HOOK], use_directory_urls=True)


def test_pages_of_every_depth_allow_the_scripts_that_are_in_them(tmp_path: Path) -> None:
    built = build(_project(tmp_path, "# P\n"))
    assert built.status == 0, built.log
    for page in ("index.html", "a/b/index.html", "404.html"):
        html = built.page(page)
        allowed = re.findall(r"'sha256-([^']+)'", html.partition(csp.MARK)[2].partition('">')[0])
        inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        assert len(inline) == 3
        assert {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline} == set(allowed)
        assert html.index(csp.MARK) < min(html.index("<script"), html.index("<link"))


def test_a_page_with_a_script_is_not_built(tmp_path: Path) -> None:
    built = build(_project(tmp_path, "# P\n\n<script>pwned = 1</script>\n"))
    assert built.status == 1
    assert "index.md: the page has a script that is not the theme's, <script>pwned = 1" in built.log


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<script>pwned = 1</script>", "a script that is not the theme's"),
        ('<script type="module">pwned = 1</script>', "a script that is not the theme's"),
        ("<SCRIPT\n>pwned = 1</SCRIPT >", "a script that is not the theme's"),
        ("<script>pwned = 1", "a <script> that does not end"),
        ('<script src="https://example.com/a.js"></script>', "a script that mkdocs.yml does not name"),
        ('<script src="evil.js"></script>', "a script that mkdocs.yml does not name"),
        ('<script src="assets/site.js"></script>', "a script that mkdocs.yml does not name"),
        ('<script src="../../assets/site.js">pwned = 1</script>', "a script that mkdocs.yml does not name"),
        ("<p onclick='pwned = 1'>x</p>", "a handler of events, onclick of <p>"),
        ("<img alt='' src='x'ONERROR = pwned=1>", "a handler of events, onerror of <img>"),
        ("<svg/onload=pwned=1>", "a handler of events, onload of <svg>"),
        ("<a href=javascript:pwned=1>x</a>", "an address that is a program, href of <a>"),
        ("<a href=' &#106;ava&Tab;script&colon;pwned=1'>x</a>", "an address that is a program, href of <a>"),
        ("<a xlink:href='java\nscript:pwned=1'>x</a>", "an address that is a program, xlink:href of <a>"),
        ('<meta http-equiv="refresh" content="0;url=https://example.com/">', "which rules what the page loads"),
        ("<base href='https://example.com/'>", "which rules what the page loads"),
        ('<script type="application/ld+json">{"a": </script>', "application/ld+json that cannot be read"),
    ],
)
def test_what_is_not_allowed(html: str, said: str) -> None:
    (fault,) = csp.faults(f"<p>x</p>{html}", "a/b/", frozenset({"assets/site.js"}))
    assert said in fault


@pytest.mark.parametrize(
    "html",
    [
        '<script src="../../assets/site.js"></script>',
        '<script src="../../assets/javascripts/bundle.0123abcd.min.js"></script>',
        '<script type="application/ld+json">{"a": "&lt;/script&gt;"}</script>',
        "<code>&lt;img onerror=&quot;x&quot;&gt; onclick='x' javascript:x</code>",
        '<a title="javascript:x" href="javascript/">one= on =</a>',
        '<p data-onclick="x" class="on">on x = 1</p>',
    ],
)
def test_what_is_allowed(html: str) -> None:
    assert list(csp.faults(html, "a/b/", frozenset({"assets/site.js"}))) == []


def test_a_head_that_begins_otherwise_is_not_ruled() -> None:
    with pytest.raises(Abort, match="no longer begins its head"):
        csp.with_policy('<head><link rel="stylesheet" href="a.css"><meta charset="utf-8">', "index.md")
