"""Loops that stop some day, after a number of iterations that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from loop_engineering.lss.finding import Problem
from loop_engineering.lss.limits import iteration_limit, stops
from loop_engineering.lss.repair import Repair, add_condition
from loop_engineering.lss.rules.rule import Rule
from loop_engineering.lss.subject import Subject


def check(subject: Subject) -> Iterator[Problem]:
    failure = subject.spec.termination_conditions.failure
    if any(item.type == "max_iterations" and item.action == "retry_iteration" for item in failure):
        return  # LSS308 says of that limit that it is none.
    if iteration_limit(subject.spec) is None and (reasons := stops(subject.spec)):
        yield Problem(
            "/termination_conditions",
            f"nothing limits the number of iterations ({reasons[0].because}); add max_iterations with a value",
            repair=Repair(
                "stop after 10 iterations",
                (add_condition(subject.written["termination_conditions"], "max_iterations", 10),),
                safe=False,
            ),
        )


RULE = Rule(
    id="LSS302",
    name="no-iteration-limit",
    severity="warning",
    summary="The loop is bounded in time or money, but not in iterations.",
    rationale=(
        "An iteration that fails at once costs almost nothing, so a budget alone lets it repeat thousands of times, "
        "hammering whatever it calls."
    ),
    remedy="Add a failure condition max_iterations beside the budget or the timeout.",
    failure_mode="F4",
    check=check,
)
