"""The conformance ladder: how far up a checked spec stands, and what the next rung still asks for.

A document that is valid stands at least at LSS-Core or LSS-Parseable, by the form it is written in. The two
rungs above are about the loop, not its spelling. The taxonomy level comes in as an argument, since levels are
worked out above this layer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from loop_engineering.lss.check import Checked
from loop_engineering.lss.index import UNSPECIFIED, reference
from loop_engineering.lss.levels import LEVELS
from loop_engineering.lss.limits import halting_budget, stops
from loop_engineering.lss.position import join
from loop_engineering.lss.project import Resolved
from loop_engineering.lss.spec import Evaluator, Spec, Worker

__all__ = [
    "RUNGS",
    "RUNG_MEANINGS",
    "SHORT_NAMES",
    "Conformance",
    "Shortfall",
    "conformance",
    "reaches",
    "refined_workers",
    "shortfalls",
]

Conformance = Literal["LSS-Core", "LSS-Parseable", "LSS-Operational", "LSS-Production"]

RUNGS: tuple[Conformance, ...] = ("LSS-Core", "LSS-Parseable", "LSS-Operational", "LSS-Production")
"""The ladder, lowest rung first."""

RUNG_MEANINGS: Mapping[Conformance, str] = {
    "LSS-Core": "is written in core form, and is not LSS-Operational",
    "LSS-Parseable": "is written in full form, and is not LSS-Operational",
    "LSS-Operational": (
        "in either form: checking finds no error (so its references resolve), exactly one metric is primary and has a "
        "real source, every loop in it is bounded, and it declares a budget whose excess halts"
    ),
    "LSS-Production": (
        "is LSS-Operational, has the safeguards that its level requires, and has extensions.calibration and "
        "extensions.runbook"
    ),
}
"""Where a valid document stands, in words that continue "a document stands there if it is valid and"."""

SHORT_NAMES: Mapping[str, Conformance] = {rung.removeprefix("LSS-").lower(): rung for rung in RUNGS}
"""The rungs by the names that options take: core, parseable, operational, production."""

_PASSIVE = ("warn", "strip")
"""Actions of a safety constraint that let the loop go on."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One thing that a spec lacks for `rung`.

    `pointer` is in the document as written, or names what is missing from it; `message` says what to write.
    """

    rung: Conformance
    pointer: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """The shortfall under the names of the JSON contract."""
        return {"rung": self.rung, "pointer": self.pointer, "message": self.message}


def reaches(found: Conformance | None, wanted: Conformance) -> bool:
    """Whether a spec at `found` satisfies a demand for `wanted` or better; nothing does where it is not valid."""
    return found is not None and RUNGS.index(found) >= RUNGS.index(wanted)


def conformance(checked: Checked, level: int) -> Conformance | None:
    """The rung that a document at taxonomy `level` (1 to 6) reaches; None where it is not valid."""
    spec = checked.spec
    if spec is None:
        return None
    if _broken(checked) or next(_operational(spec), None) is not None:
        return "LSS-Parseable" if checked.form == "full" else "LSS-Core"
    return "LSS-Production" if next(_production(spec, level), None) is None else "LSS-Operational"


def shortfalls(checked: Checked, level: int, wanted: Conformance) -> tuple[Shortfall, ...]:
    """What keeps a document at taxonomy `level` from `wanted`, lowest rung first; empty where it is reached."""
    spec, expanded = checked.spec, checked.expanded
    if spec is None or expanded is None:
        return (Shortfall("LSS-Core", "", "the document is not valid; mend what checking found"),)
    if reaches(conformance(checked, level), wanted):
        return ()
    if wanted == "LSS-Parseable":
        message = "the document is in core form; write all thirteen fields, as `loopctl expand` does"
        return (Shortfall("LSS-Parseable", "", message),)
    missing = list(_operational(spec))
    if wanted == "LSS-Production":
        missing += _production(spec, level)
    return (*_broken(checked), *(replace(lack, pointer=expanded.origin(lack.pointer)) for lack in missing))


def refined_workers(spec: Spec) -> tuple[str, ...]:
    """The ids of the workers that the optimization strategy changes, as it declares them."""
    config = spec.optimization_strategy.config
    targets = [config.get("refinement_target"), *(config.get("secondary_targets") or ())]
    pairs = [reference(target) for target in targets if isinstance(target, str)]
    return tuple(name for kind, name in pairs if kind == "workers")


def _broken(checked: Checked) -> tuple[Shortfall, ...]:
    """The errors that checking found, but for the missing stop, which `_operational` tells.

    A comment can keep an error from being told, but it buys no rung: neither for the spec nor for what is made of it.
    """
    excused = [item.finding for item in checked.suppressed]
    found = [
        Shortfall("LSS-Operational", finding.pointer, finding.message)
        for finding in (*checked.findings, *checked.expected, *excused)
        if finding.severity == "error" and finding.name != "unbounded-loop"
    ]
    for number, child in enumerate(checked.resolutions):
        if isinstance(child, Resolved) and child.excused:
            message = f"{child.path.name} has an error that a comment suppresses; mend it there"
            found.append(_lacks(join("composition", "children", number, "ref"), message))
    return tuple(found)


def _operational(spec: Spec) -> Iterator[Shortfall]:
    """One primary metric has a real source, every loop is there and bounded, a declared budget halts."""
    if spec.composition is not None:
        for number, child in enumerate(spec.composition.children):
            if child.id not in spec.children:
                pointer = join("composition", "children", number, "ref")
                yield _lacks(pointer, f'child "{child.id}" could not be read, so nothing is known of its bounds')
    primary = [number for number, metric in enumerate(spec.metrics) if metric.primary]
    if len(primary) != 1:
        yield _lacks("/metrics", f"{len(primary)} metrics are primary; set primary: true on exactly one")
    elif not _is_real(spec, spec.metrics[primary[0]].source):
        pointer = join("metrics", primary[0], "source")
        yield _lacks(pointer, "the primary metric has no source that reports it; name an evaluator")
    if not stops(spec):
        yield _lacks("/termination_conditions", "nothing forces the loop to stop; add max_iterations with a value")
    for name in sorted(_unbounded(spec.children)):
        message = f'nothing forces the loop "{name}" inside this composition to stop; bound it in its own spec'
        yield _lacks("/composition/children", message)
    if halting_budget(spec) is None:
        message = "no budget that halts is declared; give cumulative_usd above 0 and on_exceed: {action: halt}"
        yield _lacks("/cost_limits", message)


def _lacks(pointer: str, message: str) -> Shortfall:
    return Shortfall("LSS-Operational", pointer, message)


def _is_real(spec: Spec, source: str) -> bool:
    kind, name = reference(source)
    if kind == "evaluators":
        return any(evaluator.id == name for evaluator in spec.evaluators)
    if kind == "workers":
        return any(worker.id == name for worker in spec.workers)
    return kind == "telemetry" and bool(name)


def _unbounded(children: Mapping[str, Spec]) -> set[str]:
    """The names of the loops below, at any depth, that nothing forces to stop or whose own children are unknown."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(children.values())
    while waiting:
        spec = waiting.pop()
        if id(spec) in seen:
            continue
        seen.add(id(spec))
        declared = spec.composition.children if spec.composition is not None else ()
        if not stops(spec) or any(child.id not in spec.children for child in declared):
            found.add(spec.loop_name)
        waiting.extend(spec.children.values())
    return found


