"""Nothing that a page or a spec says is ever interpreted."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import unquote

import yaml

from .conftest import Make
from .sites import GOOD, fenced

EVIL = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e]|{{7*7}} -->|x| %%{init}%% `$$&lt;</pre></svg>\u0007'
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[dict[str, str | None]] = []
        self.handlers: list[str] = []
        self.images: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append(dict(attrs))
        self.images += [dict(attrs).get("src")] * (tag == "img")
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def _evil(value: object) -> object:
    """A spec whose every free text is hostile."""
    if isinstance(value, dict):
        return {
            key: _evil(item) if key not in ("type", "version", "loop_name", "action") else item
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_evil(item) for item in value]
    return value + EVIL if isinstance(value, str) else value


def test_hostile_text_in_every_field_shows_as_text(make_site: Make) -> None:
    spec = yaml.safe_load(GOOD)
    spec["extensions"] = {"patterns": ["x"]}
    spec["evaluators"].append({"type": "rubric", "rubric": {"dimensions": [{"name": "n", "criteria": "c"}]}})
    plain = yaml.safe_dump(spec)
    evil = yaml.safe_dump(_evil(spec), allow_unicode=True)
    attribute = EVIL.replace('"', "").replace("`", "")
    files = {
        "docs/index.md": "# P\n\n" + fenced(evil, f'lss title="{attribute}"'),
        "docs/plain.md": f"# P\n\n{fenced(plain)}",
    }
    files["docs/name.md"] = "# P\n\n" + fenced(f"loop_name: {EVIL!r}\n" + evil.split("\n", 1)[1])
    built = make_site(files, options={"fail_on": "never"})
    assert built.status == 0, built.log
    assert "Traceback" not in built.log
    assert "\u202e" not in built.log
    assert "\u0007" not in built.log
    expected = _Tags()
    expected.feed(built.page("plain.html"))
    for page in ("index.html", "name.html"):
        seen = _Tags()
        seen.feed(built.page(page))
        assert all(script in expected.scripts for script in seen.scripts)
        assert seen.images == expected.images
        assert seen.handlers == expected.handlers
        assert "alert(1)" in built.page(page)
        assert "49" not in built.page(page).split("lss-title")[1][:200]


def test_a_page_cannot_forge_a_placeholder(make_site: Make) -> None:
    forged = "lssplaceholder" + "0" * 40
    built = make_site({"docs/index.md": f"# P\n\n{forged}\n\n{fenced(GOOD)}\nlssplaceholderlibraryfacts\n"})
    assert built.status == 0, built.log
    assert f"<p>{forged}</p>" in built.page()
    assert "<p>lssplaceholderlibraryfacts</p>" in built.page()


def test_a_library_spec_with_a_hostile_file_name_and_content(make_site: Make) -> None:
    name = "a<img src=x onerror=alert(1)>*[b](c).yaml"
    files = {"docs/index.md": "# P\n", f"lib/{name}": GOOD.replace("code-repair-loop", '"<script>x</script>"')}
    built = make_site(files, options={"library": "lib", "fail_on": "never"})
    assert built.status == 0, built.log
    for path in (*built.site.rglob("*.html"),):
        seen = _Tags()
        seen.feed(path.read_text("utf-8"))
        assert not any("alert" in name for name in seen.handlers)
        # The badge of the spec, by the name of its file, and no other.
        assert {unquote(str(source)).rpartition("/")[2] for source in seen.images} <= {f"{name[:-5]}.svg"}


def test_links_out_of_the_project_are_refused(make_site: Make, tmp_path: object) -> None:
    files = {"docs/index.md": "# P\n", "book/a.md": "# A\n", "../outside/secret.md": "# Secret\n", "lib/x.yaml": GOOD}
    built = make_site(files, options={"content": ["book"], "library": "lib"})
    assert built.status == 0, built.log
    outside = built.root.parent / "outside" / "secret.md"
    (built.root / "book" / "link.md").symlink_to(outside)
    (built.root / "docs" / "link.md").symlink_to(outside)
    (built.root / "lib" / "folder").symlink_to(outside.parent)
    again = make_site({}, options={"content": ["book"], "library": "lib"})
    assert again.status == 1
    assert "book/link.md:1:1: the file is a link out of the project and is not published [escaping-link]" in again.log
    assert "docs/link.md:1:1: the file is a link out of the project" in again.log
    assert not list(again.site.rglob("*ecret*"))


def test_folders_outside_the_project_are_refused(make_site: Make) -> None:
    for folder in ("../outside", ".", "docs", "site", "missing"):
        built = make_site({"docs/index.md": "# P\n", "../outside/a.md": "# A\n"}, options={"content": [folder]})
        assert built.status == 1
        assert "lss: content names" in built.log
