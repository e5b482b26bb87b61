"""The command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loop_engineering.cli.loopctl import loopctl

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """`run("validate", "a.yaml", input=…)` is the result of `loopctl validate a.yaml`."""

    def invoke(*args: Any, input: str | bytes | None = None) -> Result:
        arguments = [str(arg) for arg in args]
        return CliRunner().invoke(loopctl, arguments, input=input, prog_name="loopctl", catch_exceptions=False)

    return invoke
