"""What a site publishes for programs: each document below `api/` is as the schema beside it says."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from loop_engineering.assess import assess
from loop_engineering.badge import badge_text
from loop_engineering.lss import RULES, Source
from loop_engineering.lss.pattern_stacks import STACKS
from loop_engineering.lss.patterns import PATTERNS
from mkdocs_lss.site_data import schemas

from .conftest import Make
from .sites import BAD, GOOD, Built, fenced

PATTERNED = GOOD + "extensions: {patterns: [reflection-loop, '<b>']}\n"
COUNTER = GOOD.replace("test_suite", "test_suite\n    runs_after: [nobody]")
EXPECTING = 'lss expect="LSS201"'
FILES = {
    "docs/index.md": "# P\n\n"
    + fenced(GOOD)
    + fenced(BAD, 'lss expect="LSS104"')
    + fenced(GOOD, 'lss panel="none"')
    + fenced(COUNTER, EXPECTING),
    "lib/x.yaml": PATTERNED,
    "lib/team/c.yaml": GOOD.replace("objective: ", "objective: </script>"),
    "patterns/reflection-loop.md": "# Reflection\n",
}
OPTIONS = {"library": "lib", "content": ["patterns"], "rules": "rules", "fail_on": "never"}


@pytest.fixture
def built(make_site: Make) -> Built:
    made = make_site(FILES, options=OPTIONS, site_url="https://site.test/book/", use_directory_urls=True)
    assert made.status == 0, made.log
    return made


def _checked(built: Built, name: str) -> dict[str, Any]:
    """A document below api/, once it is valid by the schema that it names."""
    path = built.site / "api" / name
    document: dict[str, Any] = json.loads(path.read_bytes())
    schema = json.loads((path.parent / document["$schema"]).read_bytes())
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(document)]
    assert not errors
    return document


def test_every_document_is_as_its_schema_says_and_every_address_leads_somewhere(built: Built) -> None:
    rules, patterns, specs = (_checked(built, f"{name}.json") for name in ("rules", "patterns", "specs"))
    assert [rule["id"] for rule in rules["rules"]] == list(RULES)
    assert [pattern["slug"] for pattern in patterns["patterns"]] == list(PATTERNS)
    assert len(patterns["stacks"]) == len(STACKS)
    reflection = next(item for item in patterns["patterns"] if item["slug"] == "reflection-loop")
    assert reflection["specs"] == [{"loop_name": "code-repair-loop", "url": "lib/x/"}]
    found = [rule["page"] for rule in rules["rules"]] + [spec["url"] for spec in specs["specs"]]
    found += [pattern["url"] for pattern in patterns["patterns"] if pattern["url"] is not None]
    assert "patterns/reflection-loop/" in found
    for address in found:
        page, _, ident = address.partition("#")
        shown = built.page(f"{page}index.html")
        assert not ident or f'id="{ident}"' in shown
    assert not any(spec["url"].startswith("rules/") for spec in specs["specs"])
    assert {spec["file"] for spec in specs["specs"] if "file" in spec} == {"lib/x.yaml", "lib/team/c.yaml"}


def test_the_schemas_are_strict_and_valid(built: Built) -> None:
    for uri, raw in schemas():
        assert (built.site / uri).read_bytes() == raw
        schema = json.loads(raw)
        Draft202012Validator.check_schema(schema)
        assert schema["$id"].endswith(f"/{uri}")
        if "/api-" in uri:
            assert list(_loose(schema)) == []


def _loose(schema: Any, place: str = "") -> Any:
    """The places of a schema where an object may hold whatever it likes."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield place
        for key, value in schema.items():
            yield from _loose(value, f"{place}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _loose(value, f"{place}/{index}")


def test_the_badge_as_data(built: Built) -> None:
    made = json.loads((built.site / "lib/x.shields.json").read_bytes())
    readings = assess(Source(PATTERNED, "x.yaml"))
    assert made == {"schemaVersion": 1, "label": "LSS", "message": badge_text(readings), "color": made["color"]}
    int(made["color"], 16)
    page = built.page("lib/x/index.html")
    (address,) = [word for word in page.split("(") if word.startswith("https://img.shields.io/")]
    asked = parse_qs(urlsplit(address.partition(")")[0]).query)
    assert asked == {"url": ["https://site.test/book/lib/x.shields.json"]}


def test_a_site_without_a_library_has_no_catalogues(make_site: Make) -> None:
    built = make_site({"docs/index.md": "# P\n"})
    assert [path.name for path in (built.site / "api").iterdir()] == ["specs.json"]
    assert _checked(built, "specs.json")["specs"] == []
