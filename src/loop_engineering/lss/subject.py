"""What a rule is given to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loop_engineering.lss.index import Index
from loop_engineering.lss.project import RefFault, Resolved
from loop_engineering.lss.spec import Spec

__all__ = ["Subject"]


@dataclass(frozen=True, slots=True)
class Subject:
    """One spec under check.

    `spec` is its full form and `index` the look-ups over it; `written` is the document as its author wrote
    it. `resolutions` has an entry for each child of a composition, in order; it is empty where no project
    was given, so that nothing can be said about files.
    """

    spec: Spec
    index: Index
    written: Mapping[str, Any]
    resolutions: tuple[Resolved | RefFault, ...] = ()
