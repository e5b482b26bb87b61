"""One spec: checking, scoring, classifying and bounding it, beside libyaml and check-jsonschema."""

from __future__ import annotations

from pathlib import Path

import yaml

from benchmarks import table
from loop_engineering.assess import assess
from loop_engineering.lss import Source, check, schema_text

MOST_OVER_COMPOSE = 3.0
LEAST_OVER_CHECK_JSONSCHEMA = 10.0
_FILES = 100


def run(folder: Path) -> table.Table:
    """Measure the readings of one spec of 220 lines."""
    text = table.SPEC.read_text("utf-8")
    found = table.Table("One spec of 220 lines")

    def compose() -> None:
        yaml.compose(text, Loader=yaml.CSafeLoader)

    def everything() -> None:
        assessment = assess(Source(text))
        if None in (assessment.score, assessment.level, assessment.bounds, assessment.conformance):
            raise RuntimeError("the benchmark's spec is not valid")

    def checking() -> None:
        check(Source(text))

    base = table.best_of(compose)
    found.add("`yaml.compose` with libyaml", f"{base * 1e3:.2f} ms")
    found.add("check, against compose", f"{table.paired(checking, compose):.2f}×")
    ratio = table.paired(everything, compose)
    found.add(
        "check + score + level + bounds, against compose",
        f"{ratio:.2f}×",
        f"at most {MOST_OVER_COMPOSE:g}×",
        kept=ratio <= MOST_OVER_COMPOSE,
    )
    theirs = _check_jsonschema(folder, text)
    ours = table.best_of(everything)
    found.add(f"check-jsonschema, each of {_FILES} files in one run", f"{theirs * 1e3:.1f} ms")
    found.add(
        "all four readings, faster than check-jsonschema by",
        f"{theirs / ours:.0f}×",
        f"at least {LEAST_OVER_CHECK_JSONSCHEMA:g}×",
        kept=theirs / ours >= LEAST_OVER_CHECK_JSONSCHEMA,
    )
    return found


def _check_jsonschema(folder: Path, text: str) -> float:
    """Seconds that check-jsonschema takes for one more file: its start-up is not counted."""
    schema = folder / "schema.json"
    schema.write_text(schema_text(), "utf-8")
    files = [folder / f"spec-{number}.yaml" for number in range(_FILES + 1)]
    for file in files:
        file.write_text(text, "utf-8")
    command: list[str | Path] = [table.PYTHON, "-m", "check_jsonschema", "--schemafile", schema]
    many = min(table.run([*command, *files], folder)[0] for _ in range(3))
    one = min(table.run([*command, files[0]], folder)[0] for _ in range(3))
    return (many - one) / _FILES
