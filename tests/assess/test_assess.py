"""One object with all readings of a text: each is what its own module says, None where there is no spec."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from loop_engineering.assess import Assessment, assess
from loop_engineering.bounds import worst_case
from loop_engineering.diagram import flowchart
from loop_engineering.les import score
from loop_engineering.lss import Project, Source, dump_yaml, read
from loop_engineering.lss.conformance import conformance
from loop_engineering.lss.position import LineMap
from loop_engineering.taxonomy import LEVELS, classify
from tests.examples import CORE
from tests.strategies import documents

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def assessment() -> Assessment:
    return assess(Source(CORE, path="CORE.md", lines=LineMap(first_line=12)))


class TestReadings:
    def test_each_is_what_its_module_says(self, assessment: Assessment) -> None:
        spec = assessment.spec
        assert spec is not None
        assert assessment.level == classify(spec)
        assert assessment.bounds == worst_case(spec)
        assert assessment.mermaid == flowchart(spec)
        assert assessment.score == score(spec)
        assert assessment.conformance == conformance(assessment.checked, 2) == "LSS-Core"

    def test_each_is_worked_out_once(self, assessment: Assessment) -> None:
        assert assessment.bounds is assessment.bounds
        assert assessment.level is assessment.level
        assert assessment.score is assessment.score

    def test_the_entry_of_the_json_contract(self, assessment: Assessment) -> None:
        assert assessment.entry() == {
            "loop_name": "code-repair-loop",
            "path": "CORE.md",
            "line": 12,
            "form": "core",
            "conformance": "LSS-Core",
        }

    def test_what_is_lacking_for_the_next_rung(self, assessment: Assessment) -> None:
        assert [item.rung for item in assessment.shortfalls("LSS-Operational")] == ["LSS-Operational"]
        assert assessment.shortfalls("LSS-Core") == ()

    def test_children_are_read_from_the_project(self) -> None:
        path = ROOT / "loop-library" / "compositions" / "code-debug-repair.yaml"
        source = read(path, path.name)
        assert isinstance(source, Source)
        whole = assess(source, project=Project(ROOT), file=path)
        assert whole.bounds is not None
        assert whole.bounds.terminates
        assert whole.level is not None
        assert whole.level.level == 4


@pytest.mark.parametrize("text", ["", "- 1", "loop_name: {", "loop_name: x\nworkers: 3", "\x00", "!!python/none ''"])
def test_a_text_that_is_no_spec_has_findings_and_no_readings(text: str) -> None:
    broken = assess(Source(text))
    assert broken.checked.findings
    assert broken.spec is None
    readings = (broken.level, broken.conformance, broken.bounds, broken.score, broken.mermaid)
    assert readings == (None,) * 5
    assert broken.entry() is None
    assert [item.rung for item in broken.shortfalls("LSS-Production")] == ["LSS-Core"]


@given(documents(sound=False))
def test_every_document_that_the_schema_accepts_has_every_reading(document: dict[str, Any]) -> None:
    one, again = (assess(Source(dump_yaml(document))) for _ in range(2))
    assert one.level is not None
    assert one.bounds is not None
    assert one.level.level in LEVELS
    assert one.conformance in ("LSS-Core", "LSS-Parseable", "LSS-Operational", "LSS-Production")
    for reading, same in ((one.level, again.level), (one.bounds, again.bounds)):
        assert same is not None
        assert json.dumps(reading.as_dict(), allow_nan=False) == json.dumps(same.as_dict(), allow_nan=False)
    assert one.shortfalls("LSS-Production") == again.shortfalls("LSS-Production")
