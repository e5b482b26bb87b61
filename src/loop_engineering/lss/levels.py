"""The six levels of the taxonomy: what they are called, and the safeguards that Production asks of each.

The table stands in the language's layer because the conformance ladder reads its requirements; which level a
spec is at, is worked out above, in `taxonomy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["LEVELS", "Level", "Safeguards"]


@dataclass(frozen=True, slots=True)
class Safeguards:
    """What a loop needs to be LSS-Production, beyond what every LSS-Operational loop has.

    `constraints` is the least number of different safety constraints, `types` the types that must be among
    them, `halting` those of them whose action must be halt. `independent_judge` asks that no worker is judged only by
    its own model, `rollback` that a bad step is undone ("any" trigger, or "on_safety_failure" in particular),
    `gate_on_changes` that a person approves what the loop changes about itself.
    """

    constraints: int
    types: tuple[str, ...] = ()
    halting: tuple[str, ...] = ()
    independent_judge: bool = False
    rollback: Literal["any", "on_safety_failure"] | None = None
    gate_on_changes: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """One level.

    `deepest` is the deepest thing that happens inside an iteration, `least` puts `safeguards` into words.
    """

    number: int
    name: str
    deepest: str
    least: str
    safeguards: Safeguards


LEVELS: Mapping[int, Level] = {
    level.number: level
    for level in (
        Level(
            1,
            "single-step",
            "act, check, stop: nothing flows back into the next attempt",
            "1 safety constraint",
            Safeguards(1),
        ),
        Level(
            2,
            "reflective",
            "a judgement of the output flows back and the output is revised",
            "2 safety constraints, one of them output_bounds",
            Safeguards(2, types=("output_bounds",)),
        ),
        Level(
            3,
            "multi-agent",
            "several workers with different roles coordinate: review, merge, hand over",
            "3 safety constraints, and no worker judged only by itself",
            Safeguards(3, independent_judge=True),
        ),
        Level(
            4,
            "evolutionary",
            "candidates or whole sub-loops are generated, compared and selected or merged",
            "4 safety constraints, and a rollback",
            Safeguards(4, independent_judge=True, rollback="any"),
        ),
        Level(
            5,
            "self-modifying",
            "the loop changes its own workers, prompts or structure",
            "5 safety constraints, and a human gate on changes to itself",
            Safeguards(5, independent_judge=True, rollback="any", gate_on_changes=True),
        ),
        Level(
            6,
            "recursive meta",
            "a loop improves the process that improves loops",
            "a human gate, tool_allowlist and egress_monitor that halt, and rollback on safety failure",
            Safeguards(
                3,
                types=("human_gate", "tool_allowlist", "egress_monitor"),
                halting=("tool_allowlist", "egress_monitor"),
                independent_judge=True,
                rollback="on_safety_failure",
                gate_on_changes=True,
            ),
        ),
    )
}
"""The levels by number. Other readings, the rules and the pages take names and requirements from here."""
