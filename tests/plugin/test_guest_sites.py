"""The plugin as a guest: sites that are laid out, written and extended in ways that are not ours."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from .conftest import Make
from .sites import BAD, GOOD, LOOP, Built, build, fenced, write_site

BLOCK = f"# Loop\n\n{fenced(GOOD)}"
PLAIN = "# Plain\n\nNothing here.\n"


def assets_of(html: str) -> list[str]:
    """The addresses of what a page loads from the plugin."""
    return re.findall(r'<(?:link|script)[^>]* (?:href|src)="([^"]*assets/lss/[^"]*)"', html)


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("site_url", ["", "https://x.test/some/where/"])
def test_every_address_leads_to_a_file(make_site: Make, directory_urls: bool, site_url: str) -> None:
    deep = "# Deep\n\n<!-- lss:badge ../../loop.yaml -->\n\n<!-- lss:panel ../../loop.yaml -->\n"
    pages = {"docs/index.md": BLOCK, "docs/a/b/deep.md": deep, "docs/loop.yaml": LOOP.format(name="from-a-file")}
    settings = {"use_directory_urls": directory_urls, "site_url": site_url, "theme": {"name": "material"}}
    built = make_site(pages, arguments=("--strict",), **settings)
    assert built.status == 0, built.log
    for name in ("index.html", "a/b/deep/index.html" if directory_urls else "a/b/deep.html"):
        html = built.page(name)
        own = [*assets_of(html), *re.findall(r'(?:src|href)="([^"]*\.(?:svg|yaml|json))"', html)]
        assert [path for path in own if path.endswith(".css")]
        assert not [path for path in own if urlsplit(path).scheme or path.startswith("/")]
        missing = [path for path in own if not (built.site / posixpath.join(posixpath.dirname(name), path)).is_file()]
        assert not missing


def test_pages_without_loops_load_nothing_and_the_sites_own_style_sheet_has_the_last_word(make_site: Make) -> None:
    macro = "# M\n\n<!-- lss:levels -->\n"
    pages = {"docs/index.md": BLOCK, "docs/plain.md": PLAIN, "docs/macro.md": macro, "docs/own.css": "p{}"}
    built = make_site(pages, extra_css=["own.css"], theme={"name": "material"})
    assert built.page().index("assets/lss/lss.css") < built.page().index("own.css")
    assert any(path.endswith("lss.js") for path in assets_of(built.page()))
    assert assets_of(built.page("macro.html")) == ["assets/lss/lss.css"]
    for name in ("plain.html", "404.html"):
        assert "own.css" in built.page(name)
        assert not assets_of(built.page(name))


def test_where_pages_are_swapped_without_loading_every_page_loads_all(make_site: Make) -> None:
    theme = {"name": "material", "features": ["navigation.instant"]}
    built = make_site(
        {"docs/index.md": BLOCK, "docs/deep/plain.md": PLAIN}, theme=theme, site_url="https://x.test/sub/"
    )
    assert "../assets/lss/lss.css" in assets_of(built.page("deep/plain.html"))
    assert "../assets/lss/lss.js" in assets_of(built.page("deep/plain.html"))
    at_any_address = [urljoin("https://x.test/", path) for path in assets_of(built.page("404.html"))]
    assert "https://x.test/sub/assets/lss/lss.css" in at_any_address


def test_the_style_sheets_touch_nothing_but_the_plugins_own_elements() -> None:
    """A selector names a class that begins with lss-, or it is the root, which only gets variables of that name."""
    for sheet in sorted(files("mkdocs_lss").joinpath("assets").iterdir(), key=lambda file: file.name):
        if not sheet.name.endswith(".css"):
            continue
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        for selectors, body in re.findall(r"([^{}@;]+)\{([^{}]*)\}", css):
            for selector in _each(selectors):
                if ":root" in selector:
                    assert re.fullmatch(r"(\s*--lss-[\w-]+:[^;]*;)*\s*", body), (sheet.name, selector)
                else:
                    assert ".lss-" in selector or selector in ("from", "to"), (sheet.name, selector)


def _each(selectors: str) -> list[str]:
    """The selectors of a list, which commas part where no parenthesis is open."""
    found, depth = [""], 0
    for mark in selectors:
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if mark == "," and depth == 0:
            found.append("")
        else:
            found[-1] += mark
    return [selector.strip() for selector in found]


def test_blocks_in_pages_that_other_plugins_make_or_add_to_are_checked(make_site: Make) -> None:
    hook = f"""
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, InclusionLevel
BLOCK = {fenced(LOOP.format(name="of-a-hook"))!r}
BAD = {fenced(BAD.replace("code-repair-loop", "bad-of-a-hook"))!r}

