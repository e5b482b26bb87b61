"""The first example that every reader meets, as tests use it: the specification in the README."""

from __future__ import annotations

__all__ = ["BUDGET", "CORE"]

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
"""Valid, with one warning: no budget is declared."""

BUDGET = "cost_limits:\n  cumulative_usd: 5\n"
"""What is to be added to `CORE` so that checking finds nothing."""
