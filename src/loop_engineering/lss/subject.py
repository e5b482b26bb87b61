"""What a rule is given to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss.forms import Expansion
from loop_engineering.lss.index import Index
from loop_engineering.lss.policy import ANYTHING, Policy
from loop_engineering.lss.project import RefFault, Resolved
from loop_engineering.lss.spec import Spec

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """One spec under check.

    `spec` is its full form and `index` the look-ups over it; `written` is the document as its author wrote
    it, `expanded` how the one became the other. `resolutions` has an entry for each child of a composition, in
    order; it is empty where no project was given, so that nothing can be said about files. `policy` is what the
    project allows.
    """

    spec: Spec
    index: Index
    written: Mapping[str, Any]
    expanded: Expansion
    resolutions: tuple[Resolved | RefFault, ...] = ()
    policy: Policy = ANYTHING

    def place(self, pointer: str) -> str | None:
        """Where the part of the full form at `pointer` stands in the document; None where it was not written."""
        return self.expanded.place(pointer, self.written)
