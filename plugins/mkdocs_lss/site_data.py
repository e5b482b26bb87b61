"""The machine-readable files of the site: `api/specs.json` and the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from loop_engineering.assess import Assessment
from loop_engineering.lss import Finding, schema_text

__all__ = [
    "SCHEMA_URI",
    "SPECS_URI",
    "TRACE_SCHEMA_URI",
    "schema_bytes",
    "spec_entry",
    "specs_bytes",
    "trace_schema_bytes",
]

SPECS_URI = "api/specs.json"
SCHEMA_URI = "schema/lss-1.0.schema.json"
TRACE_SCHEMA_URI = "schema/loop-trace-1.0.schema.json"


def schema_bytes() -> bytes:
    """The schema as the library has it, byte for byte."""
    return schema_text().encode()


def trace_schema_bytes() -> bytes:
    """The schema of the loop trace, byte for byte."""
    return files("loop_engineering").joinpath("trace", "loop-trace-1.0.schema.json").read_bytes()


def spec_entry(
    assessment: Assessment, origin: str, url: str, findings: Sequence[Finding], **more: Any
) -> dict[str, Any] | None:
    """One entry of `api/specs.json`, None for what is no spec.

    `origin` is "library" or "page", `url` the address of its panel below the site's root, `findings` are those
    that readers are told.
    """
    entry, bounds = assessment.entry(), assessment.bounds
    if entry is None or bounds is None or assessment.spec is None:
        return None
    level, score = assessment.level, assessment.score
    return {
        **entry,
        "version": assessment.spec.version,
        "objective": assessment.spec.objective.strip(),
        "origin": origin,
        "url": url,
        "level": level.level if level else None,
        "level_name": level.name if level else None,
        "les": score.les if score else None,
        "dimensions": {item.dimension.name: item.score for item in score.dimensions} if score else {},
        "bounds": {key: value for key, value in bounds.as_dict().items() if key != "loop_name"},
        "patterns": list(assessment.spec.patterns),
        "findings": [finding.rule for finding in findings],
        "expected": [finding.rule for finding in assessment.checked.expected],
        **more,
    }


def specs_bytes(entries: Iterable[dict[str, Any]]) -> bytes:
    """`api/specs.json`."""
    document = {"version": 1, "schema": SCHEMA_URI, "specs": list(entries)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")
