"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from loop_engineering.lss.finding import Problem, Severity, rule_url
from loop_engineering.lss.policy import ANYTHING, Policy

if TYPE_CHECKING:
    from loop_engineering.lss.subject import Subject

__all__ = ["Rule", "nothing"]


def nothing(subject: Subject) -> Iterable[Problem]:
    """The check of a rule that is found before there is a spec: while reading, or by the schema."""
    return ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that checking looks for.

    `failure_mode` is the code (F1 to F12) of the failure it guards against. `summary` says in a sentence
    what is found, `rationale` why that hurts, `remedy` what to write instead. An error is a loop that will
    not work or cannot be bounded; a warning one that a careful reviewer would send back.
    """

    id: str
    name: str
    severity: Severity
    summary: str
    rationale: str
    remedy: str
    failure_mode: str | None = None
    check: Callable[[Subject], Iterable[Problem]] = nothing
    sources: tuple[str, ...] = ()
    example_policy: Policy = ANYTHING

    @property
    def url(self) -> str:
        """The page of the site that explains the rule."""
        return rule_url(self.id)
