"""An environment that has the built wheel, what the wheel says it needs, and nothing else.

Nothing is fetched: what the wheel asks for is linked from the environment that runs the tests, distribution by
distribution, so that an import which no declared dependency provides fails there as it would for a stranger.
"""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
NAME = "loop-engineering"


def build_wheel(folder: Path) -> Path:
    """The wheel, built by the backend that pyproject.toml names, in `folder`."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@dataclass(frozen=True)
class Environment:
    """A virtual environment: its interpreter and its site-packages."""

    python: Path
    packages: Path

    @staticmethod
    def empty(folder: Path) -> Environment:
        venv.EnvBuilder(symlinks=True).create(folder)
        python = folder / "bin" / "python"
        asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        found = subprocess.run(asked, check=True, capture_output=True, text=True)
        return Environment(python, Path(found.stdout.strip()))

    def install(self, wheel: Path, extra: str) -> None:
        """Install the wheel with pip, and link what it needs with `extra`."""
        command = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "--quiet", "--no-index"]
        subprocess.run(
            [*command, "--no-deps", "--no-compile", "--disable-pip-version-check", str(wheel)],
            check=True,
            capture_output=True,
        )
        (info,) = self.packages.glob("loop_engineering-*.dist-info")
        self.link(_wanted(importlib.metadata.PathDistribution(info), (extra,)))

    def link(self, names: Iterable[str]) -> None:
        """Link distributions of the tests' own environment, and all that they need."""
        done: set[str] = set()
        for name in _closure(names):
            found = importlib.metadata.distribution(name)
            for file in found.files or ():
                top = file.parts[0]
                if top not in ("..", "__pycache__") and top not in done and not (self.packages / top).exists():
                    (self.packages / top).symlink_to(Path(str(found.locate_file(top))))
                done.add(top)

    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run the environment's Python, which sees nothing of the tests' own; `stdout` has both of its streams."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        clean |= {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
        clean |= {"NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
        command = [str(self.python), *arguments]
        return subprocess.run(
            command, cwd=cwd, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )


def _wanted(distribution: importlib.metadata.Distribution, extras: Iterable[str] = ()) -> Iterator[str]:
    """The names that a distribution asks for, here and with these extras."""
    for text in distribution.requires or ():
        asked = Requirement(text)
        if asked.marker is None or any(asked.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield asked.name


def _closure(names: Iterable[str]) -> list[str]:
    """These distributions and all that they need, by and by."""
    waiting, found = [canonicalize_name(name) for name in names], dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += map(canonicalize_name, _wanted(importlib.metadata.distribution(name)))
    return list(found)
