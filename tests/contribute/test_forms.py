"""The forms of issues and pull requests: GitHub can show them, and they ask for what this project runs.

GitHub's own reference of the syntax: required keys of a form are `name`, `description` and `body`; every element but
`markdown` has a label, a dropdown has distinct options, ids are unique.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.name != "config.yml")
PULL_REQUEST = (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
_TYPES = {"markdown", "input", "textarea", "dropdown", "checkboxes"}
_ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_there_are_four_forms() -> None:
    assert [path.stem for path in FORMS] == ["bug", "correction", "finding", "proposal"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_github_can_show_the_form(path: Path) -> None:
    form = _read(path)
    assert form.keys() <= {"name", "description", "body", "labels", "title", "assignees", "projects", "type"}
    assert form.keys() >= {"name", "description", "body"}
    assert 3 <= len(form["name"]) <= 200
    assert len(form["description"]) <= 200
    ids = [element["id"] for element in form["body"] if "id" in element]
    assert len(ids) == len(set(ids))
    labels = [element["attributes"]["label"] for element in form["body"] if element["type"] != "markdown"]
    assert len(labels) == len(set(labels))
    assert labels, "a form has to ask for something"
    for element in form["body"]:
        assert element["type"] in _TYPES
        assert element.keys() <= {"type", "id", "attributes", "validations"}
        attributes = element["attributes"]
        assert attributes.keys() <= _ATTRIBUTES[element["type"]]
        assert element["type"] != "markdown" or attributes["value"].strip()
        assert all(isinstance(value, (str, bool, list)) for value in attributes.values())
        if "id" in element:
            assert re.fullmatch(r"[A-Za-z0-9_-]+", element["id"])
        if element["type"] == "dropdown":
            options = attributes["options"]
            assert all(isinstance(option, str) for option in options), "YAML took an option for something else"
            assert len(options) == len(set(options)) >= 2


def test_blank_issues_are_off_and_holes_are_reported_in_private() -> None:
    config = _read(FOLDER / "config.yml")
    assert config["blank_issues_enabled"] is False
    for link in config["contact_links"]:
        assert link.keys() == {"name", "url", "about"}
        assert link["url"].startswith("https://")
    assert any("SECURITY.md" in link["about"] and "/security/" in link["url"] for link in config["contact_links"])


def test_links_of_the_forms_lead_to_pages_of_the_site() -> None:
    found = re.search(r"^site_url: (.*)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
    assert found is not None
    site = found[1]
    linked: set[str] = set()
    for path in FOLDER.glob("*.yml"):
        linked |= set(re.findall(re.escape(site) + r"[\w/-]*", path.read_text("utf-8")))
    assert len(linked) >= 3
    for address in linked:
        page = address.removeprefix(site).strip("/")
        places = [ROOT / folder / f"{page}{end}" for folder in (".", "docs") for end in (".md", "/index.md")]
        assert any(place.is_file() for place in places), address


def test_the_pull_request_names_the_commands_that_ci_runs() -> None:
    ci = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    for command in (line for line in ci if line.startswith("make ")):
        assert f"- [ ] `{command}`" in PULL_REQUEST
    assert "[x]" not in PULL_REQUEST
    assert re.findall(r"^## (.+)$", PULL_REQUEST, re.M)[:3] == ["What", "Why", "How I checked it"]
