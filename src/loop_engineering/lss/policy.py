"""What an organization allows in its loops: the lists that rules check a spec against."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ANYTHING", "Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """Allow-lists. None allows anything, an empty tuple nothing.

    `providers` are those of models, as `provider` names them or as `provider/model`; `tools` are those of workers;
    `price_tables` are the values that `cost_limits.price_table_ref` may have.
    """

    providers: tuple[str, ...] | None = None
    tools: tuple[str, ...] | None = None
    price_tables: tuple[str, ...] | None = None


ANYTHING = Policy()
"""The policy of whoever has written none."""
