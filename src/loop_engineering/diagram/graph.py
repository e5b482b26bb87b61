"""Who feeds whom in a spec: the relations that flowchart, description and text diagram all draw.

References that name nothing are left out here; the rules report them.
"""

from __future__ import annotations

from loop_engineering.lss.spec import Evaluator, SafetyConstraint, Spec

__all__ = [
    "deciding_evaluators",
    "gate_targets",
    "judged_workers",
    "layers",
    "memory_readers",
    "memory_writers",
    "named",
    "refinement_target",
    "roots",
    "shows_memory",
    "sinks",
    "upstream",
]


def named(reference: str, kind: str) -> str:
    """The id in a reference such as `workers.patcher`, or empty if it is not one of `kind`."""
    prefix, dot, name = reference.partition(".")
    return name if dot and prefix == kind else ""


def upstream(spec: Spec) -> dict[str, tuple[str, ...]]:
    """For each worker the ids of those it waits for or takes input from, in the order written, itself
    excluded."""
    known = {worker.id for worker in spec.workers}
    before = {}
    for worker in spec.workers:
        taken = (named(entry.from_, "workers").partition(".")[0] for entry in worker.inputs)
        wanted = dict.fromkeys((*worker.depends_on, *taken))
        before[worker.id] = tuple(name for name in wanted if name in known and name != worker.id)
    return before


def layers(spec: Spec) -> tuple[list[list[str]], list[str]]:
    """The worker DAG in layers, no worker waiting for another of its layer, and the workers that a cycle
    keeps waiting."""
    before = upstream(spec)
    open_ends = {name: len(names) for name, names in before.items()}
    after: dict[str, list[str]] = {name: [] for name in before}
    for name, names in before.items():
        for earlier in names:
            after[earlier].append(name)
    ready = [name for name, count in open_ends.items() if not count]
    found = []
    while ready:
        found.append(ready)
        following = []
        for name in ready:
            del open_ends[name]
            for later in after[name]:
                open_ends[later] -= 1
                if not open_ends[later]:
                    following.append(later)
        ready = following
    return found, list(open_ends)


def roots(spec: Spec) -> tuple[str, ...]:
    """Workers that wait for no other; all of them if there are only cycles."""
    before = upstream(spec)
    return tuple(name for name, names in before.items() if not names) or tuple(before)


def sinks(spec: Spec) -> tuple[str, ...]:
    """Workers whose output no other worker takes; all of them if there are only cycles."""
    before = upstream(spec)
    consumed = {name for names in before.values() for name in names}
    return tuple(name for name in before if name not in consumed) or tuple(before)


def judged_workers(evaluator: Evaluator, spec: Spec) -> tuple[str, ...]:
    """Workers after which `evaluator` runs. `*` means after all, so it stands for the last ones."""
    if "*" in evaluator.runs_after:
        return sinks(spec)
    known = {worker.id for worker in spec.workers}
    return tuple(dict.fromkeys(name for name in evaluator.runs_after if name in known))


def deciding_evaluators(spec: Spec, ending: str) -> tuple[str, ...]:
    """Evaluators whose judgement leads to `ending` (`success`, `failure` or `stall`).

    Success and stall follow from the evaluators behind their metrics. Failure conditions are not an
    evaluator's: they are drawn from the one behind the primary metric. Where a metric comes from elsewhere,
    the last evaluator stands in.
    """
    ids = {evaluator.id for evaluator in spec.evaluators}
    sources = {metric.name: named(metric.source, "evaluators") for metric in spec.metrics}
    tau = spec.termination_conditions
    metrics = {
        "success": [condition.metric for condition in tau.success],
        "stall": [condition.metric for condition in tau.stall],
        "failure": [metric.name for metric in spec.metrics if metric.primary][:1],
    }[ending]
    found = tuple(dict.fromkeys(sources[name] for name in metrics if sources.get(name) in ids))
    return found or tuple(evaluator.id for evaluator in spec.evaluators[-1:])


def memory_readers(spec: Spec) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(worker id, memory keys it reads), from `inputs` and `read_policy`, in worker order."""
    found = []
    for worker in spec.workers:
        keys = [named(entry.from_, "memory") for entry in worker.inputs]
        keys += spec.memory.read_policy.get(worker.id, ())
        unique = tuple(dict.fromkeys(key for key in keys if key))
        if unique:
            found.append((worker.id, unique))
    return tuple(found)


def memory_writers(spec: Spec) -> tuple[str, ...]:
    """Ids of the workers and evaluators that may write to memory."""
    policy = spec.memory.write_policy
    known = [worker.id for worker in spec.workers] + [evaluator.id for evaluator in spec.evaluators]
    allowed = policy.allowed_writers if policy else ()
    plain = [writer.removeprefix("workers.").removeprefix("evaluators.") for writer in allowed]
    return tuple(known) if "*" in plain else tuple(dict.fromkeys(name for name in plain if name in known))


def shows_memory(spec: Spec) -> bool:
    """Whether memory is worth a node: it outlives an iteration, or something reads or writes it."""
    return spec.memory.type != "ephemeral" or bool(memory_readers(spec) or memory_writers(spec))


def refinement_target(spec: Spec) -> str:
    """Id of the worker that the optimization strategy refines, or empty."""
    target = spec.optimization_strategy.config.get("refinement_target")
    name = named(target, "workers") if isinstance(target, str) else ""
    return name if any(worker.id == name for worker in spec.workers) else ""


def gate_targets(gate: SafetyConstraint, spec: Spec) -> tuple[str, ...]:
    """Ids of the workers (for `pre_evaluator`: evaluators) at which a human gate stands."""
    if gate.scope == "pre_evaluator":
        everything = known = tuple(evaluator.id for evaluator in spec.evaluators)
    else:
        known = tuple(worker.id for worker in spec.workers)
        everything = roots(spec) if gate.scope == "pre_worker" else sinks(spec)
    plain = [name.removeprefix("workers.").removeprefix("evaluators.") for name in gate.applies_to]
    found = tuple(dict.fromkeys(name for name in plain if name in known))
    return found or everything
