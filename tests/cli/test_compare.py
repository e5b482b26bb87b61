"""`loopctl compare`: two specs side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from loop_engineering.assess import Assessment, assess
from loop_engineering.comparison import compare
from loop_engineering.lss import Source
from tests.examples import BUDGET, CORE
from tests.strategies import core_documents

from .conftest import Run

LIBRARY = Path(__file__).parents[2] / "loop-library"
GOOD = CORE + BUDGET


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(GOOD)
    Path("b.yaml").write_text(GOOD)


def read(text: str) -> Assessment:
    return assess(Source(text, "x.yaml"))


def made(run: Run, *arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("compare", *arguments, "--json").stdout)
    return found


def test_a_spec_and_itself_say_the_same(run: Run) -> None:
    result = run("compare", "a.yaml", "b.yaml")
    assert result.exit_code == 0
    assert result.stdout.endswith("\nThe two say the same.\n")
    found = made(run, "a.yaml", "b.yaml")
    assert found["same"] is True
    assert found["only_a"] == found["only_b"] == found["changed"] == found["audits"] == []


def test_the_core_form_and_its_full_form_say_the_same(run: Run) -> None:
    Path("full.yaml").write_text(run("expand", "a.yaml").stdout)
    found = made(run, "a.yaml", "full.yaml")
    assert found["same"] is True
    assert found["readings"]["form"] == {"a": "core", "b": "full"}


def test_every_difference_is_told_where_it_stands() -> None:
    new = GOOD.replace("value: 10", "value: 4").replace(
        "  - role: implementer\n", "  - role: implementer\n    timeout_seconds: 60\n  - role: reviewer\n"
    )
    found = compare(
        read(GOOD),
        read(new + "safety_constraints:\n  - {id: s, type: secret_scan, scope: post_worker, action: halt}\n"),
    )
    assert ("worker", "reviewer") in found.only_b
    assert ("safety constraint type", "secret_scan") in found.only_b
    assert ("safety constraint", "s") in found.only_b
    assert found.only_a == ()
    changed = {(part.kind, part.name): part.fields for part in found.changed}
    (limit,) = changed["failure condition", "max_iterations"]
    assert (limit.path, limit.a, limit.b) == ("value", 10, 4)
    (timeout,) = changed["worker", "implementer"]
    assert (timeout.path, timeout.a, timeout.b) == ("timeout_seconds", None, 60)
    readings = {name: (a, b) for name, a, b in found.readings}
    assert readings["iterations"] == (10, 4)
    assert readings["worker_calls"] == (10, 8)


def test_the_scores_differ_by_what_the_audits_differ(run: Run) -> None:
    found = made(run, LIBRARY / "coding-agent.yaml", LIBRARY / "research-agent.yaml")
    weights = json.loads(run("score", LIBRARY / "coding-agent.yaml", "--json").stdout)["dimensions"]
    gained = sum(weights[audit["dimension"]]["weight"] * (audit["b"] - audit["a"]) for audit in found["audits"])
    assert found["readings"]["les"]["b"] - found["readings"]["les"]["a"] == pytest.approx(gained, abs=0.1)
    for name, dimension in found["dimensions"].items():
        points = sum(audit["b"] - audit["a"] for audit in found["audits"] if audit["dimension"] == name)
        assert dimension["delta"] == pytest.approx(points / 100, abs=1e-6)


def test_what_one_has_and_the_other_lacks_is_a_law_of_its_structure(run: Run) -> None:
    a, b = LIBRARY / "coding-agent.yaml", LIBRARY / "research-agent.yaml"
    there, back = made(run, a, b), made(run, b, a)
    assert there["only_a"] == back["only_b"]
    assert there["only_b"] == back["only_a"]
    for name, key in (("worker", "workers"), ("evaluator", "evaluators"), ("safety constraint", "safety_constraints")):
        mine = {item["id"] for item in yaml.safe_load(a.read_text())[key]}
        theirs = {item["id"] for item in yaml.safe_load(b.read_text())[key]}
        assert [entry["name"] for entry in there["only_a"] if entry["kind"] == name] == [
            item["id"] for item in yaml.safe_load(a.read_text())[key] if item["id"] in mine - theirs
        ]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(core_documents(), core_documents())
def test_comparing_is_symmetric_and_never_raises(one: dict[str, Any], other: dict[str, Any]) -> None:
    a, b = read(yaml.safe_dump(one)), read(yaml.safe_dump(other))
    if a.spec is None or b.spec is None:
        return
    there, back = compare(a, b), compare(b, a)
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)
    assert there.same == back.same
    assert [(x.id, x.a, x.b) for x in there.audits] == [(x.id, x.b, x.a) for x in back.audits]
    assert compare(a, a).same


def test_a_long_value_is_shown_from_its_first_difference(run: Run) -> None:
    words = "word " * 40
    Path("a.yaml").write_text(GOOD.replace("Fix failing tests with minimal diff", f"{words}one thing"))
    Path("b.yaml").write_text(GOOD.replace("Fix failing tests with minimal diff", f"{words}another"))
    assert (
        "  objective: …word word word one thing → …word word word another\n"
        in run("compare", "a.yaml", "b.yaml").stdout
    )


def test_standard_input_is_one_of_the_two(run: Run) -> None:
    assert "The two say the same." in run("compare", "-", "b.yaml", input=GOOD).stdout
    result = run("compare", "-", "-", input=GOOD)
    assert result.exit_code == 2
    assert "only one of the two can be standard input" in result.stderr


def test_a_page_with_several_specs_needs_a_name(run: Run) -> None:
    Path("page.md").write_text(f"# P\n\n```lss\n{GOOD}```\n\n```lss\n{GOOD.replace('code-repair', 'second')}```\n")
    result = run("compare", "page.md", "a.yaml")
    assert result.exit_code == 2
    assert "choose with --name-a" in result.stderr
    assert run("compare", "page.md", "a.yaml", "--name-a", "second-loop").exit_code == 0


def changed(a: str, b: str) -> dict[tuple[str, str], list[tuple[str, Any, Any]]]:
    parts = compare(read(GOOD + a), read(GOOD + b)).changed
    return {(part.kind, part.name): [(one.path, one.a, one.b) for one in part.fields] for part in parts}


@pytest.mark.parametrize(
    ("a", "b", "field", "told"),
    [
        ("metadata: {owner: ops}\n", "metadata: {owner: dev}\n", "metadata", ("owner", "ops", "dev")),
        ("x_ours: 1\n", "x_ours: 2\n", "x_ours", ("", 1, 2)),
        ("extensions: {schema: 1}\n", "extensions: {schema: 2}\n", "extensions", ("schema", 1, 2)),
        ("extensions: {children: 1}\n", "extensions: {children: 2}\n", "extensions", ("children", 1, 2)),
        ("extensions: {x: 1}\n", "extensions: {x: true}\n", "extensions", ("x", 1, True)),
        (
            "extensions: {x: [{y: 0}]}\n",
            "extensions: {x: [{y: false}]}\n",
            "extensions",
            ("x", [{"y": 0}], [{"y": False}]),
        ),
    ],
)
def test_no_field_is_passed_over(a: str, b: str, field: str, told: tuple[str, Any, Any]) -> None:
    assert changed(a, b) == {("field", field): [told]}


def test_a_dot_in_a_key_is_no_level() -> None:
    found = changed('extensions: {x: {"a.b": 1}}\n', "extensions: {x: {a: {b: 1}}}\n")
    assert found == {("field", "extensions"): [("x.a.b", 1, None), ("x.a.b", None, 1)]}


@pytest.mark.parametrize(
    ("a", "b", "shown"),
    [
        ("1", '"1"', '1 → "1"'),
        ('"a b"', '"a  b"', '"a b" → "a  b"'),
        ("word " * 20, "word " * 20 + "more", "…word word word → …word word word more"),
    ],
)
def test_two_values_that_differ_never_look_alike(run: Run, a: str, b: str, shown: str) -> None:
    Path("a.yaml").write_text(f"{GOOD}extensions: {{x: {a}}}\n")
    Path("b.yaml").write_text(f"{GOOD}extensions: {{x: {b}}}\n")
    assert f"  extensions.x: {shown}\n" in run("compare", "a.yaml", "b.yaml").stdout


def test_a_spec_that_is_not_valid_is_reported_as_by_validate(run: Run) -> None:
    Path("b.yaml").write_text(GOOD.replace("test_suite", "test_suit"))
    result = run("compare", "a.yaml", "b.yaml")
    assert result.exit_code == 1
    assert 'did you mean "test_suite"' in result.stdout


def test_what_a_terminal_would_obey_is_made_visible(run: Run) -> None:
    Path("b.yaml").write_text(GOOD.replace("Fix failing", "\\e[31mred"), encoding="utf-8")
    said = run("compare", "a.yaml", "b.yaml").stdout
    assert "\x1b" not in said
    assert "objective" in said