@event_priority(200)
def on_files(files, config):
    files.append(File.generated(config, "before.md", content="# Made\\n\\n" + BLOCK))
    return files

def on_nav(nav, config, files):
    late = File.generated(config, "late.md", content="# Late\\n\\n" + BLOCK, inclusion=InclusionLevel.NOT_IN_NAV)
    files.append(late)
    return nav

@event_priority(200)
def on_page_markdown(markdown, page, config, files):
    return markdown + "\\n\\n" + BAD if page.file.src_uri == "added.md" else markdown
"""
    pages = {"docs/index.md": BLOCK, "docs/added.md": f"---\ntitle: T\n---\n{PLAIN}", "hook.py": hook}
    built = make_site(pages, hooks=["hook.py"], options={"fail_on": "never"})
    assert built.status == 0, built.log
    assert 'id="lss-of-a-hook"' in built.page("before.html")
    assert 'id="lss-of-a-hook"' in built.page("late.html")
    assert [line for line in built.lines("LSS104") if "docs/added.md:" in line]


def test_a_plugin_that_builds_once_per_language_gets_each_asset_once(make_site: Make) -> None:
    hook = """
from mkdocs.commands.build import build
again = []

def on_post_build(config):
    if not again:
        again.append(True)
        build(config, dirty=True)
"""
    built = make_site({"docs/index.md": BLOCK, "hook.py": hook}, hooks=["hook.py"])
    assert built.status == 0, built.log
    loaded = assets_of(built.page())
    assert len(loaded) == len(set(loaded))
    assert built.page().count('class="lss-panel"') == 1


def test_a_block_that_a_snippet_brings_in_is_not_published_unchecked(make_site: Make) -> None:
    snippets = {"pymdownx.snippets": {"base_path": ["docs"]}}
    pages = {"docs/index.md": '# P\n\n--8<-- "part.txt"\n', "docs/part.txt": fenced(GOOD)}
    built = make_site(pages, markdown_extensions=["pymdownx.superfences", snippets])
    assert built.status == 1
    (line,) = built.lines("unvalidated-block")
    assert 'docs/index.md:1:1: the block that begins "loop_name: code-repair-loop"' in line
    assert "src=" in line


def test_mkdocs_yml_in_a_folder_of_its_own(tmp_path: Path) -> None:
    root = write_site(tmp_path / "conf", {"mkdocs.yml.note": ""}, docs_dir="../pages", site_dir="../site")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text(f"# P\n\n{fenced(BAD)}", "utf-8")
    built = build(root)
    assert built.lines("ERROR   -  pages/index.md:10:11: LSS104 "), built.log


def test_windows_line_endings_and_a_byte_order_mark_move_nothing(make_site: Make) -> None:
    text = f"---\ntitle: T\n---\n\n# P\n\n{fenced(BAD)}\n{fenced(GOOD)}"
    unix = make_site({"docs/index.md": text})
    page = unix.root / "docs" / "index.md"
    page.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    windows = build(unix.root)
    assert windows.lines("ERROR") == unix.lines("ERROR")
    assert windows.lines("LSS104")


def test_a_page_that_is_not_utf8_is_a_finding_among_the_others(make_site: Make) -> None:
    make = make_site({"docs/index.md": f"# P\n\n{fenced(BAD)}", "docs/other.md": PLAIN})
    (make.root / "docs" / "other.md").write_bytes("# Café\r\n\r\nDéjà vu\r\n".encode("latin-1"))
    built = build(make.root)
    assert built.status == 1
    assert built.lines("docs/other.md:1:6: the page is not UTF-8: no text has the byte 0xE9 here; save it as UTF-8")
    assert built.lines("LSS104")
    assert "Traceback" not in built.log


@pytest.mark.parametrize("pages", [{}, {"docs/index.md": ""}, {"docs/index.md": PLAIN}])
def test_sites_with_nothing_to_check_build(make_site: Make, pages: dict[str, str]) -> None:
    built = make_site(pages, options={"rules": None, "content": None, "min_les": None}, arguments=("--strict",))
    assert built.status == 0, built.log


def test_the_text_of_a_theme_stays_text_and_other_classes_stay_alone(make_site: Make) -> None:
    page = f'# P\n\n<div class="lss lss-note" id="lss">theirs</div>\n\n{fenced(GOOD)}\n{fenced(GOOD, "yaml lss=skip")}'
    built = make_site({"docs/index.md": page})
    assert '<div class="lss lss-note" id="lss">theirs</div>' in built.page()
    assert not re.search(r'class="(?:[^"]* )?lss[" ]', built.page().replace("lss lss-note", ""))


_TWICE = """
import sys, yaml
from pathlib import Path
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

