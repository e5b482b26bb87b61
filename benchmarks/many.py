"""Ten thousand specs in one run of loopctl: fast, linear, on both cores, in little memory; faster the second time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import table

MOST_MEGABYTES = 300
MOST_COLD, MOST_WARM = 15, 3
"""Seconds."""
_FEW, _MANY = 1_000, 10_000
_LINEAR = 1.3
_COMMAND = "import sys; from loop_engineering.cli.loopctl import main; sys.exit(main())"


def run(folder: Path) -> table.Table:
    """Measure `loopctl validate` on a thousand and on ten thousand files of 220 lines."""
    text = table.SPEC.read_text("utf-8")
    for number in range(_MANY):
        part = folder / "all" / ("few" if number < _FEW else "rest")
        part.mkdir(parents=True, exist_ok=True)
        (part / f"spec-{number:05}.yaml").write_text(text.replace("benchmark-loop", f"loop-{number}"), "utf-8")
    command = [table.PYTHON, "-c", _COMMAND, "validate", "--format", "json"]
    script = "import sys, yaml\nfor name in sys.argv[1:]: yaml.compose(open(name).read(), yaml.CSafeLoader)"
    names = sorted(str(path) for path in (folder / "all" / "few").iterdir())
    composed = min(table.run([table.PYTHON, "-c", script, *names], folder)[1] for _ in range(2))
    few = min(table.run([*command, "--no-cache", "all/few"], folder)[0] for _ in range(2))
    wall, cpu = table.run([*command, "--cache-dir", "cache", "all"], folder)
    warm = min(table.run([*command, "--cache-dir", "cache", "all"], folder)[0] for _ in range(2))
    found = table.Table(f"{_MANY:,} specs in one `loopctl validate`")
    found.add(f"{_FEW:,} specs, without a cache", f"{few:.1f} s")
    found.add(
        f"{_MANY:,} specs, with an empty cache", f"{wall:.1f} s", f"at most {MOST_COLD} s", kept=wall <= MOST_COLD
    )
    found.add(f"{_MANY:,} specs, once more", f"{warm:.1f} s", f"at most {MOST_WARM} s", kept=warm <= MOST_WARM)
    found.add(
        f"processor time of the first run, against stock `yaml.compose` of as many texts ({composed:.1f} s a thousand)",
        f"{cpu / (composed * _MANY / _FEW):.2f}×",
    )
    growth = wall / few / (_MANY / _FEW)
    found.add(
        "time per spec, ten thousand against one thousand",
        f"{growth:.2f}×",
        f"at most {_LINEAR:g}×",
        kept=growth <= _LINEAR,
    )
    cores = cpu / wall
    found.add(f"cores kept busy, of {os.cpu_count()}", f"{cores:.2f}", "more than 1.5", kept=cores > 1.5)
    peak = _peak_megabytes([*command, "--no-cache", "all"], folder)
    found.add(
        "most memory of all its processes together",
        f"{peak:.0f} MB",
        f"at most {MOST_MEGABYTES} MB",
        kept=peak <= MOST_MEGABYTES,
    )
    return found


def _peak_megabytes(command: list[str], folder: Path) -> float:
    """The most memory (proportional set size, so that shared pages count once) that a command and its children held."""
    if not sys.platform.startswith("linux"):
        raise RuntimeError("memory is measured through /proc, which only Linux has")
    peak = 0.0
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_megabytes, _family(process.pid))))
            time.sleep(0.05)
    return peak


def _family(pid: int) -> list[int]:
    """A process and all its descendants."""
    family = [pid]
    for member in family:
        try:
            children = Path(f"/proc/{member}/task/{member}/children").read_text("ascii")
        except OSError:
            continue
        family.extend(int(child) for child in children.split())
    return family


def _megabytes(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
