"""How much a judge has to be able to say: channel capacities, and the verdicts that a search for one fault takes.

The setting: exactly one of `faults` equally likely faults is present, and the worker chooses freely what the next
verdict distinguishes. A verdict is a symbol of a memoryless channel, wrong with probability `error`.
"""

from __future__ import annotations

import math
import random
import statistics
from functools import cache

from figures.plot import Plot, Rule, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "binary_entropy",
    "capacity",
    "claims",
    "fano_bound",
    "halving",
    "one_at_a_time",
    "one_sided_capacity",
    "plots",
    "repeated_error",
]

PAGE = "fundamentals/11-cybernetics.md"

FAULTS = 64
CONFIDENCE = 0.95
SIXTEEN = 16


def binary_entropy(p: float) -> float:
    """H2(p), the entropy in bits of a yes that has probability `p`; 0 at both ends (Shannon, 1948)."""
    if p in (0.0, 1.0):
        return 0.0
    return -p * math.log2(p) - (1 - p) * math.log2(1 - p)


def capacity(classes: int, error: float) -> float:
    """Bits a verdict, of a judge with `classes` verdicts that errs with probability `error`, evenly among the others.

    The capacity of the symmetric channel: log2 k - H2(e) - e log2(k - 1).
    """
    return math.log2(classes) - binary_entropy(error) - error * math.log2(classes - 1)


def one_sided_capacity(alpha: float) -> float:
    """Bits a verdict, of a pass/fail judge that never rejects right work and passes wrong work with chance `alpha`.

    The capacity of the Z-channel: log2(1 + (1 - a) a^(a / (1 - a))).
    """
    return math.log2(1 + (1 - alpha) * alpha ** (alpha / (1 - alpha)))


def fano_bound(faults: int, bits: float, residual: float) -> float:
    """The least mean number of verdicts, at `bits` each, that names the fault and is wrong at most `residual` of the time.

    Fano's inequality: whoever is wrong with probability d still lacks at most H2(d) + d log2(N - 1) bits.
    """
    missing = binary_entropy(residual) + residual * math.log2(faults - 1)
    return (math.log2(faults) - missing) / bits


def one_at_a_time(faults: int) -> float:
    """The mean number of verdicts of a faultless judge when the worker tries one fault after the other.

    The last fault needs no verdict of its own: it is what remains.
    """
    return (sum(range(1, faults)) + faults - 1) / faults


def repeated_error(questions: int, error: float, repeats: int) -> float:
    """The chance that at least one of `questions` answers is wrong when each is the majority of `repeats` verdicts."""
    wrong = sum(
        math.comb(repeats, k) * error**k * (1 - error) ** (repeats - k) for k in range(repeats // 2 + 1, repeats + 1)
    )
    return 1 - (1 - wrong) ** questions


RUNS = 1000


@cache
def halving(faults: int, error: float, confidence: float = 0.95, runs: int = RUNS) -> tuple[float, float, float]:
    """The mean number of verdicts of a search that halves the doubt, its standard error, and the share of wrong ends.

    Each verdict asks whether the fault is in a set that holds about half of the posterior probability: the faults are
    dealt out from the most to the least probable, each to the lighter side. The search ends when one fault has
    `confidence`, above one half. Horstein (1963) has the idea. Simulated with a fixed seed. The posterior depends only
    on how often each fault was contradicted, and faults contradicted equally often are alike, so a run keeps nothing
    but their numbers.
    """
    rng = random.Random(11)
    odds = error / (1 - error)
    taken, wrong = [], 0
    for _ in range(runs):
        sizes, truth, verdicts = {0: faults}, 0, 0  # faults by the number of contradictions; that of the present fault
        while True:
            weights = {lies: odds**lies for lies in sizes}
            if 1 / sum(size * weights[lies] for lies, size in sizes.items()) >= confidence:
                break
            verdicts += 1
            sizes, truth = _ask(sizes, truth, weights, error, rng)
        taken.append(verdicts)
        wrong += truth != 0
    return statistics.fmean(taken), statistics.pstdev(taken) / math.sqrt(runs), wrong / runs


def _half(sizes: dict[int, int], weights: dict[int, float]) -> dict[int, int]:
    """How many faults of each number of contradictions, from the fewest, are dealt to the one side."""
    inside, balance = {}, 0.0  # the weight of that side less that of the other
    for lies, size in sizes.items():
        if balance <= 0:
            fill = min(size, math.floor(-balance / weights[lies]) + 1)
            inside[lies] = fill + (size - fill) // 2
        else:
            fill = min(size, math.ceil(balance / weights[lies]))
            inside[lies] = (size - fill + 1) // 2
        balance += (2 * inside[lies] - size) * weights[lies]
    return inside


def _ask(
    sizes: dict[int, int], truth: int, weights: dict[int, float], error: float, rng: random.Random
) -> tuple[dict[int, int], int]:
    """One verdict on half of the posterior: the faults by contradictions after it, the fewest made 0, and the truth's."""
    inside = _half(sizes, weights)
    is_in = rng.random() * sizes[truth] < inside[truth]
    says_in = is_in != (rng.random() < error)
    after: dict[int, int] = {}
    for lies, size in sizes.items():
        kept = inside[lies] if says_in else size - inside[lies]
        for contradicted, number in ((lies, kept), (lies + 1, size - kept)):
            if number:
                after[contradicted] = after.get(contradicted, 0) + number
    truth += says_in != is_in
    fewest = min(after) if error else truth
    return {lies - fewest: after[lies] for lies in sorted(after) if error or lies == truth}, truth - fewest


ERRORS = (0.0, 0.05, 0.10, 0.20)
GIVEN = [
    "bound for $\\delta = 0.05$",
    "one fault among 64",
    "$V = 64$ steps",
    "not for 64",
    "one step has 95 % of it",
    "one of 16 regions",
    f"means of {RUNS:,} simulated searches",
    "Forty terms",
    "$\\alpha = 0.10$",
    "errs one time in ten",
]


def plots() -> dict[str, Plot]:
    """The verdicts needed to find one of 64 faults, by how often the judge is wrong."""
    grid = [step / 100 for step in range(26)]
    bound = [fano_bound(FAULTS, capacity(2, e), 1 - CONFIDENCE) for e in grid]
    codes = [fano_bound(FAULTS, capacity(SIXTEEN, e), 1 - CONFIDENCE) for e in grid]
    searched = [halving(FAULTS, e)[0] for e in ERRORS]
    tenth = ERRORS.index(0.10)
    return {
        "cybernetics-verdicts": Plot(
            title="Verdicts needed to find one of 64 faults, right 95 % of the time",
            x_label="share of verdicts that are wrong",
            y_label="verdicts, mean",
            series=[
                Series("pass/fail, bound", grid, bound),
                Series("pass/fail, halving search", list(ERRORS), searched, "points"),
                Series("16 codes, bound", grid, codes),
            ],
            rules=[Rule(one_at_a_time(FAULTS), "one at a time, perfect judge")],
            alt=(
                f"With a judge that is never wrong, {bound[0]:.1f} pass/fail verdicts are the least and the halving "
                f"search takes {searched[0]:.0f}. At 10 % wrong verdicts the least is {bound[10]:.1f} and the search "
                f"takes {searched[tenth]:.0f}; at 20 % they are {bound[20]:.1f} and {searched[-1]:.0f}. A judge with 16 "
                f"failure codes needs at least {codes[10]:.1f} verdicts at 10 % and {codes[20]:.1f} at 20 %. Trying one "
                f"fault after the other takes {one_at_a_time(FAULTS):.1f} verdicts even of a perfect judge."
            ),
        )
    }


def claims() -> list[str]:
    """The numbers of the page."""
    bits = math.log2(FAULTS)
    tenth, sixteen, one_sided = capacity(2, 0.10), capacity(SIXTEEN, 0.10), one_sided_capacity(0.10)
    kinds = [f"| {k} | {math.log2(k):.0f} | {math.ceil(bits / math.log2(k))} |" for k in (2, 4, 8, 64)]
    rows = [
        f"| {e:.0%} | {capacity(2, e):.3f} | {bits / capacity(2, e):.1f} | "
        f"{fano_bound(FAULTS, capacity(2, e), 0.05):.1f} | {halving(FAULTS, e)[0]:.0f} |".replace("%", " %")
        for e in (0.0, 0.05, 0.10, 0.20)
    ]
    return [
        f"after {one_at_a_time(FAULTS):.1f} verdicts on average",
        f"{one_at_a_time(FAULTS):.1f} verdicts are the price",
        f"$\\log_2 {FAULTS} = {bits:.0f}$ bits",
        *kinds,
        f"{tenth:.3f} bits, not 1",
        f"$6 / {tenth:.3f} = {bits / tenth:.1f}$",
        *rows,
        f"costs {6 * 3} verdicts, and still names a wrong step with probability {repeated_error(6, 0.10, 3):.3f}",
        f"carries {sixteen:.3f} bits, {sixteen / tenth:.1f} times as much",
        f"falls from {bits / tenth:.1f} verdicts to {bits / sixteen:.1f}",
        f"brought it to {bits / capacity(2, 0.05):.1f}",
        f"$\\log_2 40 / \\log_2 5 = {math.log2(40) / math.log2(5):.2f}$",
        f"$\\log_2 40 = {math.log2(40):.2f}$",
        f"$C = {one_sided:.3f}$ bits",
        f"$6 / {one_sided:.3f} = {bits / one_sided:.1f}$",
        f"{bits / tenth:.1f} for a judge that {GIVEN[-1]} either way",
        f"$5 \\times {tenth:.3f} = {5 * tenth:.2f}$ bits, which separate $2^{{{5 * tenth:.2f}}} = {2 ** (5 * tenth):.1f}$",
        f"$5 \\times {sixteen:.3f} = {5 * sixteen:.1f}$ bits",
        f"about {round(2 ** (5 * sixteen), -3):,.0f} faults",
    ]
