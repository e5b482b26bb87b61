"""What a panel is made of: links from evidence to lines, files to take, drawings of a decent size, colours to set."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from loop_engineering.assess import Assessment, assess
from loop_engineering.lss import Source
from mkdocs_lss.documented import variables
from mkdocs_lss.highlight import highlighted
from mkdocs_lss.panels import asset
from mkdocs_lss.places import Places

from .conftest import ROOT, Make
from .sites import BAD, GOOD, LOOP, fenced

LARGEST_DRAWING = 40_000


class _Lines(HTMLParser):
    """The text of a page's first code box by line, and the ids of its lines with what stands in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.ids: dict[str, str] = {}
        self._open: list[str | None] = []
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(dict(attrs).get("id"))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for ident in filter(None, self._open):
            self.ids[ident] = self.ids.get(ident, "") + data


def _code(html: str) -> _Lines:
    found = re.search(r'<code class="nohighlight highlight">(.*?)</code>', html, re.DOTALL)
    assert found
    return _Lines(found[1])


def _reading(text: str) -> Assessment:
    return assess(Source(text, "a.yaml"))


def test_every_link_to_a_line_leads_to_the_line_that_it_names(make_site: Make) -> None:
    html = make_site({"docs/index.md": f"# P\n\n{fenced(GOOD)}"}).page()
    code = _code(html)
    assert code.text.rstrip("\n") == GOOD.rstrip("\n")
    links = re.findall(r'<a class="lss-place" href="#([^"]+)">([^<]+)</a>', html)
    assert len(links) > 20
    assert {target for target, _ in links} == set(code.ids)
    lines = GOOD.split("\n")
    for ident, text in code.ids.items():
        assert text.rstrip("\n") == lines[int(ident.rpartition("-L")[2]) - 1]
    pointed = {pointer: code.ids[target].strip() for target, pointer in links}
    assert pointed["/cost_limits"] == "cost_limits:"
    assert pointed["/termination_conditions"] == "termination_conditions:"
    assert pointed["/workers/0"] == "- role: implementer"


def test_places_of_the_full_form() -> None:
    places = Places(_reading(GOOD).checked)
    lines = GOOD.split("\n")

    def line(pointer: str) -> str | None:
        place = places.full(pointer)
        return None if place.line is None else lines[place.line - 1].strip()

    assert line("/cost_limits/cumulative_usd") == "cumulative_usd: 2"
    # In the full form the second condition is the first failure; it stands where it was written.
    assert line("/termination_conditions/failure/0") == "- type: max_iterations"
    # What is missing belongs to the nearest part that is there.
    assert line("/cost_limits/on_approach/action") == "cost_limits:"
    assert places.full("/memory/type").default
    assert line("/memory/type") is None
    assert line("") is None
    assert line("/nothing/of/the/kind") is None


def test_lines_count_in_the_block_and_not_in_its_file(make_site: Make) -> None:
    page = f"# P\n\n- Item\n\n{fenced(BAD, 'lss expect=LSS104', indent='    ')}"
    html = make_site({"docs/index.md": page}).page()
    number = BAD.split("\n").index("  - type: test_suit") + 1
    assert f'<a href="#lss-code-repair-loop-L{number}">line {number}</a>' in html
    (marked,) = re.findall(r'<span id="lss-code-repair-loop-L(\d+)" class="hll">', html)
    assert int(marked) == number


@pytest.mark.parametrize(
    "text", ["a: 1", "a: |\n  b\n\n  c\n", 'a: "x\n  y"\n', "# c\n\n<b>&: '\"'\n", "", "\n\n", "a: \u2028\n"]
)
def test_highlighting_changes_no_character(text: str) -> None:
    for marked, pointed in (((), ()), ((1, 2), (2, 3)), (range(9), range(9))):
        html = highlighted(text, marked, ident="i", pointed=frozenset(pointed))
        assert _Lines(html).text == text
        assert "\n</span></span>" not in html


