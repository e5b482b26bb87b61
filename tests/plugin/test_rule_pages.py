"""The pages that explain the rules: one for each, with its examples checked live, and every finding leads there."""

from __future__ import annotations

import html
import re

import pytest

from loop_engineering.lss import RULES, Rule
from loop_engineering.lss.explanation import explain
from loop_engineering.lss.failure_modes import FAILURE_MODES

from .conftest import Make
from .sites import GOOD, Built, fenced

WEAK = GOOD[: GOOD.index("cost_limits")]
PAGE = "# Home\n\n" + fenced(WEAK, 'lss expect="LSS601"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    from .sites import build, write_site

    root = tmp_path_factory.mktemp("rules") / "project"
    files = {"docs/index.md": PAGE, "docs/modes.md": "# Modes\n\n<!-- lss:failure-modes -->\n"}
    write_site(root, files, options={"rules": "rules"}, theme={"name": "material", "font": False})
    return build(root, "--strict")


def words(page: str) -> str:
    """The text of a page, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_the_site_builds_with_every_example_as_its_rule_says(site: Built) -> None:
    assert site.status == 0, site.log


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_rule_has_a_page_of_one_shape(site: Built, rule: Rule) -> None:
    page = site.page(f"rules/{rule.id}.html")
    shown = words(page)
    for text in (rule.summary, rule.rationale, rule.remedy):
        assert text in shown
    headings = re.findall(r'<h2 id="([\w-]+)"', page)
    assert headings == ["why-it-hurts", "how-to-mend-it", "before", "after"]
    assert "lssplaceholder" not in page
    explained = explain(rule)
    for finding in explained.bad.findings:
        # Where a message names another line, it is a line of the file, and the page's source is another file.
        assert re.sub(r"line \d+", "line N", finding.message) in re.sub(r"line \d+", "line N", shown)
    if explained.fix is not None:
        assert f"{explained.fix} fix: loopctl validate --fix" in shown
    if rule.failure_mode is not None:
        mode = FAILURE_MODES[rule.failure_mode]
        assert f'<a href="../modes.html#{mode.code.lower()}">{mode.code} {mode.name}</a>' in page


def test_findings_lead_to_the_page_of_their_rule(site: Built) -> None:
    assert '<a href="rules/LSS601.html">LSS601 no-budget</a>' in site.page("index.html")
    assert all(f'<a href="{rule}.html">{rule}</a>' in site.page("rules/index.html") for rule in RULES)


def test_a_site_without_the_pages_leads_to_its_own_table_or_to_the_project(make_site: Make) -> None:
    alone = make_site({"docs/index.md": PAGE})
    assert f'<a href="{RULES["LSS601"].url}">LSS601 no-budget</a>' in alone.page("index.html")
    with_table = make_site({"docs/index.md": PAGE, "docs/table.md": "# Rules\n\n<!-- lss:rules -->\n"})
    assert '<a href="table.html#lss601">LSS601 no-budget</a>' in with_table.page("index.html")


@pytest.mark.parametrize("folder", ["../out", "/rules", "a/../b", "rules/", "ru les", ""])
def test_a_folder_that_is_no_place_in_the_site_is_refused(make_site: Make, folder: str) -> None:
    built = make_site({"docs/index.md": PAGE}, options={"rules": folder})
    assert built.status == 1
    assert ("lss: rules names" if folder else "Plugin 'lss' option 'rules': takes a folder") in built.log
    assert "Traceback" not in built.log
