"""The hook `figures.py`: where a page asks for a plot, it stands there; what does not exist fails the build."""

from __future__ import annotations

from pathlib import Path

from tests.plugin.conftest import Make

_ROOT = Path(__file__).parents[2]
_PACKAGE = {
    f"figures/{name}.py": (_ROOT / "figures" / f"{name}.py").read_text("utf-8")
    for name in ("__init__", "plot", "drawing")
}
_MODULE = """
from figures.plot import Plot, Series

PAGE = "docs/index.md"

def plots():
    line = [Series("q", [1, 2], [1, 2])]
    alt = "It rises from 1 to 2."
    return {name: Plot(f"The {name} line", "round", "quality", line, alt) for name in ("one", "two")}
"""


def _built(make_site: Make, page: str) -> tuple[int, str, str]:
    hook = str(_ROOT / "plugins" / "site_hooks" / "figures.py")
    files = {"docs/index.md": page, "figures/index_page.py": _MODULE, **_PACKAGE}
    built = make_site(files, hooks=[hook])
    return built.status, built.log, built.page() if built.status == 0 else ""


def test_a_plot_stands_where_the_page_asks_for_it(make_site: Make) -> None:
    page = (
        "# P\n\nBefore.\n\n<!-- figure: one -->\n\nAfter, `<!-- figure: two -->`.\n\n```\n<!-- figure: two -->\n```\n"
    )
    status, log, html = _built(make_site, page)
    assert status == 0, log
    before, figure, after = (
        html.index("Before."),
        html.index('<figure class="plot" id="figure-one">'),
        html.index("After,"),
    )
    assert before < figure < after
    assert html.count("<figure") == 1, "in code it is code"
    assert "<strong>The one line.</strong> It rises from 1 to 2." in html
    assert "WARNING -  figures: shown by no page: two" in log


def test_a_plot_that_does_not_exist_fails_the_build(make_site: Make) -> None:
    status, log, _ = _built(make_site, "# P\n\n<!-- figure: onne -->\n")
    assert status == 1
    assert 'index.md: there is no figure onne; did you mean "one"?' in log
    assert "1 figures that cannot be shown, listed above" in log


def test_a_plot_stands_on_a_page_once(make_site: Make) -> None:
    status, log, _ = _built(make_site, "# P\n\n<!-- figure: one -->\n\n<!-- figure: one -->\n")
    assert status == 1
    assert "index.md: the figure one stands on this page twice" in log
