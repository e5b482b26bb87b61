"""`mkdocs serve --dirty`: what a change touches is rendered again, and nothing else."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.commands.build import build as build_site
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from .sites import GOOD, LOOP, fenced, write_site

PAGES = {
    "docs/index.md": "# Start\n\nNothing.\n",
    "docs/one.md": f"# One\n\n{fenced(GOOD)}",
    "docs/two.md": "# Two\n\nA library spec:\n\n" + fenced("", 'lss src="../loops/first.yaml"'),
    "loops/first.yaml": LOOP.format(name="first"),
    "loops/second.yaml": LOOP.format(name="second"),
}
Rebuild = Callable[[], set[str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path, PAGES, options={"library": "loops"})


@pytest.fixture
def rebuild(root: Path, monkeypatch: pytest.MonkeyPatch) -> Rebuild:
    """Build as the server does, first now and again when called; the answer is which pages were written."""
    monkeypatch.chdir(root)
    started = False

    def build() -> set[str]:
        nonlocal started
        before = _written(root)
        config = load_config("mkdocs.yml", site_dir=str(root / "site"))
        if not started:
            config.plugins.on_startup(command="serve", dirty=True)
            started = True
        build_site(config, serve_url="http://127.0.0.1:8000/", dirty=True)
        return {name for name, stamp in _written(root).items() if before.get(name) != stamp}

    build()
    return build


def _written(root: Path) -> dict[str, tuple[int, int]]:
    site = root / "site"
    pages = (page for page in site.rglob("*.html") if page.name not in ("404.html", "search.html"))
    return {page.relative_to(site).as_posix(): (page.stat().st_mtime_ns, page.stat().st_ino) for page in pages}


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    stat = path.stat()
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))


def test_without_a_change_no_page_is_written(rebuild: Rebuild) -> None:
    assert rebuild() == set()


def test_a_page_that_changes_is_written_alone_and_still_knows_the_others(rebuild: Rebuild, root: Path) -> None:
    _edit(root / "docs/index.md", "Nothing.", "Something.")
    assert rebuild() == {"index.html"}
    page = (root / "site/index.html").read_text("utf-8")
    assert "Something." in page
    for title in (">One<", ">Two<", ">first<"):
        assert title in "".join(page.split())


def test_a_spec_that_changes_touches_the_pages_that_show_it(rebuild: Rebuild, root: Path) -> None:
    _edit(root / "loops/first.yaml", "cumulative_usd: 2", "cumulative_usd: 3")
    assert rebuild() == {"two.html", "loops/first.html"}
    assert "cumulative_usd: 3" in _text(root / "site/two.html")
    assert rebuild() == set()


def test_a_spec_that_changes_without_effect_on_a_page_is_still_shown_as_it_is(rebuild: Rebuild, root: Path) -> None:
    _edit(root / "loops/second.yaml", "loop_name:", "# why\nloop_name:")
    assert rebuild() == {"loops/second.html"}


def test_a_change_of_the_configuration_makes_it_whole(rebuild: Rebuild, root: Path) -> None:
    _edit(root / "mkdocs.yml", "site_name: Test", "site_name: Tested")
    assert {"index.html", "one.html", "two.html", "loops/first.html"} <= rebuild()


def test_what_a_stopped_build_did_not_write_the_next_one_does(rebuild: Rebuild, root: Path) -> None:
    _edit(root / "docs/index.md", "Nothing.", "Something.")
    _edit(root / "docs/one.md", "test_suite", "test_suit")
    with pytest.raises(Abort):
        rebuild()
    _edit(root / "docs/one.md", "test_suit", "test_suite")
    assert rebuild() == {"index.html"}
    assert "Something." in (root / "site/index.html").read_text("utf-8")


def _text(page: Path) -> str:
    return re.sub(r"<[^>]*>", "", page.read_text("utf-8"))
