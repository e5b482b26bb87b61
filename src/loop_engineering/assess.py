"""Everything that can be said of one spec, each reading worked out when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loop_engineering.lss import Checked, Project, Source, Spec, check

if TYPE_CHECKING:
    from loop_engineering.bounds import Bounds
    from loop_engineering.les import Score
    from loop_engineering.lss.conformance import Conformance, Shortfall
    from loop_engineering.taxonomy import Classification

__all__ = ["Assessment", "assess"]

# The readings are imported where they are used: whoever only validates does not wait for the others to load.


def assess(source: Source, *, project: Project | None = None, file: Path | None = None) -> Assessment:
    """Check a text (as `lss.check` does, with the same arguments) and offer all readings of it."""
    return Assessment(check(source, project=project, file=file))


class Assessment:
    """A checked text and its readings. Each reading is None where there is no spec to read."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked

    @property
    def spec(self) -> Spec | None:
        """The typed spec, None where the text is not a valid document."""
        return self.checked.spec

    @cached_property
    def level(self) -> Classification | None:
        """The taxonomy level, with evidence."""
        from loop_engineering.taxonomy import classify

        return None if self.spec is None else classify(self.spec)

    @cached_property
    def conformance(self) -> Conformance | None:
        """The rung of the conformance ladder."""
        from loop_engineering.lss.conformance import conformance

        return None if self.level is None else conformance(self.checked, self.level.level)

    @cached_property
    def bounds(self) -> Bounds | None:
        """The worst case."""
        from loop_engineering.bounds import worst_case

        return None if self.spec is None else worst_case(self.spec)

    @cached_property
    def score(self) -> Score | None:
        """The structural effectiveness score."""
        from loop_engineering.les import Context, score

        return None if self.spec is None else score(self.spec, Context(self.spec, bounds=self.bounds))

    @cached_property
    def mermaid(self) -> str | None:
        """The diagram as Mermaid source."""
        from loop_engineering.diagram import flowchart

        return None if self.spec is None else flowchart(self.spec)

    def shortfalls(self, wanted: Conformance) -> tuple[Shortfall, ...]:
        """What the document lacks for `wanted`; empty where it reaches it or better."""
        from loop_engineering.lss.conformance import shortfalls

        return shortfalls(self.checked, self.level.level if self.level is not None else 1, wanted)

    def entry(self) -> dict[str, Any] | None:
        """The document under `specs` of the JSON contract of `loopctl validate`."""
        if self.spec is None:
            return None
        source = self.checked.source
        return {
            "loop_name": self.spec.loop_name,
            "path": source.path,
            "line": source.lines.line(0),
            "form": self.checked.form,
            "conformance": self.conformance,
        }
