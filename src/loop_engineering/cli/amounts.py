"""Amounts as people read them on a terminal; None is what nothing bounds."""

from __future__ import annotations

__all__ = ["count", "dollars", "seconds"]


def count(number: int | None) -> str:
    """1234 is "1,234"."""
    return "unbounded" if number is None else f"{number:,}"


def dollars(number: float | None) -> str:
    """4.5 is "$4.50"."""
    return "unbounded" if number is None else f"${number:,.2f}"


def seconds(number: float | None) -> str:
    """2160 is "2,160 (36 min)"."""
    if number is None:
        return "unbounded"
    minutes, rest = divmod(round(number), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours:,} h" * bool(hours), f"{minutes} min" * bool(minutes), f"{rest} s" * bool(rest)]
    spoken = " ".join(part for part in parts if part)
    return f"{number:,.10g} ({spoken})" if number >= 60 else f"{number:,.10g}"
