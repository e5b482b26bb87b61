"""Audits of speed: how quickly does it iterate?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all, points_up_to
from loop_engineering.les.context import Context

__all__ = ["AUDITS"]

_ITERATION_SECONDS = ((60, 40), (300, 28), (1000, 12), (3600, 4))
_RUN_SECONDS = ((600, 25), (3600, 12), (14399, 5))
_WORKERS_IN_A_ROW = ((1, 8), (2, 6), (3, 4), (4, 2))


def _short_iterations(context: Context) -> Outcome:
    way = "give every worker timeout_seconds" if context.iteration_seconds is None else "lower timeouts and retries"
    advice = f"{way}, until an iteration takes at most {_ITERATION_SECONDS[0][0]} seconds"
    earned = points_up_to(context.iteration_seconds, _ITERATION_SECONDS)
    return Outcome(earned, _timeouts(context), advice)


def _short_runs(context: Context) -> Outcome:
    seconds = context.bounds.seconds_if_parallel if context.bounds.terminates else None
    advice = (
        "add a timeout condition, or lower iterations and timeouts, so that a run takes at most "
        f"{_RUN_SECONDS[0][0]} seconds"
    )
    evidence = context.failures("timeout") + context.iteration_evidence
    return Outcome(points_up_to(seconds, _RUN_SECONDS), evidence, advice)


def _early_exit(context: Context) -> Outcome:
    pointers = context.stall_rules
    advice = "add a stall condition that halts, with a window shorter than the iteration limit"
    return Outcome(12 if pointers else 0, pointers or ("/termination_conditions",), advice)


def _checks_first(context: Context) -> Outcome:
    pointers = tuple(f"/evaluators/{number}" for number, judge in context.judges if judge.type == "deterministic")
    advice = "add a deterministic evaluator, so that plain failures are found before a model or a person is asked"
    return Outcome(8 if pointers else 0, pointers or ("/evaluators",), advice)


def _answers_capped(context: Context) -> Outcome:
    workers = context.spec.workers
    capped = [index for index, worker in enumerate(workers) if worker.model.max_tokens is not None]
    missing = tuple(f"/workers/{index}/model" for index in range(len(workers)) if index not in capped)
    evidence = missing or tuple(f"/workers/{index}/model/max_tokens" for index in capped)
    earned = points_if_all(7, len(capped), len(workers))
    return Outcome(earned, evidence, "give the model of every worker max_tokens")


def _short_path(context: Context) -> Outcome:
    generations = context.index.generations
    ordered = sum(map(len, generations)) == len(context.places)
    earned = points_up_to(len(generations) if ordered else None, _WORKERS_IN_A_ROW)
    advice = "let workers run side by side or merge them, until none has to wait for another"
    return Outcome(earned, ("/workers",), advice)


def _timeouts(context: Context) -> tuple[str, ...]:
    return tuple(
        f"/workers/{index}" if worker.timeout_seconds is None else f"/workers/{index}/timeout_seconds"
        for index, worker in enumerate(context.spec.workers)
    )


AUDITS = (
    Audit(
        id="speed.short-iterations",
        title="An iteration is short in the worst case",
        possible=40,
        rationale=(
            "What the design states about time is its timeouts: the longest way through the workers, retries "
            "included, and people's deadlines. All points for at most 60 seconds, for which a person will "
            "wait; 28 for at most 300; 12 for at most 1,000, where observed speed reaches its floor of 0.001 "
            "iterations a second; 4 for at most an hour. Nothing where the time has no limit. An iteration of "
            "a composition is its run time over its own iterations."
        ),
        look=_short_iterations,
    ),
    Audit(
        id="speed.short-runs",
        title="A run is short in the worst case",
        possible=25,
        rationale=(
            "All points for at most 10 minutes, 12 for at most an hour, 5 for less than four hours: what "
            "takes half a working day is looked at the next morning. Nothing where the loop or its time has "
            "no limit."
        ),
        look=_short_runs,
    ),
    Audit(
        id="speed.early-exit",
        title="A run that gets nowhere ends early",
        possible=12,
        rationale=(
            "Iterations without a gain are the slowest of all. All points for a stall condition that halts or "
            "hands over, on a declared metric, and whose window is shorter than the iteration limit, so that "
            "it can fire."
        ),
        look=_early_exit,
    ),
    Audit(
        id="speed.checks-first",
        title="A program judges before a model or a person is asked",
        possible=8,
        rationale=("A test answers in seconds and its no is final. All points for an evaluator that is deterministic."),
        look=_checks_first,
    ),
    Audit(
        id="speed.answers-capped",
        title="Answers have a largest length",
        possible=7,
        rationale=(
            "A model writes one token after the other, so the length of an answer is its time. All points "
            "where the model of every worker has max_tokens, half where some have."
        ),
        look=_answers_capped,
    ),
    Audit(
        id="speed.short-path",
        title="Few workers wait for each other",
        possible=8,
        rationale=(
            "Workers that run side by side cost no time; those in a row do. All points where none waits for "
            "another, 6, 4 and 2 for chains of two, three and four."
        ),
        look=_short_path,
    ),
)
