"""Workers that wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    spec, upstream = subject.spec, subject.index.upstream
    for index, worker in enumerate(spec.workers):
        if worker.id in worker.depends_on:
            pointer = join("workers", index, "depends_on", worker.depends_on.index(worker.id))
            yield Problem(pointer, f'worker "{worker.id}" depends on itself; remove the entry')
    placed = {name for layer in subject.index.generations for name in layer}
    left = {name: needs & upstream.keys() - placed for name, needs in upstream.items() if name not in placed}
    while left:
        cycle = _cycle(left)
        index = next(i for i, worker in enumerate(spec.workers) if worker.id == cycle[0])
        shown = " → ".join(f'"{name}"' for name in [*cycle[:8], *(["…"] if len(cycle) > 8 else []), cycle[0]])
        yield Problem(
            join("workers", index, "depends_on"),
            f"workers wait for each other: {shown}; let results flow back through a feedback channel instead",
        )
        left = _without(left, cycle)


def _cycle(left: Mapping[str, frozenset[str]]) -> list[str]:
    """One cycle, starting at its worker that is declared first. Each worker in `left` waits for another there."""
    order = {name: index for index, name in enumerate(left)}
    path = {next(iter(order)): 0}
    while True:
        following = min(left[next(reversed(path))] & order.keys(), key=order.__getitem__)
        if following in path:
            cycle = list(path)[path[following] :]
            start = cycle.index(min(cycle, key=order.__getitem__))
            return cycle[start:] + cycle[:start]
        path[following] = len(path)


def _without(left: Mapping[str, frozenset[str]], cycle: list[str]) -> dict[str, frozenset[str]]:
    """What is left of the waiting workers once those of `cycle`, and all that wait for nothing else, are gone."""
    rest = {name: needs - set(cycle) for name, needs in left.items() if name not in cycle}
    while free := [name for name, needs in rest.items() if not needs & rest.keys()]:
        rest = {name: needs - set(free) for name, needs in rest.items() if name not in free}
    return rest


RULE = Rule(
    id="LSS203",
    name="dependency-cycle",
    severity="error",
    summary="Workers wait for each other in a circle.",
    rationale="Within an iteration the workers form a graph without cycles; in a circle none of them can ever start.",
    remedy=(
        "Break the circle. What should flow back to an earlier worker goes through a feedback channel, into the "
        "next iteration."
    ),
    failure_mode="F10",
    check=check,
)