def test_the_files_of_a_panel(make_site: Make, tmp_path: Path) -> None:
    files = {
        "docs/a b/#1.md": f"# P\n\n{fenced(GOOD)}\n{fenced(GOOD)}\n{fenced(BAD, 'lss expect=LSS104')}",
        "docs/index.md": '# P\n\n```lss src="loops/one.yaml"\n```\n',
        "loops/one.yaml": LOOP.format(name="one"),
    }
    built = make_site(files, options={"library": "loops"}, theme={"name": "material", "font": False})
    assert built.status == 0, built.log
    folder = built.site / "assets/lss/specs/a b/#1"
    names = ("code-repair-loop.json", "code-repair-loop.yaml", "code-repair-loop-2.json", "code-repair-loop-2.yaml")
    assert {path.name for path in folder.iterdir()} == {f"lss-{name}" for name in (*names, "code-repair-loop-3.yaml")}
    assert (folder / "lss-code-repair-loop.yaml").read_text() == GOOD
    (tmp_path / "one.yaml").write_text(GOOD)
    command = [sys.executable, "-m", "loop_engineering.cli", "expand", "--json", str(tmp_path / "one.yaml")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert (folder / "lss-code-repair-loop.json").read_text() == printed
    html = built.page("a b/#1.html")
    assert 'href="../assets/lss/specs/a%20b/%231/lss-code-repair-loop.yaml"' in html
    assert 'class="lss-json" href="../assets/lss/specs/a%20b/%231/lss-code-repair-loop-2.json"' in html
    assert "lss-code-repair-loop-3.json" not in html
    # A spec of the library has its files beside its page.
    assert '<a href="loops/one.yaml">YAML file</a>' in built.page()
    assert 'class="lss-json" href="loops/one.json"' in built.page()
    assert not (built.site / "assets/lss/specs/index").exists()


def test_what_one_change_would_add(make_site: Make) -> None:
    html = make_site({"docs/index.md": f"# P\n\n{fenced(GOOD)}"}).page()
    score = _reading(GOOD).score
    assert score is not None
    shown = [float(gain) for gain in re.findall(r"<li><strong>\+([\d.]+) LES</strong>", html)]
    assert shown == sorted(shown, reverse=True)
    assert sum(shown) == pytest.approx(100 - score.les, abs=0.06)
    first, rest = html.split("What one change would add")[1].split("more changes</summary>")
    assert first.count("<li><strong>+") == 3
    assert rest.count("<li><strong>+") == len(shown) - 3


def test_every_drawing_of_the_site_is_small_and_said_in_words(site: Path) -> None:
    count = 0
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        for svg in re.findall(r'<svg [^>]*class="lss-diagram".*?</svg>', text, re.DOTALL):
            count += 1
            assert len(svg.encode()) <= LARGEST_DRAWING, path
            assert "<style" not in svg
            titled = re.search(r'aria-labelledby="([^" ]+)" aria-describedby="([^"]+)"', svg)
            assert titled, path
            assert re.search(rf'<title id="{titled[1]}">Diagram of \S', svg)
            assert re.search(rf'<p id="{titled[2]}">The loop [^<]{{100}}', text)
    assert count > 50


def test_the_variables_of_the_style_sheet_are_documented() -> None:
    css = asset("lss.css").decode()
    used = set(re.findall(r"--lss-[a-z0-9-]+", css))
    block = css.partition(":where(:root) {")[2].partition("}")[0]
    for line in filter(None, map(str.strip, block.split("\n"))):
        assert re.fullmatch(r"--lss-[a-z-]+: .+; /\* .+ \*/", line), line
    page = (ROOT / "docs" / "integrate" / "mkdocs-plugin.md").read_text("utf-8")
    assert "<!-- lss:variables -->" in page
    named = {variable.name for variable in variables()}
    assert named == set(re.findall(r"^ *(--lss-[a-z-]+):", block, re.MULTILINE))
    paragraph = page.partition("whose name begins with `--lss-diagram-`:")[2].partition("\n\n")[0]
    named |= {f"--lss-diagram-{name}" for name in re.findall(r"`([a-z]+)`", paragraph)} | {"--lss-mono"}
    assert "`--lss-mono`" in page
    assert named == used
