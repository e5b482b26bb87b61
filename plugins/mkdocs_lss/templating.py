"""The Jinja environment of all HTML that the plugin writes: everything is escaped unless it is Markup."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["duration", "money", "number", "render", "render_macro"]


def render(template: str, **values: Any) -> Markup:
    """The HTML of one template."""
    return Markup(_environment().get_template(template).render(values))


def render_macro(template: str, macro: str, *arguments: Any) -> Markup:
    """The HTML of one macro of a template."""
    return Markup(getattr(_environment().get_template(template).module, macro)(*arguments))


def number(value: int | float | None) -> str:
    """A count for people: 1234567 is "1,234,567", None "not bounded"."""
    return "not bounded" if value is None else f"{value:,.15g}" if isinstance(value, float) else f"{value:,}"


def money(value: float | None) -> str:
    """Dollars for people: 4.5 is "$4.50", None "not bounded"."""
    if value is None:
        return "not bounded"
    return f"${value:,.2f}" if round(value, 2) == value else f"${value:,.4g}"


def duration(value: float | None) -> str:
    """Seconds for people: 12960 is "3 h 36 min", None "not bounded"."""
    if value is None:
        return "not bounded"
    seconds = round(value)
    units = ((seconds // 86400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    shown = [f"{count:,} {unit}" for count, unit in units if count]
    return " ".join(shown[:2]) or f"{value:g} s"


def _capitalized(text: str) -> str:
    """A clause as the beginning of a sentence; the rest of it stays as it is."""
    return text[:1].upper() + text[1:]


def _code_spans(text: str) -> Markup:
    """Prose of our own with what stands between backticks as code."""
    parts = text.split("`")
    return Markup().join(Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mkdocs_lss"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(number=number, money=money, duration=duration, capitalize_first=_capitalized)
    environment.filters["code_spans"] = _code_spans
    return environment
