"""Numbers and plots of the page on reinforcement learning: a loop with a fallible judge as a small POMDP.

The hidden state is whether the present artifact is right. The belief b is the probability that it is, given all that was
seen. Four actions: accept the artifact, judge it once more, make a new one, hand over to a person. Costs are in dollars.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "Task",
    "Values",
    "after_passes",
    "belief",
    "claims",
    "cost_of_passes",
    "cost_with",
    "paid_for_rises",
    "plots",
    "repeated_judge",
    "shaped_return",
    "simulated_cost",
    "solve",
]

PAGE = "fundamentals/10-reinforcement-learning.md"

_CELLS = 1000  # of the grid on which values are kept
_SHARE = 0.3  # of artifacts on which the judge only repeats itself

GIVEN = [
    "$p = 0.6$",
    "$\\alpha = 0.10$",
    "$\\beta = 0.05$",
    "$0.40 to make",
    "$0.20 to judge",
    "costs $20",
    "a person costs $3",
    "$\\gamma = 0.9$",
    "costs $100 instead of $20",
    "swings between 0.4 and 0.6",
    "0.4, 0.7, 1.0",
    "score of 0.9",
    "a limit of 12, a threshold of 0.8, a threshold of 0.95",
    "threshold of 0.8 stop",
    "accepted at 0.8",
    "The limit of 12 goes on",
    "the threshold of 0.95 where",
    "outlive 16",
    "outlives 16 rounds",
]


@dataclass(frozen=True, slots=True)
class Task:
    """What the loop is up against: chances, and costs in dollars.

    right: chance p that a new artifact is right. false_pass, false_fail: the judge's alpha and beta. make, judge: cost of a
    new artifact and of one judgement. wrong: cost of accepting a wrong artifact. person: cost of handing over.
    """

    right: float = 0.6
    false_pass: float = 0.10
    false_fail: float = 0.05
    make: float = 0.40
    judge: float = 0.20
    wrong: float = 20.0
    person: float = 3.0

    def passes(self, held: float) -> float:
        """The chance that the next judgement is a pass, at the belief `held`."""
        return held * (1 - self.false_fail) + (1 - held) * self.false_pass


def belief(before: float, passed: bool, task: Task) -> float:
    """Bayes' rule for one judgement whose errors are independent of the earlier ones."""
    right = 1 - task.false_fail if passed else task.false_fail
    wrong = task.false_pass if passed else 1 - task.false_pass
    return before * right / (before * right + (1 - before) * wrong)


def after_passes(count: int, task: Task) -> float:
    """The belief in a new artifact after `count` passes in a row."""
    held = task.right
    for _ in range(count):
        held = belief(held, True, task)
    return held


def repeated_judge(share: float, count: int, task: Task) -> float:
    """The belief after `count` passes where the judge merely repeats its first verdict on a `share` of artifacts."""
    right = share * (1 - task.false_fail) + (1 - share) * (1 - task.false_fail) ** count
    wrong = share * task.false_pass + (1 - share) * task.false_pass**count
    return task.right * right / (task.right * right + (1 - task.right) * wrong)


def cost_of_passes(needed: int, task: Task) -> float:
    """The expected cost of the rule "make a new artifact at every fail, accept after `needed` passes in a row"."""

    def all_pass(count: int) -> float:
        return task.right * (1 - task.false_fail) ** count + (1 - task.right) * task.false_pass**count

    judgements = math.fsum(all_pass(made) for made in range(needed))
    tries = 1 / all_pass(needed)
    return tries * (task.make + judgements * task.judge) + (1 - after_passes(needed, task)) * task.wrong


@dataclass(frozen=True, slots=True)
class Values:
    """The solution: the least expected cost to go at each belief of a grid, and the two thresholds of the policy.

    `accept_above` and `redo_below` are the ends of the beliefs at which one more judgement is best; where it is best
    nowhere, both are the belief from which on accepting is best.
    """

    task: Task
    cost: tuple[float, ...]
    redo_below: float = 0.0
    accept_above: float = 1.0

    def at(self, held: float) -> float:
        """The least expected cost to go at a belief, between the points of the grid."""
        place = held * (len(self.cost) - 1)
        low = min(int(place), len(self.cost) - 2)
        return self.cost[low] + (place - low) * (self.cost[low + 1] - self.cost[low])

    def accept(self, held: float) -> float:
        """The expected cost of accepting now."""
        return (1 - held) * self.task.wrong

    def judge(self, held: float) -> float:
        """The expected cost of one more judgement and the best that can be done after it."""
        chance = self.task.passes(held)
        good, bad = belief(held, True, self.task), belief(held, False, self.task)
        return self.task.judge + chance * self.at(good) + (1 - chance) * self.at(bad)

    def redo(self) -> float:
        """The expected cost of a new artifact and the best that can be done with it."""
        return self.task.make + self.at(self.task.right)

    def otherwise(self) -> float:
        """The best that can be done without the present artifact."""
        return min(self.redo(), self.task.person)


