"""A site of a hundred pages with a spec on each: what the plugin adds to a plain build, and what others add."""

from __future__ import annotations

from pathlib import Path

from benchmarks import table
from loop_engineering.lss import schema_text

MOST_MILLISECONDS = 10.0
_PAGES = 100
_ROUNDS = 3

_BASE = """\
site_name: Benchmark
site_url: https://example.com/
theme:
  name: material
  font: false
markdown_extensions:
  - pymdownx.highlight
  - pymdownx.superfences
plugins:
"""
_PLAIN = _BASE + "  - search\n"
_OURS = _PLAIN + "  - lss\n"
_PLAIN_ALONE = _BASE + "  []\n"
_OURS_ALONE = _BASE + "  - lss\n"
_THEIRS = (
    _PLAIN
    + """\
  - code-validator:
      identifiers:
        yaml:
          validators:
            - '{python} -m check_jsonschema --schemafile {schema} $<'
"""
)


def run(folder: Path) -> table.Table:
    """Measure three builds of the same pages: plain, with the plugin, with mkdocs-code-validator."""
    text = table.SPEC.read_text("utf-8")
    schema = folder / "schema.json"
    schema.write_text(schema_text(), "utf-8")
    configs = {"plain": _PLAIN, "ours": _OURS, "plain alone": _PLAIN_ALONE, "ours alone": _OURS_ALONE}
    sites = {name: _site(folder / name.replace(" ", "-"), config, text) for name, config in configs.items()}
    theirs = _site(folder / "theirs", _THEIRS.format(python=table.PYTHON, schema=schema), text)
    for name in ("ours", "ours alone"):
        _build(sites[name])  # draws the diagram
    times: dict[str, float] = dict.fromkeys(sites, float("inf"))
    for _ in range(_ROUNDS):
        for name, place in sites.items():
            times[name] = min(times[name], _build(place))
    others = _build(theirs)
    found = table.Table(f"A site of {_PAGES} pages with a spec of 220 lines on each")
    for what, plain, ours in (("with search", "plain", "ours"), ("without search", "plain alone", "ours alone")):
        added = (times[ours] - times[plain]) / _PAGES * 1e3
        found.add(f"plain Material build, {what}", f"{times[plain]:.1f} s")
        found.add(f"with the plugin, diagrams cached, {what}", f"{times[ours]:.1f} s")
        found.add(
            f"the plugin adds, for each block, {what}",
            f"{added:.1f} ms",
            f"at most {MOST_MILLISECONDS:g} ms",
            kept=added <= MOST_MILLISECONDS,
        )
    spent = (others - times["plain"]) / _PAGES * 1e3
    found.add("mkdocs-code-validator running check-jsonschema adds, for each block", f"{spent:.0f} ms")
    return found


def _site(place: Path, config: str, text: str) -> Path:
    docs = place / "docs"
    docs.mkdir(parents=True)
    (place / "mkdocs.yml").write_text(config, "utf-8")
    for number in range(_PAGES):
        block = text.replace("version: 1.0.0", f"version: 1.0.{number}")
        page = f"# Page {number}\n\nA loop.\n\n```yaml\n{block}```\n"
        (docs / f"page-{number:03}.md").write_text(page, "utf-8")
    (docs / "index.md").write_text("# Benchmark\n", "utf-8")
    return place


def _build(place: Path) -> float:
    return table.run([table.PYTHON, "-m", "mkdocs", "build", "--quiet"], place)[0]
