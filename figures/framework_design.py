"""Numbers of the page on design: what the first version would cost, and what the tools say of it."""

from __future__ import annotations

import yaml

from figures.framework_example import DESK, FOLDER, MONTH, MOST, reading

__all__ = ["PAGE", "claims"]

PAGE = "framework/design.md"


def claims() -> list[str]:
    """Snippets of the page."""
    spec = yaml.safe_load((FOLDER / "0.1.0.yaml").read_text("utf-8"))
    budget: float = spec["cost_limits"]["cumulative_usd"]
    first = reading("0.1.0")
    dollars = "unbounded" if first.usd is None else f"${first.usd:.2f}"
    return [
        f"${budget:.2f} × {MONTH:,} = ${budget * MONTH:,.0f}",
        f"a run cut off at {100 * budget:.0f} cents",
        f"at most {MOST:,} requests a month",
        f"clerks can decide {DESK:,} cases a month by hand",
        f"iterations {first.iterations}, dollars {dollars}",
    ]
