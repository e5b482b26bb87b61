"""The configuration of a project: which rules are told, how severely, where, and what its loops may use.

It stands in `loopctl.toml`, or under `[tool.loopctl]` in `pyproject.toml`, and is the same for a whole run. The command
line, the language server and the MkDocs plugin read it with `discover` and follow it with `Config.apply`.
"""

from __future__ import annotations

from loop_engineering.config.reading import FILE_NAMES, discover, load
from loop_engineering.config.settings import Config, Level, rules_named
from loop_engineering.config.table import ALLOW_KEYS, KEYS

__all__ = ["ALLOW_KEYS", "FILE_NAMES", "KEYS", "Config", "Level", "discover", "load", "rules_named"]
