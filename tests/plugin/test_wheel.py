"""The wheel on its own: what is in it, and that it needs nothing which it does not ask for."""

from __future__ import annotations

import zipfile
from pathlib import Path

from .empty_environment import ROOT, Environment

# Imports every module of the distribution but those of the language server, which an extra of its own provides for.
_IMPORT_ALL = """
import importlib, pkgutil
for package in ("loop_engineering", "mkdocs_lss"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.startswith("loop_engineering.lsp"):
            importlib.import_module(module.name)
"""


def test_the_wheel_has_the_plugin_whole_and_nothing_of_our_site(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    plugin = ROOT / "plugins" / "mkdocs_lss"
    files = (path for path in plugin.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {path.relative_to(plugin.parent).as_posix() for path in files} <= names
    assert any(name.startswith("mkdocs_lss/assets/") for name in names)
    assert any(name.startswith("mkdocs_lss/templates/") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"loop_engineering", "mkdocs_lss"}
    assert not [name for name in names if any(word in name for word in ("site_hooks", "/tests/", "/docs/"))]


def test_every_import_is_of_something_that_the_wheel_asks_for(installed: Environment, tmp_path: Path) -> None:
    ran = installed.run("-c", _IMPORT_ALL, cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout
    for missing in ("material", "properdocs", "pytest", "hypothesis", "matplotlib"):
        assert installed.run("-c", f"import {missing}", cwd=tmp_path).returncode != 0


def test_the_command_line_comes_with_it(installed: Environment, tmp_path: Path) -> None:
    loopctl = installed.python.with_name("loopctl")
    ran = installed.run(str(loopctl), "explain", "LSS201", cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout
    assert "LSS201" in ran.stdout