def _production(spec: Spec, level: int) -> Iterator[Shortfall]:
    """The safeguards of the level, a calibrated judge and a runbook."""
    needs = LEVELS[level].safeguards
    yield from _constraints(spec, level)
    if needs.independent_judge:
        for pointer, message in _judged_by_themselves(spec):
            yield _short(pointer, message)
    rollback = spec.optimization_strategy.rollback
    if needs.rollback == "on_safety_failure" and not (rollback is not None and rollback.on_safety_failure):
        yield _short("/optimization_strategy", f"level {level} needs rollback: {{on_safety_failure: true}}")
    elif needs.rollback == "any" and not (
        rollback is not None and (rollback.on_safety_failure or rollback.on_metric_drop is not None)
    ):
        yield _short("/optimization_strategy", f"level {level} needs a rollback; give it on_metric_drop")
    if needs.gate_on_changes and not _gates_changes(spec):
        yield _short(
            "/safety_constraints",
            f"level {level} needs a person to approve what the loop changes about itself; add a human_gate "
            "that covers the workers it changes, or optimization_strategy.config.human_gate_on",
        )
    for name, holds in (
        ("calibration", "how its judges were compared with people"),
        ("runbook", "what to do when it stops"),
    ):
        if not spec.extensions.get(name):
            yield _short("/extensions", f"extensions.{name} is missing: {holds}")


def _short(pointer: str, message: str) -> Shortfall:
    return Shortfall("LSS-Production", pointer, message)


def _constraints(spec: Spec, level: int) -> Iterator[Shortfall]:
    needs = LEVELS[level].safeguards
    # A copy of a constraint guards nothing that the first does not.
    acting = [g for g in spec.safety_constraints if g.action not in _PASSIVE or g.type in needs.halting]
    distinct = {(guard.type, guard.scope, guard.applies_to) for guard in acting}
    if len(distinct) < needs.constraints:
        message = f"level {level} needs {LEVELS[level].least}; only {len(distinct)} does more than warn and is no copy"
        yield _short("/safety_constraints", message)
    for kind in needs.types:
        actions = [guard.action for guard in acting if guard.type == kind]
        if not actions:
            yield _short("/safety_constraints", f"level {level} needs a safety constraint of type {kind}")
        elif kind in needs.halting and "halt" not in actions:
            yield _short("/safety_constraints", f"level {level} needs {kind} with the action halt")


def _judged_by_themselves(spec: Spec) -> Iterator[tuple[str, str]]:
    """The judged workers none of whose judges is a check, a person or another model."""
    of_all = [judge for judge in spec.evaluators if "*" in judge.runs_after]
    of_one: defaultdict[str, list[Evaluator]] = defaultdict(list)
    for judge in spec.evaluators:
        for name in dict.fromkeys(judge.runs_after):
            if name != "*":
                of_one[name].append(judge)
    for number, worker in enumerate(spec.workers):
        judges = (*of_all, *of_one[worker.id])
        if judges and not any(_is_separate(judge, worker) for judge in judges):
            names = ", ".join(f'"{judge.id}"' for judge in judges[:5])
            yield (
                join("workers", number),
                f'worker "{worker.id}" is judged only by its own or an unnamed model ({names}); '
                "add a deterministic evaluator, a person, or a rubric on another model",
            )


def _is_separate(judge: Evaluator, worker: Worker) -> bool:
    if judge.type != "llm_rubric":
        return True
    if judge.model is None or UNSPECIFIED in (judge.model.name, worker.model.name):
        return False
    return (judge.model.provider, judge.model.name) != (worker.model.provider, worker.model.name)


def _gates_changes(spec: Spec) -> bool:
    """Whether a person must agree before the loop changes itself: a gate in the strategy, or on a worker it changes."""
    if spec.optimization_strategy.config.get("human_gate_on"):
        return True
    changed = set(refined_workers(spec))
    return any(
        guard.type == "human_gate"
        and guard.action not in _PASSIVE
        and (not guard.applies_to or "*" in guard.applies_to or not changed.isdisjoint(guard.applies_to))
        for guard in spec.safety_constraints
    )
