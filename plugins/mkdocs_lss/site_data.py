"""The machine-readable files of the site: the schemas, `api/specs.json`, and the shape that it shares with its kind."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import Any

from loop_engineering.assess import Assessment
from loop_engineering.lss import Finding, schema_text

__all__ = ["SPECS_URI", "document", "schemas", "spec_entry", "specs_bytes", "trace_schema_bytes"]

SPECS_URI = "api/specs.json"


def schemas() -> Iterator[tuple[str, bytes]]:
    """Each schema that the site publishes, as URI and content, byte for byte as the library has it."""
    yield "schema/lss-1.0.schema.json", schema_text().encode()
    yield "schema/loop-trace-1.0.schema.json", trace_schema_bytes()
    for file in sorted(files("loop_engineering").joinpath("schemas").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".schema.json"):
            yield f"schema/{file.name}", file.read_bytes()


def trace_schema_bytes() -> bytes:
    """The schema of the loop trace, byte for byte."""
    return files("loop_engineering").joinpath("trace", "loop-trace-1.0.schema.json").read_bytes()


def document(schema: str, **content: Any) -> bytes:
    """A file below `api/` that names its schema, for instance "api-specs-1", and has `content`."""
    made = _finite({"$schema": f"../schema/{schema}.schema.json", "version": 1, **content})
    return (json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8", "replace")


def _finite(value: Any) -> Any:
    """The same with null for what is no number: JSON has neither infinity nor NaN."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def spec_entry(
    assessment: Assessment, origin: str, url: str, findings: Sequence[Finding], *, title: str, **more: Any
) -> dict[str, Any] | None:
    """One entry of `api/specs.json`, None for what is no spec.

    `origin` is "library" or "page", `url` the address of its panel below the site's root, `title` that of the page,
    `findings` are those that readers are told.
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
        "title": title,
        "workers": len(assessment.spec.workers),
        "roles": list(dict.fromkeys(worker.role for worker in assessment.spec.workers)),
        "evaluators": dict(sorted(Counter(judge.type for judge in assessment.spec.evaluators).items())),
        "findings": [finding.rule for finding in findings],
        "expected": [finding.rule for finding in assessment.checked.expected],
        **more,
    }


def specs_bytes(entries: Iterable[dict[str, Any]]) -> bytes:
    """`api/specs.json`."""
    return document("api-specs-1", specs=list(entries))
