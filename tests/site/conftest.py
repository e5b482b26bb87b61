"""Fixtures of the tests that read the whole built site, most of them in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .browsing import served


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built site is served, with a slash at the end."""
    with served(site) as place:
        yield place
