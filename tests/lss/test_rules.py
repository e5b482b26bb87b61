"""The rules: what they are called, and that their examples trigger them and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
import yaml

import loop_engineering.lss.rules as rules_package
from loop_engineering.assess import assess
from loop_engineering.lss import RULES, SEVERITIES, Finding, Rule, Source, check
from loop_engineering.lss.explanation import explain
from loop_engineering.lss.rules import GROUPS, example, example_name

FOLDER = Path(rules_package.__file__).parent
KINDS: tuple[Literal["bad"], Literal["good"]] = ("bad", "good")
ON_DEMAND = "LSS900"
"""The rule that is found only where a rung of the ladder is asked for; its examples have a test of their own."""
FAILURE_MODES = {f"F{number}" for number in range(1, 13)}


def checked_example(rule: Rule, kind: Literal["bad", "good"]) -> tuple[Finding, ...]:
    """The findings of a rule's example file, as for a project that is the folder of the rules."""
    explained = explain(rule)
    return (explained.bad if kind == "bad" else explained.good).findings


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.id != ON_DEMAND], ids=lambda rule: rule.id)
def test_the_bad_example_triggers_the_rule_and_no_other(rule: Rule) -> None:
    found = checked_example(rule, "bad")
    assert found
    assert {finding.rule for finding in found} == {rule.id}, [finding.message for finding in found]
    assert all(finding.severity == rule.severity and finding.name == rule.name for finding in found)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_good_example_triggers_nothing(rule: Rule) -> None:
    assert [(finding.rule, finding.message) for finding in checked_example(rule, "good")] == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_examples_differ_by_little(rule: Rule) -> None:
    bad, good = (example(rule, kind).decode("utf-8", "replace").splitlines() for kind in KINDS)
    bad, good = ([line.strip(" -") for line in text] for text in (bad, good))
    assert len(set(bad) ^ set(good)) <= 6, "a reader should see the point at once"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    assert re.fullmatch(r"LSS[0-9]{3}", rule.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.severity in SEVERITIES
    assert rule.id[:4] in GROUPS
    assert rule.failure_mode is None or rule.failure_mode in FAILURE_MODES
    for text in (rule.summary, rule.rationale, rule.remedy):
        assert text[0].strip()
        assert text.endswith((".", ").")), text
        assert text == " ".join(text.split()), text


def test_rules_are_in_order_and_no_two_are_alike() -> None:
    assert list(RULES) == sorted(RULES)
    assert all(rule.id == key for key, rule in RULES.items())
    for attribute in ("name", "summary", "rationale", "remedy"):
        texts = [getattr(rule, attribute) for rule in RULES.values()]
        assert len(set(texts)) == len(texts), attribute


def test_each_file_of_the_folder_belongs_to_a_rule() -> None:
    stems = {rule.name.replace("-", "_") for rule in RULES.values()}
    own = {"__init__.py", "rule.py"}
    files = {file.name for file in FOLDER.iterdir() if file.is_file()} - own
    examples = {example_name(rule, kind) for rule in RULES.values() for kind in KINDS}
    assert files == {f"{stem}.py" for stem in stems} | examples


def test_failure_modes_that_a_spec_can_show_have_a_rule() -> None:
    covered = {rule.failure_mode for rule in RULES.values()}
    assert covered >= FAILURE_MODES


@pytest.mark.parametrize("kind", ["bad", "good"])
def test_below_conformance_examples_stand_on_either_side_of_production(kind: Literal["bad", "good"]) -> None:
    text = example(RULES[ON_DEMAND], kind).decode()
    assert check(Source(text)).findings == ()
    assert assess(Source(text)).conformance == ("LSS-Production" if kind == "good" else "LSS-Operational")


def test_sources_are_works_of_the_bibliography() -> None:
    works = yaml.safe_load((Path(__file__).resolve().parents[2] / "bibliography.yaml").read_text("utf-8"))
    assert {source for rule in RULES.values() for source in rule.sources} <= set(works)
