"""SVG: what may be in it, what must not, that it shows what was meant, and that the cache is only ever a short cut."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import mermaidx
import pytest

from loop_engineering.diagram import DiagramError, Drawing, describe, flowchart, render_all, render_svg
from loop_engineering.diagram import cache as disk
from loop_engineering.diagram.flowchart import MAX_PARTS
from loop_engineering.diagram.slim import is_safe_body
from loop_engineering.diagram.svg import draw
from loop_engineering.lss import Spec

NAMES = sorted(path.stem for path in (Path(__file__).parent / "golden").glob("*.yaml"))
SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "style", "defs", "marker", "g", "rect", "path", "polygon", "text", "tspan"}
SMALL = 'flowchart TB\n  w0["a"]:::worker --> w1["b"]:::worker\n'


@pytest.mark.parametrize("standalone", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_svg_holds_shapes_and_text_only(
    specs: dict[str, Spec], drawings: dict[str, Drawing], name: str, standalone: bool
) -> None:
    svg = drawings[name].svg(title=name, description=describe(specs[name]), standalone=standalone)
    root = ET.fromstring(svg)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in TAGS
        assert not [key for key in element.attrib if key.startswith("on") or "href" in key or key == "style"]
    assert set(re.findall(r"url\(([^)]*)", svg)) <= {f"#{root.get('id')}-head", f"#{root.get('id')}-feedback-head"}
    assert "@import" not in svg
    assert re.findall(r"https?://[^\"]*", svg) == ["http://www.w3.org/2000/svg"]
    assert len(svg.encode()) <= 40_000


def test_svg_names_itself_to_those_who_do_not_see_it(drawings: dict[str, Drawing]) -> None:
    root = ET.fromstring(drawings["repair"].svg(title="A <b>", description="B & C\x00"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ("A <b>", "B & C\ufffd")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_drawings_on_one_page_share_no_id(drawings: dict[str, Drawing]) -> None:
    copies = [drawing.svg(instance=suffix) for drawing in drawings.values() for suffix in ("", "2")]
    ids = re.findall(r' id="([^"]*)"', "".join(copies))
    assert len(ids) == len(set(ids)) == 4 * len(copies)
    with pytest.raises(ValueError, match="instance"):
        drawings["repair"].svg(instance='"><script>')


def test_classes_tell_what_a_shape_stands_for(drawings: dict[str, Drawing]) -> None:
    body = drawings["review"].body
    for kind in ("worker", "evaluator", "human", "memory", "strategy", "success", "failure", "stall", "safety"):
        assert f'class="node {kind}"' in body
    assert body.count('class="edge feedback"') == 4
    assert body.count('class="edge memory"') == 2
    assert drawings["swarm"].body.count('class="child"') == 2


def test_hostile_labels_are_shown_as_they_are(drawings: dict[str, Drawing]) -> None:
    shown = _lines(drawings["hostile"].svg())
    for line in (
        "</p><script>alert(1)</scri",
        'a"] --> b; click a href',
        "#quot; #34; &lt;",
        "aU+202EbU+200BcU+0007dU+E0",
    ):
        assert line in shown
    assert "1. one - two # three\\nfour" in shown
    assert "漢字漢字漢字 naïve Ωmega 🙂 and" in shown


@pytest.mark.parametrize("name", NAMES)
def test_source_means_the_same_to_mermaid_as_it_comes(
    specs: dict[str, Spec], drawings: dict[str, Drawing], name: str
) -> None:
    """Whoever copies the source gets the same labels from the Mermaid of web pages, which does not draw here."""
    svg = mermaidx.render(flowchart(specs[name])).svg()
    there = []
    for paragraph in ET.fromstring(svg).iter("{http://www.w3.org/1999/xhtml}p"):
        there += [paragraph.text or "", *(line_break.tail or "" for line_break in paragraph)]
    assert sorted(line.replace("\u200b", "") for line in there) == sorted(_lines(drawings[name].svg()))


def _lines(svg: str) -> list[str]:
    return ["".join(span.itertext()) for span in ET.fromstring(svg).iter(f"{SVG}tspan")]


def test_the_dag_goes_down_whatever_flows_back(drawings: dict[str, Drawing]) -> None:
    heights = {}
    node = r'<g class="node worker" transform="translate\([\d.]+ ([\d.]+)\)"><[^>]*><text><tspan[^>]*>(\w+)'
    for y, title in re.findall(node, drawings["review"].body):
        heights[title] = float(y)
    # Nodes of one rank share a centre line, give or take what their ends need.
    assert heights["security"] == pytest.approx(heights["style"], abs=10)
    assert heights["author"] < heights["security"] < heights["merger"]


def test_the_largest_flowchart_can_be_drawn() -> None:
    nodes = [f'  w{index}["worker {index}"]:::worker' for index in range(MAX_PARTS)]
    edges = [f"  w{index} --> w{index + 1}" for index in range(MAX_PARTS - 1)]
    assert "worker 29" in render_svg("\n".join(["flowchart TB", *nodes, *edges]))


def test_what_mermaid_rejects_is_an_error_in_its_words() -> None:
    with pytest.raises(DiagramError, match="unexpected edge operator"):
        render_svg("flowchart TB\n  a --> \n  --> b[")
    with pytest.raises(DiagramError, match="at most 50000"):
        render_svg("flowchart TB\n" + "  a --> b\n" * 6000)
    with pytest.raises(DiagramError, match="no flowchart"):
        render_svg('pie\n  "a" : 1\n')


def test_many_are_drawn_in_order_each_once_and_an_error_stops_no_other(tmp_path: Path) -> None:
    bad = "flowchart TB\n  a -->"
    results = render_all([SMALL, bad, SMALL], cache=tmp_path)
    assert list(results) == [SMALL, bad]
    assert isinstance(results[SMALL], Drawing)
    assert isinstance(results[bad], DiagramError)
    assert [path.suffix for path in tmp_path.iterdir()] == [".diagram"]
    assert results[SMALL] == draw(SMALL)


def test_a_cached_drawing_is_used(tmp_path: Path) -> None:
    draw(SMALL, cache=tmp_path)
    (entry,) = tmp_path.iterdir()
    other = Drawing("<g></g>", "10", "20.5")
    disk.write(tmp_path, entry.stem, other)
    assert draw(SMALL, cache=tmp_path) == other
    assert render_all([SMALL], cache=tmp_path) == {SMALL: other}


@pytest.mark.parametrize("spoil", ["empty", "cut", "changed", "binary", "unsafe"])
def test_a_spoilt_cache_entry_is_drawn_again(tmp_path: Path, spoil: str) -> None:
    good = draw(SMALL, cache=tmp_path)
    (entry,) = tmp_path.iterdir()
    data = entry.read_bytes()
    if spoil == "unsafe":
        disk.write(tmp_path, entry.stem, Drawing('<g onclick="alert(1)"></g>', "1", "1"))
    else:
        spoilt = {"empty": b"", "cut": data[:-9], "changed": data.replace(b"edge", b"egde"), "binary": b"\xff\x00" * 99}
        entry.write_bytes(spoilt[spoil])
    assert draw(SMALL, cache=tmp_path) == good
    assert entry.read_bytes() == data


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert draw(SMALL, cache=tmp_path / "file") == draw(SMALL)


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<g><foreignObject/></g>",
        '<g onload="x"></g>',
        '<path d="M0 0" fill="url(https://example.org/x)"/>',
        '<path marker-end="url(https://example.org/x)"/>',
        '<rect class="a"style="x"/>',
        "<!--x-->",
        "a < b",
    ],
)
def test_a_body_of_anything_else_is_not_safe(body: str) -> None:
    assert not is_safe_body(body)


def test_what_the_writer_writes_is_safe(drawings: dict[str, Drawing]) -> None:
    assert all(is_safe_body(drawing.body) for drawing in drawings.values())


@pytest.mark.browser
def test_text_stays_inside_its_shape(drawings: dict[str, Drawing], chromium: str, tmp_path: Path) -> None:
    """With the browser's own font, wider or narrower than the one Mermaid measured with."""
    page = tmp_path / "page.html"
    script = """
      const out = [];
      for (const node of document.querySelectorAll('.node')) {
        const text = node.querySelector('text');
        if (!text) continue;
        const [t, s] = [text.getBBox(), node.firstElementChild.getBoundingClientRect()];
        const r = text.getBoundingClientRect();
        if (r.left < s.left - 1 || r.right > s.right + 1 || r.top < s.top - 1 || r.bottom > s.bottom + 1)
          out.push(text.textContent);
      }
      document.title = 'overflow: ' + JSON.stringify(out);
    """
    svgs = "".join(drawing.svg() for drawing in drawings.values())
    page.write_text(f"<!doctype html><meta charset=utf-8>{svgs}<script>{script}</script>", encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "<title>overflow: []</title>" in done.stdout
