"""Small sites on disk, built by the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.examples import CORE

LOOP = (
    CORE.replace("code-repair-loop", "{name}")
    + """\
cost_limits:
  per_iteration_usd: 0.2
  cumulative_usd: 2
  on_exceed: {{action: halt}}
"""
)

GOOD = LOOP.format(name="code-repair-loop")
BAD = GOOD.replace("test_suite", "test_suit")


def fenced(text: str, info: str = "lss", indent: str = "") -> str:
    """`text` as a fenced block."""
    return "".join(f"{indent}{line}".rstrip() + "\n" for line in [f"```{info}", *text.splitlines(), "```"])


@dataclass(frozen=True)
class Built:
    """What a build left behind and said."""

    root: Path
    status: int
    log: str

    @property
    def site(self) -> Path:
        return self.root / "site"

    def page(self, name: str = "index.html") -> str:
        return (self.site / name).read_text("utf-8")

    def lines(self, containing: str) -> list[str]:
        return [line for line in self.log.splitlines() if containing in line]


def write_site(
    root: Path,
    files: Mapping[str, str],
    *,
    options: Mapping[str, object] | None = None,
    plugin: bool = True,
    **config: object,
) -> Path:
    """Write a site; `files` are relative to `root`, `options` are the plugin's."""
    settings: dict[str, object] = {"site_name": "Test", "use_directory_urls": False, "theme": {"name": "mkdocs"}}
    settings |= {"plugins": [{"lss": dict(options or {})}] if plugin else []}
    settings |= config
    root.mkdir(parents=True, exist_ok=True)
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    (root / "docs").mkdir(exist_ok=True)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def build(root: Path, *arguments: str, command: str = "mkdocs", site: str = "site") -> Built:
    """Build the site at `root`."""
    environment = os.environ | {
        "NO_MKDOCS_2_WARNING": "1",
        "DISABLE_MKDOCS_2_WARNING": "true",
        "SOURCE_DATE_EPOCH": "1700000000",
        "NO_COLOR": "1",
        "PYTHONHASHSEED": "random",
    }
    ran = subprocess.run(
        [sys.executable, "-m", command, "build", "--site-dir", str(root / site), *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Built(root, ran.returncode, ran.stderr + ran.stdout)
