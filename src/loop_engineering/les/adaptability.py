"""Audits of adaptability: does it cope with inputs it was not tuned on?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all
from loop_engineering.les.context import Context
from loop_engineering.lss import reference
from loop_engineering.lss.spec import InputField

__all__ = ["AUDITS"]


def _learns(context: Context) -> Outcome:
    advice = "choose an optimization_strategy other than manual, and let a worker read persistent memory"
    earned, pointers = 0, []
    if context.spec.optimization_strategy.type != "manual":
        earned, pointers = 15, ["/optimization_strategy/type"]
    if context.spec.memory.type != "ephemeral":
        read = [pointer for _, pointer in context.memory_reads]
        earned += 0 if not read else 10 if context.spec.memory.type == "persistent" else 6
        pointers += read
    return Outcome(earned, tuple(pointers) or ("/optimization_strategy", "/memory"), advice)


def _inputs_described(context: Context) -> Outcome:
    advice = "give an example of the inputs, and every string, number and array input a limit that unusual values break"
    inputs = context.spec.inputs
    earned, pointers = (8, ["/inputs/examples"]) if inputs.examples else (0, [])
    limited: list[str] = []
    open_: list[str] = []
    for name, field in inputs.schema.items():
        if field.type not in ("boolean", "object"):
            (limited if _is_limited(field) else open_).append(context.input_pointers[name])
    earned += points_if_all(12, len(limited), len(limited) + len(open_))
    return Outcome(earned, (*pointers, *(open_ or limited)) or ("/inputs",), advice)


def _is_limited(field: InputField) -> bool:
    limits = (field.max_length, field.min_length, field.pattern, field.minimum, field.maximum, field.items)
    return field.type == "enum" or any(limit is not None for limit in limits)


def _several_criteria(context: Context) -> Outcome:
    advice = "judge results by a rubric of at least three dimensions with criteria of their own"
    names, criteria, pointers = set(), set(), []
    human = [f"/evaluators/{number}" for number, judge in context.judges if judge.type == "human"]
    for number, evaluator in enumerate(context.spec.evaluators):
        if evaluator.rubric is not None:
            pointers.append(f"/evaluators/{number}/rubric")
            for dimension in evaluator.rubric.dimensions:
                names.add(" ".join(dimension.name.casefold().split()))
                criteria.add(" ".join(dimension.criteria.casefold().split()))
    earned = (0, 6, 14, 20)[min(len(names), len(criteria), 3)]
    if human and earned < 14:
        return Outcome(14, tuple(human), advice)
    return Outcome(earned, tuple(pointers) or ("/evaluators",), advice)


def _asks_for_help(context: Context) -> Outcome:
    advice = "let a stall or failure condition hand over with action: escalate_human"
    conditions = tuple(pointer for pointer in context.escalations if pointer.startswith("/termination"))
    if conditions:
        return Outcome(20, conditions, advice)
    people = context.escalations + tuple(
        f"/evaluators/{number}" for number, judge in context.judges if judge.type == "human"
    )
    return Outcome(10 if people else 0, people or ("/termination_conditions",), advice)


def _drift_noticed(context: Context) -> Outcome:
    advice = (
        "set regression_threshold on a metric of an evaluator, and describe in extensions.calibration how the "
        "judge is checked"
    )
    watched = [
        f"/metrics/{index}/regression_threshold"
        for index, metric in enumerate(context.spec.metrics)
        if metric.regression_threshold is not None and reference(metric.source)[1] in context.index.evaluators
    ]
    earned = (8 if watched else 0) + (7 if context.calibrated else 0)
    pointers = watched + (["/extensions/calibration"] if context.calibrated else [])
    return Outcome(earned, tuple(pointers) or ("/metrics",), advice)


AUDITS = (
    Audit(
        id="adaptability.learns",
        title="The loop changes with what it finds",
        possible=25,
        rationale=(
            "A loop that works the same way on every input fits only those it was built on. 15 points for a "
            "strategy that adjusts the loop by itself, 10 where a worker reads persistent memory, 6 where it "
            "reads memory of the session. Each strategy has max_steps, so it learns within limits."
        ),
        look=_learns,
        sources=("shinn2023", "ashby1956"),
    ),
    Audit(
        id="adaptability.inputs-described",
        title="The range of inputs is stated",
        possible=20,
        rationale=(
            "Coping begins with noticing that an input is unusual. 12 points where each string, number and "
            "array input has a limit (length, pattern, range, items) or is an enum, half where some have; 8 "
            "for examples."
        ),
        look=_inputs_described,
    ),
    Audit(
        id="adaptability.several-criteria",
        title="Results are judged by several criteria",
        possible=20,
        rationale=(
            "One number holds where it was tuned; a different input breaks the link between the number and "
            "the aim. All points for rubrics with three different criteria, 14 for two or for a person who "
            "judges, 6 for one."
        ),
        look=_several_criteria,
        sources=("manheim2018",),
    ),
    Audit(
        id="adaptability.asks-for-help",
        title="What it cannot handle goes to a person",
        possible=20,
        rationale=(
            "The best answer to an input out of range is to say so. All points where a stall or failure "
            "condition hands over to a person, half where only a constraint or a human evaluator does."
        ),
        look=_asks_for_help,
    ),
    Audit(
        id="adaptability.drift-noticed",
        title="A change of the world or of the judge is noticed",
        possible=15,
        rationale=(
            "Inputs shift and judges get replaced without a version change. 8 points for a "
            "regression_threshold on a metric of an evaluator, 7 for extensions.calibration, which says how "
            "the judge is checked."
        ),
        look=_drift_noticed,
        sources=("zheng2023",),
    ),
)
