"""Workers whose output nothing uses and nothing judges."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.index import reference
from loop_engineering.lss.position import join
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.spec import Spec
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    """A worker with tools may act on the world, and one that writes memory hands on by it: of these nothing is said.

    Nor of one that waits for itself, which LSS203 tells: the one that should wait for it is another.
    """
    spec, index = subject.spec, subject.index
    if not index.is_wired:
        return
    used = {name for evaluator in spec.evaluators for name in index.judged_by(evaluator)} | _taken(spec)
    sinks = set(index.sinks) - used
    for place, worker in enumerate(spec.workers):
        if worker.id in sinks and not worker.tools and worker.id not in worker.depends_on:
            yield Problem(
                join("workers", place),
                f'nothing uses what worker "{worker.id}" makes: no worker reads it and no evaluator judges it; '
                f"let a worker take workers.{worker.id} as an input, let an evaluator run after it, or drop it",
            )


def _taken(spec: Spec) -> set[str]:
    """The workers whose output something takes other than a worker or an evaluator."""
    sources = [channel.source for channel in spec.feedback_channels] + [metric.source for metric in spec.metrics]
    if spec.composition is not None and spec.composition.merge is not None:
        sources.append(spec.composition.merge.synthesizer or "")
    taken = {name for kind, name in map(reference, sources) if kind == "workers"}
    return taken | set(spec.memory.write_policy.allowed_writers if spec.memory.write_policy is not None else ())


RULE = Rule(
    id="LSS410",
    name="unused-output",
    severity="warning",
    summary="No worker reads what a worker makes, and no evaluator judges it.",
    rationale=(
        "Either the worker is paid for nothing in every iteration, or its output is the result of the loop and leaves "
        "it unseen. Task verification is one of the three families of failures that Cemri et al. (2025) found in "
        "systems of several agents."
    ),
    remedy="Make it an input of the worker that needs it, let an evaluator run after it, or remove the worker.",
    failure_mode="F5",
    check=check,
    sources=("cemri2025",),
)
