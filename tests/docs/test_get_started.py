"""The guide "Get started": what it shows is what the tool prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "get-started.md"
_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.S | re.M)


def test_every_command_prints_what_the_page_shows(tmp_path: Path) -> None:
    """Blocks named after a file are that file from there on; the spelling is mended where the page says so."""
    spec = tmp_path / "dependency-bump.yaml"
    shown = 0
    for fence in _FENCE.finditer(PAGE.read_text(encoding="utf-8")):
        info, text = fence["info"], fence["text"]
        if info.startswith("lss"):
            spec.write_text(text, encoding="utf-8")
        elif info == "console":
            for command, expected in re.findall(r"^\$ loopctl ([^\n]*)\n(.*?)(?=^\$ |\Z)", text, re.S | re.M):
                printed = _loopctl(command.split(), tmp_path)
                assert printed.startswith(expected.rstrip()), f"{command}\n{printed}"
                shown += 1
                if "test_suit\n" in spec.read_text(encoding="utf-8"):
                    mended = spec.read_text(encoding="utf-8").replace("test_suit\n", "test_suite\n")
                    spec.write_text(mended, encoding="utf-8")
        elif info == "text":
            audits = _loopctl(["score", "dependency-bump.yaml"], tmp_path)
            assert all(line in audits for line in text.splitlines()), audits
    assert shown == 6


def test_the_two_lines_for_a_broken_judge_are_worth_what_the_page_says(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    spec = next(f["text"] for f in _FENCE.finditer(page) if f["info"] == 'lss title="dependency-bump.yaml"')
    addition = next(f["text"] for f in _FENCE.finditer(page) if f["info"] == "yaml")
    (tmp_path / "better.yaml").write_text(spec.replace("cost_limits:", addition + "cost_limits:"), encoding="utf-8")
    score = re.search(r"LES ([\d.]+)", _loopctl(["score", "better.yaml"], tmp_path))
    assert score is not None
    assert f"the score says {score[1]}" in " ".join(page.split())


def _loopctl(arguments: list[str], folder: Path) -> str:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("loopctl")), *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "400", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout
