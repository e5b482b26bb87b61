"""Numbers and plots of the page on termination conditions: bounds of composed loops, stall rules, and when to stop.

The bounds are those that `loopctl bounds` prints, of the library's nested composition and of the page's own block.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from figures.plot import Plot, Rule, Series
from loop_engineering.bounds import Bounds, worst_case
from loop_engineering.lss import Project, Source, Spec, check, find_blocks, load, project_root

__all__ = [
    "GIVEN",
    "PAGE",
    "attempts_worth_paying",
    "claims",
    "expected_iterations",
    "library_spec",
    "nested_bound",
    "page_spec",
    "plots",
    "reservation_value",
    "slowest_climb",
    "stall_bound",
]

PAGE = "fundamentals/08-termination-conditions.md"

_ROOT = Path(__file__).resolve().parents[1]
_NESTED = "loop-library/compositions/code-debug-repair.yaml"

_WORTH = 6.0  # dollars: what an explained month is worth
_COST = 0.65  # dollars: one iteration with its checks
_QUALITY_WORTH = 10.0  # dollars for a quality of 1
_QUALITY_COST = 0.45  # dollars a candidate

GIVEN = [
    "worth $6",
    "costs $0.65",
    "between 0 and 1",
    "worth $10 times its quality",
    "costs $0.45 to make",
    "$6p > 0.65$",
    "$p = 0.1$",
    "`min_improvement: 0.05`",
    "with probability 0.1 only",
]


def stall_bound(window: int, min_improvement: float, extent: float = 1.0) -> int:
    """The iteration by which a stall rule has fired on a metric whose range is `extent`: w (floor(R / delta) + 1)."""
    return window * (math.floor(extent / min_improvement) + 1)


def slowest_climb(window: int, gains: int) -> int:
    """The iteration at which the rule fires on the metric that holds it off longest; it makes `gains` full gains.

    The metric counts in units of min_improvement and its range holds `gains` of them: it rises by one every `window`
    iterations, as long as there is room.
    """
    values = [0]
    while True:
        now = len(values)
        values.append(min(now // window, gains))
        if now >= window and values[now] - values[now - window] < 1:
            return now


def nested_bound(limit: int, depth: int) -> int:
    """Iterations of `depth` loops of `limit` iterations each, every one called in each iteration of the one around it.

    Each composition adds one iteration of its own, as `loopctl bounds` counts them: N(1) = n, N(d) = 1 + n + n N(d-1).
    """
    return limit if depth == 1 else 1 + limit + limit * nested_bound(limit, depth - 1)


def expected_iterations(chance: float, limit: int) -> float:
    """The mean iterations of a loop that succeeds with `chance` in each, independently, and makes at most `limit`."""
    return (1 - (1 - chance) ** limit) / chance


def reservation_value(cost: float, worth: float) -> float:
    """The quality z at which to stop drawing from the uniform distribution on [0, 1]: worth (1 - z)^2 / 2 = cost."""
    return 1 - math.sqrt(2 * cost / worth)


def attempts_worth_paying(cost: float, worth: float) -> int:
    """How many failures in a row to allow where the chance of success is uniform on [0, 1] before the first attempt.

    After k failures the next attempt succeeds with probability 1 / (k + 2) (rule of succession); it is worth its cost
    while worth / (k + 2) > cost. The chance only falls, so looking one attempt ahead is optimal.
    """
    failures = 0
    while worth / (failures + 2) > cost:
        failures += 1
    return failures


@cache
def library_spec() -> Spec:
    """The library's nested composition with its children."""
    path = _ROOT / _NESTED
    checked = check(Source(path.read_text("utf-8"), path=_NESTED), project=Project(project_root(path)), file=path)
    if checked.spec is None:
        raise ValueError(f"{_NESTED} is not valid")
    return checked.spec


@cache
def page_spec() -> Spec:
    """The loop that the page shows."""
    text = (_ROOT / PAGE).read_text("utf-8")
    return next(load(block.source.text) for block in find_blocks(text, PAGE) if not block.expect)


def _alone(spec: Spec) -> Bounds:
    """The worst case of a composition's own rounds, without its children."""
    return worst_case(replace(spec, composition=None, children={}))


def _row(label: str, iterations: int, workers: int, evaluators: int, usd: float) -> str:
    return f"| {label} | {iterations} | {workers} | {evaluators} | {usd:.2f} |"


def _known(number: float | None) -> float:
    if number is None:
        raise ValueError("the page speaks of a figure that nothing bounds")
    return number


def _figures(bounds: Bounds) -> tuple[int, int, int, float]:
    return (
        int(_known(bounds.iterations)),
        int(_known(bounds.worker_calls)),
        int(_known(bounds.evaluator_calls)),
        _known(bounds.usd_without_budget),
    )


def _seconds(spec: Spec) -> float:
    """Seconds of a loop's own iterations, one attempt after the other, evaluators without a timeout left out."""
    attempts = math.fsum(_known(worker.timeout_seconds) * (1 + worker.retries) for worker in spec.workers)
    judging = math.fsum(evaluator.timeout_seconds or 0.0 for evaluator in spec.evaluators)
    return int(_known(_alone(spec).iterations)) * (attempts + judging)


def _nested_claims() -> list[str]:
    spec = library_spec()
    whole, own = worst_case(spec), _figures(_alone(spec))
    outer, inner = (worst_case(spec.children[name]) for name in ("code", "debug"))
    first, second = _figures(outer), _figures(inner)
    times = first[0]
    many = tuple(times * figure for figure in second)
    in_turn = _known(outer.seconds) + times * _known(inner.seconds) + _seconds(spec)
    return [
        _row("outer, the coding agent, once", *first),
        _row("inner, the debugger, one run", *second),
        _row(f"inner, {times} runs", int(many[0]), int(many[1]), int(many[2]), many[3]),
        _row("the arbiter's own rounds", *own),
        _row("bound", *_figures(whole)),
        f"$3 + 6 + 6 \\times 5 = {own[0] + first[0] + times * second[0]}$",
        f"add up to {in_turn:,.0f} seconds",
        f"the timeout of {_known(whole.seconds):,.0f} seconds",
        f"the budget of ${_known(whole.usd):.2f}",
        f"the {times} rounds of the coder",
        f"${second[3]:.2f}",
    ]


def _block_claims() -> list[str]:
    spec = page_spec()
    bounds = worst_case(spec)
    stall = spec.termination_conditions.stall[0]
    stop = stall_bound(stall.window_iterations, stall.min_improvement)
    return [
        f"$3 \\times (50 + 1) = {stop}$",
        f"{_known(bounds.iterations):.0f} iterations",
        f"{_known(bounds.worker_calls):.0f} calls of the matcher",
        f"{_known(bounds.seconds):,.0f} seconds",
        f"{_seconds(spec):,.0f} seconds",
    ]


def claims() -> list[str]:
    """The snippets of the page that are computed here."""
    low, high = expected_iterations(0.05, 8), expected_iterations(0.5, 8)
    last = attempts_worth_paying(_COST, _WORTH)
    value = reservation_value(_QUALITY_COST, _QUALITY_WORTH)
    return [
        *_nested_claims(),
        *_block_claims(),
        f"$8 \\times 5 \\times 4 = {8 * 5 * 4}$",
        f"$4^3 = {4**3}$",
        f"$3^5 = {3**5}$",
        f"{low:.2f} iterations where $p = 0.05$ and {high:.2f} where $p = 0.5$",
        f"$6 / 9 = {6 / 9:.2f}$",
        f"$6 / 10 = {6 / 10:.2f}$",
        f"after {last} failures",
        f"$z^* = 1 - \\sqrt{{2 \\times 0.45 / 10}} = {value:.2f}$",
        f"$1 / (1 - z^*) = {1 / (1 - value):.2f}$",
        f"$\\lfloor 1 / 0.05 \\rfloor = {math.floor(1 / 0.05)}$",
        f"stops at {stall_bound(4, 0.05)}",
        f"$4 \\times (20 + 1) = {stall_bound(4, 0.05)}$",
        f"$1 + 4 + 4 \\times {nested_bound(4, 2)} = {nested_bound(4, 3)}$",
        f"$1 + 4 + 4 \\times 4 = {nested_bound(4, 2)}$",
        f"brings {nested_bound(5, 3)}",
        f"Per success both cost the same, {expected_iterations(0.1, 6) / (1 - 0.9**6):.0f} iterations",
        f"$1 - 0.9^6 = {1 - 0.9**6:.3f}$",
        f"$(1 - 0.9^6) / 0.1 = {expected_iterations(0.1, 6):.2f}$",
        f"saves {expected_iterations(0.1, 6) - 1:.2f} of them",
        f"${_figures(worst_case(library_spec()))[3]:.2f} is not a bound",
    ]


def plots() -> dict[str, Plot]:
    """The plots of the page by name."""
    return {"termination-nesting": _nesting(), "termination-expected": _expected()}


def _expected() -> Plot:
    chances = [0.02, 0.04, 0.06, 0.08, *(number / 20 for number in range(2, 20))]
    limits: Sequence[int] = (4, 8, 16)
    series = [
        Series(f"limit of {limit}", chances, [expected_iterations(chance, limit) for chance in chances])
        for limit in limits
    ]
    return Plot(
        title="Mean iterations against the chance of success, for three limits",
        x_label="chance that an iteration succeeds",
        y_label="mean iterations of a run",
        series=series,
        alt=(
            "Three falling curves, one for each limit. Where success is unlikely each nears its limit: at a chance of "
            f"0.02 a limit of 8 means {expected_iterations(0.02, 8):.1f} iterations on average, a limit of 16 means "
            f"{expected_iterations(0.02, 16):.1f}. From a chance of 0.5 on the limit hardly matters: all three lie "
            f"between {expected_iterations(0.5, 4):.2f} and {expected_iterations(0.5, 16):.2f}."
        ),
        rules=[Rule(8, "worst case of the limit of 8")],
        y_range=(0, 16),
    )


def _nesting() -> Plot:
    depths = [1, 2, 3, 4, 5]
    return Plot(
        title="What nesting does to the bound",
        x_label="loops inside each other",
        y_label="iterations at worst",
        series=[
            Series(f"{limit} iterations each", depths, [nested_bound(limit, depth) for depth in depths])
            for limit in (2, 3, 5, 8)
        ],
        alt=(
            "Four lines on a logarithmic axis that rise by about a factor of the limit for every level of nesting. "
            f"Loops of 5 iterations give {nested_bound(5, 2)} at depth 2 and {nested_bound(5, 4):,} at depth 4; "
            f"loops of 8 give {nested_bound(8, 2)} and {nested_bound(8, 4):,}."
        ),
        y_log=True,
    )
