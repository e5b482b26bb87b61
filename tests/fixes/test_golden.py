"""Files and what fixing makes of them, as files: add `golden/NAME.yaml` (or `.json`, `.md`) and run

    UPDATE_GOLDEN=1 pytest tests/fixes/test_golden.py

to write beside it `NAME.yaml.fixed`, what `--fix` makes of it, and `NAME.yaml.unsafe`, what `--fix --unsafe-fixes`
does, each only where that changes something. Then read what they say.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from loop_engineering.cli.loopctl import loopctl

GOLDEN = Path(__file__).parent / "golden"
INPUTS = sorted(path for path in GOLDEN.iterdir() if path.suffix in (".yaml", ".json", ".md"))
WAYS = {"fixed": ("--fix",), "unsafe": ("--fix", "--unsafe-fixes")}


def fixed(path: Path, options: tuple[str, ...]) -> bytes:
    """What the command makes of a file in the current folder."""
    shutil.copy(path, path.name)
    result = CliRunner().invoke(loopctl, ["validate", path.name, *options, "--isolated"], catch_exceptions=False)
    assert result.exit_code in (0, 1), result.stderr
    return Path(path.name).read_bytes()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_fixing_gives_what_is_written_down(
    path: Path, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = fixed(path, WAYS[way])
    expected = path.with_name(f"{path.name}.{way}")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.unlink(missing_ok=True)
        if made != path.read_bytes():
            expected.write_bytes(made)
    assert made == (expected if expected.exists() else path).read_bytes()


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_fixing_what_is_fixed_changes_nothing(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for way, options in WAYS.items():
        first = fixed(path, options)
        again = tmp_path / way / path.name
        again.parent.mkdir()
        again.write_bytes(first)
        assert fixed(again, options) == first


def test_no_output_is_left_behind() -> None:
    known = {path.name for path in INPUTS}
    assert {path.stem for path in GOLDEN.iterdir() if path.suffix[1:] in WAYS} <= known
