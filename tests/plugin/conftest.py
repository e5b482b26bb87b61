"""Fixtures of the plugin's tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .empty_environment import Environment, build_wheel
from .sites import Built, build, write_site

ROOT = Path(__file__).resolve().parent.parent.parent
Make = Callable[..., Built]


@pytest.fixture(scope="session")
def diagrams(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache of diagrams that all small sites share, with those of this project's own site: drawing is slow."""
    folder = tmp_path_factory.mktemp("diagrams")
    own = ROOT / ".cache" / "lss" / "diagrams"
    return Path(shutil.copytree(own, folder, dirs_exist_ok=True)) if own.is_dir() else folder


@pytest.fixture
def make_site(tmp_path: Path, diagrams: Path) -> Make:
    """Write and build a site: `make_site({"docs/index.md": …}, options={…}, arguments=(…), …)`."""

    def make(
        files: dict[str, str], *, arguments: tuple[str, ...] = (), command: str = "mkdocs", **settings: object
    ) -> Built:
        root = write_site(tmp_path / "project", files, **settings)  # type: ignore[arg-type]
        cache = root / ".cache" / "lss"
        cache.mkdir(parents=True, exist_ok=True)
        if not (cache / "diagrams").exists():
            (cache / "diagrams").symlink_to(diagrams)
        return build(root, *arguments, command=command)

    return make


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this project, built offline."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and what it needs for MkDocs, as `pip install 'loop-engineering[mkdocs]'` makes."""
    environment = Environment.empty(tmp_path_factory.mktemp("installed"))
    environment.install(wheel, extra="mkdocs")
    return environment
