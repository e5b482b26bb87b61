"""What holds in a build: the plugin's options, and the loopctl.toml or pyproject.toml that `loopctl` follows too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mkdocs.exceptions import PluginError

from loop_engineering.baseline import Baseline, new_findings, read_baseline
from loop_engineering.config import discover
from loop_engineering.lss import Finding
from mkdocs_lss.config import LssConfig

__all__ = ["Settings"]


class Settings:
    """The settings of one build. An option in mkdocs.yml wins over the project's file."""

    def __init__(self, options: LssConfig, root: Path) -> None:
        """Looks for the file in `root` and above. PluginError where it, or its baseline, cannot be followed."""
        self._root = root
        self._config = discover(root)
        if self._config.mistakes:
            raise PluginError("lss: " + "\n".join(self._config.mistakes))
        self._baseline = _baseline(self._config.baseline)
        self.policy = self._config.policy
        self.fail_on: str = options.fail_on or ("warning" if self._config.strict else "error")
        self.conformance: str = options.conformance or self._config.conformance or "core"

    @property
    def files(self) -> list[Path]:
        """The files that the settings were read from, for `mkdocs serve` to watch."""
        return [file for file in (self._config.file, self._config.baseline) if file is not None]

    def told(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that readers are told; their paths are relative to the site's root."""
        return self._config.apply(findings, self._root)

    def news(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Of all findings of a build, those that are told and not known from the baseline."""
        told = self.told(findings)
        return told if self._baseline is None else new_findings(told, self._baseline, self._root)


def _baseline(file: Path | None) -> Baseline | None:
    if file is None:
        return None
    try:
        found = read_baseline(file)
    except OSError as error:
        raise PluginError(f"lss: baseline {file.name}: {error.strerror}") from error
    if isinstance(found, str):
        raise PluginError(f"lss: {file.name} {found}")
    return found
