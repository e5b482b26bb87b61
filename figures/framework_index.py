"""The table of the framework's overview: what the tools say of the running example, version by version."""

from __future__ import annotations

from figures.framework_example import VERSIONS, reading

__all__ = ["PAGE", "claims"]

PAGE = "framework/index.md"

_PHASES = ("Design", "Diagnose", "Measure", "Improve", "Scale")


def claims() -> list[str]:
    """The rows of the table."""
    rows = []
    for phase, version in zip(_PHASES, VERSIONS, strict=True):
        found = reading(version)
        worst = "nothing bounds it" if found.usd is None else f"${found.usd:.2f}"
        rules = ", ".join(found.rules) or "none"
        rows.append(
            f"| [{phase}]({phase.lower()}.md) | {version} | {found.conformance} | {worst} | {rules} | {found.les} |"
        )
    return rows