cache = {}
for options, expected in (({}, True), ({"fail_on": "warning"}, True), ({"fail_on": "never"}, False)):
    settings = yaml.safe_load(Path("mkdocs.yml").read_text("utf-8"))
    settings["plugins"] = [{"lss": options}]
    Path("mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="serve", dirty=False)
    try:
        build(config)
        failed = False
    except Abort:
        failed = True
    assert failed == expected, options
"""


def test_builds_in_one_process_follow_the_options_of_each(make_site: Make) -> None:
    root = make_site({"docs/index.md": f"# P\n\n{fenced(BAD)}"}).root
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", _TWICE], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert 'class="lss-panel' in Built(root, 0, "").page()


def test_a_dirty_build_renders_what_changed_and_checks_everything(make_site: Make) -> None:
    first = make_site({"docs/index.md": BLOCK, "docs/a.md": PLAIN})
    before = first.page()
    (first.root / "docs" / "a.md").write_text(f"# A\n\n{fenced(LOOP.format(name='new-one'))}", "utf-8")
    os.utime(first.root / "docs" / "a.md", (2_000_000_000, 2_000_000_000))
    again = build(first.root, "--dirty")
    assert again.status == 0, again.log
    assert 'id="lss-new-one"' in again.page("a.html")
    assert again.page() == before
    assert "new-one" in again.page("api/specs.json")
    assert "code-repair-loop" in again.page("api/specs.json")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"fail-on": "never"}, "option 'fail-on': is no option of this plugin; did you mean \"fail_on\"?"),
        ({"fail_on": "warn"}, 'takes one of error, warning, never, and not "warn"; did you mean "warning"?'),
        ({"conformance": 3}, "takes one of core, parseable, operational, production, and not 3"),
        ({"content": "book"}, 'takes a list of folders, and not "book"; write [book]'),
        ({"library": ["loops"]}, "takes a folder, and not ['loops']"),
        ({"min_les": "high"}, 'takes a number from 0 to 100, and not "high"'),
        ({"min_les": 101}, "takes a number from 0 to 100, and not 101"),
        ({"min_les": True}, "takes a number from 0 to 100, and not True"),
        ({"library": "nope"}, "library names 'nope', but there is no such folder beside mkdocs.yml"),
    ],
)
def test_a_wrong_option_is_told_in_one_line(make_site: Make, options: dict[str, object], said: str) -> None:
    built = make_site({"docs/index.md": PLAIN}, options=options)
    assert built.status == 1
    assert len(built.lines(said)) == 1, built.log
    assert "Traceback" not in built.log
