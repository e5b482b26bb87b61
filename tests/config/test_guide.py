"""The guide to configuration: its table has every key, its commands give the output that it shows."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from loop_engineering.config import ALLOW_KEYS, KEYS
from tests.cli.test_guides import REPOSITORY, run_commands

GUIDE = REPOSITORY / "docs" / "tools" / "configuration.md"

_FENCE = re.compile(
    r"^```(?:(?:lss|toml) title=\"(?P<file>[\w-]+\.(?:yaml|toml))\"|console)[^\n]*\n(?P<text>.*?)^```$", re.M | re.S
)


def test_the_commands_say_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    expected = _FENCE.sub(run_commands, text)
    if os.environ.get("LOOP_UPDATE_GUIDES"):
        GUIDE.write_text(expected, encoding="utf-8")
    assert text == expected


def test_the_table_has_every_key_and_what_it_is_for() -> None:
    rows = re.findall(r"^\| `([\w.-]+)` \| [^|]+ \| ([^|]+) \|$", GUIDE.read_text(encoding="utf-8"), re.M)
    assert dict(rows) == {**KEYS, **{f"allow.{key}": meaning for key, meaning in ALLOW_KEYS.items()}}
