"""Audits of effectiveness: does the loop reach its goal within budget?"""

from __future__ import annotations

from loop_engineering.les.audit import Audit, Outcome, points_if_all
from loop_engineering.les.context import Context
from loop_engineering.lss import reference

__all__ = ["AUDITS"]

_FEW, _MANY = 3, 100
_INSTRUCTIVE = frozenset(("failure_codes", "dimension_scores", "remediation_hints", "raw_output"))


def _measured_goal(context: Context) -> Outcome:
    advice = "give success a condition on a metric that an evaluator reports"
    if context.deciding:
        return Outcome(15, tuple(decision.pointer for decision in context.deciding), advice)
    for index, condition in enumerate(context.spec.termination_conditions.success):
        metric = context.index.metrics.get(condition.metric)
        if metric is None:
            continue
        kind, name = reference(metric.source)
        if kind == "telemetry" or context.index.upstream.get(name):
            return Outcome(6, (f"/termination_conditions/success/{index}",), advice)
    return Outcome(0, ("/termination_conditions",), advice)


def _trusted_judge(context: Context) -> Outcome:
    advice = "let success depend on a deterministic evaluator and on a calibrated rubric on another model, or a person"
    deciders = {decision.evaluator for decision in context.deciding}
    found: dict[str, tuple[int, str]] = {}
    for number, judge in context.judges:
        if judge.type == "deterministic":
            kind, points = "program", 20 if number in deciders else 10 if judge.aggregation == "veto" else 0
        else:
            trusted = judge.type == "human" or context.calibrated
            kind, points = "opinion", 0 if number not in deciders else 18 if trusted else 10
        if points > found.get(kind, (0, ""))[0]:
            found[kind] = (points, f"/evaluators/{number}")
    both = (found.get("program", (0, ""))[0], found.get("opinion", (0, ""))[0]) == (20, 18)
    earned = 25 if both else max((points for points, _ in found.values()), default=0)
    return Outcome(earned, tuple(pointer for _, pointer in found.values()) or ("/evaluators",), advice)


def _feedback_closes(context: Context) -> Outcome:
    advice = "send the verdict of the evaluator that decides success to a worker whose output it judges"
    deciders = {decision.evaluator for decision in context.deciding}
    for number, _, evaluator in context.feedback:
        if evaluator in deciders:
            return Outcome(20, (f"/feedback_channels/{number}",), advice)
    if context.feedback:
        return Outcome(10, (f"/feedback_channels/{context.feedback[0][0]}",), advice)
    return Outcome(0, ("/feedback_channels",), advice)


def _feedback_instructs(context: Context) -> Outcome:
    advice = "let feedback to a worker carry failure_codes and remediation_hints"
    carried: set[str] = set()
    pointers = []
    for number, channel, _ in context.feedback:
        if channel.fields:
            carried.update(channel.fields)
            pointers.append(f"/feedback_channels/{number}/fields")
    instructive = len(carried & _INSTRUCTIVE)
    earned = 15 if instructive >= 2 else 9 if instructive else 3 if carried else 0
    return Outcome(earned, tuple(pointers) or ("/feedback_channels",), advice)


def _room_to_improve(context: Context) -> Outcome:
    advice = f"let max_iterations stop the loop after {_FEW} to {_MANY} iterations"
    limit = context.iterations
    earned = 0 if limit is None or limit < 2 else 15 if _FEW <= limit <= _MANY else 8
    return Outcome(earned, context.iteration_evidence, advice)


def _results_judged(context: Context) -> Outcome:
    advice = "let an independent evaluator run after every worker, first those whose output leaves the loop"
    judged = {name for number, _ in context.judges for name in context.judged[number]}
    sinks = context.index.sinks
    final = points_if_all(6, sum(name in judged for name in sinks), len(sinks))
    missing = tuple(f"/workers/{place}" for name, place in context.places.items() if name not in judged)
    evidence = tuple(f"/evaluators/{number}/runs_after" for number, _ in context.judges)
    return Outcome(final + points_if_all(4, len(judged), len(context.places)), missing or evidence, advice)


AUDITS = (
    Audit(
        id="effectiveness.measured-goal",
        title="An evaluator measures the goal",
        possible=15,
        rationale=(
            "A loop can steer only towards what it measures. All points for a success condition on a metric "
            "that an evaluator reports, 6 for one that telemetry or a reviewing worker reports; what a worker "
            "says of its own work earns nothing."
        ),
        look=_measured_goal,
        sources=("wiener1948", "huang2023"),
    ),
    Audit(
        id="effectiveness.trusted-judge",
        title="The judge of success can be trusted",
        possible=25,
        rationale=(
            "Feedback from execution helps where opinion alone does not, checks alone get satisfied without "
            "the intent, and model judges favour their own text. 20 points where a deterministic evaluator "
            "decides success; 18 for a person, or for a rubric on another model than the makers' with "
            "extensions.calibration; 25 for both together; 10 for such a rubric without calibration, or a "
            "deterministic evaluator that only vetoes; none for a judge that is, or may be, the maker's own "
            "model."
        ),
        look=_trusted_judge,
        sources=("gou2023", "qi2015", "panickssery2024", "zheng2023"),
    ),
    Audit(
        id="effectiveness.feedback-closes",
        title="The verdict flows back to a maker",
        possible=20,
        rationale=(
            "Without it each attempt is as blind as the first. All points where an evaluator that decides "
            "success sends its verdict to a worker whose output it judges, directly or through others; half "
            "where only other feedback from another party reaches a worker."
        ),
        look=_feedback_closes,
        sources=("shinn2023", "rosenblueth1943"),
    ),
    Audit(
        id="effectiveness.feedback-instructs",
        title="Feedback says what to change",
        possible=15,
        rationale=(
            "The quality of the criticism is the bottleneck of repair. All points where two or more of "
            "failure_codes, dimension_scores, remediation_hints and raw_output reach workers, 9 for one of "
            "them, 3 where only a verdict, a number or a summary does."
        ),
        look=_feedback_instructs,
        sources=("olausson2023", "madaan2023"),
    ),
    Audit(
        id="effectiveness.room-to-improve",
        title="There are enough attempts, and not too many",
        possible=15,
        rationale=(
            f"A single attempt cannot use feedback. All points for {_FEW} to {_MANY} iterations at most, 8 for "
            "2, and 8 for more than that: a long search against a judge finds what fools the judge. Nothing "
            "where no limit on iterations holds."
        ),
        look=_room_to_improve,
        sources=("cobbe2021", "gao2022"),
    ),
    Audit(
        id="effectiveness.results-judged",
        title="Every result is judged by another",
        possible=10,
        rationale=(
            "What leaves the loop unjudged is not covered by any threshold, and a fault is cheapest where it "
            "is made. 6 points where an independent evaluator judges every final worker, that is one whose "
            "output no other takes, 4 where every worker is judged; half of each where some are."
        ),
        look=_results_judged,
        sources=("fagan1976",),
    ),
)
