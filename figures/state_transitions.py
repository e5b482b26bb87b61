"""Numbers and plots of the page on state transitions: a loop as an absorbing Markov chain, and what a retry repeats.

All probabilities of the chain are exact fractions, so the tables of the page are free of rounding until they are
printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from figures.plot import Plot, Series

__all__ = [
    "GIVEN",
    "PAGE",
    "absorbed_by",
    "absorption",
    "chain",
    "claims",
    "fundamental_matrix",
    "plots",
    "retry_outcomes",
]

PAGE = "fundamentals/03-state-transitions.md"

TRANSIENT = ("first", "guided", "stuck")
ABSORBING = ("right", "wrong", "person")

_ALPHA = Fraction(10, 100)  # the judge passes a wrong entry
_RIGHT = {"first": Fraction(35, 100), "guided": Fraction(50, 100), "stuck": Fraction(5, 100)}

# Where a rejected entry leads, from each state, as shares that add up to 1.
_NEXT: Mapping[str, Mapping[str, Fraction]] = {
    "first": {"guided": Fraction(80, 100), "stuck": Fraction(20, 100)},
    "guided": {"guided": Fraction(80, 100), "stuck": Fraction(20, 100)},
    "stuck": {"stuck": Fraction(1)},
}

_LOST_REQUEST = Fraction(1, 100)
_LOST_ANSWER = Fraction(2, 100)
_POSTINGS = 400

GIVEN = [
    "right in 35 % of first attempts, 50 % of guided ones and 5 % of stuck ones",
    "passes a wrong entry with probability $\\alpha = 0.10$",
    "with probability 0.8 the next attempt is guided, with probability 0.2 it is stuck",
    "At 400 postings a month",
    "a better judge has $\\alpha = 0.05$",
]

Matrix: TypeAlias = tuple[tuple[Fraction, ...], ...]


def chain(hand_over: Fraction, alpha: Fraction = _ALPHA) -> tuple[Matrix, Matrix]:
    """(Q, R) of the loop: moves among the transient states, and from them to the absorbing ones.

    `hand_over` is the share of rejected stuck attempts that a stall rule hands to a person, `alpha` the chance that the
    judge passes a wrong entry.
    """
    among, out = [], []
    for state in TRANSIENT:
        right = _RIGHT[state]
        wrong = (1 - right) * alpha
        rejected = 1 - right - wrong
        leaves = rejected * hand_over if state == "stuck" else Fraction(0)
        stays = rejected - leaves
        among.append(tuple(stays * _NEXT[state].get(target, Fraction(0)) for target in TRANSIENT))
        out.append((right, wrong, leaves))
    return tuple(among), tuple(out)


def fundamental_matrix(among: Matrix) -> Matrix:
    """N = (I - Q)^-1 by exact elimination: N[i][j] is the expected number of visits to j from i."""
    size = len(among)
    rows = [
        [Fraction(i == j) - among[i][j] for j in range(size)] + [Fraction(i == j) for j in range(size)]
        for i in range(size)
    ]
    for column in range(size):
        pivot = next(row for row in range(column, size) if rows[row][column] != 0)
        rows[column], rows[pivot] = rows[pivot], rows[column]
        scale = rows[column][column]
        rows[column] = [value / scale for value in rows[column]]
        for row in range(size):
            if row != column and rows[row][column] != 0:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return tuple(tuple(row[size:]) for row in rows)


def product(left: Matrix, right: Matrix) -> Matrix:
    """The matrix product."""
    return tuple(
        tuple(
            sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in zip(*right, strict=True)
        )
        for row in left
    )


def absorption(hand_over: Fraction, alpha: Fraction = _ALPHA) -> tuple[Fraction, ...]:
    """Probabilities of ending right, wrong and with a person, from the first attempt: the first row of N R."""
    among, out = chain(hand_over, alpha)
    return product(fundamental_matrix(among), out)[0]


def absorbed_by(hand_over: Fraction, rounds: int) -> list[tuple[float, ...]]:
    """After 0 … `rounds` attempts: probabilities of having ended right, wrong, with a person, and of running."""
    among, out = chain(hand_over)
    running: Sequence[Fraction] = (Fraction(1), Fraction(0), Fraction(0))
    ended = [0.0, 0.0, 0.0]
    history = [(*ended, 1.0)]
    for _ in range(rounds):
        for column in range(len(ABSORBING)):
            ended[column] += float(sum(share * out[row][column] for row, share in enumerate(running)))
        running = product((tuple(running),), among)[0]
        history.append((*ended, float(sum(running))))
    return history


def retry_outcomes(lost_request: Fraction, lost_answer: Fraction, attempts: int) -> dict[int, Fraction]:
    """How many times the effect happens, as count → probability, when a call is repeated until answered.

    A request is lost on the way with `lost_request`; one that arrives takes effect, and its answer is lost with
    `lost_answer`. At most `attempts` are made.
    """
    done: dict[int, Fraction] = {}
    trying = {0: Fraction(1)}
    arrives = 1 - lost_request
    for _ in range(attempts):
        still: dict[int, Fraction] = {}
        for count, share in trying.items():
            still[count] = still.get(count, Fraction(0)) + share * lost_request
            still[count + 1] = still.get(count + 1, Fraction(0)) + share * arrives * lost_answer
            done[count + 1] = done.get(count + 1, Fraction(0)) + share * arrives * (1 - lost_answer)
        trying = still
    for count, share in trying.items():
        done[count] = done.get(count, Fraction(0)) + share
    return done


def visits(hand_over: Fraction, alpha: Fraction = _ALPHA) -> tuple[Fraction, ...]:
    """Expected attempts made first, guided and stuck."""
    return fundamental_matrix(chain(hand_over, alpha)[0])[0]


def _row(values: Sequence[Fraction | float], places: int = 3) -> str:
    return " | ".join(f"{float(value):.{places}f}" for value in values)


def claims() -> list[str]:
    """Snippets of the page, made from the functions above."""
    found = []
    among, out = chain(Fraction(0))
    for name, row, leave in zip(TRANSIENT, among, out, strict=True):
        found.append(f"| {name} | {_row((*row, *leave[:2]), 4)} |")
    for share, words in (("0", "never"), ("1/2", "half of them"), ("1", "at once")):
        hand_over = Fraction(share)
        seen = visits(hand_over)
        ends = absorption(hand_over)
        found.append(f"| {words} | {_row(seen[1:])} | {float(sum(seen)):.2f} | {_row(ends)} |")
    found.append(f"$3^{{12}} = {3**12}$")
    return found + _worked_claims(among) + _retry_claims() + _exercise_claims()


def _worked_claims(among: Matrix) -> list[str]:
    """What the worked example says around its tables, for the chain without a hand-over."""
    rejected = float(among[0][1] + among[0][2])
    never, at_once = absorption(Fraction(0)), absorption(Fraction(1))
    wrong, right = (1 - _RIGHT["stuck"]) * _ALPHA, _RIGHT["stuck"]
    return [
        f"0.35 ends right, $0.65 \\times 0.10 = {0.65 * 0.10:.3f}$ ends wrong, and {rejected:.3f} is split "
        f"{float(among[0][1]):.3f} to {float(among[0][2]):.3f}",
        f"$1/(1 - {float(among[1][1]):g}) = {float(1 / (1 - among[1][1])):.4f}$ attempts",
        f"$1/(1 - {float(among[2][2]):g}) = {float(1 / (1 - among[2][2])):.3f}$",
        f"${float(wrong):g}$ against ${float(right):g}$ per attempt",
        f"costs {100 * float(never[0] - at_once[0]):.1f} points of right entries, saves "
        f"{100 * float(never[1] - at_once[1]):.1f} points of wrong ones",
        f"gives a person {100 * float(at_once[2]):.1f} % of the runs",
    ]


def _retry_claims() -> list[str]:
    """What the worked example says of retries: 1 % of requests and 2 % of answers lost, three calls at most."""
    outcomes = retry_outcomes(_LOST_REQUEST, _LOST_ANSWER, 3)
    doubled = float(sum(share for count, share in outcomes.items() if count > 1))
    return [
        f"{float(_LOST_REQUEST):.0%} of requests to the ledger are lost, and {float(_LOST_ANSWER):.0%} of answers".replace(
            "%", " %"
        ),
        f"at least twice with probability {doubled:.4f}",
        f"{_POSTINGS * doubled:.1f} doubled entries, and a month without one has probability "
        f"{(1 - doubled) ** _POSTINGS:.4f}",
    ]


def _exercise_claims() -> list[str]:
    """The answers: two rises of 3 %, and the chain with a judge twice as good."""
    alpha = Fraction(5, 100)
    among, out = chain(Fraction(0), alpha)
    seen = [float(count) for count in visits(Fraction(0), alpha)]
    leaves = [float(row[1]) for row in out]
    before, after = float(absorption(Fraction(0))[1]), float(absorption(Fraction(0), alpha)[1])
    return [
        f"twice makes {100 * (1.03**2 - 1):.2f} %",
        f"$0.65 \\times 0.95 \\times 0.8 = {float(among[0][1]):g}$, to stuck {float(among[0][2]):g}; guided to guided "
        f"{float(among[1][1]):g}, to stuck {float(among[1][2]):g}; stuck to stuck {float(among[2][2]):g}. The visits are "
        f"1, {seen[1]:.3f} and {seen[2]:.3f}",
        f"${leaves[0]:g} + {seen[1]:.3f} \\times {leaves[1]:g}$ $+ {seen[2]:.3f} \\times {leaves[2]:g} = {after:.3f}$",
        f"takes {before:.3f} to {after:.3f}; the hand-over takes it to {float(absorption(Fraction(1))[1]):.3f}",
    ]


def plots() -> dict[str, Plot]:
    """The page's plots by name."""
    rounds = 20
    history = absorbed_by(Fraction(0), rounds)
    with_rule = absorbed_by(Fraction(1), rounds)
    times = [float(t) for t in range(rounds + 1)]
    return {
        "states-absorption": Plot(
            "Where the posting loop is after each attempt, with nobody to hand over to",
            "attempts made",
            "probability",
            [
                Series("ended right", times, [row[0] for row in history]),
                Series("ended wrong", times, [row[1] for row in history]),
                Series("still running", times, [row[3] for row in history]),
                Series("ended wrong, with hand-over", times, [row[1] for row in with_rule]),
            ],
            f"After six attempts {history[6][0]:.3f} of the runs have ended right, {history[6][1]:.3f} wrong and "
            f"{history[6][3]:.3f} still run; after twenty, {history[20][0]:.3f}, {history[20][1]:.3f} and "
            f"{history[20][3]:.3f}. With stuck runs handed over at once, {with_rule[20][1]:.3f} end wrong.",
            y_range=(0.0, 1.0),
        ),
    }
