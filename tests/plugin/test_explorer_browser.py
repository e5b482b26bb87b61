"""The explorer in a browser: what it finds is what the data say, its state is in the address, everybody can use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Page, Route, expect

from tests.site.axe import Axe
from tests.site.browsing import opened, served

from .sites import GOOD, LOOP, build, fenced, write_site

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent.parent
EVIL = '"><img src=x onerror="window.broken = 1"></td><script>window.broken = 1</script>'
EXPLORE = "explore/"
DATA = "**/api/specs.json"
Specs = list[dict[str, Any]]


def _evil() -> str:
    spec = yaml.safe_load(GOOD.replace("code-repair-loop", "evil-loop"))
    spec |= {"objective": EVIL, "extensions": {"patterns": [EVIL]}, "workers": [{"role": EVIL}]}
    return yaml.safe_dump(spec)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, diagrams: Path) -> Path:
    """A small site under Material: the library of this project, and pages with hostile, bare and unbounded loops."""
    root = tmp_path_factory.mktemp("explorer")
    bare = LOOP.format(name="bare-loop").partition("cost_limits:")[0]
    endless = LOOP.format(name="endless-loop").replace("  - type: max_iterations\n    value: 10\n", "")
    files = {
        "docs/index.md": f"# Home\n\n{fenced(_evil())}\n{fenced(bare)}\n{fenced(endless)}",
        "docs/explore.md": "---\nhide: [navigation, toc]\n---\n\n# Explore\n\n<!-- lss:explorer -->\n",
    }
    for path in (ROOT / "loop-library").rglob("*.yaml"):
        files[f"lib/{path.relative_to(ROOT / 'loop-library').as_posix()}"] = path.read_text("utf-8")
    palette = [
        {"media": f"(prefers-color-scheme: {media})", "scheme": scheme}
        for media, scheme in (("light", "default"), ("dark", "slate"))
    ]
    write_site(
        root,
        files,
        options={"library": "lib", "fail_on": "never"},
        theme={"name": "material", "font": False, "palette": palette},
        use_directory_urls=True,
    )
    (root / ".cache" / "lss").mkdir(parents=True)
    (root / ".cache" / "lss" / "diagrams").symlink_to(diagrams)
    built = build(root)
    assert built.status == 0, built.log
    return built.site


@pytest.fixture(scope="module")
def specs(site: Path) -> Specs:
    found = json.loads((site / "api" / "specs.json").read_text("utf-8"))["specs"]
    assert isinstance(found, list)
    return found


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as place:
        yield place


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address, EXPLORE, viewport={"width": 1280, "height": 900}) as page:
        yield _ready(page)


def _ready(page: Page) -> Page:
    page.locator('.lss-explorer[data-lss-ready="yes"]').wait_for()
    return page


def _shown(page: Page) -> list[str]:
    return list(page.locator("tbody tr:visible th a").all_text_contents())


def _count(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def _asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _names(specs: Specs, wanted: Callable[[dict[str, Any]], bool]) -> set[str]:
    return {spec["loop_name"] for spec in specs if wanted(spec)}


def test_each_filter_shows_what_the_data_say(page: Page, specs: Specs) -> None:
    fits: dict[str, Callable[[dict[str, Any], str], bool]] = {
        "level": lambda spec, value: str(spec["level"]) == value,
        "conformance": lambda spec, value: spec["conformance"] == value,
        "pattern": lambda spec, value: value in spec["patterns"],
        "evaluator": lambda spec, value: value in spec["evaluators"],
        "origin": lambda spec, value: spec["origin"] == value,
        "findings": lambda spec, value: bool(spec["findings"] or spec["expected"]) == (value == "some"),
    }
    for name, fit in fits.items():
        select = page.locator(f"select[name={name}]")
        values = select.locator("option").evaluate_all("options => options.map(option => option.value)")
        assert len(values) > 1
        for value in values[1:]:
            select.select_option(value)
            wanted = _names(specs, lambda spec, fit=fit, value=value: fit(spec, value))  # type: ignore[misc]
            assert set(_shown(page)) == wanted, (name, value)
            assert wanted
            shown = "" if len(wanted) == len(specs) else f"{len(wanted)} of "
            assert _count(page) == f"{shown}{len(specs)} specs"
        select.select_option("")
    page.get_by_label("LES from").fill("80")
    page.get_by_label("LES to").fill("85")
    assert set(_shown(page)) == _names(specs, lambda spec: 80 <= spec["les"] <= 85)
    page.locator("select[name=level]").select_option("4")
    assert set(_shown(page)) == _names(specs, lambda spec: 80 <= spec["les"] <= 85 and spec["level"] == 4)
    page.get_by_role("button", name="Clear filters").click()
    assert len(_shown(page)) == len(specs)
    assert _count(page) == f"{len(specs)} specs"


def test_free_text_looks_at_names_objectives_patterns_and_roles(page: Page, specs: Specs) -> None:
    search = page.get_by_label("Search", exact=False).and_(page.locator(".lss-x-search input"))
    texts = {
        spec["loop_name"]: " ".join(
            [spec["loop_name"], spec["objective"], spec["title"], *spec["patterns"], *spec["roles"]]
        ).lower()
        for spec in specs
    }
    roles = [role for spec in specs for role in spec["roles"] if spec["loop_name"] == "coding-agent"]
    for words in ("coding-agent", "DEBATE-loop", roles[0], "loop evidence", "<script>"):
        search.fill(words)
        wanted = {name for name, text in texts.items() if all(word in text for word in words.lower().split())}
        assert wanted
        assert set(_shown(page)) == wanted
    search.fill("nothing is called this")
    assert _shown(page) == []
    assert _count(page) == "No spec matches these filters"


def test_every_column_sorts_both_ways(page: Page, specs: Specs) -> None:
    by_name = {spec["loop_name"]: spec for spec in specs}
    endless = float("inf")

    def bound(name: str) -> Callable[[dict[str, Any]], Any]:
        return lambda spec: endless if spec["bounds"][name] is None else spec["bounds"][name]

    keys: dict[str, Callable[[dict[str, Any]], Any]] = {
        "Spec": lambda spec: spec["loop_name"].lower(),
        "Level": lambda spec: spec["level"],
        "Conformance": lambda spec: ["Core", "Parseable", "Operational", "Production"].index(spec["conformance"][4:]),
        "LES": lambda spec: spec["les"],
        "Iterations": bound("iterations"),
        "Cost": lambda spec: bound("usd")(spec) if spec["bounds"]["budget_declared"] else endless,
        "Time": bound("seconds"),
        "Evaluators": lambda spec: ",".join(spec["evaluators"]),
        "Patterns": lambda spec: ",".join(spec["patterns"]),
        "Findings": lambda spec: len({*spec["findings"], *spec["expected"]}),
    }
    assert page.locator("thead th[aria-sort]").inner_text().startswith("LES")
    for name, key in keys.items():
        head = page.get_by_role("columnheader", name=name)
        for _ in range(2):
            head.get_by_role("button").click()
            values = [key(by_name[shown]) for shown in _shown(page)]
            down = head.get_attribute("aria-sort") == "descending"
            assert values == sorted(values, reverse=down), name
            assert len(values) == len(specs)
            assert page.locator("thead th[aria-sort]").count() == 1
        assert len(set(map(str, values))) > 1, name


def test_the_address_keeps_the_state_and_going_back_undoes_it(page: Page, specs: Specs) -> None:
    start = page.url
    page.locator("select[name=origin]").select_option("library")
    page.locator(".lss-x-search input").type("loop agent")
    page.wait_for_url("**q=loop+agent*")
    page.get_by_role("columnheader", name="Cost").get_by_role("button").click()
    assert _asked(page) == {"origin": ["library"], "q": ["loop agent"], "sort": ["cost"]}
    seen = _shown(page)
    assert 0 < len(seen) < len(specs)
    page.reload()
    assert _shown(_ready(page)) == seen
    page.go_back()
    assert _asked(page) == {"origin": ["library"], "q": ["loop agent"]}
    page.go_back()
    expect(page.locator(".lss-x-search input")).to_have_value("")
    assert set(_shown(page)) == _names(specs, lambda spec: spec["origin"] == "library")
    page.go_back()
    expect(page.locator("select[name=origin]")).to_have_value("")
    assert page.url == start
    assert len(_shown(page)) == len(specs)
    page.go_forward()
    assert set(_shown(page)) == _names(specs, lambda spec: spec["origin"] == "library")


def test_what_the_page_does_not_offer_is_not_taken(browser: Browser, address: str, specs: Specs) -> None:
    query = "?level=99&conformance=%3Cscript%3E&min=-1&max=1e2&sort=__proto__&pick=javascript:alert(1)&compare=1&h=kept"
    with opened(browser, address, EXPLORE + query) as page:
        _ready(page)
        assert len(_shown(page)) == len(specs)
        assert page.locator("thead th[aria-sort]").inner_text().startswith("LES")
        assert not page.locator("dialog[open]").count()
        page.locator("select[name=level]").select_option("2")
        assert _asked(page) == {"h": ["kept"], "level": ["2"]}


def test_up_to_four_are_compared(page: Page, specs: Specs) -> None:
    by_name = {spec["loop_name"]: spec for spec in specs}
    names = ["coding-agent", "endless-loop", "evil-loop", "learning-coach"]
    compare = page.locator(".lss-x-compare")
    assert compare.is_disabled()
    for name in names:
        page.get_by_label(f"Compare {name}", exact=True).check()
    fifth = page.get_by_label("Compare research-agent", exact=True)
    fifth.click()
    assert not fifth.is_checked()
    assert _count(page) == "At most 4. Take one out first: " + ", ".join(names) + "."
    assert _asked(page)["pick"] == [by_name[name]["url"] for name in names]

    compare.click()
    dialog = page.get_by_role("dialog", name="Comparison")
    assert page.evaluate("document.activeElement.textContent") == "Close"
    assert _asked(page)["compare"] == ["1"]
    assert [head.inner_text() for head in dialog.locator("thead th a").all()] == names
    rows = {
        row.locator("th").inner_text(): [cell.inner_text() for cell in row.locator("td").all()]
        for row in dialog.locator("tbody tr").all()
    }
    scores = [by_name[name]["les"] for name in names]
    marks = {max(scores): " best", min(scores): " worst"}
    assert rows["LES"] == [f"{score:.1f}{marks.get(score, '')}" for score in scores]
    for name, shown in rows.items():
        values = [by_name[loop]["dimensions"].get(name) for loop in names]
        if None not in values:
            assert [float(cell.split()[0]) for cell in shown] == values
    assert set(by_name["coding-agent"]["dimensions"]) < set(rows)
    assert rows["Iterations, at most"][1] == "not bounded most"
    assert rows["Objective"][2] == by_name["evil-loop"]["objective"]
    radar = dialog.get_by_role("img")
    label = radar.get_attribute("aria-label") or ""
    assert all(f"{name} is highest in " in label for name in names)
    assert radar.locator("g > .lss-x-line").count() == 4
    marks_of = "marks => marks.map(mark => mark.attributes.d.value)"
    assert len(set(radar.locator("g > .lss-x-mark").evaluate_all(marks_of))) == 4

    dialog.get_by_role("button", name="Remove evil-loop").click()
    assert radar.locator("g > .lss-x-line").count() == 3
    assert not page.get_by_label("Compare evil-loop", exact=True).is_checked()
    page.go_back()
    assert radar.locator("g > .lss-x-line").count() == 4
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "compare" not in _asked(page)
    page.go_back()
    expect(dialog).to_be_visible()
    page.reload()
    expect(dialog).to_be_visible()
    assert dialog.locator("thead th a").count() == 4


def test_all_of_it_by_keyboard(page: Page) -> None:
    page.get_by_label("Compare coding-agent", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert not page.locator("dialog[open]").count()
    page.get_by_label("Compare research-agent", exact=True).focus()
    page.keyboard.press("Space")
    assert "press Enter" in _count(page)
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.ariaLabel") == "Compare research-agent"
    page.locator(".lss-x-search input").focus()
    for name in ("level", "conformance", "pattern", "evaluator", "origin", "findings", "min", "max"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == name
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_without_a_script_there_is_the_table(browser: Browser, address: str, specs: Specs) -> None:
    with opened(browser, address, EXPLORE, java_script_enabled=False) as page:
        assert len(_shown(page)) == len(specs)
        assert page.locator("noscript .lss-x-note").is_visible()
        assert page.locator(".lss-explorer :is(select, input, .lss-x-bar button):visible").count() == 0
        assert page.locator("thead button:not(:disabled)").count() == 0


@pytest.mark.parametrize("body", [None, "{", "[]", '{"specs": []}', '{"specs": [{"url": "elsewhere/"}]}'])
def test_without_its_data_the_table_stays(browser: Browser, address: str, specs: Specs, body: str | None) -> None:
    with opened(browser, address, "") as page:
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))

        def answer(route: Route) -> None:
            if body is None:
                route.abort()
            else:
                route.fulfill(body=body, content_type="application/json")

        page.route(DATA, answer)
        page.goto(address + EXPLORE)
        note = "The table is complete, but the data to filter, sort and compare it could not be loaded."
        expect(page.get_by_role("status")).to_have_text(note)
        assert len(_shown(page)) == len(specs)
        assert page.locator(".lss-explorer :is(select, input, button):not(:disabled)").count() == 0
        assert not failures


def test_hostile_strings_are_text_everywhere(browser: Browser, address: str) -> None:
    with opened(browser, address, EXPLORE) as page:
        said: list[str] = []
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("pageerror", lambda error: said.append(str(error)))
        _ready(page)
        page.locator("select[name=pattern]").select_option(EVIL)
        assert _shown(page) == ["evil-loop"]
        page.reload()
        assert _shown(_ready(page)) == ["evil-loop"]
        page.get_by_label("Compare evil-loop", exact=True).check()
        page.get_by_role("button", name="Clear filters").click()
        page.get_by_label("Compare coding-agent", exact=True).check()
        page.locator(".lss-x-compare").click()
        assert page.locator("dialog td", has_text=EVIL).count() == 2
        assert page.locator(".lss-explorer :is(img, script)").count() == 0
        assert page.evaluate("window.broken") is None
        assert not said


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: Any, width: int) -> None:
    axe = Axe()
    with opened(browser, address, EXPLORE, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        _ready(page)
        axe.load(page)

        def wrong() -> list[str]:
            found = [*axe.all_but_contrasts(page), *axe.contrasts(page)]
            return [text for text in found if "lss-" in text or "dialog" in text]

        more = page.locator(".lss-x-more")
        if more.is_visible():
            more.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not wrong()
        for name in ("coding-agent", "research-agent", "learning-coach", "bare-loop"):
            page.get_by_label(f"Compare {name}", exact=True).check()
        assert not wrong()
        page.locator(".lss-x-compare").click()
        assert not wrong()
        assert page.evaluate("document.querySelector('dialog').scrollWidth") <= width


_SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  const add = list => list.forEach(entry => { sum += entry.value; });
  const observer = new PerformanceObserver(list => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => { add(observer.takeRecords()); resolve(sum); }));
})"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_the_data_come(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, "", viewport={"width": width, "height": 800}) as page:
        waiting: list[Route] = []
        page.route(DATA, lambda route: waiting.append(route))
        page.goto(address + EXPLORE + "?pick=lib/coding-agent/%23lss-coding-agent")
        page.wait_for_function("document.querySelector('.lss-explorer').dataset.lssReady === 'no'")
        page.wait_for_timeout(200)
        before = page.locator("tbody tr").first.bounding_box()
        while not waiting:
            page.wait_for_timeout(20)
        waiting[0].continue_()
        _ready(page)
        assert page.locator("tbody tr").first.bounding_box() == before
        assert page.evaluate(_SHIFTS) < 0.05


def test_the_style_sheet_and_the_script_are_light() -> None:
    folder = ROOT / "plugins" / "mkdocs_lss" / "assets"
    script = (folder / "explorer.js").read_text("utf-8")
    assert len(script.encode()) <= 16 * 1024
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|\bFunction\(|document\.write", script)