@cache
def solve(task: Task, actions: int | None = None) -> Values:
    """Value iteration on the belief, undiscounted; with `actions`, for at most so many before accepting or handing over.

    The costs are those with the next action still to be chosen. They stay finite, since handing over ends the run.
    """
    points = [cell / _CELLS for cell in range(_CELLS + 1)]
    ends = [min((1 - held) * task.wrong, task.person) for held in points]
    moves = []
    for held in points:
        good, bad = belief(held, True, task) * _CELLS, belief(held, False, task) * _CELLS
        low, under = min(int(good), _CELLS - 1), min(int(bad), _CELLS - 1)
        moves.append((task.passes(held), low, good - low, under, bad - under))
    cost = ends
    for _ in range(actions - 1 if actions is not None else 200):
        redo = task.make + Values(task, tuple(cost)).at(task.right)
        new = []
        for end, (chance, low, share, under, part) in zip(ends, moves, strict=True):
            good = cost[low] + share * (cost[low + 1] - cost[low])
            bad = cost[under] + part * (cost[under + 1] - cost[under])
            new.append(min(end, redo, task.judge + chance * good + (1 - chance) * bad))
        change = max(abs(one - other) for one, other in zip(cost, new, strict=True))
        cost = new
        if change < 1e-9:
            break
    return _with_thresholds(Values(task, tuple(cost)))


def _with_thresholds(values: Values) -> Values:
    step = 1 / 200
    fine = [index * step for index in range(201)]
    judged = [held for held in fine if values.judge(held) < min(values.accept(held), values.otherwise())]
    if not judged:
        even = 1 - values.otherwise() / values.task.wrong
        return Values(values.task, values.cost, even, even)
    low = _crossing(judged[0] - step, judged[0], lambda held: values.otherwise() - values.judge(held))
    high = _crossing(judged[-1], judged[-1] + step, lambda held: values.judge(held) - values.accept(held))
    return Values(values.task, values.cost, low, high)


def _crossing(low: float, high: float, rising: Callable[[float], float]) -> float:
    """Where a difference that is negative at `low` turns positive, by bisection."""
    for _ in range(40):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def cost_with(actions: int, task: Task) -> float:
    """The least expected cost of a run that may take so many actions after it has made its first artifact."""
    return task.make + solve(task, actions + 1).at(task.right)


def simulated_cost(task: Task, runs: int, seed: int) -> float:
    """The mean cost of runs that follow the policy of `solve`, the first artifact included."""
    values, draw, spent = solve(task), random.Random(seed), 0.0
    for _ in range(runs):
        right, held = draw.random() < task.right, task.right
        spent += task.make
        while held < values.accept_above:
            if held < values.redo_below:
                right, held = draw.random() < task.right, task.right
                spent += task.make
            else:
                spent += task.judge
                passed = draw.random() < (1 - task.false_fail if right else task.false_pass)
                held = belief(held, passed, task)
        spent += 0.0 if right else task.wrong
    return spent / runs


def shaped_return(potentials: Sequence[float], discount: float = 1.0) -> float:
    """What potential-based shaping pays in all along a path: the sum of d^t (d Phi[t+1] - Phi[t])."""
    steps = pairwise(potentials)
    return math.fsum(discount**t * (discount * after - before) for t, (before, after) in enumerate(steps))


def paid_for_rises(levels: Sequence[float]) -> float:
    """What a bonus for every rise, without a deduction for a fall, pays along a path."""
    return math.fsum(max(0.0, after - before) for before, after in pairwise(levels))


