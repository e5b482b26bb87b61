"""The macros of the standards' pages, on a site of somebody else."""

from __future__ import annotations

import json

from mkdocs_lss.site_data import trace_schema_bytes
from tests.plugin.sites import LOOP
from tests.standards.conftest import Make

PAGE = """# P

<!-- lss:audits cost -->

[an audit](#cost-halting-budget)

<!-- lss:fields trace.types -->

<!-- lss:fields trace.verdict -->

<!-- lss:constraints action -->

<!-- lss:rungs -->

<!-- lss:safeguards -->

<!-- lss:shorthand -->

<!-- lss:expanded loop.yaml -->
"""


def test_macros_of_the_standards_work_on_any_site(make_site: Make) -> None:
    files = {"docs/index.md": PAGE, "docs/loop.yaml": LOOP.format(name="expanded-here")}
    built = make_site(files, arguments=("--strict",), validation={"links": {"anchors": "warn"}})
    assert built.status == 0, built.log
    html = built.page()
    for part in (
        '<tr id="cost-halting-budget">',
        'href="#cost-halting-budget"',
        "<code>digest</code>",
        "where status is judged",
        "<code>quarantine</code>",
        "LSS-Production",
        "a rollback on safety failure",
        "What a document that is silent gets",
        "loop.yaml in full form",
        "expanded-here",
    ):
        assert part in html, part


def test_the_schema_of_the_trace_is_published(make_site: Make) -> None:
    built = make_site({"docs/index.md": "# P\n"})
    published = (built.site / "schema/loop-trace-1.0.schema.json").read_bytes()
    assert published == trace_schema_bytes()
    assert json.loads(published)["$id"].endswith("/schema/loop-trace-1.0.schema.json")


def test_what_cannot_be_expanded_is_an_error_with_its_place(make_site: Make) -> None:
    built = make_site({"docs/index.md": "# P\n\n<!-- lss:expanded ../../secret.yaml -->\n"})
    assert built.status == 1
    assert 'docs/index.md:3:1: macro "lss:expanded" cannot expand:' in built.log
