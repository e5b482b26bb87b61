"""The folder of hostile inputs, and those that are made: each gives exactly the findings that `expected.yaml` has.

`LOOP_UPDATE_GOLDEN=1` writes that file anew; read the difference before you keep it. How long each takes is
measured by `python -m benchmarks robustness`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from loop_engineering.reading import Kind

from .made import MADE
from .target import examine

HERE = Path(__file__).parent
FOLDER = HERE / "hostile"
EXPECTED = HERE / "expected.yaml"
FILES = sorted(path.name for path in FOLDER.iterdir())
_MOST = 5


def findings(name: str) -> list[str]:
    """`RULE line:column` of the first findings of an input, and how many there are where there are more."""
    raw = MADE[name]().encode() if name in MADE else (FOLDER / name).read_bytes()
    kind: Kind = "page" if name.endswith(".md") else "spec"
    read = examine(raw, kind)
    found = [item for spec in read.specs for item in spec.checked.findings] + list(read.faults)
    shown = [f"{item.rule} {item.line}:{item.column}" for item in found[:_MOST]]
    return shown if len(found) <= _MOST else [*shown, f"{len(found)} in all"]


def test_expected_lists_every_input_and_no_other() -> None:
    if os.environ.get("LOOP_UPDATE_GOLDEN"):
        lines = [
            f"{name}: {yaml.safe_dump(findings(name), default_flow_style=True, width=200)}" for name in [*FILES, *MADE]
        ]
        EXPECTED.write_text("# What each hostile input gives.\n" + "".join(lines), "utf-8")
    assert sorted(yaml.safe_load(EXPECTED.read_text("utf-8"))) == sorted([*FILES, *MADE])


@pytest.mark.parametrize("name", [*FILES, *MADE])
def test_an_input_gives_the_findings_it_should(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert findings(name) == yaml.safe_load(EXPECTED.read_text("utf-8"))[name]
    assert not list(tmp_path.iterdir()), "something in the input was run"
