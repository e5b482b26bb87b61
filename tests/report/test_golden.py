"""What `loopctl validate` says, word for word: the files of tests/golden/validate, which need no Python to extend."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from loop_engineering.cli.loopctl import loopctl

FOLDER = Path(__file__).parent.parent / "golden" / "validate"
INPUTS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".yaml", ".md") and path.name != "README.md")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_says_what_the_file_beside_it_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    result = CliRunner().invoke(loopctl, ["validate", path.name], prog_name="loopctl")
    said = f"{result.stdout}--- stderr\n{result.stderr}--- exit {result.exit_code}\n"
    expected = path.with_suffix(".out")
    if not expected.exists():
        expected.write_text(said, encoding="utf-8")
        pytest.fail(f"{expected.name} is new; read it, and commit it if it is right")
    assert said == expected.read_text(encoding="utf-8")


def test_every_output_has_its_input() -> None:
    assert {path.stem for path in FOLDER.glob("*.out")} <= {path.stem for path in INPUTS}
