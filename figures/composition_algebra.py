"""The numbers of the page on composition: what `loopctl bounds` says of the specs in `research/examples`.

Beside the tool stand two other ways to the same figures, which tests hold against it: `unrolled`, a sum over all
documents with how often each is run, and `run`, a runner in which nothing ever succeeds and every inner loop is called.
`spend` is that runner with money: it keeps the budgets of runs and iterations, and never passes the tool's dollars.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from loop_engineering.bounds import worst_case
from loop_engineering.lss import Project, Source, Spec, check
from loop_engineering.lss.limits import halting_budget, iteration_limit, total
from loop_engineering.lss.spec import FailureCondition

__all__ = [
    "EXAMPLES",
    "PAGE",
    "Figures",
    "Reading",
    "associativity_gap",
    "budgeted",
    "claims",
    "composed",
    "example",
    "figures",
    "limited",
    "multiplicities",
    "nest",
    "run",
    "sequence",
    "spend",
    "unrolled",
]

PAGE = "research/composition-algebra.md"

EXAMPLES = Path(__file__).resolve().parents[1] / "research" / "examples"

Reading = Literal["any", "own", "innermost"]
"""Which iterations of an outer child call the inner ones, if it is a composition itself.

`any`: all that are made inside it, as the tool counts. `own`: those of the outer document alone. `innermost`: those of
its loops without children into which no other is nested.
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What `loopctl bounds` prints of a loop: iterations, calls of workers and evaluators, dollars and seconds."""

    iterations: int
    worker_calls: int
    evaluator_calls: int
    usd: float
    seconds: float


@cache
def example(name: str) -> Spec:
    """The spec `research/examples/NAME.yaml` with its children; a ValueError where it has any finding above info."""
    path = EXAMPLES / f"{name}.yaml"
    checked = check(Source(path.read_text("utf-8"), path.name), project=Project(EXAMPLES.parents[1]), file=path)
    if checked.spec is None or any(finding.severity != "info" for finding in checked.findings):
        raise ValueError(f"{path} has findings")
    return checked.spec


def figures(spec: Spec) -> Figures:
    """The worst case by the tool; a ValueError where nothing bounds a figure."""
    found = worst_case(spec)
    counts = (found.iterations, found.worker_calls, found.evaluator_calls)
    if None in counts or found.usd is None or found.seconds is None:
        raise ValueError(f"{spec.loop_name}: nothing bounds a figure")
    iterations, workers, evaluators = (count or 0 for count in counts)
    return Figures(iterations, workers, evaluators, found.usd, found.seconds)


def multiplicities(spec: Spec, times: int = 1) -> Iterator[tuple[Spec, int]]:
    """Every document of a composition with how often it is run at most, by the tree alone.

    The root runs once. Children of a sequential or parallel composition and outer children run as often as it does;
    an inner child runs that often for each iteration that anything in the outer child makes.
    """
    yield spec, times
    if spec.composition is None:
        return
    roles = {child.id: child.role for child in spec.composition.children}
    calling = times
    if spec.composition.type == "nested":
        outer = [child for name, child in spec.children.items() if roles[name] == "outer"]
        calling = sum(runs * _limit(part) for child in outer for part, runs in multiplicities(child, times))
    for name, child in spec.children.items():
        yield from multiplicities(child, calling if roles[name] == "inner" else times)


def unrolled(spec: Spec) -> Figures:
    """The figures as a sum over documents: runs x iterations x what one iteration of the document takes.

    Budgets and timeouts cap nothing here.
    """
    parts = [(part, runs * _limit(part)) for part, runs in multiplicities(spec)]
    return Figures(
        sum(count for _, count in parts),
        sum(count * sum(1 + worker.retries for worker in part.workers) for part, count in parts),
        sum(count * len(part.evaluators) for part, count in parts),
        total(
            count * total((worker.cost_budget_usd or 0) * (1 + worker.retries) for worker in part.workers)
            for part, count in parts
        ),
        total(
            count
            * (
                total((worker.timeout_seconds or 0) * (1 + worker.retries) for worker in part.workers)
                + total(evaluator.timeout_seconds or 0 for evaluator in part.evaluators)
            )
            for part, count in parts
        ),
    )


def run(spec: Spec, reading: Reading = "any") -> Mapping[str, int]:
    """The iterations of a run in which nothing succeeds and each inner loop is called whenever it may be, by loop_name.

    Counted by executing it, one iteration at a time; so only for small limits.
    """
    made: Counter[str] = Counter()

    def iterate(loop: Spec, call: Callable[[], None]) -> None:
        for _ in range(_limit(loop)):
            made[loop.loop_name] += 1
            call()

    def start(loop: Spec, call: Callable[[], None]) -> None:
        """One run of `loop`; `call` is what its iterations set off outside it."""
        composition = loop.composition
        if composition is None:
            iterate(loop, call)
            return
        roles = {child.id: child.role for child in composition.children}
        from_children = _nothing if reading == "own" else call

        def call_inner() -> None:
            if reading == "any":
                call()
            for name, child in loop.children.items():
                if roles[name] == "inner":
                    start(child, from_children)

        for name, child in loop.children.items():
            if roles[name] != "inner":
                start(child, call_inner if roles[name] == "outer" else from_children)
        iterate(loop, _nothing if reading == "innermost" else call)

    start(spec, _nothing)
    return made


@dataclass(eq=False, slots=True)
class _Account:
    """What is left of a budget in dollars; None where there is none that halts."""

    left: Fraction | None


class _Exhausted(Exception):
    """The next call no longer fits what is left of this account."""

    def __init__(self, account: _Account) -> None:
        super().__init__()
        self.account = account


def spend(spec: Spec, judging: float = 0.0) -> float:
    """The dollars of the run of `run` under the reading `any`, if the runner keeps R5 and R6 of the page.

    Every attempt costs the budget of its worker and every call of a language model as a judge `judging`. A call that
    does not fit a run's budget ends that run. One that does not fit the iteration's ends the iteration alone, which
    is the reading of `per_iteration_usd` that spends more. A ValueError where a worker has no budget.
    """
    spent = Fraction(0)

    def pay(price: Fraction, accounts: tuple[_Account, ...]) -> None:
        nonlocal spent
        for account in accounts:
            if account.left is not None and account.left < price:
                raise _Exhausted(account)
        for account in accounts:
            if account.left is not None:
                account.left -= price
        spent += price

    def iterate(loop: Spec, accounts: tuple[_Account, ...], call: Callable[[], None]) -> None:
        prices = _prices(loop, judging)
        for _ in range(_limit(loop)):
            iteration = _Account(_iteration_cap(loop))
            try:
                for price in prices:
                    pay(price, (*accounts, iteration))
            except _Exhausted as end:
                if end.account is not iteration:
                    raise
            call()

    def start(loop: Spec, around: tuple[_Account, ...], call: Callable[[], None]) -> None:
        """One run of `loop`, paid from its own account and those `around` it; `call` pays from accounts of its own."""
        run_of_it = _Account(_run_cap(loop))
        accounts = (*around, run_of_it)
        children = loop.composition.children if loop.composition is not None else ()

        def call_inner() -> None:
            call()
            for child in children:
                if child.role == "inner":
                    start(loop.children[child.id], accounts, call)

        try:
            for child in children:
                if child.role != "inner":
                    start(loop.children[child.id], accounts, call_inner if child.role == "outer" else call)
            iterate(loop, accounts, call)
        except _Exhausted as end:
            if end.account is not run_of_it:
                raise

    start(spec, (), _nothing)
    return float(spent)


def _prices(spec: Spec, judging: float) -> list[Fraction]:
    """What the calls of one iteration cost, in order, all retries made."""
    prices = []
    for worker in spec.workers:
        if worker.cost_budget_usd is None:
            raise ValueError(f"{spec.loop_name}: nothing limits what {worker.id} costs")
        prices += [Fraction(str(worker.cost_budget_usd))] * (1 + worker.retries)
    return prices + [Fraction(str(judging)) for judge in spec.evaluators if judge.type == "llm_rubric"]


def _run_cap(spec: Spec) -> Fraction | None:
    limits, budget = spec.cost_limits, halting_budget(spec)
    if budget is None and limits.cumulative_usd == 0 and limits.on_exceed.action == "halt":
        budget = 0.0
    return None if budget is None else Fraction(str(budget))


def _iteration_cap(spec: Spec) -> Fraction | None:
    limits = spec.cost_limits
    halts = limits.on_exceed.action == "halt" and limits.per_iteration_usd > 0
    return Fraction(str(limits.per_iteration_usd)) if halts else None


def associativity_gap(outer: int, last: int, own: int) -> int:
    """N((A < B) < C) - N(A < (B < C)), where A makes `outer` and C `last` iterations and each composition `own` itself.

    (own + a + a b)(1 + c) - a (1 + b (1 + c)) - a own = own (1 + c - a) + a c. B does not matter.
    """
    return own * (1 + last - outer) + outer * last


def limited(spec: Spec, limits: Mapping[str, int]) -> Spec:
    """The spec in which the loops of these names, at any depth, make so many iterations of their own at most."""
    children = {name: limited(child, limits) for name, child in spec.children.items()}
    changed = replace(spec, children=children)
    if spec.loop_name not in limits:
        return changed
    condition = FailureCondition(type="max_iterations", action="halt", value=float(limits[spec.loop_name]))
    conditions = replace(spec.termination_conditions, failure=(condition,), stall=())
    return replace(changed, termination_conditions=conditions)


def budgeted(spec: Spec, usd: float) -> Spec:
    """The spec with this budget for a run and for an iteration."""
    return replace(spec, cost_limits=replace(spec.cost_limits, cumulative_usd=usd, per_iteration_usd=usd))


def _nothing() -> None:
    pass


def _limit(spec: Spec) -> int:
    """The own iterations of one document."""
    limit = iteration_limit(spec)
    if limit is None:
        raise ValueError(f"{spec.loop_name}: nothing counts its iterations")
    return limit


_ROWS = (
    ("$A$", "timetable-draft"),
    ("$B$", "vehicle-plan"),
    ("$C$", "delay-test"),
    (r"$A \mathbin{;} B$", "draft-then-vehicles"),
    (r"$B \parallel B$", "two-fleets"),
    (r"$A \vartriangleleft B$", "timetable-with-vehicles"),
    (r"$B \vartriangleleft C$", "tested-vehicle-plan"),
    (r"$(A \mathbin{;} B) \vartriangleleft C$", "sequence-tested"),
    (r"$(A \vartriangleleft B) \vartriangleleft C$", "every-step-tested"),
    (r"$A \vartriangleleft (B \vartriangleleft C)$", "every-plan-tested"),
)
"""The table of examples: the expression, and the file that is it."""

_READINGS: Mapping[Reading, str] = {
    "any": "all (R4, the tool)",
    "own": "those of the outer document itself",
    "innermost": "those of the innermost loops",
}

_LEFT, _RIGHT = "every-step-tested", "every-plan-tested"
_LEAVES = ("timetable-draft", "vehicle-plan", "delay-test")


def nest(outer: tuple[int, ...], inner: tuple[int, ...]) -> tuple[int, ...]:
    """The nested operation on vectors, without own iterations: x + N(x) y, with N the first component."""
    return tuple(x + outer[0] * y for x, y in zip(outer, inner, strict=True))


def composed(like: str, *children: Spec) -> Spec:
    """The example of this name with other children, in its own order."""
    whole = example(like)
    return replace(whole, children=dict(zip(whole.children, children, strict=True)))


def sequence(first: Spec, second: Spec) -> Spec:
    """The two after each other, under the manager of draft-then-vehicles; its budget is no cap."""
    return budgeted(composed("draft-then-vehicles", first, second), 1000.0)


def _row(expression: str, name: str) -> str:
    found = figures(example(name))
    if found.evaluator_calls != found.iterations:
        raise ValueError(f"{name}: the page says that evaluators are called once an iteration")
    return (
        f"| {expression} | [{name}](examples/{name}.yaml) | {found.iterations} | {found.worker_calls} | {found.usd:.2f} "
        f"| {found.seconds:,.0f} |"
    )


def _runs(whole: str, part: str) -> int:
    """How often a document is run at most in a run of another."""
    return sum(runs for spec, runs in multiplicities(example(whole)) if spec.loop_name == part)


def _leaves(name: str, reading: Reading) -> int:
    made = run(example(name), reading)
    return sum(made[leaf] for leaf in _LEAVES)


def _all_told(name: str) -> int:
    """The iterations of a run in which only innermost loops call, those of the managers included."""
    return sum(run(example(name), "innermost").values())


def _runs_by_manager() -> int:
    """The iterations of tests that the own iterations of timetable-with-vehicles set off in every-step-tested."""
    inner, test = example("timetable-with-vehicles"), example("delay-test")
    return _limit(inner) * _limit(test)


def _laws() -> list[str]:
    draft, vehicles, test = (example(name) for name in _LEAVES)
    tested = "tested-vehicle-plan"
    apart = figures(sequence(composed(tested, draft, test), composed(tested, vehicles, test))).iterations
    together = figures(example("sequence-tested")).iterations
    left = figures(sequence(budgeted(sequence(draft, vehicles), 0.5), test)).usd
    right = figures(sequence(draft, budgeted(sequence(vehicles, test), 0.5))).usd
    fleets = worst_case(example("two-fleets"))
    return [
        rf"$(A \mathbin{{;}} B) \vartriangleleft C$ makes {together} iterations",
        f"makes {apart}, and the {together - apart} more",
        rf"$(A \mathbin{{;}} B) \mathbin{{;}} C$ costs at most ${left:.2f}",
        rf"$A \mathbin{{;}} (B \mathbin{{;}} C)$ at most ${right:.2f}",
        f"it is {fleets.seconds_if_parallel:,.0f} seconds instead of {fleets.seconds:,.0f}",
    ]


def _unbounded() -> list[str]:
    """What is left of the bound of every-plan-tested if nothing counts the iterations of the delay test."""
    tested = example("tested-vehicle-plan")
    test = example("delay-test")
    uncounted = replace(test, termination_conditions=replace(test.termination_conditions, failure=()))
    inner = replace(tested, children={**tested.children, "delays": uncounted})
    whole = example(_RIGHT)
    found = worst_case(replace(whole, children={**whole.children, "tested": inner}))
    if (found.iterations, found.worker_calls, found.evaluator_calls) != (None, None, None):
        raise ValueError("the page says that nothing bounds the counts")
    return [f"its budget of ${worst_case(uncounted).usd:.2f}.", f"the dollars stay at {found.usd:.2f}"]


def claims() -> list[str]:
    """The snippets of the page that are computed here."""
    left, right = figures(example(_LEFT)), figures(example(_RIGHT))
    turned = {"timetable-draft": 6, "delay-test": 1}
    other = [figures(limited(example(name), turned)).iterations for name in (_LEFT, _RIGHT)]
    a, b, c = ((figures(example(name)).iterations,) for name in _LEAVES)
    pure_left, pure_right = nest(nest(a, b), c)[0], nest(a, nest(b, c))[0]
    by_manager = _runs_by_manager()
    calls = math.floor(1.00 / 0.30 + 1e-9)
    return [
        *(_row(*row) for row in _ROWS),
        *_laws(),
        *_unbounded(),
        *(f"| {said} | {_leaves(_LEFT, how)} | {_leaves(_RIGHT, how)} |" for how, said in _READINGS.items()),
        f"$m$ is {_runs(_LEFT, 'delay-test')} for $C$ and {_runs(_LEFT, 'vehicle-plan')} for $B$",
        f"in every-plan-tested it is {_runs(_RIGHT, 'delay-test')} for $C$",
        f"R5 stops the run at ${calls * 0.30:.2f}",
        f"Their bounds are {left.iterations} and {right.iterations} iterations, ${left.usd:.2f} and ${right.usd:.2f}",
        f"With limits of {a[0]}, {b[0]} and {c[0]} and no managers that is {pure_left} against {pure_right} iterations",
        rf"${a[0]} \times {c[0]} = {pure_left - pure_right}$",
        f"{by_manager} of the {_leaves(_LEFT, 'any')} are tests that the inner manager calls",
        f"the difference is {associativity_gap(3, 2, 2)}. With $a = 6$",
        f"it is −{-associativity_gap(6, 1, 2)}: the tool then prints {other[0]} and {other[1]}",
        f"{left.iterations} where {sum(run(example(_LEFT), 'own').values())} could be proved",
        f"the two files make {_all_told(_LEFT)} and {_all_told(_RIGHT)} iterations under the last reading",
        rf"$2 \times (1 - {a[0]}) = -{_all_told(_RIGHT) - _all_told(_LEFT)}$",
    ]