def claims() -> list[str]:
    """The snippets of the page that are computed here."""
    task = Task()
    values = solve(task)
    passes = [after_passes(count, task) for count in range(4)]
    failed = belief(task.right, False, task)
    mixed = belief(passes[1], False, task)
    stuck = max(repeated_judge(_SHARE, count, task) for count in range(1, 20))
    all_pass = task.passes(task.right)
    rises, path = [0.4, 0.6] * 5, [0.4, 0.7, 1.0]
    return [
        f"$0.6 \\times 0.95 + 0.4 \\times 0.10 = {all_pass:.2f}$",
        f"$0.57 / 0.61 = {passes[1]:.3f}$",
        f"${passes[2]:.3f}$ after two and ${passes[3]:.3f}$ after three",
        f"$0.03 / 0.39 = {failed:.3f}$",
        f"${mixed:.3f}$ after a pass and a fail",
        f"{100 * (1 - passes[1]):.1f} %",
        *(f"| {needed} | {passes[needed]:.3f} | {cost_of_passes(needed, task):.2f} |" for needed in (1, 2, 3)),
        f"| the best policy | at least {values.accept_above:.3f} | {task.make + values.at(task.right):.2f} |",
        f"below {values.redo_below:.3f}",
        f"above {values.accept_above:.3f}",
        f"$1 - 0.20 / 20 = {1 - task.judge / task.wrong:.2f}$",
        f"$1 - 3 / 20 = {1 - task.person / task.wrong:.2f}$",
        f"${cost_with(2, task):.2f} with two further actions, ${cost_with(6, task):.2f} with six and",
        f"${cost_with(12, task):.2f} with twelve",
        f"{100 * _SHARE:.0f} % of records",
        f"promises one wrong record in {1 / (1 - passes[3]):,.0f}; in truth it is one in",
        f"one in {1 / (1 - repeated_judge(_SHARE, 3, task)):.0f}.",
        f"never rises above {stuck:.3f}",
        f"$0.9^{{30}} = {0.9**30:.3f}$",
        f"$1 / (1 - 0.9) = {1 / (1 - 0.9):.0f}$",
        f"$\\gamma = 1 - 1/8 = {1 - 1 / 8:.3f}$",
        f"$0.875^{{16}} = {0.875**16:.3f}$",
        f"pays the swinging run $5 \\times 0.2 = {paid_for_rises(rises):.1f}$",
        f"pays the finishing run {paid_for_rises(path):.1f}",
        f"$0.6 - 0.4 = {shaped_return(rises):.1f}$",
        f"$1.0 - 0.4 = {shaped_return(path):.1f}$",
        f"accepts above {solve(Task(wrong=100)).accept_above:.3f}",
        f"$1 - 0.20 / 100 = {1 - 0.2 / 100:.3f}$",
        f"${100 * after_passes(2, task):.1f}$ %",
    ]


def plots() -> dict[str, Plot]:
    """The plots of the page by name."""
    return {"rl-values": _values(), "rl-passes": _passes()}


def _values() -> Plot:
    task = Task()
    values = solve(task)
    points = [index / 50 for index in range(51)]
    near = [held for held in points if values.accept(held) <= 4.0]
    return Plot(
        title="What each action costs, against the belief that the artifact is right",
        x_label="belief that the artifact is right",
        y_label="expected cost to go (USD)",
        series=[
            Series("accept", near, [values.accept(held) for held in near]),
            Series("judge once more", points, [values.judge(held) for held in points]),
            Series("make a new one", points, [values.redo()] * len(points)),
            Series("hand over", points, [task.person] * len(points)),
        ],
        alt=(
            f"Four lines. Making a new artifact costs {values.redo():.2f} USD at any belief, and handing over "
            f"{task.person:.2f}. One more judgement is cheapest between the beliefs {values.redo_below:.3f} and "
            f"{values.accept_above:.3f}. The cost of accepting falls steeply, from {values.accept(0.85):.2f} USD at a belief of "
            "0.85 to nothing at 1."
        ),
        rules=[
            Rule(values.redo_below, "new artifact below", "x"),
            Rule(values.accept_above, "accept above", "x"),
        ],
        y_range=(0, 4),
    )


def _passes() -> Plot:
    task, counts = Task(), list(range(1, 7))
    shares = ((0.0, "independent verdicts"), (0.05, "5 % repeats"), (_SHARE, "30 % repeats"), (1.0, "repeats only"))
    threshold = solve(task).accept_above
    return Plot(
        title="What passes in a row are worth, when some of them only repeat the first",
        x_label="passes in a row",
        y_label="belief that the artifact is right",
        series=[
            Series(name, counts, [repeated_judge(share, count, task) for count in counts]) for share, name in shares
        ],
        alt=(
            f"Four lines start at {after_passes(1, task):.3f} after one pass. With independent verdicts the belief is "
            f"{after_passes(2, task):.3f} after two passes and passes the threshold of {threshold:.3f}. Where the judge "
            f"repeats itself on 30 % of artifacts it stays below {repeated_judge(_SHARE, 3, task) + 0.001:.3f}, and where "
            "it always does, further passes change nothing."
        ),
        rules=[Rule(threshold, "accept above, if independent")],
    )
