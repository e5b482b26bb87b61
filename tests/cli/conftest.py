"""The command line, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from loop_engineering.cli.loopctl import loopctl

CORE = """\
loop_name: code-repair-loop
version: "1.0"
objective: "Fix failing tests with minimal diff"
workers:
  - role: implementer
evaluators:
  - type: test_suite
termination_conditions:
  - type: all_tests_pass
  - type: max_iterations
    value: 10
"""

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """`run("validate", "a.yaml", input=…)` is the result of `loopctl validate a.yaml`."""

    def invoke(*args: Any, input: str | bytes | None = None) -> Result:
        arguments = [str(arg) for arg in args]
        return CliRunner().invoke(loopctl, arguments, input=input, prog_name="loopctl", catch_exceptions=False)

    return invoke
